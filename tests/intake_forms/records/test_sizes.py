"""How large a file is, in words that people know."""

from pathlib import Path

import pytest
from django.utils.translation import override

import content
import intake_forms
from intake_forms.records.sizes import in_words

KB, MB = 2**10, 2**20


@pytest.mark.parametrize(
    ("size", "english", "spanish"),
    [
        (0, "less than 1 KB", "menos de 1 KB"),
        (5, "less than 1 KB", "menos de 1 KB"),
        (KB, "1 KB", "1 KB"),
        (1.4 * KB, "1 KB", "1 KB"),
        (999.4 * KB, "999 KB", "999 KB"),
        (999.6 * KB, "1 MB", "1 MB"),
        (1014.4 * KB, "1 MB", "1 MB"),
        (1.26 * MB, "1.3 MB", "1,3 MB"),
        (9.97 * MB, "10 MB", "10 MB"),
        (25 * MB, "25 MB", "25 MB"),
    ],
)
def test_a_size_is_said_in_units_that_people_know(size, english, spanish):
    for language, said in (("en", english), ("es", spanish)):
        with override(language):
            assert in_words(int(size)) == said


def test_every_page_says_it_with_the_same_words():
    pages = [page for app in (content, intake_forms) for page in Path(app.__file__).parent.rglob("templates/**/*.html")]
    assert len(pages) > 100
    assert [page.name for page in pages if "filesizeformat" in page.read_text()] == []
