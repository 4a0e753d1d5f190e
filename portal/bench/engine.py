"""Figures of the form engine in this process: what a long form costs, and a condition, and a release.

Times of requests, from handler to answer, and of conditions are CPU time of this process; all others
are wall time. Each is the median of several rounds. The queries are all that go to the database, BEGIN and COMMIT among them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count, cycle
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake_forms.authoring import importing, releasing
from intake_forms.authoring.models import FormSection, IntakeForm
from intake_forms.records import queries, services
from intake_forms.records import statistics as step_counts
from intake_forms.records.models import Draft, FormVersion
from intake_forms.records.queries import StepAnswers
from intake_forms.schema import days, document
from intake_forms.schema.conditions import Answers, compile_condition
from intake_forms.schema.items import Condition
from intake_forms.schema.path import Route
from portal.bench import Figure, forms

LENGTHS = (5, 20, 60, 200)
SHORT, LONG = LENGTHS[0], LENGTHS[-1]
#: For each operator a question and a value with which it looks at the answer.
CONDITIONS: dict[str, tuple[str, Any]] = {
    "is": ("word", "yes"),
    "is_not": ("word", "no"),
    "one_of": ("word", ["aunt", "uncle", "yes"]),
    "not_one_of": ("word", ["aunt", "uncle", "no"]),
    "contains": ("words", "yes"),
    "answered": ("word", None),
    "not_answered": ("word", None),
    "lt": ("number", 18),
    "le": ("number", 18),
    "gt": ("number", 1),
    "ge": ("number", 1),
    "before": ("day", "today-90"),
    "after": ("day", "1999-12-31"),
    "older_than": ("day", 18),
    "younger_than": ("day", 99),
}
_ANSWERS: Answers = {"word": "yes", "words": ["no", "yes"], "number": 9, "day": "2001-05-31"}
#: Of a group, as many as there can be.
PEOPLE = 50


def figures(*, quick: bool) -> Iterator[Figure]:
    """Each figure as it is known. Needs an empty database: it leaves rows in it."""
    rounds = 20 if quick else 200
    yield from _conditions()
    long = Route(document.parse(forms.chain(LONG)))
    facts = forms.facts(LONG)
    yield Figure(f"path of {LONG} steps", _median(lambda: long.walk(facts), rounds) * 1000, "ms", 1)
    yield from _packet(rounds)
    yield from _requests(rounds)
    yield from _editor(rounds // 20)


def _median(action: Callable[[], object], rounds: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that one call takes."""
    found = []
    for _ in range(rounds):
        began = clock()
        action()
        found.append(clock() - began)
    return statistics.median(found)


def _conditions() -> Iterator[Figure]:
    """What one comparison costs with the operator that takes longest, of one answer and of all in a group, for each of them."""
    known = {**_ANSWERS, "today": days.today(), "people.": [dict(_ANSWERS) for _ in range(PEOPLE)]}
    rows = [{"source": source, "op": op, "value": value} for op, (source, value) in CONDITIONS.items()]
    yield Figure(f"condition, slowest of {len(rows)} operators", max(_evaluated(row, known) for row in rows), "µs", 2)
    across = [{**row, "source": f"people.{row['source']}", "of": "all"} for row in rows]
    slowest = max(_evaluated(row, known) for row in across)
    yield Figure(f"condition over {PEOPLE} people, of each", slowest / PEOPLE, "µs", 2)


def _evaluated(row: dict[str, Any], known: Answers) -> float:
    """Microseconds of one evaluation."""
    test = compile_condition(Condition.model_validate({"rows": [row]}), {})

    def hundred() -> None:
        for _ in range(100):
            test(known)

    return _median(hundred, 15, time.process_time) * 10_000


def _packet(rounds: int) -> Iterator[Figure]:
    """Releasing a form of 60 steps with 360 questions in two languages out of what editors wrote, and reading it."""
    importing.take_in(document.parse(forms.packet()))
    boss, numbers = _boss(), count()

    def release() -> None:
        # Another wording each time: the live version is compared with and a new one is made.
        snippet = IntakeForm.objects.get(key="packet")
        snippet.front[0].value["es"] = f"Wording {next(numbers)}"
        form, found = releasing.check(snippet, boss)
        if form is None:
            raise RuntimeError(f"the measured form has faults: {found}")
        services.release(form=form)

    yield Figure("compile, lint, release 60 steps", _median(release, 5), "s", 1)
    # Every request has the row without its document; a process that has not met the version then does this.
    rows = [FormVersion.objects.defer("document").get(form_key="packet", number=1) for _ in range(rounds)]
    loaded = _median(lambda: Route(document.stored(document.filled(rows.pop().document))), rounds)
    yield Figure("cold load of its version", loaded * 1000, "ms", 5)


