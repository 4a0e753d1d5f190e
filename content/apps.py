"""The public site."""

from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete, post_save


class ContentConfig(AppConfig):
    """What the public reads and editors write."""

    name = "content"
    verbose_name = "Content"

    def ready(self) -> None:
        """Forget the cached facts, lines of help and services when an editor saves them."""
        from content.snippets import HelpLine, ServiceStatus, SiteFacts

        for model in (SiteFacts, HelpLine, ServiceStatus):
            for signal in (post_save, post_delete):
                signal.connect(_forget_facts, sender=model, dispatch_uid=f"content.forget.{model.__name__}")


def _forget_facts(**kwargs: Any) -> None:
    """Clear the cache after the commit: before it, another request would cache the old facts again."""
    from content.queries import forget_site_facts

    transaction.on_commit(forget_site_facts)
