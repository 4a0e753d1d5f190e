"""Floor 5: what a sponsor walks through: formtools' wizard over rows of the database."""
