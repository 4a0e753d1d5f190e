"""What the intake forms add to the Wagtail admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from intake_forms.authoring import history
from intake_forms.staff.reports import ReportItem, WherePeopleStop
from intake_forms.staff.viewsets import CaseViewSet


@hooks.register("register_admin_viewset")
def cases() -> CaseViewSet:
    """The desk."""
    return CaseViewSet()


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """Where the report is."""
    return [path("reports/where-people-stop/", WherePeopleStop.as_view(), name="where_people_stop")]


@hooks.register("register_reports_menu_item")
def report_item() -> ReportItem:
    """The report on the menu."""
    return ReportItem()


@hooks.register("register_admin_urls")
def version_urls() -> list[URLPattern]:
    """Every version of every form."""
    return history.urls()


@hooks.register("register_admin_menu_item")
def version_item() -> history.VersionsItem:
    """The versions on the menu."""
    return history.VersionsItem()
