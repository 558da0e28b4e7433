"""The configuration language: what each section of a community's file may say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from roster.day_words import MendError
from roster.schema_forms import Also, Bounded, OneOrMany
from roster.schema_posts import DutyEntry, PatrolEntry, StandbyEntry, WindowEntry
from roster.schema_visits import VisitEntry
from roster.schema_words import (
    Date,
    DayWords,
    Flag,
    FreeTimes,
    Hours,
    Id,
    Ids,
    Label,
    Number,
    Position,
    Strict,
    Text,
)
from roster.words import sentence

_STRING = (("type", "string"),)


class LimitsEntry(Strict):
    """The most that a person gives; a visit and a duty count one each."""

    duties: Annotated[int | None, Bounded(0, 1000)] = Field(
        default=None, description="Duties and visits a calendar week."
    )
    hours: Number | None = Field(default=None, ge=0, le=168, description="Hours a calendar week.")
    per_day: Annotated[int | None, Bounded(0, 100)] = Field(
        default=None, description="Duties and visits a day."
    )


class WishEntry(Strict):
    """What a person would like (`want`) or rather not do (`avoid`)."""

    want: Label | None = Field(default=None, description="A service, an id or a label; `*` is anything.")
    avoid: Label | None = Field(default=None, description="A service, an id or a label; `*` is anything.")
    on: DayWords | None = Field(default=None, description="Only these days.")
    hours: Hours | None = Field(default=None, description="Only these hours of the day.")
    weight: Annotated[int, Bounded(1, 100_000)] = Field(default=1, description="Cost where it is not met.")

    @model_validator(mode="after")
    def _one(self) -> WishEntry:
        if (self.want is None) == (self.avoid is None):
            raise MendError(
                sentence("A wish says either want or avoid."),
                sentence("Write one of them, such as want: patrol."),
            )
        return self


class PersonEntry(Strict):
    """Somebody who can serve."""

    id: Id = Field(description="Short and unique; it stays the same from week to week.")
    name: Text = Field(default="", description="As people know this person.")
    teams: Ids = Field(default=(), description="Teams this person belongs to.")
    skills: Ids = Field(default=(), description="What this person can do.")
    level: Literal["new", "experienced"] | None = Field(default=None, description="For the rule `pair`.")
    home: Position | None = Field(default=None, description="Latitude and longitude.")
    available: FreeTimes | None = Field(default=None, description="When; always if left out.")
    away: DayWords = Field(default=(), description="Days on which this person is not there.")
    limits: LimitsEntry = Field(default=LimitsEntry(), description="The most that this person gives.")
    wishes: Annotated[tuple[WishEntry, ...], OneOrMany()] = Field(
        default=(), description="What this person likes."
    )
    phone: Text = Field(default="", description="Shown to others only with consent.")
    email: Text = Field(default="", description="Shown to others only with consent.")
    consent: Flag = Field(default=False, description="Agrees that others see the phone number.")
    language: Literal["en", "zh_CN"] | None = Field(
        default=None, description="Of messages to this person; the community's if left out."
    )


class PlaceEntry(Strict):
    """Somewhere people serve."""

    id: Id = Field(description="Short and unique.")
    name: Text = Field(default="", description="As people know it.")
    address: Text = Field(default="", description="Where to find it; those who serve there see it.")
    at: Position | None = Field(default=None, description="Latitude and longitude.")
    grid: Id | None = Field(default=None, description="The grid that it lies in.")


class TravelEntry(Strict):
    """Walking between places: by distance, or by a table of minutes."""

    walking_kmh: Number = Field(default=4.0, gt=0, le=50, description="Walking speed.")
    detour: Number = Field(default=1.3, ge=1, le=5, description="Way by foot over the straight line.")
    minutes: Text | None = Field(default=None, description="A table with from, to, minutes; it wins.")


class GridEntry(Strict):
    """A grid of the community, with its own members or a leader."""

    id: Id = Field(description="Short and unique.")
    name: Text = Field(default="", description="As people know it.")
    members: Ids = Field(default=(), description="Who walks it.")
    leader: Id | None = Field(default=None, description="Who leads it; a leader may have several grids.")
    at: Position | None = Field(default=None, description="Where its walk begins.")


class LeaderEntry(Strict):
    """A person who leads one or more grids."""

    person: Id = Field(description="Who leads.")
    grids: Ids = Field(description="The grids.")


class HolidaysEntry(Strict):
    """Public holidays, and changes by hand."""

    country: Text | None = Field(
        default=None, description="Two letters such as CN; holidays: CN is the short form."
    )
    subdivision: Text | None = Field(
        default=None, description="A part of the country that has holidays of its own."
    )
    add: DayWords = Field(default=(), description="Further holidays.")
    remove: DayWords = Field(default=(), description="Holidays that do not count.")
    workdays: DayWords | None = Field(
        default=None, description="Make-up workdays instead of the known ones; may be an empty list."
    )


def _holidays(value: object) -> object:
    if value is None or (isinstance(value, str) and value.casefold() == "none"):
        return {}
    if isinstance(value, dict) and value.get("workdays") == []:
        return value | {"workdays": ()}
    return {"country": value} if isinstance(value, str) else value


def _travel(value: object) -> object:
    return {"minutes": value} if isinstance(value, str) else value


class CommunityEntry(Strict):
    """One community and the weeks that are planned."""

    community: Text = Field(description="Its name.")
    week: Date = Field(description="The Monday of the first week.")
    weeks: Annotated[int, Bounded(1, 8)] = Field(default=1, description="How many weeks are planned.")
    timezone: Text = Field(default="Asia/Shanghai", description="A name of the IANA list.")
    holidays: Annotated[HolidaysEntry, BeforeValidator(_holidays), Also(_STRING)] = Field(
        default=HolidaysEntry(), description="A country such as CN, none, or changes by hand."
    )
    language: Text = Field(default="en", description="Of rosters and sentences: en or zh_CN.")
    people: Annotated[tuple[PersonEntry, ...], Also(_STRING)] = Field(
        description="A list, or the name of a CSV or XLSX file."
    )
    places: Annotated[tuple[PlaceEntry, ...], Also(_STRING)] = Field(
        default=(), description="A list, or the name of a table."
    )
    travel: Annotated[TravelEntry, BeforeValidator(_travel), Also(_STRING)] = Field(
        default=TravelEntry(), description="How people walk, or the name of a table of minutes."
    )
    grids: tuple[GridEntry, ...] = Field(default=(), description="With their members or leaders.")
    leaders: tuple[LeaderEntry, ...] = Field(default=(), description="Another way to say who leads grids.")
    patrols: tuple[PatrolEntry, ...] = Field(default=(), description="Posts with shifts.")
    windows: tuple[WindowEntry, ...] = Field(default=(), description="Never unstaffed while open.")
    visits: Annotated[tuple[VisitEntry, ...], Also(_STRING)] = Field(
        default=(), description="Homes: a list, or the name of a table."
    )
    duties: tuple[DutyEntry, ...] = Field(
        default=(), description="Anything else with a place, a time and people."
    )
    standby: Annotated[tuple[StandbyEntry, ...], OneOrMany()] = Field(
        default=(), description="Who stands by."
    )
    rules: tuple[dict[str, Any], ...] = ()
    history: Annotated[tuple[Text, ...], OneOrMany()] = Field(
        default=(), description="The roster.json of last week, or several."
    )
