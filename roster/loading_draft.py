"""What the loader knows while it turns a checked file into a problem, section by section."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from roster.calendar import Calendar
from roster.day_words import Days
from roster.errors import ConfigError
from roster.model import DayHours, Person, Place, Point, Source
from roster.nodes import Node
from roster.schema import CommunityEntry
from roster.schema_errors import unknown_id
from roster.words import Sentence, sentence


def plain_word(text: str) -> str:
    """Return a word as ids are compared: without spaces around it, full-width letters as plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


@dataclass
class Draft:
    """A problem in the making: the entries, their nodes, and every error so far."""

    entry: CommunityEntry
    node: Node
    calendar: Calendar
    whole: Node
    dated: bool = True
    errors: list[ConfigError] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)
    plain_workdays: Source | None = None

    @cached_property
    def grid_members(self) -> dict[str, frozenset[str]]:
        """Who belongs to each grid: its members and its leader."""
        members = {grid.id: {*grid.members, *filter(None, [grid.leader])} for grid in self.entry.grids}
        for led in self.entry.leaders:
            for grid in led.grids:
                members.setdefault(grid, set()).add(led.person)
        return {grid: frozenset(people) for grid, people in members.items()}

    def wrong(self, source: Source, problem: Sentence, cure: Sentence) -> None:
        """Note an error."""
        self.errors.append(ConfigError(source, problem, cure))

    def ids(self, section: str) -> list[str]:
        """Return the ids that a section of the file names, those of faulty entries too."""
        entries = self.whole.get(section) if self.whole.has(section) else None
        return [plain_word(e.get("id").text()) for e in entries.items() if e.has("id")] if entries else []

    def known(self, what: str, words: Iterable[str], known: Iterable[str], node: Node) -> None:
        """Note an error for each word that is not known; ``node`` holds the words."""
        known = set(known)
        for word in words:
            if word not in known:
                source = next((n.source for n in node.items() if plain_word(n.text()) == word), node.source)
                self.errors.append(unknown_id(source, what, word, known))

    def notice(self, days: Days, source: Source) -> None:
        """Note where days depend on public holidays and the file does not say whose: an error if nothing else is meant."""
        if self.whole.has("holidays"):
            return
        kinds = {term.kind for term in days}
        if "holidays" in kinds:
            self.wrong(
                source,
                sentence("The days are holidays, but the file does not say whose holidays hold."),
                sentence("Write holidays: CN at the top of the file, or holidays: none."),
            )
        if "workdays" in kinds and self.plain_workdays is None:
            self.plain_workdays = source

    def days(self, days: Days, source: Source) -> tuple[int, ...]:
        """Return the days of the horizon that are meant; dates outside it are errors."""
        self.notice(days, source)
        stray = self.calendar.outside(days) if self.dated else None
        if stray is not None:
            first, last = self.calendar.horizon.dates[0], self.calendar.horizon.dates[-1]
            self.wrong(
                source,
                sentence(
                    "{date} lies outside the planned days {first} to {last}.",
                    date=stray.text,
                    first=first.isoformat(),
                    last=last.isoformat(),
                ),
                sentence("Change the date, week: or weeks:, or take the entry out."),
            )
        return self.calendar.days(days)

    def clock(self, day: int, hours: DayHours, source: Source) -> bool:
        """Say whether the clocks show both ends of some hours; note an error if not."""
        for minute in (hours.start, hours.end):
            if self.calendar.skipped(day, minute):
                self.wrong(
                    source,
                    sentence(
                        "{clock} does not exist on {date}: the clocks change.",
                        clock=f"{minute // 60 % 24:02}:{minute % 60:02}",
                        date=self.calendar.horizon.date_of(day + minute // 1440).isoformat(),
                    ),
                    sentence("Give that day a time of its own before or after the change."),
                )
                return False
        return True


def repeated(draft: Draft, section: str, what: Sentence) -> None:
    """Note an error for each id that a section gives twice."""
    first: dict[str, Source] = {}
    if not draft.whole.has(section):
        return
    for node in draft.whole.get(section).items():
        if not node.has("id") and section != "standby":
            continue
        at = node.at("id")
        word = plain_word(node.get("id").text()) if node.has("id") else "standby"
        if word in first:
            draft.wrong(
                at,
                sentence(
                    "Two {what} have the id {id}; the other is in {where}.",
                    what=what,
                    id=word,
                    where=first[word].short,
                ),
                sentence("Give each an id of its own."),
            )
        else:
            first[word] = at
