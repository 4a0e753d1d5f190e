"""Packages that stand for somebody else's."""
