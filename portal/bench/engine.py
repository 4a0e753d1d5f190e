"""Figures of the form engine in this process: what a long form costs, and a condition, and a release.

Times of requests are CPU time of this process, from the request handler to the answer; all others are wall time. Each is
the median of several rounds. The queries are all that go to the database, BEGIN and COMMIT among them.
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

from intake_forms.authoring import importing
from intake_forms.authoring.models import FormSection
from intake_forms.records import queries, services
from intake_forms.records import statistics as step_counts
from intake_forms.records.models import Draft, FormVersion
from intake_forms.records.queries import StepAnswers
from intake_forms.schema import days, document, faults, lint
from intake_forms.schema.conditions import Answers, compile_condition
from intake_forms.schema.items import Condition
from intake_forms.schema.path import Route
from portal.bench import Figure, forms

SHORT, LONG = 5, 200
#: A condition for each way of comparing, with answers for which it looks at the answer.
_CONDITIONS: list[dict[str, Any]] = [
    {"source": "word", "op": "is", "value": "yes"},
    {"source": "word", "op": "one_of", "value": ["aunt", "uncle", "yes"]},
    {"source": "words", "op": "contains", "value": "yes"},
    {"source": "number", "op": "lt", "value": 18},
    {"source": "day", "op": "before", "value": "today-90"},
    {"source": "day", "op": "older_than", "value": 18},
]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Each figure as it is known. Needs an empty database: it leaves rows in it."""
    rounds = 20 if quick else 200
    yield Figure("one condition, slowest operator", _slowest_condition(), "µs", 2)
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


def _slowest_condition() -> float:
    """Microseconds of one evaluation, of the operator that takes longest."""
    known: Answers = {"word": "yes", "words": ["no", "yes"], "number": 9, "day": "2001-05-31", "today": days.today()}
    found = []
    for row in _CONDITIONS:
        test = compile_condition(Condition.model_validate({"rows": [row]}), {})

        def thousand(test: Callable[[Answers], bool] = test) -> None:
            for _ in range(1000):
                test(known)

        found.append(_median(thousand, 15))
    return max(found) * 1000


def _packet(rounds: int) -> Iterator[Figure]:
    """Releasing and reading a form of 60 steps with 360 questions in two languages."""
    numbers = count()

    def release() -> None:
        # Another wording each time: the live version is compared with and a new one is made.
        data = forms.packet()
        data["title"]["en"] += str(next(numbers))
        form = document.parse(data)
        if faults.errors(lint.faults(form)):
            raise RuntimeError("the measured form has faults")
        services.release(form=form)

    yield Figure("lint, compile, release 60 steps", _median(release, 5), "s", 1)
    # Every request has the row without its document; a process that has not met the version then does this.
    rows = [FormVersion.objects.defer("document").get(form_key="packet", number=1) for _ in range(rounds)]
    loaded = _median(lambda: Route(document.stored(rows.pop().document)), rounds)
    yield Figure("cold load of its version", loaded * 1000, "ms", 5)


def _requests(rounds: int) -> Iterator[Figure]:
    """A step of a short and of a long form, in turns, so that both have the same machine."""
    visitors = {steps: _Visitor(steps) for steps in (SHORT, LONG)}
    for verb, name in (("get", "shown"), ("post", "saved")):
        found: dict[int, list[float]] = {SHORT: [], LONG: []}
        for _ in range(rounds):
            for steps, visitor in visitors.items():
                began = time.process_time()
                getattr(visitor, verb)()
                found[steps].append(time.process_time() - began)
        short, long = (statistics.median(found[steps]) * 1000 for steps in (SHORT, LONG))
        yield Figure(f"step {name}, {LONG} steps", long, "ms CPU")
        yield Figure(f"step {name}, {LONG} : {SHORT} steps", long / short, "CPU ratio", 1.1)
    # Not to be counted with it: the step counts, which some request writes once a minute.
    step_counts.flush()
    with CaptureQueriesContext(connection) as captured:
        began = time.perf_counter()
        visitors[LONG].send()
        took = time.perf_counter() - began
    visitors[LONG].check_sent()
    yield Figure(f"submit of {LONG} steps", len(captured), "queries", 15)
    yield Figure(f"submit of {LONG} steps", took * 1000, "ms")


def _editor(rounds: int) -> Iterator[Figure]:
    """The page on which a section with 64 questions is edited, its size without compression."""
    importing.take_in(document.parse(forms.packet(8, 8, key="edited")))
    section = FormSection.objects.get(form__key="edited")
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.create_superuser("bench", "bench@example.org"))
    url = reverse("wagtailsnippets_intake_forms_formsection:edit", args=[section.pk])
    page = client.get(url)
    if page.status_code != 200:
        raise RuntimeError(f"{url} answered {page.status_code}")
    yield Figure("editor, 64 questions", _median(lambda: client.get(url), rounds), "s", 0.3)
    yield Figure("editor, 64 questions", len(page.content) / 1000, "kB", 300)


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
