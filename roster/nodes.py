"""Values of a configuration file with the places where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from roster.model import Source

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INT = re.compile(r"[-+]?[0-9]{1,40}|0o[0-7]{1,40}|0x[0-9a-fA-F]{1,40}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,4})?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class Int(int):
    """A whole number that remembers how it was written (an id ``010`` stays ``010``)."""

    raw: str


class Float(float):
    """A number that remembers how it was written."""

    raw: str


Scalar = str | int | float | bool | None


@dataclass(slots=True)
class Node:
    """One value of a file, where it stands, and where the keys of a mapping stand."""

    value: dict[str, Node] | list[Node] | Scalar
    source: Source
    keys: dict[str, Source] = field(default_factory=dict)

    def get(self, *path: str | int) -> Node:
        """Return the node at a path; parts of the path that are not there are passed over."""
        node = self
        for part in path:
            value = node.value
            if isinstance(value, dict) and part in value:
                node = value[str(part)]
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                node = value[part]
        return node

    def at(self, *path: str | int) -> Source:
        """Return where the value at a path stands."""
        return self.get(*path).source

    def key_at(self, key: str) -> Source:
        """Return where a key of this mapping stands."""
        return self.keys.get(key, self.source)

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def items(self) -> list[Node]:
        """Return the entries of a list; a lone value is a list of one."""
        if isinstance(self.value, list):
            return self.value
        return [] if self.value is None else [self]

    def text(self) -> str:
        """Return a scalar as it was written."""
        return written(self.value)

    def plain(self) -> Any:
        """Return the value as plain dictionaries, lists and scalars."""
        value = self.value
        if isinstance(value, dict):
            return {key: node.plain() for key, node in value.items()}
        if isinstance(value, list):
            return [node.plain() for node in value]
        return value


def written(value: object) -> str:
    """Return a scalar as it was written."""
    raw = getattr(value, "raw", None)
    if isinstance(raw, str):
        return raw
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def rooted(node: Node, path: str = "") -> Node:
    """Return a copy in which every source knows its path (``patrols.0.shifts.1.people``)."""
    source = node.source if node.source.path else _with_path(node.source, path)
    value = node.value
    below = f"{path}." if path else ""
    if isinstance(value, dict):
        return Node(
            {key: rooted(child, below + key) for key, child in value.items()},
            source,
            {key: _with_path(at, below + key) for key, at in node.keys.items()},
        )
    if isinstance(value, list):
        return Node([rooted(child, f"{below}{i}") for i, child in enumerate(value)], source)
    return Node(value, source)


def _with_path(source: Source, path: str) -> Source:
    return Source(source.file, source.line, source.column, path)


def scalar(text: str) -> Scalar:
    """Return what a plain (unquoted) scalar means in the core schema of YAML 1.2."""
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INT.fullmatch(text):
        whole = Int(int(text, {"0o": 8, "0x": 16}.get(text[:2], 10)))
        whole.raw = text
        return whole
    if _FLOAT.fullmatch(text) or _SPECIAL.fullmatch(text):
        number = Float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        number.raw = text
        return number
    return text
