"""What holds for every form and all answers: the way ends, and nothing hidden steers, is reviewed, sent or exported."""

from hypothesis import given, settings
from hypothesis import strategies as st

from intake_forms.records import belongings
from intake_forms.records.queries import StepAnswers
from intake_forms.schema import answers, document, lint
from intake_forms.schema.conditions import compile_condition
from intake_forms.schema.items import Question
from intake_forms.schema.kinds.group import Group
from intake_forms.schema.path import COMPLETE, ID
from intake_forms.schema.slots import slots
from tests.intake_forms.schema.made import EXAMPLES, facts, forms, given_answers

#: Conditions made at random may exclude each other.
NEVER_SEEN = ("unreachable", "required_never_shown", "never_offered", "never_holds")
#: Who staff say the rules are for, which no answer says.
RULES = st.sampled_from(({}, {"rule_set": "old"}, {"rule_set": "new"}))


@settings(EXAMPLES, max_examples=80)
@given(st.data())
def test_the_way_has_no_dead_end_and_no_circle(data):
    route = data.draw(forms(required=True))
    assert not [each for each in lint.faults(route.form) if each.code not in NEVER_SEEN]
    walk = route.walk({**facts(data.draw(given_answers(route))), **data.draw(RULES)})
    order = [each.key for each in route.form.steps]
    assert list(walk.steps) == [key for key in order if key in walk.steps]
    assert walk.steps[0] == "gate"
    seen, here = [], walk.steps[0]
    while here:
        assert here not in seen
        seen.append(here)
        assert walk.after(here) is None or walk.ahead_of(walk.after(here)) == here
        here = walk.after(here)
    assert seen == list(walk.steps)
    for key, before in walk.before.items():
        shown = route.items(route.form.step_by_key[key], before)
        assert shown
        asked = [item for item in shown if isinstance(item, Question) and getattr(item, "options", ())]
        assert all(route.options(item, before) for item in asked), "who is asked has something to choose"


@settings(EXAMPLES, max_examples=20)
@given(st.data())
def test_a_first_step_with_any_condition_is_refused(data):
    form = data.draw(forms()).form
    conditions = [each.show_if for each in form.steps if each.show_if]
    for when in conditions:
        gate = form.gate.model_copy(update={"step": form.gate.step.model_copy(update={"show_if": when})})
        found = lint.faults(form.model_copy(update={"gate": gate}))
        assert ("gate.step.show_if", "make_up", "error") in {(each.path, each.code, each.level) for each in found}


class Hidden:
    """Which of somebody's answers are not asked on their way, told by what the pages would show."""

    def __init__(self, route, saved, outer):
        self.route, self.walk = route, route.walk({**facts(saved), **outer})
        self.shown = {
            key: {item.key: item for item in route.items(route.form.step_by_key[key], before)}
            for key, before in self.walk.before.items()
        }

    def without(self, saved, instead=None):
        """What is saved without them, or with those of ``instead`` in their place."""
        return {step: self._step(step, values, (instead or {}).get(step, {})) for step, values in saved.items()}

    def _step(self, step, values, instead):
        shown = self.shown.get(step, {})
        kept = {key: value for key, value in values.items() if self._counts(step, key)}
        kept |= {key: value for key, value in instead.items() if not self._counts(step, key)}
        before = self.walk.before[step] if shown else {}
        kept = {key: value for key, value in kept.items() if self._can_be(shown.get(key), value, before)}
        for key, item in shown.items():
            if isinstance(item, Group) and key in values:
                others = {each[ID]: each for each in instead.get(key, ())}
                kept[key] = [self._person(step, item, each, others.get(each[ID], {})) for each in values[key]]
        return kept

    def _counts(self, step, key):
        """Whether an answer is asked for; of a paper, for whom."""
        item = self.shown.get(step, {}).get(key.partition(".")[0])
        if item is None or item.kind != "slot":
            return item is not None
        before, asked = self.walk.before[step], compile_condition(item.show_if, self.route.form.conditions)
        whose = [each for each in before.get(f"{item.per}.", ()) if each[ID] == key.partition(".")[2]]
        own = ({f"{item.per}.{name}": said for name, said in each.items()} for each in (whose if item.per else [{}]))
        return any(asked({**before, **each}) for each in own)

    def _can_be(self, item, value, known, group=None):
        """Whether what was chosen is offered; of what is not asked or has no options nothing is taken."""
        if not isinstance(item, Question) or not hasattr(item, "options"):
            return True
        return {*(value if isinstance(value, list) else [value])} <= self.route.options(item, known, group)

    def _person(self, step, group, person, other):
        shown, known = self.route.look_inside(group, self.walk.before[step], person)
        asked = {item.key: item for item in shown}
        kept = {key: value for key, value in person.items() if key in asked or key in (ID, COMPLETE)}
        kept = {key: value for key, value in kept.items() if self._can_be(asked.get(key), value, known, group)}
        return kept | {key: value for key, value in other.items() if key not in asked and key not in (ID, COMPLETE)}


