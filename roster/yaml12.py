"""YAML with the meaning of YAML 1.2 and a position for every value.

``no``, ``off`` and ``on`` are text, ``12:30`` and dates are text, ``010`` is ten. A key
written twice is an error, and a file that unfolds to more values than a roster can need
(a "bomb" of aliases) is refused while it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from roster.errors import ConfigError, ConfigErrors
from roster.model import Source
from roster.nodes import Float, Int, Node, Scalar, rooted, scalar, written
from roster.words import Sentence, sentence

__all__ = ["Float", "Int", "Node", "Scalar", "read_yaml", "rooted", "scalar", "written"]

MAX_NODES = 300_000
MAX_DEPTH = 60

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, file: str) -> Node:
    """Read one document of YAML.

    Raises
    ------
    ConfigErrors
        If it is not YAML, has a key twice, nests or unfolds too far, or is empty.
    """
    reader = _Reader(file)
    try:
        root = reader.document(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as problem:
        raise ConfigErrors([_not_yaml(problem, text, file)]) from None
    except yaml.reader.ReaderError as problem:
        line = text.count("\n", 0, problem.position) + 1
        raise ConfigErrors(
            [
                ConfigError(
                    Source(file, line),
                    sentence("The file has a character that text does not have."),
                    sentence("Retype this line, or save the file again as UTF-8."),
                )
            ]
        ) from None
    if reader.errors:
        raise ConfigErrors(reader.errors)
    return root


def _not_yaml(problem: yaml.MarkedYAMLError, text: str, file: str) -> ConfigError:
    """Say what keeps a file from being YAML in words that a coordinator knows."""
    what = " ".join(part for part in (problem.context, problem.problem) if part)
    mark = problem.problem_mark or problem.context_mark
    if "quoted scalar" in what or "flow" in what:
        mark = problem.context_mark or mark
    source = Source(file, mark.line + 1, mark.column + 1) if mark else Source(file, 1)
    lines = text.splitlines()
    line = lines[source.line - 1] if source.line <= len(lines) else ""
    if line[source.column - 1 : source.column] == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return ConfigError(
            source, sentence("A tab stands at the beginning of the line."), sentence("Indent with spaces.")
        )
    if "mapping values are not allowed" in what:
        return ConfigError(
            source,
            sentence("A colon stands where no value can follow."),
            sentence('Put text with a colon in quotes, such as "North lane: east", and line up the keys.'),
        )
    if "quoted scalar" in what:
        return ConfigError(
            source, sentence("This quote is never closed."), sentence("Close it, or take it out.")
        )
    if "flow" in what:
        return ConfigError(
            source,
            sentence("After this bracket a comma or the closing bracket is missing."),
            sentence("Close the bracket, and put a comma between entries."),
        )
    return ConfigError(
        source,
        sentence("This line does not fit the ones above it ({what}).", what=what),
        sentence(
            "Line up the entries of a list and the keys of an entry; put text with * & % @ : # in quotes."
        ),
    )


class _Reader:
    """Builds nodes from the events of the parser, and counts them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[ConfigError] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.count = 0

    def document(self, events: Iterator[Any]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self._fatal(
                        event.start_mark,
                        sentence("A second document starts here."),
                        sentence("Keep one community to a file; take out the line ---."),
                    )
                root = self._node(next(events), events, 0)
        if root is None or root.value is None:
            raise ConfigErrors(
                [
                    ConfigError(
                        Source(self.file, 1),
                        sentence("The file is empty."),
                        sentence('Start from the one that "roster new" makes.'),
                    )
                ]
            )
        return root

    def _source(self, mark: Any) -> Source:
        return Source(self.file, mark.line + 1, mark.column + 1)

    def _fatal(self, mark: Any, problem: Sentence, cure: Sentence) -> ConfigErrors:
        return ConfigErrors([*self.errors, ConfigError(self._source(mark), problem, cure)])

    def _counted(self, nodes: int, mark: Any) -> None:
        self.count += nodes
        if self.count > MAX_NODES:
            raise self._fatal(
                mark,
                sentence("The file unfolds to more than {most} values.", most=MAX_NODES),
                sentence("Use fewer aliases (*name), or split the file into one for each community."),
            )

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        mark = event.start_mark
        if depth > MAX_DEPTH:
            raise self._fatal(
                mark,
                sentence("Values are nested more than {most} deep.", most=MAX_DEPTH),
                sentence("Close the brackets."),
            )
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        before = self.count
        self._counted(1, mark)
        if isinstance(event, yaml.ScalarEvent):
            node = Node(self._scalar(event), self._source(mark))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node(self._sequence(events, depth), self._source(mark))
        else:
            node = self._mapping(self._source(mark), events, depth)
        if event.anchor:
            self.anchors[event.anchor] = (node, self.count - before)
        return node

    def _alias(self, event: Any) -> Node:
        known = self.anchors.get(event.anchor)
        if known is None:
            raise self._fatal(
                event.start_mark,
                sentence("The alias *{name} stands for nothing written above it.", name=event.anchor),
                sentence("Mark the value with &{name} first, or put the text in quotes.", name=event.anchor),
            )
        self._counted(known[1], event.start_mark)
        return known[0]

    def _scalar(self, event: Any) -> Scalar:
        if event.tag is None or event.tag == "!":
            return scalar(event.value) if event.implicit[0] else str(event.value)
        if event.tag == "tag:yaml.org,2002:str":
            return str(event.value)
        self.errors.append(
            ConfigError(
                self._source(event.start_mark),
                sentence(
                    "The tag {tag} is not understood.", tag=event.tag.replace("tag:yaml.org,2002:", "!!")
                ),
                sentence("Write the plain value; put it in quotes if it is text."),
            )
        )
        return str(event.value)

    def _sequence(self, events: Iterator[Any], depth: int) -> list[Node]:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, depth + 1))
        return items

    def _mapping(self, source: Source, events: Iterator[Any], depth: int) -> Node:
        """Read a mapping; ``<<: *name`` lays its own keys over those of another mapping."""
        value: dict[str, Node] = {}
        keys: dict[str, Source] = {}
        merged: list[Node] = []
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event)
            child = self._node(next(events), events, depth + 1)
            at = self._source(event.start_mark)
            if key == "<<":
                merged += child.items()
                continue
            if key in value:
                self.errors.append(
                    ConfigError(
                        at,
                        sentence('The key "{key}" is already in line {line}.', key=key, line=keys[key].line),
                        sentence("Keep one of the two."),
                    )
                )
                continue
            value[key], keys[key] = child, at
        for part in merged:
            below = part.value if isinstance(part.value, dict) else {}
            value |= {key: child for key, child in below.items() if key not in value}
            keys = part.keys | keys
        return Node(value, source, keys)

    def _key(self, event: Any) -> str:
        self._counted(1, event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        raise self._fatal(
            event.start_mark,
            sentence("A key has to be one word."),
            sentence("Put a name before the colon; put text with brackets in quotes."),
        )
