"""After any edits: what can be sent lacks no required answer, and the list of parts says what the check page says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from intake_forms.schema.gaps import finished, gaps, undone
from intake_forms.schema.items import Question
from intake_forms.schema.path import ID
from tests.intake_forms.schema.test_properties import EXAMPLES, IDS, VALUES, forms


class Family:
    """A draft as pure values: each save does to them what the services do to the rows."""

    def __init__(self, route):
        self.route, self.facts, self.values, self.complete = route, {}, {}, {}

    def save(self, key, draw):
        """Answer what a step shows, some of it, and press Continue."""
        route, step = self.route, self.route.form.step_by_key[key]
        before = route.walk(self.facts).before[key]
        shown = route.items(step, before)
        asked = [item for item in shown if isinstance(item, Question)]
        said = {item.key: self.answer(route.options(item, before), draw) for item in asked}
        told = {name: value for name, value in said.items() if value}
        kept = {name: value for name, value in self.values.get(key, {}).items() if name not in said}
        self.values[key] = {**kept, **told}
        self.facts = {name: value for name, value in self.facts.items() if name not in said} | route.told(told)
        self.complete[key] = all(item.key in told for item in asked if item.required)
        if (group := route.form.groups.get(key)) in shown and group:
            people = [self.person(group, before, draw) for _ in range(draw(st.integers(0, 3)))]
            self.values[key][group.key] = [{ID: IDS[place], **person} for place, person in enumerate(people)]
            entries = [route.entry(group, IDS[place], person, True) for place, person in enumerate(people)]
            whole = [self.whole(group, before, person) for person in people]
            self.facts[group.key] = [{**entry, "_complete": good} for entry, good in zip(entries, whole, strict=True)]
            self.complete[key] = all(whole)

    def answer(self, offered, draw):
        return draw(st.sampled_from(["", *(sorted(offered) or ["word"]) * 3]))

    def person(self, group, before, draw):
        said = {"works": draw(st.sampled_from(["", *VALUES])), "job": draw(st.sampled_from(["", "x", "x"]))}
        shown = {item.key for item in self.route.inside(group, before, said)}
        return {key: value for key, value in said.items() if value and key in shown}

    def whole(self, group, before, person):
        return all(item.key in person for item in self.route.inside(group, before, person) if item.required)


@settings(EXAMPLES, max_examples=100)
@given(st.data())
def test_what_can_be_sent_lacks_no_required_answer_whatever_was_edited(data):
    route = data.draw(forms(required=True))
    family = Family(route)
    for _ in range(14):
        open_steps = undone(route, family.facts, family.complete)
        way = route.walk(family.facts).steps
        family.save(data.draw(st.sampled_from([*open_steps[:1] * len(way), *way])), data.draw)
        missing = list(gaps(route, family.facts, family.values, family.complete))
        assert list(dict.fromkeys(gap.step for gap in missing)) == undone(route, family.facts, family.complete)
        if not missing:
            assert_whole(family)


def assert_whole(family):
    """Every question that the form asks this family, looked at one by one in what would be sent."""
    route, kept = family.route, family.route.visible(family.values)
    walk = route.walk(family.facts)
    assert set(kept) == set(walk.steps)
    for key, before in walk.before.items():
        for item in route.items(route.form.step_by_key[key], before):
            if isinstance(item, Question) and item.required:
                assert kept[key][item.key] in (route.options(item, before) or {"word"})
        group = route.form.groups.get(key)
        for entry in kept[key].get(group.key, ()) if group else ():
            required = {item.key for item in route.inside(group, before, entry) if item.required}
            assert required <= entry.keys()
        for entry in family.facts.get(group.key, ()) if group and group.key in kept[key] else ():
            assert finished(route, group, before, entry)
