"""Changing a community's configuration: what would change, and keeping it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy.orm import Session

from roster.errors import ConfigErrors
from roster.model import Person, Problem
from roster.services import communities, configurations
from roster.services.common import RefusedError, StaleError
from roster.services.configuration_files import files_hash
from roster.store import Store
from roster.words import Sentence, sentence, sentences

Json = dict[str, Any]

SAID = (
    "name",
    "teams",
    "skills",
    "level",
    "home",
    "available",
    "away",
    "limits",
    "wishes",
    "phone",
    "email",
    "consent",
    "language",
)
"""What of a person a preview compares."""


def shown(session: Session, community: str) -> Json:
    """Return the newest configuration: its files, those that are text as text."""
    row = configurations.current(session, community)
    files = []
    for name, content in configurations.files_of(session, row.id).items():
        files.append({"name": name, "text": _text(content), "bytes": len(content)})
    return {"configuration": row.id, "main": row.main, "hash": row.hash, "files": files}


def preview(session: Session, community: str, changes: Mapping[str, bytes], language: str) -> Json:
    """Return what replacing or adding files would change, without keeping anything.

    Raises
    ------
    ConfigErrors
        With everything that is wrong, lines and cures as ``roster check`` gives them.
    """
    row = configurations.current(session, community)
    old_files = configurations.files_of(session, row.id)
    old = configurations.load(row.main, old_files)
    new = configurations.load(row.main, {**old_files, **changes})
    return {"configuration": row.id, **_differences(old, new, language)}


def keep(
    store: Store,
    community: str,
    changes: Mapping[str, bytes],
    *,
    base: int,
    author: str,
    reason: str = "",
) -> int:
    """Keep a changed configuration; drafts are judged by it from then on. Returns its number.

    Parameters
    ----------
    base
        The configuration that was looked at.

    Raises
    ------
    ConfigErrors
        If it does not load: nothing is kept then.
    StaleError
        If somebody else has changed it meanwhile.
    """
    with store.write() as session:
        row = configurations.current(session, community)
        if row.id != base:
            raise StaleError(
                sentence(
                    "The configuration was changed meanwhile. Look at it again; your text is kept here."
                ),
                {"configuration": row.id},
            )
        files = {**configurations.files_of(session, row.id), **changes}
        if files_hash(row.main, files) == row.hash:
            raise RefusedError(sentence("Nothing is different."))
        kept = configurations.save(
            session, communities.get(session, community), row.main, files, author=author, reason=reason
        )
        return kept.id


def check(session: Session, community: str, changes: Mapping[str, bytes], language: str) -> list[Json]:
    """Return everything that is wrong with changed files; an empty list if they load."""
    row = configurations.current(session, community)
    try:
        configurations.check(row.main, {**configurations.files_of(session, row.id), **changes})
    except ConfigErrors as errors:
        return [
            {
                "file": e.source.file,
                "line": e.source.line,
                "column": e.source.column,
                "text": e.say(language),
            }
            for e in errors.errors
        ]
    return []


def _text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _differences(old: Problem, new: Problem, language: str) -> Json:
    before, after = old.people, new.people
    changed = []
    for key, person in after.items():
        if key in before:
            what = _changed(before[key], person)
            if what:
                changed.append({"id": key, "name": person.name or key, "what": what})
    said: list[Sentence] = [
        sentences("{n} person is new.", "{n} people are new.", len(set(after) - set(before))),
        sentences("{n} person is gone.", "{n} people are gone.", len(set(before) - set(after))),
        sentences("{n} person changes.", "{n} people change.", len(changed)),
        sentences("{n} duty is new.", "{n} duties are new.", len(set(new.works) - set(old.works))),
        sentences("{n} duty falls away.", "{n} duties fall away.", len(set(old.works) - set(new.works))),
    ]
    return {
        "added": [{"id": k, "name": after[k].name or k} for k in after if k not in before],
        "removed": [{"id": k, "name": before[k].name or k} for k in before if k not in after],
        "changed": changed,
        "works_added": sorted(set(new.works) - set(old.works))[:200],
        "works_removed": sorted(set(old.works) - set(new.works))[:200],
        "says": " ".join(s.say(language) for s in said if s.count),
    }


def _changed(old: Person, new: Person) -> list[str]:
    known = {field.name for field in fields(Person)}
    found = []
    for name in SAID:
        if name in known and _plain(getattr(old, name)) != _plain(getattr(new, name)):
            found.append(name)
    return found


def _plain(value: Any) -> Any:
    """Return a value without where it was written."""
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    if hasattr(value, "__dataclass_fields__"):
        return tuple(_plain(getattr(value, f.name)) for f in fields(value) if f.name != "source")
    return value