def reached(route, saved, outer):
    """Everything that answers come to: the way, what keeps it back, papers, check page, submission, the desk, the copy."""
    known = {**facts(saved), **outer}
    walk, kept = route.walk(known), route.visible(saved, outer)
    typed = {
        step: StepAnswers({key: [str(value)] for key, value in values.items()}, {}, False)
        for step, values in saved.items()
    }
    shown = {
        step: {item.key for item in route.items(route.form.step_by_key[step], walk.before[step])} for step in walk.steps
    }
    return {
        "way": (walk.steps, walk.known, dict(walk.before)),
        "hold": route.hold(walk.known),
        "papers": [(need.slot.key, need.person, need.state, need.accepts) for need in slots(route, known, {})],
        "check": answers.chapters(route, saved, "en", outer=known),
        "sent": kept,
        "desk": answers.chapters(route, kept, "en", outer=outer, staff=True),
        "copy": [belongings.in_words(route, saved, known), belongings.in_words(route, kept, outer)],
        "typed": [
            (step, name)
            for step, found in belongings.unfinished(route, typed, known)
            for name in found
            if name.partition(".")[0] not in shown[step]
        ],
    }  # fmt: skip


@settings(EXAMPLES, max_examples=150)
@given(st.data())
def test_nothing_hidden_steers_is_reviewed_sent_or_exported(data):
    route = data.draw(forms())
    saved, other, outer = data.draw(given_answers(route)), data.draw(given_answers(route)), data.draw(RULES)
    hidden = Hidden(route, saved, outer)
    found = reached(route, saved, outer)
    assert found == reached(route, hidden.without(saved), outer), "without them everything is the same"
    assert found == reached(route, hidden.without(saved, other), outer), "with others in their place too"
    assert found["typed"] == []
    assert route.visible(found["sent"], outer) == found["sent"]
    assert set(found["sent"]) == set(found["way"][0])
    for step, values in found["sent"].items():
        left = hidden.without(saved).get(step, {})
        computed = {item.key for item in route.form.step_by_key[step].items if item.kind == "computed"}
        assert values.keys() - computed <= left.keys()


@settings(EXAMPLES)
@given(st.data())
def test_changing_any_earlier_answer_leaves_a_way_that_can_be_walked(data):
    route = data.draw(forms())
    saved, other = data.draw(given_answers(route)), data.draw(given_answers(route))
    step_key = data.draw(st.sampled_from([each.key for each in route.form.steps]))
    changed = {**saved, step_key: other[step_key]}
    before, after = route.walk(facts(saved)), route.walk(facts(changed))
    order = [each.key for each in route.form.steps]
    cut = order.index(step_key) + 1
    assert [key for key in before.steps if key in order[:cut]] == [key for key in after.steps if key in order[:cut]]
    assert set(route.visible(changed)) == set(after.steps)
    if step_key in before.steps:
        assert route.after(step_key, before.before[step_key], facts(changed)) == after.after(step_key)


@settings(EXAMPLES, max_examples=200)
@given(st.data())
def test_what_lint_says_nobody_ever_sees_is_on_nobodys_way(data):
    route = data.draw(forms())
    never = {each.path for each in lint.faults(route.form) if each.code in NEVER_SEEN}
    for _ in range(3):
        saved, outer = data.draw(given_answers(route)), data.draw(RULES)
        walk, kept = route.walk({**facts(saved), **outer}), route.visible(saved, outer)
        assert "hold.when" not in never or not route.hold(walk.known)
        for path, each in document.places(route.form):
            if f"{path}.show_if" in never:
                assert each.key not in walk.steps
            if each.key not in walk.steps:
                continue
            shown = [item.key for item in route.items(each, walk.before[each.key])]
            for number, item in enumerate(each.items):
                at = f"{path}.items[{number}]"
                assert item.key not in shown or not {at, f"{at}.show_if", f"{at}.options"} & never
                offered = route.options(item, walk.before[each.key]) if item.key in shown else ()
                assert not _offered(offered, item, at) & never
                for place, outcome in enumerate(item.values if item.kind == "computed" else ()):
                    assert f"{at}.values[{place}].when" not in never or kept[each.key].get(item.key) != outcome.value
                for entry in saved[each.key].get(item.key, ()) if item.kind == "group" else ():
                    seen = [inner.key for inner in route.inside(item, walk.before[each.key], entry)]
                    for place, inner in enumerate(item.items):
                        assert inner.key not in seen or f"{at}.items[{place}].show_if" not in never


def _offered(values, item, at):
    """The paths of the conditions of the options that are offered."""
    options = item.options if isinstance(item, Question) and hasattr(item, "options") else ()
    return {f"{at}.options[{place}].show_if" for place, each in enumerate(options) if each.value in values}
