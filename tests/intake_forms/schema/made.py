"""Forms and answers made at random, in which everything that can be conditional may be, and what any form does."""

from hypothesis import settings
from hypothesis import strategies as st

from intake_forms.schema import document
from intake_forms.schema.path import COMPLETE, ID, Route
from tests.intake_forms.forms import choice, computed, form, group, question, result, row, rows, slot, step, text

#: The same every time: a test that fails now and then is no help to who changed something else.
EXAMPLES = settings(max_examples=40, deadline=None, derandomize=True, database=None)
VALUES = ("yes", "no")
IDS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(3)]
#: What somebody may have answered, by what a question takes for an answer; "" is none. Texts tell where they stood.
SAID = {
    "choice": ("", *VALUES, *VALUES),
    "choices": ([], ["a"], ["b"], ["a", "b"]),
    "short_text": ("", "tree", "a tree house", "lake"),
    "number": (None, 0, 1, 2, 3),
    "date": ("", "2001-02-03", "2015-06-07", "2026-11-20"),
    "name": ("", "Ana", "Luz"),
}
#: Comparisons with each of them.
ASKED = {
    "choice": [
        *(("is", value) for value in VALUES), ("is_not", "yes"), ("one_of", ["no"]), ("not_one_of", ["yes"]),
        ("answered", None), ("not_answered", None),
    ],
    "choices": [("contains", "a"), ("contains", "b"), ("answered", None), ("not_answered", None)],
    "short_text": [("is", "tree"), ("contains", "tree"), ("one_of", ["lake", "tree"]), ("not_answered", None)],
    "number": [("lt", 2), ("gt", 1), ("ge", 1), ("is", 3), ("is_not", 0), ("answered", None)],
    "date": [("before", "today-3650"), ("after", "2010-01-01"), ("older_than", 17), ("younger_than", 18), ("answered", None)],
    "group": [("ge", 1), ("lt", 2), ("is", 0), ("is_not", 1)],
    "rule_set": [("is", "old"), ("is_not", "old"), ("one_of", ["new"])],
}  # fmt: skip
#: What conditions ask of a group's items: how many of them.
COUNTS = ({"of": "any"}, {"of": "all"}, {"of": "at_least", "times": 2}, {"of": "fewer_than", "times": 2})
RULES = [{"key": key, "label": text(key), "source": "a page", "checked_on": "2026-01-01"} for key in ("old", "new")]
_BELOW = [st.integers(0, number) for number in range(40)]


class Dice:
    """Choices out of few, for which Hypothesis is asked for a small number: strategies made anew are what costs time."""

    def __init__(self, draw):
        self.draw = draw

    def below(self, number):
        return self.draw(_BELOW[number - 1]) if number > 1 else 0

    def pick(self, found):
        return found[self.below(len(found))]

    def one_in(self, number):
        return self.below(number) == 0


