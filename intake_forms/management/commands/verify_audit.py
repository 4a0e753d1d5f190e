"""``verify_audit``: walk the audit chain and say where it does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake_forms.privacy import audit
from intake_forms.privacy.models import AuditEvent


class Command(BaseCommand):
    """Exit code 1 and a line per break when anything was changed, removed or reordered."""

    help = "Verify the audit chain."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(audit.breaks())
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{AuditEvent.objects.count()} events, the chain holds.")
