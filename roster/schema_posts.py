"""What patrols, windows, duties and standby may say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from roster.day_words import DAILY, MendError
from roster.schema_forms import Bounded, OneOrMany, Seats
from roster.schema_words import (
    Date,
    DayWords,
    Flag,
    Hours,
    HoursList,
    Id,
    Ids,
    Priority,
    Strict,
    Text,
)
from roster.words import sentence


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
    bring: Text = Field(default="", description="What to bring; those who serve see it on their page.")
    note: Text = Field(default="", description="For those who serve, on their page; never on a board.")

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
    standin: Flag = Field(
        default=False, description="Others with the skill may sit there too, where neither A nor B can."
    )


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


class StandbyEntry(Asks):
    """People who are free at the duties of a day, should somebody fall out."""

    id: Id = Field(default="standby", description="Needed where there are several.")
    per_day: Annotated[int, Bounded(1, 100)] = Field(description="How many people.")
    days: DayWords = Field(default=DAILY, description="Every day if left out.")
    time: Hours | None = Field(
        default=None, description="Hours of standby; those of the day's duties if left out."
    )
