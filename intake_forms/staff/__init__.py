"""Floor 5: the staff's desk inside the Wagtail admin."""
