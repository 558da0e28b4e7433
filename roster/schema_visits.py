"""What homes that are visited may say."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from roster.day_words import DAILY, MendError
from roster.schema_forms import Also, Bounded
from roster.schema_posts import Asks
from roster.schema_words import (
    DayWords,
    HoursList,
    Id,
    Ids,
    Position,
    Strict,
    Text,
)
from roster.words import sentence

_STRING = (("type", "string"),)


class HomeWhere(Strict):
    """A home's place: the id of one of `places` (`place: hall`), or a position of its own."""

    id: Id | None = Field(default=None, description="One of `places`, instead of the other keys.")
    at: Position | None = Field(default=None, description="Latitude and longitude.")
    name: Text = Field(default="", description="The address; the home's name if left out.")
    grid: Id | None = Field(default=None, description="The grid that it lies in.")

    @model_validator(mode="after")
    def _one_way(self) -> HomeWhere:
        if self.id is not None and (self.at or self.name or self.grid):
            raise MendError(
                sentence("place names {place} and says where it is too.", place=self.id),
                sentence("Keep one: the name of a place, or at, name and grid."),
            )
        return self


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
    address: Text = Field(
        default="", description="Where to find it; its visitors see it from publication until the day after."
    )
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
