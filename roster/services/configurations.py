"""Configurations in the store: collected from a folder, checked, and loaded again for any week."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.errors import ConfigError, ConfigErrors
from roster.files import write_atomically
from roster.loading import load_problem
from roster.loading_files import decoded
from roster.model import Problem, Source
from roster.services import marks
from roster.services.common import NotFoundError, now, record
from roster.store.tables import Community, Configuration, ConfigurationFile
from roster.words import sentence
from roster.yaml12 import Node, read_yaml

MOST_BYTES = 10_000_000
MOST_FILES = 50
WEEK_FILE = "this-week.roster.yaml"
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_NAMING = ("people", "visits", "places", "extends", "history")


def community_id(name: str, taken: Iterable[str] = ()) -> str:
    """Return an id that can stand in an address, made from a name.

    Examples
    --------
    >>> community_id("Muslim Lane"), community_id("Muslim Lane", ["muslim-lane"]), community_id("穆斯林巷")
    ('muslim-lane', 'muslim-lane-2', 'community')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50].strip("-") or "community"
    known, found, n = set(taken), plain, 1
    while found in known:
        n += 1
        found = f"{plain}-{n}"
    return found


def valid_id(said: str) -> bool:
    """Say whether a text may be the id of a community."""
    return _SLUG.fullmatch(said) is not None


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


def save(
    session: Session,
    community: Community,
    main: str,
    files: Mapping[str, bytes],
    *,
    author: str,
    reason: str = "",
) -> Configuration:
    """Keep a configuration, after loading it; nothing is kept that does not load.

    Raises
    ------
    ConfigErrors
        With everything that is wrong, lines and cures as ``roster check`` gives them.
    """
    problem = check(main, files)
    row = Configuration(
        community_id=community.id,
        main=main,
        hash=files_hash(main, files),
        week=problem.horizon.first,
        weeks=problem.horizon.weeks,
        author=author,
        reason=reason,
        created_at=now(),
    )
    session.add(row)
    session.flush()
    session.add_all(
        ConfigurationFile(configuration_id=row.id, name=name, content=content)
        for name, content in files.items()
    )
    community.name, community.language = problem.name, problem.language
    record(
        session,
        "configuration.saved",
        author,
        community=community.id,
        detail={"configuration": row.id},
        reason=reason,
    )
    return row


def current(session: Session, community: str) -> Configuration:
    """Return the newest configuration of a community."""
    newest = marks.of_community(session, community).configuration
    if newest is None:
        raise NotFoundError(sentence("This community has no configuration yet. Load one."))
    return marks.kept_row(
        session, ("configuration", newest, community), lambda: session.get_one(Configuration, newest)
    )


def files_of(session: Session, configuration: int) -> dict[str, bytes]:
    """Return the files of a configuration by name."""
    query = select(ConfigurationFile).where(ConfigurationFile.configuration_id == configuration)
    return {file.name: file.content for file in session.scalars(query.order_by(ConfigurationFile.name))}


def files_hash(main: str, files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a configuration's files with their names."""
    total = hashlib.sha256(main.encode())
    for name, content in sorted(files.items()):
        total.update(f"\n{name}:{len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def check(main: str, files: Mapping[str, bytes]) -> Problem:
    """Load a configuration as it stands.

    Raises
    ------
    ConfigErrors
        With everything that is wrong; files are named as in ``files``.
    """
    return load(main, files)


def load(
    main: str,
    files: Mapping[str, bytes],
    *,
    week: date | None = None,
    history: Mapping[str, bytes] | None = None,
    people: Iterable[Mapping[str, object]] = (),
) -> Problem:
    """Load a configuration, for its own week or another one.

    Parameters
    ----------
    main, files
        As :func:`collect` gives them. Files may only name files among these.
    week
        The Monday to plan instead of the one written.
    history
        Published rosters (``roster.json``) by name, instead of those written.
    people
        Changes of people, each with an ``id``, in the words of the configuration.
    """
    _refuse_odd_names(main, files)
    with tempfile.TemporaryDirectory(prefix="roster-") as folder:
        root = Path(folder).resolve()
        for name, content in files.items():
            write_atomically(root / name, content)
        for name, content in files.items():
            if name.endswith((".yaml", ".yml")):
                _refuse_strangers(name, content, root, set(files))
        start = root / main
        patch = list(people)
        if week is not None or patch or history:
            start = _overlay(start, week, history or {}, patch)
        try:
            problem = load_problem(start, inside=root)
        except ConfigErrors as errors:
            raise _as_named(errors, root) from None
        return dataclasses.replace(problem, source=_named(problem.source, root))


def _overlay(
    main: Path, week: date | None, history: Mapping[str, bytes], people: list[Mapping[str, object]]
) -> Path:
    said: dict[str, object] = {"extends": main.name}
    if week is not None:
        said["week"] = week.isoformat()
    if history:
        said["history"] = sorted(history)
    if people:
        said["people"] = people
    for name, content in history.items():
        write_atomically(main.parent / name, content)
    path = main.with_name(WEEK_FILE)
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return path


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


def _refuse_odd_names(main: str, files: Mapping[str, bytes]) -> None:
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


def _refuse_strangers(name: str, content: bytes, root: Path, known: set[str]) -> None:
    """Let a configuration read none but its own files: others of the server are not its business."""
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


def _named(source: Source, root: Path) -> Source:
    return dataclasses.replace(source, file=source.file.replace(f"{root}/", "").replace(str(root), ""))


def _as_named(errors: ConfigErrors, root: Path) -> ConfigErrors:
    return ConfigErrors(dataclasses.replace(e, source=_named(e.source, root)) for e in errors.errors)


@lru_cache
def shipped_folders() -> tuple[Path, ...]:
    """Return the folders in which communities are shipped: beside the code, and where one works."""
    beside = Path(__file__).resolve().parents[2] / "configs"
    return tuple(f for f in (beside, Path.cwd() / "configs") if f.is_dir())


def shipped() -> dict[str, Path]:
    """Return the communities that can be loaded, by the name of their folder."""
    starter = Path(__file__).resolve().parents[1] / "starter" / "community.yaml"
    found = {"starter": starter} if starter.is_file() else {}
    for folder in shipped_folders():
        for file in sorted(folder.glob("*/community.yaml")):
            found.setdefault(file.parent.name, file)
    return found


def _common(found: Mapping[Path, bytes]) -> Path:
    parents = [path.parent for path in found]
    root = parents[0]
    while not all(parent.is_relative_to(root) for parent in parents):
        root = root.parent
    return root
