"""The children that open files, as forks of one that is warm: the same code within the same limits, without a new Python each.

What the new process and its walls are for is tried with real ones: where they are made (ALONE), by the demos and servers that
browser and crash tests start; and hostile/test_corpus.py compares both.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from intake_forms.documents import sandbox
from tests.hostile.forking import Forks

ALONE = {"test_sandbox.py", "test_judging.py", "test_rebuilding.py"}
#: The real one.
alone = sandbox.child


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Runs children as forks."""
    with Forks(keeps=True) as forks:
        yield forks


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, forks: Forks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are opened in a fork, but in the tests that are about the process itself."""
    if request.path.name not in ALONE:
        monkeypatch.setattr(sandbox, "child", forks.child)
