"""The guide to forms as files says what is so: its example loads, its tables leave nothing out."""

import re

from intake_forms.authoring import files
from intake_forms.schema import document, kinds
from intake_forms.schema.comparing import ANSWERED, NUMBER, OPTION
from intake_forms.schema.faults import SENTENCES
from tests.intake_forms.forms import SHIPPED

GUIDE = (SHIPPED / "README.md").read_text(encoding="utf-8")


def _table(heading: str) -> str:
    """The names in the first column of the table under a heading."""
    part = GUIDE.split(heading)[1].split("\n## ")[0]
    return " ".join(line.split("|")[1] for line in part.splitlines() if line.startswith("|"))


def test_the_worked_example_loads():
    example = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[1]
    form = files.read(example)
    assert (form.key, [step.key for step in form.steps]) == ("school-help", ["gate", "child", "young"])
    assert document.parse(form.model_dump()) == form


def test_every_code_of_a_finding_is_in_its_tables():
    assert set(re.findall(r"`(\w+)`", _table("## What is refused"))) == {name.partition(":")[0] for name in SENTENCES}


def test_every_kind_is_in_its_table():
    assert set(re.findall(r"`(\w+)`", _table("## Kinds of item"))) == set(kinds.kinds())


def test_the_table_of_comparisons_says_what_each_kind_takes():
    said, before = set(), []
    lines = [line.split("|")[1:4] for line in GUIDE.split("## Conditions")[1].splitlines() if line.startswith("| `")]
    for ops, read, _value in lines[:10]:
        before = before if "the same" in read else re.findall(r"`(\w+)`(?: with `(\w+)`)?", read)
        every = [(name, "") for name, kind in kinds.kinds().items() if kind.takes and name != "group"]
        named = [*every, *[("computed", field) for field in ("values", "total")]] if "whatever" in read else before
        said |= {(op, *name) for op in re.findall(r"`(\w+)`", ops) for name in named}
    declared = {name: kind.takes for name, kind in kinds.kinds().items() if kind.takes}
    meant = {(op, name, "") for name, takes in declared.items() for op in takes}
    meant |= {(op, "rule_set", "") for op in OPTION if op not in ANSWERED}
    meant |= {(op, "computed", field) for field, takes in (("values", OPTION), ("total", NUMBER)) for op in takes}
    assert said == meant
