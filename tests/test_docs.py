"""What the documents name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`((?:portal|content|intake_forms|tests)/[\w./-]+\.\w+)`")


@pytest.mark.parametrize("document", ["docs/comparison.md", "README.md", "CONTRIBUTING.md"])
def test_every_file_that_a_document_names_is_there(document):
    named = NAMED.findall((ROOT / document).read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_comparison_shows_where_its_claims_stand():
    assert len(set(NAMED.findall((ROOT / "docs/comparison.md").read_text()))) > 20
