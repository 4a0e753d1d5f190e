"""How often something may be tried."""

import datetime

import pytest
from django.utils import timezone

from intake_forms.privacy import limits
from tests.intake_forms.threads import at_once

HOUR = datetime.timedelta(hours=1)


def tries(count, key="words:a", times=3):
    return [limits.allow(key=key, times=times, within=HOUR) for _ in range(count)]


@pytest.mark.django_db
def test_the_first_tries_pass_and_no_more():
    assert tries(5) == [True, True, True, False, False]


@pytest.mark.django_db
def test_each_key_has_its_own():
    tries(5)
    assert tries(1, key="words:b") == [True]


@pytest.mark.django_db
def test_a_new_window_begins_when_the_old_one_is_over(monkeypatch):
    tries(5)
    later = timezone.now() + HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert tries(4) == [True, True, True, False]


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_counted_exactly():
    passed = at_once(20, lambda number: limits.allow(key="words:c", times=10, within=HOUR))
    assert sum(passed) == 10
