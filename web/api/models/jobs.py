"""Jobs and proposals."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from web.api.models.asked import Asked, Key, OnDraft, Reason
from web.api.models.changes import AssignmentView
from web.api.models.week import FindingView, Open, ScoreView


class SeatsSupposed(Asked):
    """A post has more or fewer people each time; a home more or fewer visits a week."""

    kind: Literal["seats"]
    post: Key = Field(description="`service/task/shift`, as the keys of its duties begin; or a home's key")
    by: Annotated[int, Field(ge=-20, le=20)]


class ShiftSupposed(Asked):
    """A post takes place on one more day."""

    kind: Literal["shift"]
    post: Key
    day: Annotated[int, Field(ge=0, le=100)] = Field(description="Counted from 0")


class LimitSupposed(Asked):
    """Somebody serves at most so much a week."""

    kind: Literal["limit"]
    person: Key
    duties: Annotated[int, Field(ge=0, le=200)] | None = None
    hours: Annotated[float, Field(ge=0, le=200)] | None = None


class RuleSupposed(Asked):
    """A rule has another number, is a wish with a weight, or (with neither) is left out."""

    kind: Literal["rule"]
    number: Annotated[int, Field(ge=0, le=1000)] = Field(description="Among the rules of the configuration")
    value: Annotated[float, Field(ge=0, le=100_000)] | None = None
    weight: Annotated[int, Field(ge=1, le=100_000)] | None = None


Supposed = Annotated[
    SeatsSupposed | ShiftSupposed | LimitSupposed | RuleSupposed, Field(discriminator="kind")
]


class JobSaid(Asked):
    """A solve, a repair or a question to start.

    `why-not` needs person and work (and for a visit perhaps the day, counted from 0);
    `what-if` needs `without` (a person), `suppose` (a small change) or `files` (changed files of the
    configuration). It starts from the draft and changes as little as it takes; with `anew` both weeks
    are planned from nothing.
    """

    kind: Literal["solve", "repair", "why-open", "why-not", "what-if", "conflict"]
    person: Key | None = None
    work: Key | None = None
    day: Annotated[int, Field(ge=0, le=100)] | None = None
    without: Key | None = None
    suppose: Supposed | None = None
    files: dict[Key, Annotated[str, Field(max_length=1_000_000)]] | None = Field(default=None, max_length=20)
    anew: bool = False
    time_limit: Annotated[float, Field(ge=1, le=3600)] | None = Field(default=None, description="Seconds")
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    workers: Annotated[int, Field(ge=1, le=64)] | None = None
    deterministic: bool = False


class JobStarted(BaseModel):
    """The number of a job that was started."""

    job: int


class JobStepView(BaseModel):
    """Where a job stood."""

    number: int
    seconds: float
    open: float | None
    open_bound: float | None
    soft: int | None
    soft_bound: int | None
    gap: float | None
    phase: str


class JobItem(BaseModel):
    """A job in a list."""

    id: int
    kind: str
    state: str
    created_at: str
    ended_at: str | None
    says: str


class JobList(BaseModel):
    """The jobs of a week, newest first."""

    jobs: list[JobItem]


class JobView(JobItem):
    """A job with its progress and result."""

    week: str
    options: dict[str, Any]
    version: int | None = Field(description="The version it made, to be looked at as a proposal")
    result: dict[str, Any]
    steps: list[JobStepView]


class MoveView(BaseModel):
    """What a proposal changes at one post or visit."""

    id: str
    work: str
    title: str
    day: str
    removed: list[AssignmentView]
    added: list[AssignmentView]
    needs: list[str] = Field(description="Moves without which this one would break a strict rule")
    applies: bool = Field(description="It still fits the draft")
    reasons: list[str]


class ProposalView(BaseModel):
    """A proposal: old against new."""

    version: int
    kind: str
    base: int
    parent: int | None
    moved: bool = Field(description="The draft has moved since it was made")
    outdated: bool = Field(
        description="Made for another configuration, history or times of people: its proofs are of those"
    )
    status: str
    bound: dict[str, Any]
    score: ScoreView
    old_score: ScoreView
    summary: str
    moves: list[MoveView]
    people: list[str]
    better: list[FindingView]
    worse: list[FindingView]


class NamedPerson(BaseModel):
    """Somebody by id and name."""

    person: str
    name: str


class FurthestView(NamedPerson):
    """Who serves the most above the fair share."""

    hours: float


class RuleChange(BaseModel):
    """What one rule costs more (or less), and how many findings are new and gone."""

    rule: str
    change: int
    new: int
    gone: int


class LevelView(BaseModel):
    """One level of a repair: open units, people, assignments or cost."""

    value: int
    bound: int | None = Field(description="No repair that is as good in the levels before has less")
    proven: bool


class AlternativeView(BaseModel):
    """One of several proposals for the same thing."""

    version: int
    summary: str
    seats: str
    shown: bool
    set_aside: bool
    people: list[NamedPerson]
    assignments: int
    score: ScoreView
    change: int = Field(description="Of the cost, against the version it was made from")
    open: list[Open]
    rules: list[RuleChange]
    furthest: FurthestView | None
    proven: dict[str, LevelView]


class Alternatives(BaseModel):
    """The proposals of one job, the best first."""

    proposals: list[AlternativeView]


class AsideSaid(Asked):
    """Why a proposal is not taken."""

    reason: Reason = ""


class TakeSaid(OnDraft):
    """Moves to take; all that fit if left out."""

    moves: list[Key] | None = Field(default=None, max_length=2000)
    reason: Reason = ""
