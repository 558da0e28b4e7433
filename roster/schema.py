"""The configuration language: what each section of a community's file may say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from roster.calendar import DAILY, MendError
from roster.schema_words import (
    Also,
    Bounded,
    Date,
    DayWords,
    Flag,
    FreeTimes,
    Hours,
    HoursList,
    Id,
    Ids,
    Number,
    OneOrMany,
    Position,
    Priority,
    Seats,
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

    want: Text | None = Field(default=None, description="A service, an id or a label; `*` is anything.")
    avoid: Text | None = Field(default=None, description="A service, an id or a label; `*` is anything.")
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


class PlaceEntry(Strict):
    """Somewhere people serve."""

    id: Id = Field(description="Short and unique.")
    name: Text = Field(default="", description="As people know it.")
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


class ClaimEntry(Strict):
    """What somebody has claimed: pinned to this person."""

    person: Id = Field(description="Who has claimed it.")
    shift: Id | None = Field(default=None, description="Which shift; every shift of the day if left out.")
    on: DayWords = Field(description="On which days.")


class Asks(Strict):
    """Whom a piece of work asks for; shared by shifts, patrols, windows, visits and duties."""

    team: Ids = Field(default=(), description="Everyone belongs to this team (of several: to one).")
    teams: Ids = Field(default=(), description="The same as `team`.")
    skill: Ids = Field(default=(), description="Everyone has this skill (of several: all).")
    skills: Ids = Field(default=(), description="The same as `skill`.")
    labels: Ids = Field(default=(), description="Words that wishes and rules can refer to.")
    priority: Priority | None = Field(
        default=None, description="Which open seats weigh more: high, normal, low."
    )
    must: Flag | None = Field(default=None, description="Open seats are not accepted.")

    @property
    def all_teams(self) -> tuple[str, ...]:
        return (*self.team, *self.teams)

    @property
    def all_skills(self) -> tuple[str, ...]:
        return (*self.skill, *self.skills)


class Staffed(Asks):
    """Adds how many people at once, and which skills among them."""

    people: Seats | None = Field(default=None, description="A number, or min, target and max; 1 if left out.")
    needs: dict[Id, Annotated[int, Bounded(1, 200)]] = Field(
        default={}, description="At least so many of them have the skill."
    )
    members: Ids = Field(
        default=(), description="Only these people; in a patrol `grid`: the members of each grid."
    )


class ShiftEntry(Staffed):
    """One shift of a post: on which days, at what time."""

    id: Id | None = Field(default=None, description="Needed where a post has several shifts.")
    name: Text = Field(default="", description="As people know it.")
    days: DayWords = Field(default=DAILY, description="Every day if left out.")
    time: HoursList = Field(description="From start to end; several are several shifts.")


class Post(Staffed):
    """A place where people serve at fixed times."""

    id: Id = Field(description="Short and unique; it stays the same from week to week.")
    name: Text = Field(default="", description="As people know it.")
    place: Id | None = Field(default=None, description="A place of `places`; one of its own if left out.")
    claims: Annotated[tuple[ClaimEntry, ...], OneOrMany()] = Field(
        default=(), description="What volunteers have claimed."
    )


class TimedPost(Post):
    """A post with shifts, or with days and a time of its own."""

    days: DayWords | None = Field(
        default=None, description="Without shifts: on which days; every day if left out."
    )
    time: HoursList | None = Field(default=None, description="Without shifts: from start to end.")
    shifts: Annotated[tuple[ShiftEntry, ...], OneOrMany()] = Field(default=(), description="Its shifts.")

    @model_validator(mode="after")
    def _timed(self) -> TimedPost:
        if bool(self.shifts) == (self.time is not None):
            raise MendError(
                sentence("{id} says both shifts and time.", id=self.id)
                if self.shifts
                else sentence("{id} does not say when.", id=self.id),
                sentence("Write either shifts: or days: and time:."),
            )
        if self.shifts and self.days is not None:
            raise MendError(
                sentence("{id} says both shifts and days.", id=self.id),
                sentence("Write the days in each shift."),
            )
        if len(self.shifts) > 1 and any(shift.id is None for shift in self.shifts):
            raise MendError(
                sentence("{id} has shifts without an id.", id=self.id), sentence("Give each shift an id.")
            )
        return self


class PatrolEntry(TimedPost):
    """A post that is patrolled in shifts; with `members: grid` one in each grid."""

    grids: Ids = Field(default=(), description="Which grids, with `members: grid`; all if left out.")


class DutyEntry(TimedPost):
    """Anything else with a place, a time and people."""


class OpenEntry(Strict):
    """Opening hours of a window."""

    days: DayWords = Field(default=DAILY, description="Every day if left out.")
    time: HoursList = Field(description="From start to end; several are several sessions.")


class ABEntry(Strict):
    """A holds the window, B covers."""

    a: Id = Field(description="Who holds the window.")
    b: Id = Field(description="Who covers when A cannot.")
    standin: Flag = Field(default=False, description="Others with the skill may sit there too.")


class CrewsEntry(Strict):
    """Crews that take turns; the first one has the turn at `since`."""

    crews: dict[Id, Ids] = Field(description="The members of each crew under its name: `A: [p1, p2]`.")
    turn: Literal["weekly", "daily"] = Field(default="weekly", description="How often the turn passes on.")
    since: Date = Field(description="A day in the first crew's turn.")

    @model_validator(mode="after")
    def _several(self) -> CrewsEntry:
        if len(self.crews) < 2:
            raise MendError(
                sentence("Turns need two crews or more."),
                sentence("Add a crew, or use members: for a single one."),
            )
        return self


_CREWS_JSON = WithJsonSchema(
    {
        "type": "object",
        "properties": {
            "turn": {"enum": ["weekly", "daily"]},
            "since": {"type": "string", "format": "date"},
        },
        "additionalProperties": {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 1},
        "required": ["since"],
        "description": "The members of each crew by its name; turn and since.",
    }
)


def _crews(value: object) -> object:
    if not isinstance(value, dict) or "crews" in value:
        return value
    told = {key: value[key] for key in ("turn", "since") if key in value}
    return {"crews": {key: crew for key, crew in value.items() if key not in told}, **told}


class WindowEntry(Post):
    """A window that is never unstaffed while it is open."""

    open: Annotated[tuple[OpenEntry, ...], OneOrMany()] = Field(description="When it is open.")
    ab: ABEntry | None = Field(default=None, description="A holds the window, B covers.")
    crews: Annotated[CrewsEntry, BeforeValidator(_crews), _CREWS_JSON] | None = Field(
        default=None, description="Crews that take turns."
    )
    change: Literal["weekly"] | None = Field(default=None, description="Nobody has it two weeks running.")
    group: Id | None = Field(
        default=None, description="Windows that change together; those of one place if left out."
    )

    @model_validator(mode="after")
    def _one_way(self) -> WindowEntry:
        if self.ab and self.crews:
            raise MendError(
                sentence("{id} has both ab and crews.", id=self.id), sentence("Keep one of them.")
            )
        if self.ab and self.ab.a == self.ab.b:
            raise MendError(
                sentence("{person} is both A and B.", person=self.ab.a), sentence("Name another person as B.")
            )
        if (self.ab or self.crews) and self.members:
            raise MendError(
                sentence("{id} has members beside {what}.", id=self.id, what="ab" if self.ab else "crews"),
                sentence("Take members out."),
            )
        if self.group and not self.change:
            raise MendError(
                sentence("{id} has a group but no change.", id=self.id), sentence("Add change: weekly.")
            )
        return self


class HomeWhere(Strict):
    """A home's place: the id of one of `places` (`place: hall`), or a position of its own."""

    id: Id | None = Field(default=None, description="One of `places`, instead of the other keys.")
    at: Position | None = Field(default=None, description="Latitude and longitude.")
    name: Text = Field(default="", description="The address; the home's name if left out.")
    grid: Id | None = Field(default=None, description="The grid that it lies in.")


