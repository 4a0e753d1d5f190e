"""A sealed value opens in its own place of its own case, and nowhere else."""

import uuid
from dataclasses import dataclass

import pytest
import tink
from django.core.exceptions import ImproperlyConfigured

from intake_forms.privacy import keysets
from intake_forms.privacy.keysets import new_case_key, new_master_keyset
from intake_forms.privacy.models import CaseKey
from intake_forms.privacy.sealing import Shredded, open_, place, seal


@dataclass
class Family:
    key: CaseKey | None


@pytest.fixture
def case():
    return Family(new_case_key())


HERE = place("draftstep", uuid.UUID(int=1), "answers")


@pytest.mark.parametrize("value", ["María", 9, True, None, [], {"a": ["b", {"c": "ñ 你好"}]}, "", "x" * 100_000])
def test_a_value_comes_back_as_it_was(case, value):
    assert open_(case, HERE, seal(case, HERE, value)) == value


def test_what_is_stored_does_not_show_the_value(case):
    sealed = seal(case, HERE, "María López")
    assert "María".encode() not in sealed
    assert b"L\xc3\xb3pez" not in sealed


def test_sealing_twice_gives_two_different_texts(case):
    assert seal(case, HERE, "yes") != seal(case, HERE, "yes")


@pytest.mark.parametrize(
    "other",
    [
        place("draftstep", uuid.UUID(int=2), "answers"),
        place("draftstep", uuid.UUID(int=1), "facts"),
        place("submission", uuid.UUID(int=1), "answers"),
    ],
)
def test_a_value_moved_to_another_place_does_not_open(case, other):
    with pytest.raises(tink.TinkError):
        open_(case, other, seal(case, HERE, "María"))


def test_a_value_does_not_open_with_another_cases_key(case):
    with pytest.raises(tink.TinkError):
        open_(Family(new_case_key()), HERE, seal(case, HERE, "María"))


def test_a_changed_byte_does_not_open(case):
    sealed = bytearray(seal(case, HERE, "María"))
    sealed[-1] ^= 1
    with pytest.raises(tink.TinkError):
        open_(case, HERE, bytes(sealed))


def test_a_memoryview_as_postgresql_hands_it_out_opens(case):
    assert open_(case, HERE, memoryview(seal(case, HERE, "María"))) == "María"


def test_without_its_key_a_case_is_shredded(case):
    sealed = seal(case, HERE, "María")
    case.key = None
    with pytest.raises(Shredded):
        open_(case, HERE, sealed)
    with pytest.raises(Shredded):
        seal(case, HERE, "María")


def test_another_master_opens_no_case(case, settings):
    sealed = seal(case, HERE, "María")
    settings.PORTAL_KEYSET = new_master_keyset()
    with pytest.raises(tink.TinkError):
        open_(case, HERE, sealed)


def test_a_keyset_moved_to_another_case_does_not_open(case):
    other = new_case_key()
    other.values_keyset = case.key.values_keyset
    with pytest.raises(tink.TinkError):
        keysets.open_case_key(other)


@pytest.mark.parametrize("text", ["", "{}", "not json", "[]"])
def test_a_master_that_is_none_is_named(settings, text):
    settings.PORTAL_KEYSET = text
    with pytest.raises(ImproperlyConfigured, match="PORTAL_KEYSET"):
        keysets.master()


@pytest.mark.django_db
def test_a_case_key_read_from_the_database_opens_what_it_sealed(case):
    sealed = seal(case, HERE, "María")
    case.key.save(force_insert=True)
    assert open_(Family(CaseKey.objects.get(pk=case.key.pk)), HERE, sealed) == "María"
