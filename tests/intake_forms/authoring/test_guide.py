"""The guide to forms as files says what is so: its example loads, its tables leave nothing out."""

import re
from typing import get_args

from intake_forms.authoring import files
from intake_forms.schema import document, kinds
from intake_forms.schema.faults import SENTENCES
from intake_forms.schema.items import Op
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


def test_every_kind_and_every_operator_is_in_its_table():
    assert set(re.findall(r"`(\w+)`", _table("## Kinds of item"))) == set(kinds.kinds())
    assert set(re.findall(r"`(\w+)`", _table("## Conditions"))) == set(get_args(Op))
