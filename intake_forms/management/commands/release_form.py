"""``release_form KEY``: what editors have published of a form becomes its live version, as with the admin's button."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from intake_forms.authoring import releasing
from intake_forms.authoring.models import IntakeForm
from intake_forms.records import services


class Command(BaseCommand):
    """What is in the way is listed, and nothing is released. Open drafts that cannot go along stay on their version."""

    help = "Release a form as editors have published it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="the form's key")

    def handle(self, *args: Any, **options: Any) -> None:
        form = IntakeForm.objects.filter(key=options["key"]).first()
        if form is None:
            raise CommandError("There is no such form.")
        document, found = releasing.check(form, AnonymousUser())
        for each in found:
            self.stderr.write(f"{each.place}: {each.level}: {each.message}")
        if document is None:
            raise CommandError("nothing was released.")
        version, new = services.release(form=document)
        self.stdout.write(f"{version.form_key} {version.number} {'released' if new else 'is live already'}")
