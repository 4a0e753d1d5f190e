"""Files as a browser sends them, byte by byte: the test client would tidy their names up."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import translation

from intake_forms.records.models import Case
from intake_forms.wizard import problems
from tests.intake_forms.documents.pieces import Sender
from tests.intake_forms.sponsor import Sponsor

_BOUNDARY = "----boundary"
#: What browsers do to a name that would end its line or its quotes (HTML standard, "multipart/form-data encoding").
_ESCAPED = {"\r": "%0D", "\n": "%0A", '"': "%22"}


def told(problem: str, language: str) -> str:
    """What a sponsor is told of a file."""
    with translation.override(language):
        return problems.sentence(problem, 0)


def body(fields: dict[str, str], field: str, content: bytes, name: str, declared: str) -> bytes:
    """A multipart body with one file."""
    for letter, escaped in _ESCAPED.items():
        name = name.replace(letter, escaped)
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
    kind = f"Content-Type: {declared}\r\n" if declared else ""
    return b"".join([*parts, f"{head}{kind}\r\n".encode(), content, f"\r\n--{_BOUNDARY}--\r\n".encode()])


def post_file(sponsor: Sponsor, step: str, key: str, content: bytes, name: str, declared: str) -> HttpResponse:
    """Choose a file on a step and press the button beside it."""
    sent = body({"go": f"upload-{key}"}, f"{step}-{key}", content, name, declared)
    return sponsor.client.post(sponsor.url(step), sent, content_type=f"multipart/form-data; boundary={_BOUNDARY}")


def send_in_pieces(sponsor: Sponsor, paper: str, content: bytes, name: str) -> HttpResponse:
    """What the page's script does with a file; the last answer, which is the first that refuses it."""
    sender = Sender(sponsor.client, Case.objects.get().pk, content, paper, name=name, language=sponsor.language)
    answer = sender.announce()
    if answer.status_code != 200:
        return answer
    for number in range(sender.pieces):
        answer = sender.put(number)
        if answer.status_code != 204:
            return answer
    return sender.finish()
