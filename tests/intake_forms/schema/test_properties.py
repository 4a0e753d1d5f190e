"""What holds for every form and all answers: the way ends, and nothing hidden steers, is reviewed or is sent."""

from hypothesis import given, settings
from hypothesis import strategies as st

from intake_forms.schema import answers, document, lint
from intake_forms.schema.path import ID, Route
from tests.intake_forms.forms import choice, computed, form, group, question, result, row, rows, slot, step

#: The same every time: a test that fails now and then is no help to who changed something else.
EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True, database=None)
VALUES = ("yes", "no")
#: Conditions made at random may exclude each other.
NEVER_SEEN = ("unreachable", "required_never_shown", "never_offered", "never_holds")
IDS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(3)]


@st.composite
def conditions(draw, sources, inner=""):
    """A condition on what stands earlier, or none. ``inner``: the group in whose items it stands."""
    possible = [
        st.builds(row, st.just(key), st.sampled_from(("is", "is_not")), st.sampled_from(VALUES))
        for key in sources["plain"]
    ]
    possible += [
        st.builds(row, st.just(key), st.sampled_from(("answered", "not_answered"))) for key in sources["plain"]
    ]
    for key in sources["groups"]:
        possible.append(st.builds(row, st.just(key), st.sampled_from(("ge", "lt", "is")), st.integers(0, 3)))
        if key != inner:
            many = st.sampled_from(({"of": "any"}, {"of": "all"}, {"of": "at_least", "times": 2}))
            possible.append(many.map(lambda more, key=key: row(f"{key}.works", "is", "yes", **more)))
    if inner:
        possible.append(st.sampled_from(VALUES).map(lambda value: row(f"{inner}.works", "is", value)))
    if not possible or draw(st.integers(0, 3)) == 0:
        return None
    found = draw(st.lists(st.one_of(possible), min_size=1, max_size=3))
    return rows(*found, match=draw(st.sampled_from(("all", "any"))))


def shown(item, condition):
    return {**item, "show_if": condition} if condition else item


@st.composite
def forms(draw, required=False):
    """A form of three to six steps in which everything that can be conditional may be; ``required``: some of it is."""

    def must():
        return required and draw(st.booleans())

    sources = {"plain": ["let_in"], "groups": []}
    steps = []
    for number in range(draw(st.integers(3, 6))):
        if draw(st.integers(0, 3)) == 0:
            key = f"g{number}"
            job = shown(question("job", required=must()), draw(conditions({"plain": [], "groups": []}, key)))
            made = [shown(group(key, choice("works", required=must()), job), draw(conditions(sources)))]
            new = {"plain": [], "groups": [key]}
        else:
            first = choice(f"c{number}", required=must())
            if must():
                first["options"][1] = shown(first["options"][1], draw(conditions(sources)))
            made = [shown(first, draw(conditions(sources)))]
            if draw(st.booleans()):
                made.append(question(f"q{number}", required=must()))
            if sources["groups"] and draw(st.booleans()):
                per = draw(st.sampled_from(sources["groups"]))
                made.append(shown(slot(f"s{number}", per=per), draw(conditions(sources, per))))
            when = draw(conditions(sources))
            first_result = result("yes", when or rows(row("let_in", "is", "yes")))
            made.append(computed(f"v{number}", values=[first_result, result("no")]))
            new = {"plain": [f"c{number}", f"v{number}"], "groups": []}
        steps.append(shown(step(f"step{number}", *made), draw(conditions(sources))))
        sources = {name: sources[name] + new[name] for name in sources}
    return Route(document.parse(form(*steps)))


@st.composite
def given_answers(draw, route):
    """Answers to anything the form could ever ask, hidden or not."""
    found = {}
    for each in route.form.steps:
        values = {}
        for item in each.items:
            if item.kind == "choice" and draw(st.integers(0, 3)):
                values[item.key] = draw(st.sampled_from(VALUES))
            if item.kind == "group":
                people = draw(st.lists(st.sampled_from(VALUES), max_size=3))
                values[item.key] = [{ID: IDS[place], "works": works, "job": "x"} for place, works in enumerate(people)]
            if item.kind == "slot":
                values |= {f"{item.key}.{each_id}": {"said": "now"} for each_id in IDS if draw(st.booleans())}
        found[each.key] = values
    return found


def facts(saved):
    return {key: value for values in saved.values() for key, value in values.items()}


@settings(EXAMPLES)
@given(st.data())
def test_the_way_has_no_dead_end_and_no_circle(data):
    route = data.draw(forms())
    assert not [each for each in lint.faults(route.form) if each.code not in NEVER_SEEN]
    walk = route.walk(facts(data.draw(given_answers(route))))
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
    assert all(route.items(route.form.step_by_key[key], walk.before[key]) for key in walk.steps)


@settings(EXAMPLES)
@given(st.data())
def test_nothing_hidden_steers_is_reviewed_or_is_sent(data):
    route = data.draw(forms())
    saved = data.draw(given_answers(route))
    kept = route.visible(saved)
    assert route.walk(facts(saved)) == route.walk(facts(kept)), "what is hidden makes no difference"
    assert route.visible(kept) == kept
    walk = route.walk(facts(saved))
    assert set(kept) == set(walk.steps)
    told = {
        (answer.step, answer.item.key)
        for chapter in answers.chapters(route, saved, "en")
        for block in chapter.blocks
        for answer in block.answers
    }
    may = {(key, item.key) for key in walk.steps for item in route.items(route.form.step_by_key[key], walk.before[key])}
    inner = {(key, "works") for key in route.form.groups} | {(key, "job") for key in route.form.groups}
    assert told <= may | inner
    sent = answers.chapters(route, kept, "en", staff=True)
    assert sent == answers.chapters(route, {**saved, **kept}, "en", staff=True)


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


@settings(EXAMPLES, max_examples=300)
@given(st.data())
def test_what_lint_says_nobody_ever_sees_is_on_nobodys_way(data):
    route = data.draw(forms())
    never = {each.path for each in lint.faults(route.form) if each.code in NEVER_SEEN}
    for _ in range(4):
        saved = data.draw(given_answers(route))
        walk, kept = route.walk(facts(saved)), route.visible(saved)
        for path, each in document.places(route.form):
            if f"{path}.show_if" in never:
                assert each.key not in walk.steps
            if each.key not in walk.steps:
                continue
            shown = [item.key for item in route.items(each, walk.before[each.key])]
            for number, item in enumerate(each.items):
                at = f"{path}.items[{number}]"
                assert item.key not in shown or not {at, f"{at}.show_if"} & never
                for place, outcome in enumerate(item.values if item.kind == "computed" else ()):
                    assert f"{at}.values[{place}].when" not in never or kept[each.key].get(item.key) != outcome.value
                for entry in saved[each.key].get(item.key, ()) if item.kind == "group" else ():
                    seen = [inner.key for inner in route.inside(item, walk.before[each.key], entry)]
                    for place, inner in enumerate(item.items):
                        assert inner.key not in seen or f"{at}.items[{place}].show_if" not in never


@settings(EXAMPLES)
@given(st.data())
def test_from_any_step_on_the_way_goes_on_as_from_its_beginning(data):
    route = data.draw(forms())
    saved, other = data.draw(given_answers(route)), data.draw(given_answers(route))
    walk = route.walk(facts(saved))
    step_key = data.draw(st.sampled_from(walk.steps))
    changed = facts({**saved, step_key: other[step_key]})
    assert route.after(step_key, walk.before[step_key], changed) == route.walk(changed).after(step_key)
