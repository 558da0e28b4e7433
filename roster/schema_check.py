"""Checks a file against the schema and says every mistake with its place and its cure.

What is wrong is cut out and the rest checked again, so that mistakes of other kinds (an
unknown person, a date outside the week) are found in the same pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from roster.errors import ConfigError
from roster.model import Source
from roster.nodes import Node
from roster.schema_errors import Loc, near, real_path, told_of

Model = TypeVar("Model", bound=BaseModel)

_ROUNDS = 8


def check(model: type[Model], node: Node) -> tuple[Model | None, Node, list[ConfigError]]:
    """Validate a node.

    Returns
    -------
    tuple
        The model of what is right (``None`` if too little is), the node without what is
        wrong, and the errors.
    """
    errors: list[ConfigError] = []
    gone: list[Source] = []
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(node.plain()), node, errors
        except ValidationError as problem:
            details = problem.errors(include_url=False)
            told = [told_of(model, node, detail) for detail in details]
            missed = _misspelt(details)
            errors += [
                error
                for error, detail in zip(told, details, strict=True)
                if detail["loc"] not in missed
                and not any(_within(_meant_at(error.source, detail), path) for path in gone)
            ]
            cut = {tuple(real_path(node, tuple(detail["loc"]))[0]) for detail in details}
            if () in cut:
                return None, node, errors
            gone += [node.at(*path) for path in cut]
            node = _without(node, cut)
    return None, node, errors


def _meant_at(source: Source, detail: Any) -> Source:
    """Return where an error is; for a missing key where it would be."""
    if detail["type"] != "missing":
        return source
    path = f"{source.path}.{detail['loc'][-1]}" if source.path else str(detail["loc"][-1])
    return Source(source.file, source.line, source.column, path)


def _misspelt(details: Iterable[Any]) -> set[Loc]:
    """Return the missing keys that stand there in another spelling."""
    unknown: dict[Loc, list[str]] = {}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *above, key = detail["loc"]
            unknown.setdefault(tuple(above), []).append(str(key))
    missing = [tuple(detail["loc"]) for detail in details if detail["type"] == "missing"]
    return {loc for loc in missing if any(near(key, [str(loc[-1])]) for key in unknown.get(loc[:-1], ()))}


def _within(outer: Source, gone: Source) -> bool:
    """Say whether what was cut out lay in the value that now seems wrong."""
    return outer.file == gone.file and (
        outer == gone
        or (bool(gone.path) and outer.path == gone.path and outer.line <= gone.line)
        or gone.path.startswith(outer.path + ".")
    )


def _without(node: Node, cut: Iterable[Loc]) -> Node:
    """Return a node without the values at some paths."""
    here = {path[0] for path in cut if len(path) == 1}
    below: dict[int | str, set[Loc]] = {}
    for path in cut:
        if len(path) > 1:
            below.setdefault(path[0], set()).add(path[1:])
    value = node.value
    if isinstance(value, dict):
        kept = {
            key: _without(child, below[key]) if key in below else child
            for key, child in value.items()
            if key not in here
        }
        return Node(kept, node.source, node.keys)
    if isinstance(value, list):
        return Node(
            [
                _without(child, below[i]) if i in below else child
                for i, child in enumerate(value)
                if i not in here
            ],
            node.source,
        )
    return node
