"""Every format a roster can be exported to, found in this folder. To add one is to add a file.

A format is a module with a docstring (its help text), ``FORMAT`` (its name on the command
line) and ``files(week)``, which returns the bytes of each file by its relative name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from roster.files import write_atomically
from roster.week import Week


class Export(Protocol):
    """What a module in this folder offers."""

    __doc__: str | None
    FORMAT: str

    def files(self, week: Week) -> Mapping[str, bytes]:
        """Return the content of each file by its name relative to the output folder."""
        ...


@cache
def registry() -> Mapping[str, Export]:
    """Return the formats by name, in alphabetical order.

    Raises
    ------
    ValueError
        If two files claim one name.
    """
    found: dict[str, Export] = {}
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):
            continue
        module: Export = importlib.import_module(f"{__name__}.{info.name}")
        if module.FORMAT in found:
            raise ValueError(f"Two exports are called {module.FORMAT!r}. Rename one.")
        found[module.FORMAT] = module
    return MappingProxyType(dict(sorted(found.items())))


def export(week: Week, formats: Iterable[str], out: Path) -> tuple[Path, ...]:
    """Write a roster in some formats.

    Parameters
    ----------
    week
        The roster to export.
    formats
        Names of :func:`registry`.
    out
        The folder; it is made if missing. Older files of the same names are replaced.

    Returns
    -------
    tuple of Path
        The files, in order of the formats.

    Raises
    ------
    KeyError
        If a format does not exist.
    """
    written = []
    for name in formats:
        for file, content in registry()[name].files(week).items():
            write_atomically(out / file, content)
            written.append(out / file)
    return tuple(written)
