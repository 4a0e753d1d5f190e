"""``check_parity``: what is missing in one of the languages."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from content.parity import gaps


class Command(BaseCommand):
    """List what the public can read in one language only, and exit 1 when there is any."""

    help = "Exit 1, with a list, when a page or an answer lacks a live, complete and fresh translation."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the gaps."""
        found = gaps()
        for gap in found:
            self.stderr.write(str(gap))
        if found:
            sys.exit(1)
        self.stdout.write("Every public page and answer is there in every language.")
