"""The kinds of item, one module each, named like the kind.

A module holds one class with ``kind: Literal["<module name>"]`` and names it ``ITEM``. A package outside, with the same
floors as this one, adds its kinds with ``register("package")``: ``package/schema/kinds/<kind>.py`` and so on.
"""

import pkgutil
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from intake_forms.schema.items import Item

_FLOOR = "schema"
_packages = [__name__.split(".")[0]]


def register(package: str) -> None:
    """Add the kinds of another package. Before the form document is imported, or with document.rebuild()."""
    if package not in _packages:
        _packages.append(package)
        kinds.cache_clear()


def names(floor: str) -> dict[str, str]:
    """The modules of kinds on a floor ("schema", "wizard", "authoring", "staff"): dotted name -> kind."""
    found: dict[str, str] = {}
    for package in _packages:
        place = f"{package}.{floor}.kinds"
        if _is_there(place):
            found |= {f"{place}.{each.name}": each.name for each in pkgutil.iter_modules(import_module(place).__path__)}
    return found


def _is_there(place: str) -> bool:
    try:
        return find_spec(place) is not None
    except ModuleNotFoundError:
        # A package need not have every floor.
        return False


def beside(kind: type[Item], floor: str) -> str:
    """The dotted name of a kind's module on another floor."""
    package, _, name = kind.__module__.rpartition(f".{_FLOOR}.kinds.")
    return f"{package}.{floor}.kinds.{name}"


@cache
def kinds() -> dict[str, type[Item]]:
    """Every kind known: name -> its class."""
    return {kind: import_module(module).ITEM for module, kind in names(_FLOOR).items()}
