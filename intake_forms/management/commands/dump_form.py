"""``dump_form KEY``: a released form as YAML, in all its languages; ``load_form`` takes it in again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake_forms.authoring import files
from intake_forms.records import queries


class Command(BaseCommand):
    """Writes to standard output."""

    help = "Print a released form as YAML, or the JSON Schema of such files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", nargs="?", help="the form's key")
        parser.add_argument("--number", type=int, help="an older version by its number; the live one without it")
        parser.add_argument("--schema", action="store_true", help="print the JSON Schema instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(files.json_schema(), ending="")
            return
        if not options["key"]:
            raise CommandError("Say which form, by its key, or --schema.")
        version = queries.version(options["key"], options["number"])
        if version is None:
            raise CommandError("There is no such form or version.")
        self.stdout.write(files.dump(queries.written(version)), ending="")