def _home(value: object) -> object:
    return {"id": value} if value is not None and not isinstance(value, dict | list | HomeWhere) else value


class WithEntry(Strict):
    """Who comes along: at least one of the visitors is of this team or has this skill."""

    team: Id | None = Field(default=None, description="Of this team.")
    skill: Id | None = Field(default=None, description="With this skill.")

    @model_validator(mode="after")
    def _some(self) -> WithEntry:
        if self.team is None and self.skill is None:
            raise MendError(sentence("with names nobody."), sentence("Write with: {{team: police}}."))
        return self


class VisitEntry(Asks):
    """A home that is visited so many times a week at times to be chosen."""

    id: Id = Field(description="Short and unique; it stays the same from week to week.")
    name: Text = Field(default="", description="As visitors know it.")
    place: Annotated[HomeWhere, BeforeValidator(_home), Also(_STRING)] = Field(
        default=HomeWhere(), description="Where it is."
    )
    tasks: Ids = Field(default=(), description="What is done there; also labels.")
    times_per_week: Annotated[int, Bounded(1, 70)] = Field(default=1, description="Visits each week.")
    minutes: Annotated[int, Bounded(1, 1440)] = Field(description="How long one visit lasts.")
    between: HoursList = Field(description="Hours that suit the home; each visit lies wholly inside one.")
    days: DayWords = Field(default=DAILY, description="Every day if left out.")
    gap_days: Annotated[int | None, Bounded(0, 60)] = Field(
        default=None,
        description="Whole days between two visits; if left out each on a day of its own where days allow.",
    )
    people: Annotated[int, Bounded(1, 20)] = Field(default=1, description="Visitors who come together.")
    keep: Ids = Field(default=(), description="Faces the home knows.")
    never: Ids = Field(default=(), description="People it must not meet.")
    with_: WithEntry | None = Field(
        default=None,
        alias="with",
        description="At least one of the visitors is one of these, and need not have the visit's skills.",
    )


class StandbyEntry(Asks):
    """People who are free at the duties of a day, should somebody fall out."""

    id: Id = Field(default="standby", description="Needed where there are several.")
    per_day: Annotated[int, Bounded(1, 100)] = Field(description="How many people.")
    days: DayWords = Field(default=DAILY, description="Every day if left out.")
    time: Hours | None = Field(
        default=None, description="Hours of standby; those of the day's duties if left out."
    )


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
