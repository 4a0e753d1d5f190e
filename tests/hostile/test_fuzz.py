"""Spoilt files: nothing that one does to the child that opens it reaches the process that asked."""

from __future__ import annotations

import pytest

from tests.hostile import fuzz
from tests.hostile.mutating import SEEDS, seed_of, spoilt

pytestmark = pytest.mark.once

#: For every run; 100,000 are tried by hand (CONTRIBUTING).
FILES = 5_000


def test_whatever_is_spoilt_ends_with_a_known_verdict_within_the_limits(settings):
    settings.UPLOAD_MAX_PAGES = 20
    figures = fuzz.run(range(FILES))
    assert figures.faults == []
    assert sum(figures.outcomes.values()) == FILES
    assert figures.memory <= fuzz.MEMORY
    assert figures.seconds <= fuzz.SECONDS
    # Some must get through the door and some not: otherwise nothing was tried.
    assert figures.outcomes["redrawn: drawn"] > FILES / 10
    assert figures.outcomes["judged: opens"] > FILES / 40
    assert figures.outcomes["redrawn: unreadable (rejected)"] > FILES / 10


def test_a_spoilt_file_can_be_made_again():
    assert [spoilt(1, number) for number in range(200)] == [spoilt(1, number) for number in range(200)]
    assert {spoilt(1, number)[0] for number in range(500)} == set(SEEDS)
    seed_of.cache_clear()
    assert spoilt(1, 7) == spoilt(1, 7)
