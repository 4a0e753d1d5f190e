"""The kinds of item, one module each, named like the kind.

A module holds one class with ``kind: Literal["<module name>"]`` and names it ``ITEM``. A package outside adds kinds
with ``register("its.package")``; the wizard, the desk and the editor look for modules of that name on their floors.
"""

import pkgutil
from functools import cache
from importlib import import_module

from intake_forms.schema.items import Item

_packages = [__name__]


def register(package: str) -> None:
    """Add the kinds of another package (a dotted name whose modules each hold an ``ITEM``)."""
    if package not in _packages:
        _packages.append(package)
        kinds.cache_clear()


@cache
def kinds() -> dict[str, type[Item]]:
    """Every kind known: name -> its class."""
    found: dict[str, type[Item]] = {}
    for package in _packages:
        for module in pkgutil.iter_modules(import_module(package).__path__):
            found[module.name] = import_module(f"{package}.{module.name}").ITEM
    return found
