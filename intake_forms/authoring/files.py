"""Forms as YAML files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from intake_forms.records import services
from intake_forms.records.models import FormVersion
from intake_forms.schema import document, lint

WIDTH = 120


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


class _Dumper(yaml.SafeDumper):
    """Texts of several lines stand as blocks, short ones in all languages on one line."""

    def represent_str(self, text: str) -> Any:
        """A text as a block where it has lines that a block can hold."""
        lines = text.split("\n")
        block = len(lines) > 1 and not any(line != line.rstrip() or "\t" in line for line in lines)
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if block else None)

    def represent_dict(self, data: Any) -> Any:
        """A mapping; of short texts only, on one line."""
        texts = all(isinstance(value, str) and "\n" not in value for value in data.values())
        short = texts and sum(len(key) + len(value) + 6 for key, value in data.items()) <= WIDTH - 20
        return self.represent_mapping("tag:yaml.org,2002:map", data, flow_style=short)

    def represent_list(self, data: Any) -> Any:
        """A list; of plain words, on one line."""
        words = all(isinstance(value, (str, int)) for value in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=words)


_Dumper.add_representer(list, _Dumper.represent_list)
_Dumper.add_representer(str, _Dumper.represent_str)
_Dumper.add_representer(dict, _Dumper.represent_dict)


def dump(form: document.Form) -> str:
    """A form as YAML; ``read`` gives the same form again."""
    text: str = yaml.dump(
        document.plain(form), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return text


def json_schema() -> str:
    """The JSON Schema of a form document, for editors that complete and check while one types."""
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **document.Form.model_json_schema()}
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


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