def _requests(rounds: int) -> Iterator[Figure]:
    """A step of forms of different lengths, in turns, so that all have the same machine."""
    visitors = {steps: _Visitor(steps) for steps in LENGTHS}
    for verb, name in (("get", "shown"), ("post", "saved")):
        found: dict[int, list[float]] = {steps: [] for steps in LENGTHS}
        for _ in range(rounds):
            for steps, visitor in visitors.items():
                began = time.process_time()
                getattr(visitor, verb)()
                found[steps].append(time.process_time() - began)
        took = {steps: statistics.median(times) * 1000 for steps, times in found.items()}
        yield from (Figure(f"step {name}, {steps} steps", took[steps], "ms CPU") for steps in LENGTHS)
        yield Figure(f"step {name}, {LONG} : {SHORT} steps", took[LONG] / took[SHORT], "CPU ratio", 1.1)
    # Not to be counted with it: the step counts, which some request writes once a minute.
    step_counts.flush()
    with CaptureQueriesContext(connection) as captured:
        began = time.perf_counter()
        visitors[LONG].send()
        sending = time.perf_counter() - began
    visitors[LONG].check_sent()
    yield Figure(f"submit of {LONG} steps", len(captured), "queries", 15)
    yield Figure(f"submit of {LONG} steps", sending * 1000, "ms")


def _boss() -> Any:
    """Somebody who may do everything."""
    users = get_user_model().objects
    return users.filter(username="bench").first() or users.create_superuser("bench", "bench@example.org")


def _editor(rounds: int) -> Iterator[Figure]:
    """The page on which a section with 64 questions is edited, the seventh of a form of 60 steps: it compiles and reads all.

    Its size is without compression.
    """
    importing.take_in(document.parse(forms.packet(60, 8, key="edited")))
    section = FormSection.objects.get(form__key="edited", key="part_6")
    client = Client(SERVER_NAME="localhost")
    client.force_login(_boss())
    url = reverse("wagtailsnippets_intake_forms_formsection:edit", args=[section.pk])
    page = client.get(url)
    if page.status_code != 200:
        raise RuntimeError(f"{url} answered {page.status_code}")
    yield Figure(
        "editor, 64 questions of 480", _median(lambda: client.get(url), rounds, time.process_time), "s CPU", 0.3
    )
    yield Figure("editor, 64 questions of 480", len(page.content) / 1000, "kB", 300)


class _Visitor:
    """Somebody who has answered every step of a chain and looks at the last step but one.

    Saved there in turns with "no" and "yes", which takes the last step away and brings it back: each save changes the way.
    """

    def __init__(self, steps: int) -> None:
        version, _new = services.release(form=document.parse(forms.chain(steps, key=f"chain-{steps}")))
        self._form, self._place = f"/en/forms/chain-{steps}/", steps - 2
        gate = _said({"let_in": "yes"})
        facts = forms.facts(steps)
        self._draft = services.begin_case(version=version, language="en", step="gate", answers=gate, facts=facts).draft
        for number in range(steps):
            services.save_step(draft=self._draft, step=f"s{number}", answers=_said(forms.answers(number)))
        # "localhost" and no test environment: templates are rendered as in production.
        self._client = Client(SERVER_NAME="localhost")
        words = " ".join(queries.words(self._draft.case) or ())
        self._ask("post", "/en/continue/", {"reference": self._draft.case.reference, "words": words, "go": "next"}, 302)
        self._answers = (forms.answers(self._place) | {f"go{self._place}": answer} for answer in cycle(["no", "yes"]))
        for _ in range(2):
            self.get()
            self.post()

    def _ask(self, verb: str, url: str, data: dict[str, str], expected: int) -> None:
        answer = getattr(self._client, verb)(url, data)
        if answer.status_code != expected:
            raise RuntimeError(f"{verb} {url} answered {answer.status_code}")

    def get(self) -> None:
        """Look at the step."""
        self._ask("get", f"{self._form}s{self._place}/", {}, 200)

    def post(self) -> None:
        """Save it."""
        step = f"s{self._place}"
        posted = {f"{step}-{key}": value for key, value in next(self._answers).items()}
        self._ask("post", f"{self._form}{step}/", {**posted, "go": "next"}, 303)

    def send(self) -> None:
        """Send the form."""
        self._ask("post", f"{self._form}check/", {"submit_key": str(self._draft.submit_key), "go": "next"}, 303)

    def check_sent(self) -> None:
        """Raises RuntimeError where the form was not sent after all."""
        if not Draft.objects.get(pk=self._draft.pk).submitted:
            raise RuntimeError("the form was not sent")


def _said(values: dict[str, str]) -> StepAnswers:
    return StepAnswers({key: [value] for key, value in values.items()}, dict(values), complete=True)