class _Maker:
    """A form on its way: ``sources`` are what conditions may read by now, with the kind of each."""

    def __init__(self, dice, required):
        self.dice, self.required = dice, required
        self.sources = {}
        #: The named conditions, each of what stood before it.
        self.named = {}

    def must(self):
        return self.required and self.dice.one_in(2)

    def row(self, sources, inner=""):
        """A comparison with one of these; ``inner``: the group in whose items it stands."""
        key = self.dice.pick(list(sources))
        op, value = self.dice.pick(ASKED[sources[key]])
        across = "." in key and key.partition(".")[0] != inner
        return row(key, op, value, **(self.dice.pick(COUNTS) if across else {}))

    def condition(self, own=None, inner=""):
        """A condition on what stands earlier, or none; ``own``: what else it may read."""
        if self.dice.one_in(3):
            return None
        sources = {**self.sources, **(own or {})}
        # What stands closest is read most: the others are told apart by chance anyway.
        close = {**dict(list(self.sources.items())[-4:]), **(own or {})}
        found = [self.row(close if self.dice.one_in(2) else sources, inner)]
        if self.dice.one_in(2):
            # Two comparisons with one answer may exclude each other.
            same = {found[0]["source"]: sources[found[0]["source"]]}
            found.append(self.row(same if self.dice.one_in(2) else sources, inner))
        if self.named and self.dice.one_in(4):
            found.append({"condition": self.dice.pick(list(self.named))})
        return rows(*found, match=self.dice.pick(("all", "any")))

    def shown(self, item, *own, **more):
        return {**item, "show_if": condition} if (condition := self.condition(*own, **more)) else item

    def limited(self, item, *own, **more):
        """An item of which the last option, or each, is offered under a condition."""
        if self.dice.one_in(2):
            first = 0 if self.dice.one_in(2) else -1
            for option in item["options"][first:]:
                option.update(self.shown({}, *own, **more))
        return item

    def group(self, key):
        known = {f"{key}.works": "choice"}
        asked = [choice("works", required=self.must())]
        for name, kind in (("since", "date"), ("job", "short_text"), ("rank", "choice")):
            made = self.limited(choice(name), known, inner=key) if kind == "choice" else question(name, kind)
            asked.append(self.shown({**made, "required": self.must()}, known, inner=key))
            known[f"{key}.{name}"] = kind
        return [self.shown(group(key, *asked))], {key: "group", **known}

    def plain(self, number):
        """The items of a step that asks once, and what they give to conditions; ``group``: of one that asks of several."""
        kinds = {f"c{number}": "choice", f"q{number}": self.dice.pick(("short_text", "number", "date", "choices"))}
        items = []
        for key, kind in kinds.items():
            options = choice(key, *(("a", "b") if kind == "choices" else VALUES), kind=kind)
            made = self.limited(options) if kind in ("choice", "choices") else question(key, kind)
            items.append(self.shown({**made, "required": self.must()}))
        groups = [key for key, kind in self.sources.items() if kind == "group"]
        per = self.dice.pick(groups) if groups and self.dice.one_in(2) else ""
        own = {f"{per}.works": "choice"} if per else {}
        items.append(self.shown(slot(f"s{number}", **({"per": per} if per else {})), own, inner=per))
        numbers = [key for key, kind in self.sources.items() if kind in ("number", "group")]
        if numbers and self.dice.one_in(2):
            items.append(self.shown(computed(f"v{number}", total=[self.dice.pick(numbers)])))
            return items, {**kinds, f"v{number}": "number"}
        first = result("yes", self.condition() or rows(row("let_in", "is", "yes")))
        items.append(self.shown(computed(f"v{number}", values=[first, result("no")])))
        return items, {**kinds, f"v{number}": "choice"}

    def name(self, key):
        """A named condition on what stands earlier; none on one item of a group, as it may stand on any."""
        found = (self.condition() or {"rows": []})["rows"]
        found = [each for each in found if "." not in each.get("source", ".")] or [row("sort", "answered")]
        self.named[key] = rows(*found, match=self.dice.pick(("all", "any")))

    def gate(self):
        """The first step, on which only the rule set can be read."""
        self.sources = {"rule_set": "rule_set"}
        items = [choice("let_in"), self.limited(self.shown(choice("sort", required=False)))]
        self.sources = {"let_in": "choice", "sort": "choice", "rule_set": "rule_set"}
        return {"step": step("gate", *items), "exits": []}

    def made(self):
        gate, steps = self.gate(), []
        for number in range(3 + self.dice.below(3)):
            if self.dice.one_in(2):
                self.name(f"n{number}")
            items, given = self.group(f"g{number}") if self.dice.one_in(4) else self.plain(number)
            steps.append(self.shown(step(f"step{number}", *items)))
            self.sources |= given
        hold = {"when": self.condition() or rows(row("sort", "is", "no")), "title": text("wait"), "body": text("wait")}
        return form(*steps, gate=gate, conditions=self.named, rule_sets=RULES, hold=hold)


@st.composite
def forms(draw, required=False):
    """The route of a form of three to five steps; ``required``: some of it must be answered."""
    return Route(document.parse(_Maker(Dice(draw), required).made()))


def answer(item, dice, offered=()):
    """What somebody says to a question of which these options are offered; all where that is empty."""
    said = dice.pick(SAID[item.kind])
    if offered and item.kind == "choice":
        return said if said in offered else ""
    return [each for each in said if each in offered] if offered and item.kind == "choices" else said


@st.composite
def given_answers(draw, route):
    """Answers to anything the form could ever ask, hidden or not, by step."""
    dice, found = Dice(draw), {}
    for each in route.form.steps:
        values = {item.key: answer(item, dice) for item in each.questions}
        for item in each.items:
            if item.kind == "group":
                values[item.key] = [person(item, IDS[place], dice) for place in range(dice.below(4))]
            if item.kind == "slot" and not item.per:
                values |= {item.key: {"said": "now"}} if dice.one_in(2) else {}
            elif item.kind == "slot":
                values |= {f"{item.key}.{each_id}": {"said": "now"} for each_id in IDS if dice.one_in(2)}
        found[each.key] = {key: value for key, value in values.items() if value not in ("", None)}
    return found


def person(item, ident, dice):
    """One item of a group with answers to all of it, also to what it does not ask."""
    said = {inner.key: answer(inner, dice) for inner in item.questions}
    return {ID: ident, COMPLETE: True, **{key: value for key, value in said.items() if value not in ("", None)}}


def facts(saved):
    """All answers in one, as conditions read them."""
    return {key: value for values in saved.values() for key, value in values.items()}
