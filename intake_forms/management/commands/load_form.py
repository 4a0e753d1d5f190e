"""``load_form FILE…``: read form documents from YAML and release them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from intake_forms.authoring import carries, files
from intake_forms.authoring.standing import InTheWay
from intake_forms.records import queries
from intake_forms.schema.faults import Fault, FormError, errors, warnings


class Command(BaseCommand):
    """All files or none: one error, or editors at work on a form, and nothing is loaded. Warnings stop nothing."""

    help = "Load and release forms from YAML files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--over-drafts", action="store_true", help="publish over changes that are not published, and over locks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults: list[str] = []
        held: list[str] = []
        done: list[tuple[Path, files.Loaded]] = []
        with transaction.atomic():
            for path in options["files"]:
                try:
                    loaded = files.load(path, over_drafts=options["over_drafts"])
                except FormError as error:
                    faults += [f"{path.name}: {fault}" for fault in error.faults]
                except InTheWay as error:
                    held += [f"{path.name}: in the way: {reason}" for reason in error.held]
                    faults += [f"{path.name}: in the way: {reason}" for reason in error.refused]
                except (OSError, UnicodeDecodeError) as error:
                    faults.append(f"{path.name}: cannot be read ({error})")
                else:
                    done.append((path, loaded))
                    self._warn(path, loaded.warnings)
            if not (faults or held):
                faults += self._carried(done)
            if faults or held:
                transaction.set_rollback(True)
        if faults or held:
            way_out = ["Publish, discard or unlock these, or load with --over-drafts."] if held else []
            raise CommandError("\n".join(["nothing was loaded.", *faults, *held, *way_out]))
        for _path, loaded in done:
            self._tell(loaded)

    def _carried(self, done: list[tuple[Path, files.Loaded]]) -> list[str]:
        """What is wrong with the answers taken over, once all files are there: one may take over from another."""
        wrong = []
        for path, loaded in done:
            found = [*carries.faults(queries.route(loaded.version).form)]
            self._warn(path, warnings(found))
            wrong += [f"{path.name}: {fault}" for fault in errors(found)]
        return wrong

    def _warn(self, path: Path, found: list[Fault]) -> None:
        for warning in found:
            self.stderr.write(f"{path.name}: warning: {warning}")

    def _tell(self, loaded: files.Loaded) -> None:
        version = loaded.version
        self.stdout.write(f"{version.form_key} {version.number} {'released' if loaded.new else 'is live already'}")
        for section in loaded.deleted:
            self.stdout.write(f"{version.form_key}: {section} deleted, because the file does not have it")
