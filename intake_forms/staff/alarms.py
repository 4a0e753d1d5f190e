"""What is wrong with the papers, on the first page of the admin for those who answer for every case. All well: nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from intake_forms.documents import alarms
from intake_forms.documents.alarms import Alarm
from intake_forms.staff import roles


def sentence(alarm: Alarm) -> str:
    """What is wrong, and what to do."""
    told = (
        _of_files(alarm.many).get(alarm.kind)
        or {
            "store": _(
                "The store of papers does not answer. Families cannot send papers. Nothing that we have is lost."
            ),
            "scanner": _("The virus scanner does not answer. Files wait for their check until it does."),
            "no_scanner": _(
                "No virus scanner is set up: every file is marked as not scanned. CLAMD_ADDRESS names one."
            ),
        }[alarm.kind]
    )
    return told % {"many": alarm.many, "minutes": alarms.PATIENCE // datetime.timedelta(minutes=1)}


def _of_files(many: int) -> dict[str, str]:
    """What is said of so many files, by the kind of alarm."""
    return {
        "waiting": ngettext(
            "%(many)s file has waited more than %(minutes)s minutes for its check. See that the worker runs.",
            "%(many)s files have waited more than %(minutes)s minutes for their check. See that the worker runs.",
            many,
        ),
        "unfinished": ngettext(
            "%(many)s file stopped on its way more than %(minutes)s minutes ago. Its sender can send it again.",
            "%(many)s files stopped on their way more than %(minutes)s minutes ago. Their senders can send them again.",
            many,
        ),
        "held": ngettext(
            "%(many)s file is held until somebody accepts or refuses it.",
            "%(many)s files are held until somebody accepts or refuses them.",
            many,
        ),
        "lost": ngettext(
            "%(many)s file that we told a family we have is missing or damaged in the store. Restore it from the backup.",
            "%(many)s files that we told families we have are missing or damaged in the store. Restore them from the backup.",
            many,
        ),
        "strays": ngettext(
            "%(many)s object in the store belonged to no file that we know. It was deleted.",
            "%(many)s objects in the store belonged to no file that we know. They were deleted.",
            many,
        ),
    }


class AlarmsPanel(Component):
    """What stands wrong now, the longest first."""

    order = 10
    template_name = "intake_forms/staff/alarms.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found = alarms.standing(timezone.now())
        return {"alarms": [(each.kind, sentence(each), _since(each)) for each in found]}


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Show it to those who answer for every case."""
    if roles.supervises(request.user):
        panels.append(AlarmsPanel())


def _since(alarm: Alarm) -> str:
    if alarm.since is None:
        return ""
    return _("Since %(time)s") % {"time": date_format(localtime(alarm.since), "SHORT_DATETIME_FORMAT")}
