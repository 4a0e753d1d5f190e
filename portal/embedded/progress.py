"""How far the demo's start is: moving lines on a terminal, plain ones in a file."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


class Steps:
    """Pieces of work that run side by side, each with the seconds it took."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._live = self._console.is_terminal
        self._began: dict[str, float] = {}
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self._console,
        )

    def begin(self, title: str) -> None:
        """A piece of work has begun."""
        self._began[title] = time.monotonic()
        if self._live:
            self._progress.start()
            self._tasks[title] = self._progress.add_task(title, total=1)

    def done(self, title: str) -> None:
        """It has ended well."""
        seconds = time.monotonic() - self._began.get(title, time.monotonic())
        if self._live and title in self._tasks:
            self._progress.update(self._tasks[title], completed=1)
        else:
            print(f"{title}: {seconds:.1f} s", flush=True)

    def say(self, text: str) -> None:
        """A sentence of its own."""
        self._console.print(text, markup=False, soft_wrap=True)

    def close(self) -> None:
        """Leave the lines as they are."""
        if self._live:
            self._progress.stop()
