"""Floor 1: the form document. Pure Python: nothing here knows Django, the database or a request."""
