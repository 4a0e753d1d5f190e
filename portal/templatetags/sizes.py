"""``{{ file.size|file_size }}``: how large a file is, in words."""

from django import template

from intake_forms.records.sizes import in_words

register = template.Library()
register.filter("file_size", in_words)
