"""A kind of question from outside."""
