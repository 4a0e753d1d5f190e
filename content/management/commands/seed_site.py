"""``seed_site``: put the first texts on the site."""

from typing import Any

from django.core.management.base import BaseCommand

from content.seed import plant_site


class Command(BaseCommand):
    """Plant what was never planted; run again, it changes nothing."""

    help = "Create the site's pages and questions in every language. Never touches what is there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Plant, and say how much."""
        planted = plant_site()
        self.stdout.write(f"{len(planted)} texts planted." if planted else "Nothing to plant: the site has its texts.")
