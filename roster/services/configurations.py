"""Configurations in the store: checked, kept, and loaded again for any week."""

from __future__ import annotations

import dataclasses
import re
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.errors import ConfigErrors
from roster.files import write_atomically
from roster.loading import load_problem
from roster.model import Problem, Source
from roster.services import marks
from roster.services.common import NotFoundError, now, record
from roster.services.configuration_files import WEEK_FILE, files_hash, refuse_odd_names, refuse_strangers
from roster.store.tables import Community, Configuration, ConfigurationFile
from roster.words import sentence

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


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
        As :func:`roster.services.configuration_files.collect` gives them. Files may only name files among these.
    week
        The Monday to plan instead of the one written.
    history
        Published rosters (``roster.json``) by name, instead of those written.
    people
        Changes of people, each with an ``id``, in the words of the configuration.
    """
    refuse_odd_names(main, files)
    with tempfile.TemporaryDirectory(prefix="roster-") as folder:
        root = Path(folder).resolve()
        for name, content in files.items():
            write_atomically(root / name, content)
        for name, content in files.items():
            if name.endswith((".yaml", ".yml")):
                refuse_strangers(name, content, root, set(files))
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


def _named(source: Source, root: Path) -> Source:
    return dataclasses.replace(source, file=source.file.replace(f"{root}/", "").replace(str(root), ""))


def _as_named(errors: ConfigErrors, root: Path) -> ConfigErrors:
    return ConfigErrors(dataclasses.replace(e, source=_named(e.source, root)) for e in errors.errors)
