"""The portal: what joins the public site and the intake forms."""

from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    """Registers the portal's system checks, and joins the catalogues of languages that are not finished to others."""

    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Register the checks; let each language take texts that it lacks from the one that stands in for it."""
        from portal import checks, languages  # noqa: F401

        languages.join(settings.LANGUAGE_CHAINS)
