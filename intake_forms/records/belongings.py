"""Everything that is kept of a case, as plain data: a family's right to a copy, in words it can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from intake_forms.records import (
    appointments,
    consents,
    invitations,
    messages,
    papers,
    queries,
    receipts,
    requests,
    site,
    tables,
)
from intake_forms.records.models import Case, Draft, Submission
from intake_forms.schema import answers
from intake_forms.schema.conditions import Answers
from intake_forms.schema.path import Route

Data = dict[str, Any]


def of_case(case: Case, language: str, *, family: str) -> Data:
    """All of it: forms with their answers, papers, permissions, messages, appointments, and who opened what.

    ``family``: what its own messages are said to be from.
    """
    return {
        "reference": case.reference,
        "language": case.language,
        "status": tables.spoken(tables.statuses()[case.status].name),
        "begun": case.created_at.isoformat(),
        "forms": [*_sent(case), *_open(case)],
        "papers": list(_papers(case, language)),
        "permissions": list(_permissions(case, language)),
        "asked_for": list(_asked(case, language)),
        "messages": [_message(each, family) for each in messages.thread(case)],
        "appointment": _appointment(case),
        "invitations": [
            {
                "made": each.created_at.isoformat(),
                "for": str(Case.Role(each.role).label),
                "used": each.used_at is not None,
            }
            for each in invitations.of_case(case)
        ],
        "opened": [
            {"day": day.isoformat(), "by": [opening._asdict() for opening in openings]}
            for day, openings in receipts.receipt(case)
        ],
    }


def _sent(case: Case) -> Iterator[Data]:
    for sent in Submission.objects.filter(case=case).select_related("version").order_by("sent_at"):
        route = queries.route(sent.version)
        kept = queries.submitted_answers(case, sent)
        yield {
            "form": route.form.title[tables.language_of(route.form)],
            "version": sent.version.number,
            "sent": sent.sent_at.isoformat(),
            "answered_in": sent.language,
            "rule_set": sent.rule_set,
            "answers": _filled(in_words(route, kept, queries.rules_of(sent))),
        }


def _open(case: Case) -> Iterator[Data]:
    """What is saved of forms that were not sent: also what is typed and not finished, as it stands there."""
    for draft in Draft.objects.filter(case=case, submitted=False).select_related("version", "case__key"):
        route, saved = queries.route(draft.version), queries.all_answers(draft)
        yield {
            "form": route.form.title[tables.language_of(route.form)],
            "version": draft.version.number,
            "sent": None,
            "answers": _filled(
                in_words(route, {step: each.values for step, each in saved.items()}, queries.facts(draft))
            ),
            "typed": dict(unfinished(route, saved, queries.facts(draft))),
        }


def unfinished(
    route: Route, saved: Mapping[str, queries.StepAnswers], facts: Answers
) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What is typed on the steps that are not complete; nothing that the form does not ask any more."""
    walk = route.walk(facts)
    for step in walk.steps:
        if step in saved and not saved[step].complete:
            shown = {item.key for item in route.items(route.form.step_by_key[step], walk.before[step])}
            typed = {name: texts for name, texts in saved[step].typed.items() if name.split(".")[0] in shown}
            if typed:
                yield step, typed


def in_words(route: Route, kept: Any, outer: Any) -> list[Data]:
    """The answers that count of all that is kept (step -> key -> value), in words. ``outer``: see ``chapters``."""
    chapters = answers.chapters(route, kept, tables.language_of(route.form), outer=outer)
    return [
        {"part": chapter.title, "about": block.title, "question": answer.label, "answer": answer.text}
        for chapter in chapters
        for block in chapter.blocks
        for answer in block.answers
        if answer.need is None
    ]


def _filled(said: list[Data]) -> list[Data]:
    """The same with the facts of the organization in the questions."""
    known = site.facts()
    return [{**each, "question": site.filled(each["question"], known)} for each in said]


def _papers(case: Case, language: str) -> Iterator[Data]:
    named = {key: kept.label(language) for key, kept in papers.of_case(case).items()}
    for key, files in queries.papers_by_key(case).items():
        for each in files:
            yield {
                "paper": named.get(key, key[0]),
                "file_name": queries.file_name(case, each),
                "type": each.content_type,
                "bytes": each.size,
                "received": each.created_at.isoformat(),
            }


def _permissions(case: Case, language: str) -> Iterator[Data]:
    for row, item, answer in consents.of_case(case):
        code = language if language in item.label else next(iter(item.label))
        yield {
            "text": item.label[code],
            "answer": item.display(answer, code),
            "given": row.given_at.isoformat(),
            "taken_back": row.taken_back_at.isoformat() if row.taken_back_at else None,
            "given_again": row.given_again_at.isoformat() if row.given_again_at else None,
            "for_all_papers": row.widened_at.isoformat() if row.widened_at else None,
            "sha256_of_the_words": row.text_sha256,
        }


def _asked(case: Case, language: str) -> Iterator[Data]:
    named = {key: kept.label(language) for key, kept in papers.of_case(case).items()}
    for each in requests.of_case(case):
        yield {
            "paper": named.get(requests.key(each), each.slot),
            "why": tables.spoken(tables.verdicts()[each.reason].message) if each.reason else None,
            "note": requests.note(case, each),
            "asked": each.asked_at.isoformat(),
            "state": str(each.get_state_display()),
        }


def _message(said: messages.Said, family: str) -> Data:
    return {
        "from": _("our staff") if said.message.from_staff else family,
        "text": said.texts,
        "sent": said.message.sent_at.isoformat(),
    }


def _appointment(case: Case) -> Data | None:
    found = appointments.latest(case)
    if found is None:
        return None
    return {
        "starts": found.starts_at.isoformat(),
        "minutes": found.minutes,
        "how": str(found.get_how_display()),
        "where": appointments.place_of(case, found),
        "change_seen": found.seen_at.isoformat() if found.seen_at else None,
        "cancelled": found.cancelled_at.isoformat() if found.cancelled_at else None,
    }
