"""What a change means for one person, in sentences: for e-mails, chat groups and pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from roster.words import Sentence, sentence

A_VISIT = sentence("a home visit")

Line = tuple[str, str, str, str, str]
"""One's own duty as far as a person cares: work, start, end (local), place, title."""


@dataclass(frozen=True, slots=True)
class Affected:
    """Somebody whose own duties, times or places change."""

    person: str
    name: str
    removed: tuple[Line, ...]
    added: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored with a publication."""
        return {
            "person": self.person,
            "name": self.name,
            "removed": [list(line) for line in self.removed],
            "added": [list(line) for line in self.added],
        }


def lines_of(document: Mapping[str, Any]) -> dict[str, set[Line]]:
    """Return everybody's own duties of a ``roster/1`` document."""
    places = {p["id"]: p["name"] for p in document.get("places", ())}
    titles = {w["work"]: w["title"] for w in (*document.get("duties", ()), *document.get("visits", ()))}
    found: dict[str, set[Line]] = defaultdict(set)
    for a in document["assignments"]:
        line = (
            a["work"],
            a["start"],
            a["end"],
            str(places.get(a["place"], a["place"])),
            str(titles.get(a["work"], a["task"])),
        )
        found[a["person"]].add(line)
    return dict(found)


def affected_by(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Affected]:
    """Return whose own duties, times or places differ between two documents, in the order of the people."""
    before = lines_of(old) if old else {}
    after = lines_of(new)
    names = {p["id"]: p["name"] for p in (*((old or {}).get("people", ())), *new["people"])}
    found = []
    for person, name in names.items():
        was, now = before.get(person, set()), after.get(person, set())
        if was != now:
            found.append(
                Affected(
                    person, name, tuple(sorted(was - now, key=_time)), tuple(sorted(now - was, key=_time))
                )
            )
    return found


def said_to(person: Affected) -> list[Sentence]:
    """Say to somebody what changes."""
    told = []
    if person.added:
        told.append(sentence("New: {duties}.", duties=[duty(line) for line in person.added]))
    if person.removed:
        told.append(sentence("No longer: {duties}.", duties=[duty(line) for line in person.removed]))
    return told


def duty(line: Sequence[str]) -> Sentence:
    """Say a duty: when, where."""
    start, end = (datetime.fromisoformat(line[i]) for i in (1, 2))
    what: str | Sentence = line[4] or A_VISIT
    return sentence("{when}–{until} {what}", when=start, until=end.time(), what=what)


def for_group(affected: Iterable[Affected], week: str, language: str) -> str:
    """Return a short text for a chat group: each person whose duties change, one line each.

    A home is not named: a group is no place for who is visited.
    """
    lines = [sentence("The roster of the week of {week} has changed:", week=week).say(language)]
    for person in affected:
        gap = "" if language == "zh_CN" else " "
        lines.append(
            sentence(
                "{who}: {what}",
                who=person.name,
                what=gap.join(s.say(language) for s in said_to(_without_homes(person))),
            ).say(language)
        )
    return "\n".join(lines)


def from_json(stored: Mapping[str, Any]) -> Affected:
    """Return what :meth:`Affected.as_json` stored."""
    return Affected(
        stored["person"],
        stored["name"],
        tuple((x[0], x[1], x[2], x[3], x[4]) for x in stored["removed"]),
        tuple((x[0], x[1], x[2], x[3], x[4]) for x in stored["added"]),
    )


def _without_homes(person: Affected) -> Affected:
    return Affected(
        person.person,
        person.name,
        tuple(_without_home(line) for line in person.removed),
        tuple(_without_home(line) for line in person.added),
    )


def _without_home(line: Line) -> Line:
    return (*line[:3], "", "") if line[0].startswith("visits/") else line


def _time(line: Line) -> tuple[str, str]:
    return line[1], line[0]
