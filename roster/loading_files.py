"""Reads a community's files: sizes, encodings, shared files, tables and the hash of it all."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from roster.errors import ConfigError, ConfigErrors
from roster.loading_tables import with_tables
from roster.model import Source
from roster.nodes import Node, rooted
from roster.schema_errors import meant
from roster.words import Sentence, sentence
from roster.yaml12 import read_yaml

MAX_BYTES = 5_000_000
MAX_SHARED = 10

KEYED = ("people", "places", "grids", "patrols", "windows", "visits", "duties", "standby")
"""Sections whose entries a file replaces by id in those of the file it extends."""


@dataclass
class Files:
    """The files read so far by role, for the hash of the configuration, and what is wrong in them.

    Files outside the folder ``inside``, if it is given, are as if they were not there.
    """

    inside: Path | None = None
    read: list[tuple[str, bytes]] = field(default_factory=list)
    errors: list[ConfigError] = field(default_factory=list)

    def add(self, role: str, data: bytes) -> None:
        self.read.append((role, data))

    def there(self, path: Path) -> bool:
        """Say whether a file is there and may be read."""
        allowed = self.inside is None or path.resolve().is_relative_to(self.inside.resolve())
        return allowed and path.exists()

    def digest(self) -> str:
        """Return the SHA-256 of all files in the order of their roles."""
        total = hashlib.sha256()
        for role, data in sorted(self.read, key=lambda item: item[0]):
            total.update(f"{role}:{len(data)}\n".encode())
            total.update(data)
        return total.hexdigest()


def single(source: Source, problem: Sentence, cure: Sentence) -> ConfigErrors:
    """Return one error to be raised."""
    return ConfigErrors([ConfigError(source, problem, cure)])


def beside(folder: Path, name: str) -> Path:
    """Return the path of a file that is named in a file of a folder."""
    return Path(os.path.normpath(folder / name))


def read_bytes(path: Path, files: Files, said: Source | None = None) -> bytes:
    """Return what a file holds, unless it is too large or not there."""
    source = said or Source(str(path), 1)
    if not files.there(path):
        raise single(
            source, sentence("There is no file {path}.", path=path), _where_to_look(path, files, said)
        )
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise single(
                source, sentence("{path} is a folder.", path=path), sentence("Name the YAML file in it.")
            )
        if size > MAX_BYTES:
            raise single(
                source,
                sentence(
                    "{path} has {size} MB; at most {most} MB are read.",
                    path=path.name,
                    size=round(size / 1e6, 1),
                    most=MAX_BYTES // 1_000_000,
                ),
                sentence("Keep one community to a file, and long lists in CSV files beside it."),
            )
        return path.read_bytes()
    except OSError as problem:
        raise single(
            source,
            sentence(
                "{path} cannot be read: {problem}.", path=path, problem=problem.strerror or str(problem)
            ),
            sentence("Check that it is a file that you may read."),
        ) from None


def _where_to_look(path: Path, files: Files, said: Source | None) -> Sentence:
    """Say how to mend the name of a missing file: one that a file names, or one that somebody gave."""
    if said is not None:
        return sentence("Check the name; it is looked for from the folder of the file that names it.")
    if not files.there(path.parent):
        return sentence("There is no folder {folder} either. Check the path.", folder=str(path.parent))
    names = [other.name for other in path.parent.glob("*.y*ml")]
    return meant(path.name, names) or sentence("Check the path, and the folder that you are in.")


def decoded(data: bytes, file: str) -> str:
    """Return the text of a YAML file in UTF-8, UTF-16 (with its mark) or GB18030."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for name in (encoding, "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        foreign = [c for c in text if ord(c) > 127]
        common = sum(1 for c in foreign if c.encode("gb2312", "ignore"))
        if "\x00" not in text and (name != "gb18030" or common >= 0.7 * len(foreign)):
            return text
    raise single(
        Source(file, 1),
        sentence("The encoding of this file is not known."),
        sentence("Save it as UTF-8 in your editor."),
    )


def read_document(path: Path, files: Files) -> Node:
    """Return a file's values, with those of the files it extends beneath them."""
    return rooted(_extended(path, files, [], "community"))


def _extended(path: Path, files: Files, above: list[Path], role: str, said: Source | None = None) -> Node:
    real = path.resolve()
    if real in above:
        raise single(
            said or Source(str(path), 1),
            sentence("{path} extends itself in a circle.", path=path),
            sentence("Take out one extends: of the circle."),
        )
    if len(above) >= MAX_SHARED:
        raise single(
            said or Source(str(path), 1),
            sentence("More than {most} files extend each other.", most=MAX_SHARED),
            sentence("Put what they share into one file."),
        )
    data = read_bytes(path, files, said)
    files.add(role, data)
    node = read_yaml(decoded(data, str(path)), str(path))
    return extend(node, path.parent, files, [*above, real], role)


def extend(node: Node, folder: Path, files: Files, above: list[Path], role: str = "community") -> Node:
    """Return a file's values merged over those of the file that its ``extends:`` names."""
    if not isinstance(node.value, dict):
        raise single(
            node.source,
            sentence("The file is not a list of keys and values."),
            sentence("Begin with community: and week:."),
        )
    if "format" in node.value and node.value["format"].text() == "roster/1":
        raise single(
            node.value["format"].source,
            sentence("This is a roster, not the configuration of a community."),
            sentence("Give the YAML file that it was made from."),
        )
    with_tables(node.value, folder, files, role)
    said = node.value.pop("extends", None)
    if said is None:
        return node
    base: Node | None = None
    for i, entry in enumerate(said.items()):
        name = entry.text()
        if not name or isinstance(entry.value, dict):
            raise single(
                entry.source, sentence("extends names no file."), sentence("Write extends: shared.yaml.")
            )
        part = _extended(
            beside(folder, name), files, above, f"{role}.extends.{i}", replace(entry.source, path="extends")
        )
        base = part if base is None else merged(base, part)
    return node if base is None else merged(base, node)


def merged(base: Node, over: Node, section: str = "") -> Node:
    """Return ``over`` laid over ``base``: mappings key by key, sections entry by entry by their ids."""
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        value = dict(base.value)
        for key, node in over.value.items():
            value[key] = merged(value[key], node, key) if key in value else node
        return Node(value, over.source, {**base.keys, **over.keys})
    if section in KEYED and isinstance(base.value, list) and isinstance(over.value, list):
        mine = {_id(node): node for node in reversed(over.value) if _id(node)}
        known = {_id(node) for node in base.value if _id(node)}
        entries = [merged(node, mine[_id(node)]) if _id(node) in mine else node for node in base.value]
        entries += [n for n in over.value if _id(n) not in known or n is not mine[_id(n)]]
        return Node(entries, over.source)
    if section == "rules" and isinstance(base.value, list) and isinstance(over.value, list):
        return Node([*base.value, *over.value], over.source)
    return over


def _id(node: Node) -> str:
    return node.value["id"].text() if isinstance(node.value, dict) and "id" in node.value else ""
