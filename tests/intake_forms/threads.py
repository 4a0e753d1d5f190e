"""Doing the same thing many times at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def at_once(times: int, task: Callable[[int], Result]) -> list[Result]:
    """Run ``task(number)`` in ``times`` threads that begin together; the results in the order of the numbers."""
    ready = threading.Barrier(times)

    def run(number: int) -> Result:
        try:
            ready.wait(timeout=30)
            return task(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
