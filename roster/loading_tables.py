"""Tables beside the YAML: people, homes and places, row by row as if the YAML said them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING

from roster.cells import split_list, split_times, split_wishes
from roster.columns import TableKind
from roster.errors import ConfigError, ConfigErrors
from roster.model import Source
from roster.nodes import Node
from roster.words import sentence

if TYPE_CHECKING:
    from roster.loading_files import Files
    from roster.tables import Cell

Row = dict[str, "Cell"]

_TABLES: dict[str, TableKind] = {"people": "people", "visits": "homes", "places": "places"}
_LISTS = frozenset({"teams", "skills", "tasks", "keep", "never", "labels", "away", "between", "days"})


def with_tables(sections: dict[str, Node], folder: Path, files: Files, role: str) -> None:
    """Put the rows of each table that a file names into its section; find the other files it names."""
    for section, kind in _TABLES.items():
        node = sections.get(section)
        if node is not None and isinstance(node.value, str):
            said = replace(node.source, path=section)
            path = Path(normpath(folder / node.value))
            rows = read_rows(path, kind, f"{role}.{section}", files, files.errors, said)
            convert = _CONVERT[kind]
            sections[section] = Node([convert(row, files.errors) for row in rows], node.source)
    travel = sections.get("travel")
    if travel is not None:
        minutes = travel.value.get("minutes") if isinstance(travel.value, dict) else travel
        if minutes is not None and isinstance(minutes.value, str):
            minutes.value = normpath(folder / minutes.value)
    if "history" in sections:
        for node in sections["history"].items():
            if isinstance(node.value, str):
                node.value = normpath(folder / node.value)


def read_rows(
    path: Path,
    kind: TableKind,
    role: str,
    files: Files,
    errors: list[ConfigError],
    said: Source | None = None,
) -> list[Row]:
    """Return the rows of a table and add its bytes to the files read; what is wrong becomes errors."""
    if said is not None and not files.there(path):
        errors.append(
            ConfigError(
                said,
                sentence("There is no file {path}.", path=path),
                sentence("Check the name; it is looked for from the folder of the file that names it."),
            )
        )
        return []
    from roster.tables import read_table

    try:
        rows = read_table(path, kind)
    except ConfigErrors as problem:
        errors += problem.errors
        return []
    files.add(role, path.read_bytes())
    return rows


def _person(row: Row, errors: list[ConfigError]) -> Node:
    return _entry(row, _position(row, "home"), errors)


def _place(row: Row, errors: list[ConfigError]) -> Node:
    return _entry(row, _position(row, "at"), errors)


def _home(row: Row, errors: list[ConfigError]) -> Node:
    """Return a home; its position and grid make its place, other text names one of ``places``."""
    where = _position(row, "at")
    at, grid = where.pop("at", None), row.get("grid")
    if at is not None and isinstance(at.value, str) and not at.value[:1].isdigit() and at.value[:1] != "-":
        where["place"] = at
    elif at is not None or grid is not None:
        parts = {"at": at, "grid": None if grid is None else Node(grid.value, grid.source)}
        told = {key: node for key, node in parts.items() if node is not None}
        where["place"] = Node(told, next(iter(told.values())).source)
    if "with" in row:
        cell = row["with"]
        key, _, word = cell.value.rpartition(":")
        where["with"] = Node({key.strip() or "team": Node(word.strip(), cell.source)}, cell.source)
    rest = {key: cell for key, cell in row.items() if key not in ("at", "grid", "with")}
    return _entry(rest, where, errors)


_CONVERT: dict[TableKind, Callable[[Row, list[ConfigError]], Node]] = {
    "people": _person,
    "homes": _home,
    "places": _place,
}


def _position(row: Row, key: str) -> dict[str, Node]:
    """Return the position that a row gives in one column or in two."""
    if key in row:
        return {key: Node(row[key].value, row[key].source)}
    pair = [row[name] for name in ("lat", "lon") if name in row]
    if not pair:
        return {}
    return {key: Node([Node(cell.value, cell.source) for cell in pair], pair[0].source)}


def _entry(row: Row, given: dict[str, Node], errors: list[ConfigError]) -> Node:
    """Return a row as the mapping that the YAML would say; ``given`` keys are ready."""
    value: dict[str, Node] = dict(given)
    for key, cell in row.items():
        if key in value or key in ("lat", "lon"):
            continue
        outer, _, inner = key.partition(".")
        if inner:
            limits = value.setdefault(outer, Node({}, cell.source))
            assert isinstance(limits.value, dict)
            limits.value[inner] = Node(cell.value, cell.source)
        elif key == "available":
            value[key] = _list(split_times(cell.value), cell)
        elif key == "wishes":
            wishes = _wishes(cell, errors)
            if wishes.value:
                value[key] = wishes
        elif key in _LISTS:
            value[key] = _list(split_list(cell.value), cell)
        else:
            value[key] = Node(cell.value, cell.source)
    first = next(iter(row.values())).source
    return Node(value, Source(first.file, first.line, 1), {key: node.source for key, node in value.items()})


def _list(words: list[str], cell: Cell) -> Node:
    return Node([Node(word, cell.source) for word in words], cell.source)


def _wishes(cell: Cell, errors: list[ConfigError]) -> Node:
    try:
        wishes = split_wishes(cell.value)
    except ValueError as problem:
        errors.append(
            ConfigError(
                cell.source,
                sentence("{problem}.", problem=str(problem)),
                sentence(
                    "Write want or avoid and what, such as: want patrol on Sat weight 3; avoid evening."
                ),
            )
        )
        return Node([], cell.source)
    return Node(
        [Node({k: Node(v, cell.source) for k, v in wish.items()}, cell.source) for wish in wishes],
        cell.source,
    )
