"""Changes of a draft, what they lead to, and what was before."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from web.api.models.asked import Asked, Number, OnDraft, Reason, SeatSaid
from web.api.models.week import FindingView, Open, ScoreView


class EditSaid(OnDraft):
    """Seats to leave and to take, to hold and to free."""

    remove: list[SeatSaid] = Field(default=[], max_length=200)
    add: list[SeatSaid] = Field(default=[], max_length=200)
    pin: list[SeatSaid] = Field(default=[], max_length=200)
    unpin: list[SeatSaid] = Field(default=[], max_length=200)
    reason: Reason = Field(default="", description="Needed where a strict rule is broken; kept")


class SeatsSaid(Asked):
    """Seats to leave and to take in one edit."""

    remove: list[SeatSaid] = Field(default=[], max_length=50)
    add: list[SeatSaid] = Field(default=[], max_length=50)


class PricesSaid(OnDraft):
    """Edits to be tried, each by itself."""

    edits: list[SeatsSaid] = Field(max_length=500)


class PriceView(BaseModel):
    """The change of the score by an edit."""

    hard: int = Field(description="Breaches of strict rules, more or fewer")
    open: float = Field(description="Open seats, more or fewer, weighted by priority")
    open_seats: int = Field(description="Open seats, more or fewer, as people count them")
    soft: int = Field(description="Cost, more or less")


class Prices(BaseModel):
    """What each edit would change, in the order asked; null for one that cannot be made."""

    prices: list[PriceView | None]


class RestoreSaid(OnDraft):
    """An older version to go back to."""

    version: Number
    reason: Reason = ""


class AssignmentView(BaseModel):
    """Somebody at some work, with names."""

    work: str
    title: str
    service: str
    person: str
    name: str
    start: int
    from_: str = Field(alias="from")
    to: str


class Changed(BaseModel):
    """What a change led to."""

    number: int = Field(description="The draft's number now")
    version: int
    can_undo: bool
    can_redo: bool
    score: ScoreView
    old_score: ScoreView
    status: str
    better: list[FindingView] = Field(description="Findings that are gone")
    worse: list[FindingView] = Field(description="Findings that are new")
    removed: list[AssignmentView]
    added: list[AssignmentView]
    people: list[str]


class Reasoned(Open):
    """Open seats with their reason."""

    reason: str


class OpenSeats(BaseModel):
    """The open seats of the draft."""

    open: list[Reasoned]


class StandInView(BaseModel):
    """Somebody who could take a seat."""

    person: str
    name: str
    group: str = Field(description="prefers, free, cost or conflict")
    cost: int
    score: dict[str, float]
    reasons: list[str]
    duties: int
    minutes: int


class StandIns(BaseModel):
    """Everybody for a seat, the best first."""

    stand_ins: list[StandInView]


class VersionView(BaseModel):
    """A version of a week."""

    number: int
    parent: int | None
    kind: str
    author: str
    reason: str
    at: str
    score: dict[str, float]
    status: str
    bound: dict[str, Any]
    seed: int | None
    software: dict[str, Any]
    published: int | None
    waivers: list[dict[str, str]]


class Versions(BaseModel):
    """The versions of a week, newest first."""

    versions: list[VersionView]


class Comparison(BaseModel):
    """Two versions side by side."""

    old: int
    new: int
    old_score: ScoreView
    new_score: ScoreView
    removed: list[AssignmentView]
    added: list[AssignmentView]
    people: list[str]
    better: list[FindingView]
    worse: list[FindingView]


class EventView(BaseModel):
    """Something that happened."""

    id: int
    week: str | None
    at: str
    actor: str
    kind: str
    detail: dict[str, Any]
    reason: str


class Events(BaseModel):
    """What happened, newest first."""

    events: list[EventView]


class AnyDocument(BaseModel):
    """A document of format roster/1; `roster/schemas/roster-1.json` describes it whole."""

    model_config = ConfigDict(extra="allow")

    format: str
    community: str
    week: str
