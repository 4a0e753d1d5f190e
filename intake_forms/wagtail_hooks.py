"""What the intake forms add to the Wagtail admin."""

from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.snippets.models import register_snippet

from intake_forms.authoring import choosing, history, previewing, releasing, serving, translation_pages
from intake_forms.authoring.snippets import FormsGroup, keep_released
from intake_forms.staff import alarms
from intake_forms.staff.legal_holds import KeptItem
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


@hooks.register("register_reports_menu_item")
def kept_item() -> KeptItem:
    """The cases on legal hold on the menu."""
    return KeptItem()


@hooks.register("register_admin_urls")
def version_urls() -> list[URLPattern]:
    """Every version of every form."""
    return history.urls()


@hooks.register("register_admin_menu_item")
def version_item() -> history.VersionsItem:
    """The versions on the menu."""
    return history.VersionsItem()


hooks.register("construct_homepage_panels", alarms.add_panel)
register_snippet(FormsGroup)
hooks.register("before_delete_snippet", keep_released)


@hooks.register("register_admin_urls")
def release_urls() -> list[URLPattern]:
    """Releasing what editors built, and looking at it before."""
    return [*releasing.urls(), *previewing.urls()]


@hooks.register("register_admin_urls")
def translation_urls() -> list[URLPattern]:
    """Missing and stale texts, and spreadsheets for translators."""
    return translation_pages.urls()


hooks.register("register_snippet_listing_buttons", translation_pages.listing_buttons)


@hooks.register("register_admin_viewset")
def recordings() -> choosing.RecordingChooserViewSet:
    """Where recordings are chosen."""
    return choosing.viewset


# After Wagtail's own, which keeps private collections shut.
hooks.register("before_serve_document", serving.serve_part, order=1)


@hooks.register("insert_editor_js")
def editor_js() -> str:
    """The editing aids of forms, and what opens a block that a link names; on other pages they find nothing to do."""
    scripts = (
        versioned_static(f"intake_forms/{name}.js") for name in ("editor", "keys", "texts", "findings", "saving")
    )
    return format_html_join("\n", '<script type="module" src="{}"></script>', ([each] for each in scripts))


@hooks.register("insert_global_admin_css")
def editor_css() -> str:
    """Their look."""
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("intake_forms/editor.css"))
