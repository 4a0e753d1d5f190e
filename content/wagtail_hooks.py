"""What editors see of the public site in Wagtail's admin, and the gate before a translation goes live."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content import services
from content.snippets import FaqEntry, HelpLine, ServiceStatus


class FaqEntryViewSet(SnippetViewSet):
    """The list of questions, filtered by what an editor looks for."""

    model = FaqEntry
    icon = "help"
    menu_label = gettext_lazy("Questions")
    add_to_admin_menu = True
    menu_order = 250
    list_display = ["question", "group", "live", "needs_legal_review", "checked_on"]
    list_filter = ["group", "needs_legal_review", "live", "checked_on"]
    ordering = ["group", "order"]


register_snippet(FaqEntryViewSet)


class ServiceViewSet(SnippetViewSet):
    """The services and whether each is open."""

    model = ServiceStatus
    icon = "time"
    menu_label = gettext_lazy("Services")
    add_to_admin_menu = True
    menu_order = 260
    list_display = ["form_key", "state", "checked_on"]
    copy_view_enabled = False


register_snippet(ServiceViewSet)


class HelpLineViewSet(SnippetViewSet):
    """What the foot of every page says: what we offer, and the numbers for an emergency."""

    model = HelpLine
    icon = "warning"
    menu_label = gettext_lazy("Help on every page")
    add_to_admin_menu = True
    menu_order = 255
    list_display = ["__str__", "kind", "order", "checked_on"]
    copy_view_enabled = False


register_snippet(HelpLineViewSet)


@hooks.register("before_edit_page", order=-1)
def refuse_half_translated_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stop Publish on a page whose translation lacks strings: wagtail_localize would fill in the English ones."""
    return _refuse_half_translated(request, page)


@hooks.register("before_edit_snippet", order=-1)
def refuse_half_translated_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Stop Publish on an entry whose translation lacks strings."""
    return _refuse_half_translated(request, instance) if isinstance(instance, FaqEntry) else None


def _refuse_half_translated(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """A redirect back to the editor with a message, or None to let the request through."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    missing = services.missing_strings(instance)
    if not missing:
        return None
    messages.error(request, _("Not published: %(count)d texts are not translated yet.") % {"count": len(missing)})
    return redirect(request.get_full_path())
