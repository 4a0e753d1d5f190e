"""After any edits: what can be sent lacks no required answer, and the list of parts says what the check page says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from intake_forms.schema.gaps import finished, gaps, only_papers, undone
from intake_forms.schema.items import Question
from intake_forms.schema.path import ID
from tests.intake_forms.schema.made import EXAMPLES, IDS, Dice, answer, forms

#: What is no answer.
NOTHING = (None, "", [])


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
        dice = Dice(draw)
        said = {item.key: answer(item, dice, route.options(item, before)) for item in asked}
        told = {name: value for name, value in said.items() if value not in NOTHING}
        kept = {name: value for name, value in self.values.get(key, {}).items() if name not in said}
        self.values[key] = {**kept, **told}
        self.facts = {name: value for name, value in self.facts.items() if name not in said} | route.told(told)
        self.complete[key] = all(item.key in told for item in asked if item.required)
        if (group := route.form.groups.get(key)) in shown and group:
            people = [self.person(group, before, dice) for _ in range(dice.below(4))]
            self.values[key][group.key] = [{ID: IDS[place], **person} for place, person in enumerate(people)]
            entries = [route.entry(group, IDS[place], person, True) for place, person in enumerate(people)]
            whole = [self.whole(group, before, person) for person in people]
            self.facts[group.key] = [{**entry, "_complete": good} for entry, good in zip(entries, whole, strict=True)]
            self.complete[key] = all(whole)

    def person(self, group, before, dice):
        """Somebody who answers question by question what is asked of them, some of it."""
        said = {}
        for item in group.items:
            shown, known = self.route.look_inside(group, before, said)
            value = answer(item, dice, self.route.options(item, known, group)) if item in shown else ""
            said |= {item.key: value} if value not in NOTHING else {}
        return said

    def whole(self, group, before, person):
        return all(item.key in person for item in self.route.inside(group, before, person) if item.required)


@settings(EXAMPLES, max_examples=60)
@given(st.data())
def test_what_can_be_sent_lacks_no_required_answer_whatever_was_edited(data):
    route = data.draw(forms(required=True))
    family = Family(route)
    for _ in range(14):
        open_steps = undone(route, family.facts, family.complete)
        way = route.walk(family.facts).steps
        family.save(data.draw(st.sampled_from([*open_steps[:1] * len(way), *way])), data.draw)
        missing = list(gaps(route, family.facts, family.values, family.complete))
        before = route.walk(family.facts).before
        # Sending waits for no paper.
        lacking = [
            key for key in undone(route, family.facts, family.complete) if not only_papers(route, key, before[key])
        ]
        assert list(dict.fromkeys(gap.step for gap in missing)) == lacking
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
                said, offered = kept[key][item.key], route.options(item, before)
                assert not offered or {*(said if isinstance(said, list) else [said])} <= offered
        group = route.form.groups.get(key)
        for entry in kept[key].get(group.key, ()) if group else ():
            required = {item.key for item in route.inside(group, before, entry) if item.required}
            assert required <= entry.keys()
        for entry in family.facts.get(group.key, ()) if group and group.key in kept[key] else ():
            assert finished(route, group, before, entry)
