"""The size of a file in words, the same wherever people read one."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

#: Whole numbers have three digits at most: what a unit more says in fewer is said in that.
_MOST = 1000


def in_words(size: int) -> str:
    """A size in bytes as it is read: whole KB; MB to a tenth, from ten on whole. As in our limits, 1 MB is 2**20 bytes."""
    if size < 2**10:
        return _("less than 1 KB")
    if (kilobytes := round(size / 2**10)) < _MOST:
        return _("%(number)s KB") % {"number": number_format(kilobytes)}
    tenths = round(size / 2**20, 1)
    whole = tenths >= 10 or tenths == round(tenths)
    return _("%(number)s MB") % {"number": number_format(round(tenths) if whole else tenths, 0 if whole else 1)}
