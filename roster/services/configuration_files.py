"""The files of one configuration: gathered from a folder, named as they should be, and none but its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from roster.errors import ConfigError, ConfigErrors
from roster.loading_files import decoded
from roster.model import Source
from roster.words import sentence
from roster.yaml12 import Node, read_yaml

MOST_BYTES = 10_000_000
MOST_FILES = 50
WEEK_FILE = "this-week.roster.yaml"
_NAMING = ("people", "visits", "places", "extends", "history")


def collect(path: Path) -> tuple[str, dict[str, bytes]]:
    """Read a community's file and the files that it names.

    Returns
    -------
    tuple
        The main file's name and all files by name, relative to the folder that holds them all.

    Raises
    ------
    ConfigErrors
        If a YAML file cannot be read.
    """
    found: dict[Path, bytes] = {}
    _collect(path.resolve(), found)
    root = _common(found)
    return (
        path.resolve().relative_to(root).as_posix(),
        {file.relative_to(root).as_posix(): content for file, content in found.items()},
    )


def files_hash(main: str, files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a configuration's files with their names."""
    total = hashlib.sha256(main.encode())
    for name, content in sorted(files.items()):
        total.update(f"\n{name}:{len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def refuse_odd_names(main: str, files: Mapping[str, bytes]) -> None:
    """Refuse files that are too many, too large, or not called as a community's files are.

    Raises
    ------
    ConfigErrors
        With everything that is wrong.
    """
    problems = []
    for name in files:
        path = PurePosixPath(name)
        odd = path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or len(name) > 200
        if odd or path.as_posix() != name or path.name == WEEK_FILE:
            problems.append(
                ConfigError(
                    Source(name[:80], 1),
                    sentence("This is not a name for a file of a community."),
                    sentence("Use a plain name such as people.csv."),
                )
            )
    if main not in files:
        problems.append(ConfigError(Source(main, 1), sentence("The main file is missing."), ""))
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        problems.append(
            ConfigError(
                Source(main, 1),
                sentence("The files are too many or too large."),
                sentence("Keep to {most} files and {size} MB.", most=MOST_FILES, size=MOST_BYTES // 10**6),
            )
        )
    if problems:
        raise ConfigErrors(problems)


def refuse_strangers(name: str, content: bytes, root: Path, known: set[str]) -> None:
    """Let a configuration read none but its own files: others of the server are not its business.

    Raises
    ------
    ConfigErrors
        With every name of a file that is not among those known.
    """
    try:
        node = read_yaml(decoded(content, name), name)
    except ConfigErrors:
        return
    problems = []
    for said in _names(node):
        file = (root / name).parent.joinpath(said.text()).resolve()
        inside = file.is_relative_to(root) and file.relative_to(root).as_posix() in known
        if not inside:
            problems.append(
                ConfigError(
                    said.source,
                    sentence("There is no file {path} in this community.", path=said.text()[:80]),
                    sentence("Upload it first, or correct the name."),
                )
            )
    if problems:
        raise ConfigErrors(problems)


def _collect(path: Path, found: dict[Path, bytes]) -> None:
    if path in found or len(found) >= MOST_FILES:
        return
    found[path] = path.read_bytes()
    if path.suffix not in (".yaml", ".yml"):
        return
    for name in _names(read_yaml(decoded(found[path], str(path)), str(path))):
        file = (path.parent / name.text()).resolve()
        if file.is_file():
            _collect(file, found)


def _names(node: Node) -> Iterator[Node]:
    """Yield the places where a file's text names other files."""
    if not isinstance(node.value, dict):
        return
    for key in _NAMING:
        if key in node.value:
            part = node.value[key]
            items = part.items() if key in ("extends", "history") else [part]
            yield from (item for item in items if isinstance(item.value, str))
    travel = node.value.get("travel")
    if travel is not None:
        minutes = travel.value.get("minutes") if isinstance(travel.value, dict) else travel
        if minutes is not None and isinstance(minutes.value, str):
            yield minutes


def _common(found: Mapping[Path, bytes]) -> Path:
    parents = [path.parent for path in found]
    root = parents[0]
    while not all(parent.is_relative_to(root) for parent in parents):
        root = root.parent
    return root
