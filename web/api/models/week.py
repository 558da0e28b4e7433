"""The board of a week."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Day(BaseModel):
    """One day of the board."""

    date: str
    weekday: int = Field(description="0 is Monday")
    past: bool
    open: int = Field(description="Open seats of that day")


class Gone(BaseModel):
    """Somebody who was in a cell when it was published and is not now."""

    person: str
    name: str
    start: int
    from_: str = Field(alias="from")
    to: str


class SeatView(Gone):
    """Somebody in a cell."""

    work: str
    pinned: bool
    changed: bool = Field(description="Not in what is published")
    familiar: bool = Field(description="A face that the home knows")
    answer: str | None = Field(description="coming, cannot, or nothing said yet")
    findings: list[str] = Field(description="Ids of findings about this person here")


class PersonSeat(SeatView):
    """Somebody's seat in that person's own row."""

    title: str
    service: str


class Cell(BaseModel):
    """A post on a day."""

    work: str
    from_: str = Field(alias="from")
    to: str
    min: int
    target: int
    most: int
    needs: dict[str, int]
    ab: dict[str, str] | None
    turn: str | None
    people: list[SeatView]
    gone: list[Gone]
    missing: int
    short: list[str] = Field(description="Skills that are missing")
    findings: list[str]


class Head(BaseModel):
    """What a row is about."""

    service: str
    task: str
    shift: str | None
    grid: str | None
    title: str
    place: str
    hours: str


class PostRow(Head):
    """A post with its cells by day."""

    cells: dict[str, list[Cell]]


class VisitCell(BaseModel):
    """One visit of a home."""

    work: str
    start: int
    from_: str = Field(alias="from")
    to: str
    people: list[SeatView]
    missing: int


class HomeRow(Head):
    """A home with its visits by day."""

    minutes: int
    times: int
    per_visit: int
    tasks: list[str]
    keep: list[str]
    days: list[str] = Field(description="Days on which it may be visited")
    missing: int
    cells: dict[str, list[VisitCell]]
    gone: list[Gone]


class PersonRow(BaseModel):
    """A person with seats by day, load and availability."""

    id: str
    name: str
    teams: list[str]
    skills: list[str]
    level: str | None
    duties: int
    hours: float
    fair_hours: float | None = Field(description="A fair share of all the hours of the week")
    most_duties: int | None
    most_hours: float | None
    cells: dict[str, list[PersonSeat]]
    available: dict[str, list[str]]
    away: list[str]


class Open(BaseModel):
    """Open seats."""

    work: str
    service: str
    title: str
    day: str | None
    start: str | None
    missing: int
    skills: list[str]
    priority: str


class FindingView(BaseModel):
    """A finding in a sentence, with the cell to jump to."""

    id: str
    rule: str
    hard: bool
    cost: int
    excess: int
    sentence: str
    person: str | None
    other: str | None
    work: str | None
    start: int | None
    day: str | None
    line: str | None
    waived: str | None = Field(description="The reason for which the conflict was accepted")


class ScoreView(BaseModel):
    """A score; less is better."""

    hard: int
    open: float
    open_seats: int
    soft: int


class DraftView(BaseModel):
    """Where the draft stands; every change names its ``number``."""

    number: int
    version: int | None
    kind: str
    author: str | None
    at: str | None
    status: str
    bound: dict[str, Any]
    can_undo: bool
    can_redo: bool


class PublicationView(BaseModel):
    """What volunteers see."""

    number: int
    author: str
    at: str
    affected: int


class Board(BaseModel):
    """A week in three views."""

    community: dict[str, str]
    language: str
    week: str
    weeks: int
    timezone: str
    days: list[Day]
    draft: DraftView
    published: PublicationView | None
    changed: bool = Field(description="The draft differs from what is published")
    score: ScoreView
    status: str = Field(description="The state of the week in one sentence")
    posts: list[PostRow]
    people: list[PersonRow]
    homes: list[HomeRow]
    open: list[Open]
    findings: list[FindingView]
    dropped: int = Field(description="Assignments that the present configuration does not know")
