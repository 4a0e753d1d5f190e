"""A sponsor in front of a paper, and children that look at many files in little time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from intake_forms.documents import sandbox
from tests.hostile.forking import Forks
from tests.intake_forms.conftest import bucket, sponsor, version
from tests.intake_forms.documents.conftest import at_photo

__all__ = ["at_photo", "bucket", "sponsor", "version"]


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Runs children as forks."""
    with Forks(keeps=True) as forks:
        yield forks


@pytest.fixture
def quick(forks: Forks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are opened by the same code within the same limits, in a fork instead of a new Python."""
    monkeypatch.setattr(sandbox, "child", forks.child)
