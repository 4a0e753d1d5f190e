"""``bench``: measure this machine against the figures the portal promises."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.bench import Figure, checking, database, engine, papers
from portal.bench.running import DidNotStart, demo, resident
from portal.bench.sponsor import Sponsor
from portal.embedded import ports


class Command(BaseCommand):
    """Starts a demo on data of its own, twice, and measures it as a sponsor's phone would see it; then the engine and the papers.

    The demo is SQLite always. The engine is measured on the kind of database in the settings, in one of its own.
    """

    help = "Measure start, memory, page weight and step times of a demo, and the form engine, on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--quick`` and ``--json``."""
        parser.add_argument("--quick", action="store_true", help="fewer rounds, and no second start")
        parser.add_argument("--json", action="store_true", help="a line of JSON per figure")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each figure as soon as it is known; exit code 1 when one misses its target."""
        missed = []
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            try:
                for figure in _figures(Path(folder), quick=options["quick"]):
                    self.stdout.write(figure.line() if options["json"] else _words(figure))
                    missed += [] if figure.ok else [figure.name]
            except DidNotStart as error:
                raise CommandError(f"the demo did not start: {error}") from error
        if missed:
            raise CommandError(f"over target: {', '.join(missed)}")


def _words(figure: Figure) -> str:
    target = "" if figure.target is None else f"  (target {figure.target:g}{'' if figure.ok else ', MISSED'})"
    return f"{figure.name:<34}{figure.value:>10.4g} {figure.unit}{target}"


def _figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    yield from _of_a_demo(folder / "data", quick=quick)
    with database.empty(folder):
        yield from engine.figures(quick=quick)
        yield from checking.figures(folder, quick=quick)


def _of_a_demo(data: Path, *, quick: bool) -> Iterator[Figure]:
    port = ports.free_pairs(1)[0]
    with demo(data, port) as running:
        yield Figure("demo ready, empty data", running.ready_after, "s", 30)
        sponsor = Sponsor(port)
        weight, requests = sponsor.first_page()
        yield Figure("first wizard page", weight / 1000, "kB gzip", 32)
        yield Figure("first wizard page", requests, "requests", 5)
        sponsor.begin()
        shown, saved = sponsor.step_times(10 if quick else 100)
        yield Figure("step shown, median", shown, "ms")
        yield Figure("step saved, median", saved, "ms")
        yield Figure("web process memory", resident(running.pid, "portal.wsgi"), "MB")
        yield Figure("worker memory", resident(running.pid, "manage.py worker"), "MB")
        yield Figure("object store memory", resident(running.pid, "weed"), "MB")
        yield from papers.figures(data, running, quick=quick)
    if not quick:
        with demo(data, port) as running:
            yield Figure("demo ready, again", running.ready_after, "s", 10)
