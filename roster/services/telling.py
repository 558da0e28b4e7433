"""What a change means for one person, in sentences: for e-mails, chat groups and pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from roster.words import Sentence, sentence, sentences

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
    """Say to somebody what changes, one sentence for each duty, in order of time."""
    old = {line[0]: line for line in person.removed}
    again = Counter(line[0] for line in (*person.removed, *person.added))
    moved = {
        work for work, line in old.items() if again[work] == 2 and any(work == a[0] for a in person.added)
    }
    told = []
    for line in person.added:
        if line[0] in moved:
            told.append((_time(line), _moved(old[line[0]], line)))
        else:
            told.append((_time(line), sentence("New: {duty}", duty=duty(line))))
    for line in person.removed:
        if line[0] not in moved:
            told.append((_time(line), sentence("No longer: {duty}", duty=duty(line))))
    return [said for _when, said in sorted(told, key=lambda pair: pair[0])]


def duty(line: Sequence[str]) -> Sentence:
    """Say a duty: when, where."""
    start, end = (datetime.fromisoformat(line[i]) for i in (1, 2))
    return sentence("{when}–{until} {what}", when=start, until=end.time(), what=named(line[4]))


def named(title: str) -> str | Sentence:
    """Return what a duty is called; a home that is not named is a visit, and standby is a word of each language."""
    if not title:
        return A_VISIT
    return sentence("standby") if title == "standby" else title


def for_group(affected: Sequence[Affected], week: date, weeks: int, language: str) -> str:
    """Return a text for a chat group: each person whose duties change, one line for each duty.

    A home is not named: a group is no place for who is visited.
    """
    last = week + timedelta(days=7 * weeks - 1)
    head = sentence("Roster of {first} to {last}: what has changed", first=week, last=last)
    if not affected:
        head = sentence("Roster of {first} to {last}: nothing has changed", first=week, last=last)
    blocks = ["\n".join((p.name, *(s.say(language) for s in said_to(without_homes(p))))) for p in affected]
    return "\n\n".join((head.say(language), *blocks))


def in_short(affected: Sequence[Affected], week: date, weeks: int, language: str) -> str:
    """Return the same for a robot that takes only short texts: who has to look, not what changes."""
    last = week + timedelta(days=7 * weeks - 1)
    head = sentence("Roster of {first} to {last}: what has changed", first=week, last=last)
    n = len(affected)
    look = sentences(
        "{n} person's duties change. Please look at your page: {names}",
        "{n} people's duties change. Please look at your pages: {names}",
        n,
        names=[person.name for person in affected],
    )
    return f"{head.say(language)}\n{look.say(language)}"


def from_json(stored: Mapping[str, Any]) -> Affected:
    """Return what :meth:`Affected.as_json` stored."""
    return Affected(
        stored["person"],
        stored["name"],
        tuple((x[0], x[1], x[2], x[3], x[4]) for x in stored["removed"]),
        tuple((x[0], x[1], x[2], x[3], x[4]) for x in stored["added"]),
    )


def without_homes(person: Affected) -> Affected:
    """Return what changes for somebody with no home named in it."""
    return Affected(
        person.person,
        person.name,
        tuple(_without_home(line) for line in person.removed),
        tuple(_without_home(line) for line in person.added),
    )


def _without_home(line: Line) -> Line:
    return (*line[:3], "", "") if line[0].startswith("visits/") else line


def _moved(old: Line, new: Line) -> Sentence:
    if old[1:3] == new[1:3]:
        return sentence("Another place: {duty}, {place}", duty=duty(new), place=new[3])
    start, end = (datetime.fromisoformat(old[i]) for i in (1, 2))
    return sentence("Moved: {duty}, it was {when}–{until}", duty=duty(new), when=start, until=end.time())


def _time(line: Line) -> tuple[str, str]:
    return line[1], line[0]
