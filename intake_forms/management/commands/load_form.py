"""``load_form FILE…``: read form documents from YAML and release them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from intake_forms.authoring import files
from intake_forms.schema.faults import FormError


class Command(BaseCommand):
    """All files or none: one error and nothing is loaded. Warnings are told and stop nothing."""

    help = "Load and release forms from YAML files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        faults: list[str] = []
        with transaction.atomic():
            for path in options["files"]:
                try:
                    version, new, warnings = files.load(path)
                except FormError as error:
                    faults += [f"{path.name}: {fault}" for fault in error.faults]
                except (OSError, UnicodeDecodeError) as error:
                    faults.append(f"{path.name}: cannot be read ({error})")
                else:
                    for warning in warnings:
                        self.stderr.write(f"{path.name}: warning: {warning}")
                    self.stdout.write(f"{version.form_key} {version.number} {'released' if new else 'is live already'}")
            if faults:
                transaction.set_rollback(True)
        if faults:
            raise CommandError("nothing was loaded.\n" + "\n".join(faults))
