"""The shipped forms from the first page to the confirmation as a browser without JavaScript has them: answers and files given
and kept through the pages, in Spanish and in languages with longer texts and from right to left.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from intake_forms.records import opening, queries, services
from intake_forms.records.models import Case, Submission
from intake_forms.schema import document
from intake_forms.schema.document import Form
from intake_forms.schema.path import ID
from tests import languages
from tests.intake_forms import forms
from tests.intake_forms.everypage import send
from tests.intake_forms.pages import Walk
from tests.intake_forms.papers import pdf, picture, sent
from tests.intake_forms.ways import asked

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEYS = ("pre-appointment", "packet")


def family(first: Form, packet: Form, language: str) -> Walk:
    """Somebody who has sent the first form in a language, and stands at the packet that staff opened."""
    for form in (first, packet):
        services.release(form=form)
    walk = Walk(Client(), first, {}, language=language)
    walk.begin()
    assert len(list(walk.pages())) > 5
    send(walk)
    opening.open_form(case=Case.objects.latest("created_at"), form_key=packet.key, by=1)
    return Walk(walk.client, packet, {}, language=language)


def said(key: str) -> Any:
    """What was sent of a form, the ids of people aside."""
    row = Submission.objects.select_related("case__key").filter(form_key=key).latest("sent_at")

    def plain(part: Any) -> Any:
        if isinstance(part, dict):
            return {re.sub(r"\.[0-9a-f-]{36}$", "", name): plain(value) for name, value in part.items() if name != ID}
        return [plain(each) for each in part] if isinstance(part, (list, tuple)) else part

    return plain(dict(queries.submitted_answers(row.case, row)))


def test_the_packet_without_javascript_with_a_photo_and_a_pdf_for_each_paper(bucket: str) -> None:
    walk, given = family(*map(forms.shipped, KEYS), "es"), 0
    met = set()
    for path in walk.pages():
        met.add(path.removeprefix(walk.base).split("/")[0])
        page = walk.client.get(path).content.decode()
        for button in re.findall(r'name="go" value="(upload-[^"]+)"', page):
            name = f"{path.removeprefix(walk.base).strip('/')}-{button.removeprefix('upload-')}"
            assert page.count(f'type="file" id="id_{name}') == 2, name
            files = [sent(picture()), sent(pdf(), "acta.pdf", "application/pdf")]
            response = walk.client.post(path, {name: files, "go": button}, follow=True)
            stands = response.content.decode()
            number = stands.count('name="go" value="remove-')
            assert number >= 2, (path, name)
            given += 2
    assert met <= asked(walk.form) | {"gate"}
    assert given >= 4
    assert "viven con usted?» Nos dijo: " in walk.client.get(f"{walk.base}adults/").content.decode()
    send(walk)
    case = Case.objects.latest("created_at")
    assert sum(map(len, queries.papers_by_key(case).values())) == given
    assert Submission.objects.filter(case=case).count() == 2


def test_in_longer_texts_and_from_right_to_left_the_same_answers_are_given_and_kept(db: None, tmp_path: Path) -> None:
    languages.add_pseudo(tmp_path)
    both = [languages.in_pseudo(document.plain(forms.shipped(key))) for key in KEYS]
    found = {}
    with languages.known(tmp_path):
        for code, direction in (("es", "ltr"), ("qaa", "ltr"), ("qab", "rtl")):
            walk = family(*map(document.parse, both), code)
            for path in walk.pages():
                assert f'<html lang="{code}" dir="{direction}"' in walk.client.get(path).content.decode()
            send(walk)
            found[code] = [said(key) for key in KEYS]
            summary = walk.client.get(f"/{code}/case/summary/").content.decode()
            assert f'<html lang="{code}" dir="{direction}"' in summary
    assert found["qaa"] == found["es"]
    assert found["qab"] == found["es"]
    assert all(len(answers) > 3 for answers in found["es"])
