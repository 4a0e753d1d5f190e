"""A sponsor in front of a paper, and children that look at many files in little time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from intake_forms.documents import judging
from tests.hostile.zygote import Zygote
from tests.intake_forms.conftest import bucket, sponsor, version
from tests.intake_forms.documents.conftest import at_photo

__all__ = ["at_photo", "bucket", "sponsor", "version"]


@pytest.fixture(scope="session")
def judges() -> Iterator[Zygote]:
    """Forks the child that looks at files as they come in."""
    with Zygote(judging._DECODER, judging._LIMITS) as zygote:
        yield zygote


@pytest.fixture
def quick(judges: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are looked at by the same code within the same limits, in a fork instead of a new Python."""

    def answer(blocks: Iterable[bytes], content_type: str) -> bytes:
        return judges.run(b"".join(blocks), content_type).printed

    monkeypatch.setattr(judging, "_answer", answer)
