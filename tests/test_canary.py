"""Twenty strings no family should find anywhere: planted in every field, in a file's name and in its bytes, and looked for in
the raw database, the bucket, the logs, the statements, the sessions, the cache and the temporary folder."""

from __future__ import annotations

import base64
import logging
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake_forms.documents import storage
from intake_forms.privacy.models import Limit
from intake_forms.records import services
from intake_forms.records.models import Case, DraftStep, Submission
from intake_forms.records.uploads import Upload
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.papers import pdf, picture, sent
from tests.intake_forms.sponsor import ANSWERS, Sponsor, problems

pytestmark = pytest.mark.django_db(transaction=True)

CANARIES = [f"Qzx{chr(97 + number) * 3}Vogel{number:02d}kwj" for number in range(18)]
PHONE, PHONE_ELSEWHERE = "2025550143", "50251239876"
PLANTED = [*CANARIES, PHONE, PHONE_ELSEWHERE]
CONTROL = "QzxcontrolVogelkwj"


def shapes(canary: str) -> list[bytes]:
    """A string as it may lie about: as it is, in UTF-16, in hex, and in base64 at each of its three alignments."""
    plain = canary.encode()
    found = [plain, canary.encode("utf-16-le"), plain.hex().encode(), plain[::-1]]
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + plain)
        found.append(whole[(0, 2, 3)[shift] : len(plain) * 4 // 3 - 3])
    return found


def seen(places: dict[str, bytes], canaries: list[str]) -> list[tuple[str, str]]:
    """Each canary with the place it was seen in."""
    found = []
    for name, content in places.items():
        lowered = content.lower()
        for canary in canaries:
            if any(shape in content or shape.lower() in lowered for shape in shapes(canary)):
                found.append((canary, name))
    return found


def database() -> dict[str, bytes]:
    """The database as it lies on the disk (SQLite), and every value of every table as text."""
    places = {}
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        for file in path.parent.glob(path.name + "*"):
            places[f"file {file.name.removeprefix(path.name) or 'db'}"] = file.read_bytes()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            values = (bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for row in cursor for v in row)
            places[f"table {table}"] = b"\n".join(values)
    return places


def bucket() -> dict[str, bytes]:
    keys = list(storage.keys())
    return {"bucket listing": "\n".join(keys).encode(), **{f"object {key}": storage.get(key).read() for key in keys}}


def sessions() -> dict[str, bytes]:
    return {"sessions": b"\n".join(repr(each.get_decoded()).encode() for each in Session.objects.all())}


def cached() -> dict[str, bytes]:
    """What local memory caches hold: pickles."""
    return {"cache": b"\n".join(key.encode() + value for key, value in getattr(cache, "_cache", {}).items())}


def files(folder: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {f"temporary {name}": name.encode() + path.read_bytes() for name, path in found.items()}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder that keeps what is written to it, also by files that have no name."""
    kept = tmp_path / "temporary"
    kept.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(kept))

    def named(*args: Any, **more: Any) -> Any:
        descriptor, _ = tempfile.mkstemp(dir=kept)
        return open(descriptor, "w+b")

    monkeypatch.setattr(tempfile, "TemporaryFile", named)
    return kept


@pytest.fixture
def everywhere(
    papers: None, temporary: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Callable[[], dict[str, bytes]]]:
    """All places to look in, by name. Every logger speaks as much as ``LOG_LEVEL=DEBUG`` can make it."""
    for key in list(storage.keys()):
        storage.delete(key)
    caplog.set_level(logging.DEBUG)
    held_back = settings.LOGGING.get("loggers", {})
    loud = {name: logging.getLogger(name) for name in [*logging.root.manager.loggerDict, ""] if name not in held_back}
    before = {name: (each.level, each.propagate, each.disabled) for name, each in loud.items()}
    for each in loud.values():
        each.setLevel(logging.DEBUG)
        each.propagate, each.disabled = True, False
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:

        def look() -> dict[str, bytes]:
            statements[:] = [query["sql"] for query in captured.captured_queries]
            written = "\n".join(f"{r.getMessage()} {r.args!r} {r.exc_text or ''}" for r in caplog.records)
            spoken = {"logs": written.encode(), "statements": "\n".join(statements).encode()}
            return {**database(), **bucket(), **sessions(), **cached(), **files(temporary), **spoken}

        yield look
    for name, (level, propagate, disabled) in before.items():
        loud[name].setLevel(level)
        loud[name].propagate, loud[name].disabled = propagate, disabled


def other_form() -> None:
    """A form of the kinds that the shipped one does not use."""
    slot = {"kind": "slot", "key": "paper", "label": forms.text("paper"), "why": forms.text("because")}
    fields = [forms.question("short"), forms.question("long", "long_text"), forms.question("number", "number")]
    services.release(
        form=document.parse(forms.form(forms.step("one", *fields, slot), forms.step("two", forms.question("end"))))
    )


def plant_in_shipped_form(sponsor: Sponsor) -> None:
    """Every field of the form: taken, refused, written over, taken back with the language, and sent."""
    c = CANARIES
    sponsor.fill("gate")
    names = {"first_names": c[0], "last_names": c[1], "preferred_name": c[2], "email": f"{c[3]}@example.org"}
    contact = {**ANSWERS["contact"], **names, "phone": PHONE}
    sponsor.post("contact", {**contact, "email": c[4], "phone": f"tel {c[5]}", "language": c[6]})
    sponsor.post("contact", contact, go="lang-en")
    assert sponsor.post("contact", contact).status_code == 303
    child = {**ANSWERS["child"], "child_first": c[7], "child_last": c[8]}
    assert problems(sponsor.post("child", {**child, "child_age": c[9]}))
    sponsor.post("child", {**child, "child_first": c[10]}, go="back")
    assert sponsor.post("child", child).status_code == 303
    paper = picture() + c[11].encode() * 3
    assert sponsor.post("photo-id", {"sponsor_id": [sent(paper, f"{c[12]}.jpg")]}, go="upload").status_code == 303
    assert problems(sponsor.post("photo-id", {"sponsor_id": [sent(c[11].encode(), f"{c[12]}.txt")]}, go="upload"))
    assert sponsor.post("photo-id").status_code == 303
    assert sponsor.post("consent", {**ANSWERS["consent"], "typed_name": c[13]}).status_code == 303


def plant_in_other_form(sponsor: Sponsor) -> None:
    """The other kinds of field, kept in a draft that is never sent."""
    c = CANARIES
    sponsor.post("gate", {"let_in": "yes"})
    answers = {"short": c[14], "long": f"a\n{c[15]}\nb", "number": c[16]}
    paper = pdf() + c[11].encode()
    sponsor.post("one", {**answers, "paper": [sent(paper, c[17])]})
    sponsor.post(
        "one", {**answers, "number": "7", "short": PHONE_ELSEWHERE, "paper": [sent(paper + b"\n", c[17])]}, go="save"
    )


def test_nothing_a_family_wrote_or_sent_can_be_read_anywhere(everywhere: Callable[[], dict[str, bytes]]) -> None:
    services.release(form=forms.sample())
    other_form()
    sponsor, other = Sponsor(Client()), Sponsor(Client(), "en", form="small")
    plant_in_shipped_form(sponsor)
    plant_in_other_form(other)
    in_draft = everywhere()
    assert CANARIES[0] in sponsor.get("check").content.decode()
    reference, words = sponsor.key_page()
    Sponsor(Client()).resume(reference, f"{CANARIES[0]} {' '.join(words)}")
    assert sponsor.send().status_code == 303
    assert sponsor.get("done").status_code == 200
    afterwards = everywhere()
    assert Submission.objects.count() == 1
    assert Case.objects.count() == 2
    assert Upload.objects.filter(state="received").count() == 3
    assert DraftStep.objects.exists()
    assert seen(in_draft, PLANTED) == []
    assert seen(afterwards, PLANTED) == []
    in_order = re.compile(rf"{words[0]}\W+{words[1]}".encode())
    assert [name for name, content in afterwards.items() if in_order.search(content)] == []


def test_the_search_finds_what_is_there(everywhere: Callable[[], dict[str, bytes]], temporary: Path) -> None:
    """The same search over the same places, with one string that was put there in the open."""
    Limit.objects.create(key=CONTROL, since="2030-01-01T00:00Z")
    content = CONTROL.encode()
    storage.put(
        f"quarantine/{CONTROL}",
        (temporary / "body").open("w+b"),
        length=0,
        sha256="47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    )
    session = Client().session
    session["x"] = CONTROL
    session.save()
    cache.set("x", CONTROL)
    logging.getLogger("intake_forms").debug("%s", CONTROL)
    with tempfile.TemporaryFile() as file:
        file.write(base64.b64encode(b"x" + content))
    places = {name for _, name in seen(everywhere(), [CONTROL])}
    wanted = {"table intake_forms_limit", "bucket listing", "sessions", "cache", "logs", "statements"}
    wanted |= {"file db", "file -wal"} & places if connection.vendor == "sqlite" else set()
    assert wanted <= places
    assert any(name.startswith("temporary ") for name in places)
    if connection.vendor == "sqlite":
        assert any(name.startswith("file ") for name in places)


@pytest.mark.parametrize("canary", PLANTED)
def test_every_shape_of_a_string_is_found(canary: str) -> None:
    plain = canary.encode()
    for content in (plain, plain.hex().encode(), *(base64.b64encode(b"y" * n + plain + b"zzz") for n in range(3))):
        assert seen({"here": b"... " + content + b" ..."}, [canary]) == [(canary, "here")]
