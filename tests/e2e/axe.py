"""axe-core beside the tests: what it finds on a page, in words.

``assert_accessible(page)`` looks at the whole page (WCAG 2.2 A and AA, and best practice) and fails with all it finds;
``assert_accessible(page, excused=[Excused("region", "#x", "why")])`` lets a named rule fail at a named place;
``axe(page)`` returns the same as a list of texts. Bring the page into the state to be judged first: errors shown, folds opened.

The script comes from the installed package and goes in by the browser's own door: no request, whatever the page's policy.
It needs JavaScript on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT = Axe().axe_script
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

#: Rules that look at words, names or how much room a text takes: for a page that in another language was judged whole.
OF_WORDS = [
    "aria-valid-attr-value",
    "button-name",
    "document-title",
    "duplicate-id-aria",
    "heading-order",
    "html-has-lang",
    "html-lang-valid",
    "image-alt",
    "input-button-name",
    "label",
    "landmark-unique",
    "link-name",
    "page-has-heading-one",
    "select-name",
    "skip-link",
    "summary-name",
    "target-size",
    "valid-lang",
]


@dataclass(frozen=True)
class Excused:
    """A rule that may fail at or inside a selector, and why: for parts that are not ours."""

    rule: str
    selector: str
    why: str


def axe(
    page: Page, *, excused: Iterable[Excused] = (), only: list[str] | None = None, rules: Sequence[str] = ()
) -> list[str]:
    """What axe finds on the page as it stands now: one text for each element at fault.

    ``only``: selectors to look at; ``rules``: those to go by, on a page or one like it that was looked at whole before.
    """
    # A colour half way through its transition is neither the one nor the other.
    page.evaluate(
        "document.getAnimations().filter(one => one.effect?.getTiming().iterations !== Infinity).forEach(one => one.finish())"
    )
    options = {**OPTIONS, "runOnly": {"type": "rule", "values": list(rules)}} if rules else OPTIONS
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    run = "([only, options]) => axe.run(only ?? document, options).then(found => found.violations)"
    violations = page.evaluate(run, [only, options])
    allowed = list(excused)
    return [
        f"{violation['id']} ({violation['impact']}): {_place(node)}\n  {node['html'][:200]}\n  {_message(node)}"
        for violation in violations
        for node in violation["nodes"]
        if not any(one.rule == violation["id"] and _matches(page, node, one.selector) for one in allowed)
    ]


def assert_accessible(
    page: Page, *, excused: Iterable[Excused] = (), only: list[str] | None = None, rules: Sequence[str] = ()
) -> None:
    """Fail with everything that axe finds, in full."""
    found = axe(page, excused=excused, only=only, rules=rules)
    assert not found, f"axe on {page.url}:\n\n" + "\n".join(found)


def _place(node: dict[str, Any]) -> str:
    return " ".join(str(part) for part in node["target"])


def _message(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])


def _matches(page: Page, node: dict[str, Any], selector: str) -> bool:
    return bool(
        page.evaluate(
            "([target, selector]) => Boolean(document.querySelector(target)?.closest(selector))",
            [str(node["target"][-1]), selector],
        )
    )
