"""Every kind of rule, found in this folder. To add one is to add a file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from roster.rules.api import Rule
from roster.words import Sentence


@cache
def registry() -> Mapping[str, type[Rule]]:
    """Return the kinds of rules by name, in alphabetical order.

    Raises
    ------
    ValueError
        If two files claim one kind.
    """
    found: dict[str, type[Rule]] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        if module == "api" or module.startswith("_"):
            continue
        for value in vars(importlib.import_module(f"{__name__}.{module}")).values():
            if not (isinstance(value, type) and issubclass(value, Rule) and value is not Rule):
                continue
            if value.__module__ != f"{__name__}.{module}":
                continue
            if value.kind in found:
                raise ValueError(f"Two rules are of kind {value.kind!r}: {found[value.kind]} and {value}.")
            found[value.kind] = value
    return MappingProxyType(dict(sorted(found.items())))


def title_of(kind: str) -> Sentence | str:
    """Return what people call a kind of rule; one that is not known any more is called as it is written."""
    known = registry().get(kind)
    return kind if known is None else known.title
