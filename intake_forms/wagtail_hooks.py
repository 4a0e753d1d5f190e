"""What the intake forms add to the Wagtail admin."""

from wagtail import hooks

from intake_forms.staff.viewsets import CaseViewSet


@hooks.register("register_admin_viewset")
def cases() -> CaseViewSet:
    """The desk."""
    return CaseViewSet()
