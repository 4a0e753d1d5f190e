"""The portal: what joins the public site and the intake forms."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the portal's system checks."""

    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Register the checks."""
        from portal import checks  # noqa: F401
