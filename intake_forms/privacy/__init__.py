"""Floor 2: keysets, sealing, the words of a case, and the audit chain."""
