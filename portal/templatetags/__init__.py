"""Template tags that both the public site and the forms use."""
