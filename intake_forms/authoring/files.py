"""Forms as YAML files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.conf import settings
from django.db import transaction

from intake_forms.authoring import importing, recordings
from intake_forms.authoring.models import IntakeForm
from intake_forms.authoring.standing import Standing, called
from intake_forms.records import queries, services
from intake_forms.records.models import FormVersion
from intake_forms.schema import document, repair
from intake_forms.schema.faults import Fault, FormError, errors, fault, warnings

WIDTH = 120


class _Loader(yaml.SafeLoader):
    """YAML in which a key that stands twice is a fault. ``yes``/``no``/``on`` are words, as in YAML 1.2; days are texts."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        #: Keys that stand twice: told with all else that is wrong, the last one counts until then.
        self.faults: list[Fault] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else key_node
            if key in seen:
                message = f"the key {key!r} stands twice"
                self.faults.append(fault(_where(key_node.start_mark), "yaml", message=message))
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """Also what PyYAML takes by its looks for a number or a day, and then cannot read, is a fault with its place."""
        try:
            return super().construct_object(node, deep)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            message = f"this cannot be read as {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(problem=message, problem_mark=node.start_mark) from error


def _where(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "document"


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


#: What YAML too takes for the end of a line.
_OTHER_ENDS = re.compile(r"[\r\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    """Texts of several lines stand as blocks, short ones in all languages on one line."""

    def represent_str(self, text: str) -> Any:
        """A text as a block where it has lines that a block can hold."""
        lines = text.split("\n")
        bare = any(each != each.rstrip() or "\t" in each for each in lines) or _OTHER_ENDS.search(text)
        block = len(lines) > 1 and not bare
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


class Loaded(NamedTuple):
    """A form read from a file and made live."""

    version: FormVersion
    new: bool
    warnings: list[Fault]
    #: The sections that were deleted, because the file does not have them.
    deleted: list[str]


def examine(text: str) -> tuple[document.Form | None, list[Fault]]:
    """All findings in a YAML text, of YAML, of shape and of logic; the form where it can be read."""
    loader = None
    try:
        loader = _Loader(text)
        form, faults = repair.examine(loader.get_single_data())
    except yaml.YAMLError as error:
        reason = getattr(error, "problem", None) or "is not YAML"
        form, faults = None, [fault(_where(getattr(error, "problem_mark", None)), "yaml", message=str(reason))]
    except RecursionError:
        where = _where(loader.get_mark()) if loader else _where(None)
        form, faults = None, [fault(where, "yaml", message="too many brackets or lists stand in one another")]
    return form, [*(loader.faults if loader else ()), *faults]


def read(text: str) -> document.Form:
    """The form in a YAML text. Raises FormError with every error: of YAML, of shape, of logic."""
    return _read(text)[0]


def _read(text: str) -> tuple[document.Form, list[Fault]]:
    """The form in a YAML text, and what asks for a second look. Raises FormError."""
    form, found = examine(text)
    if form is None or errors(found):
        raise FormError(errors(found))
    # Nobody means anything by their order, and editors know one only.
    site = [code for code, _name in settings.LANGUAGES]
    listed = sorted(form.languages, key=lambda code: site.index(code) if code in site else len(site))
    return form.model_copy(update={"languages": tuple(listed)}), warnings(found)


@transaction.atomic
def load(path: Path, *, over_drafts: bool = False) -> Loaded:
    """Read a file, release its form and give it to the editors. Raises FormError, OSError, and InTheWay.

    ``over_drafts``: publish over what editors have not published and over locks. Their drafts stay among the revisions.
    """
    form, found = _read(path.read_text(encoding="utf-8"))
    if unheard := recordings.faults(form):
        raise FormError(unheard)
    form, same = Standing(form).linked(), form
    live = queries.live_version(form.key)
    known = {document.sha256(document.canonical(each)) for each in (form, same)}
    # What editors are at stays as it is while the file says nothing new.
    if live and live.sha256 in known and IntakeForm.objects.filter(key=form.key).exists():
        return Loaded(live, False, found, [])
    standing = Standing(form)
    standing.check(over_drafts=over_drafts)
    gone = [called(each) for each in standing.gone]
    version, new = services.release(form=form)
    importing.take_in(form)
    return Loaded(version, new, found, gone)
