"""Floor 4: how forms come in: as files today; releasing them to sponsors."""
