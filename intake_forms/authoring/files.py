"""Forms as YAML files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from intake_forms.records import services
from intake_forms.records.models import FormVersion
from intake_forms.schema import document, lint


class _Loader(yaml.SafeLoader):
    """YAML in which a key that stands twice is an error and ``yes``/``no``/``on`` are words, as in YAML 1.2."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key, (key_node, _) in zip(keys, node.value, strict=True):
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", key_node.start_mark
                )
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> document.Form:
    """The form in a YAML text. Raises document.FormError with every fault: of YAML, of shape, of logic."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        path = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "document"
        reason = getattr(error, "problem", None) or "is not YAML"
        raise document.FormError([document.Fault(path=path, reason=str(reason))]) from error
    form = document.parse(data)
    if found := lint.faults(form):
        raise document.FormError(found)
    return form


def load(path: Path) -> tuple[FormVersion, bool]:
    """Read a file and release its form. Returns the version and whether it is new. Raises document.FormError, OSError."""
    return services.release(form=read(path.read_text(encoding="utf-8")))
