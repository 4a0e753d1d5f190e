"""Floor 4: papers. The object store, what comes in, and what staff open."""
