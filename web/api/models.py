"""The shapes of the board's JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(max_length=300)]
Reason = Annotated[str, Field(max_length=500)]
Minute = Annotated[int, Field(ge=-1_000_000, le=1_000_000, strict=True)]
Number = Annotated[int, Field(ge=0, le=2_000_000_000, strict=True)]


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


class Asked(BaseModel):
    """The base of what is sent: nothing unknown is accepted."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class PageQuery(Asked):
    """A part of a long list."""

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    before: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None


class SeatSaid(Asked):
    """Somebody at some work."""

    work: Key
    person: Key
    start: Minute | None = Field(default=None, description="Minute of the week; only tells visits apart")


class OnDraft(Asked):
    """A change of the draft that was looked at."""

    base: Number = Field(description="The draft's number; another one means that it has moved")


class EditSaid(OnDraft):
    """Seats to leave and to take, to hold and to free."""

    remove: list[SeatSaid] = Field(default=[], max_length=200)
    add: list[SeatSaid] = Field(default=[], max_length=200)
    pin: list[SeatSaid] = Field(default=[], max_length=200)
    unpin: list[SeatSaid] = Field(default=[], max_length=200)
    reason: Reason = Field(default="", description="Needed where a strict rule is broken; kept")


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


class PublishSaid(OnDraft):
    """The draft and the publication that were looked at."""

    publication: Number = Field(description="The publication's number then, 0 for none")
    reason: Reason = ""


class AffectedView(BaseModel):
    """Somebody whose own duties, times or places change: [work, start, end, place, title] each."""

    person: str
    name: str
    removed: list[list[str]]
    added: list[list[str]]


class AffectedTold(AffectedView):
    """Somebody affected, and how they would be told."""

    told_by: list[str]
    text: str


class PublishPreview(BaseModel):
    """Whom publishing would affect, and what stands against it."""

    base: int
    publication: int
    changed: bool
    affected: list[AffectedTold]
    conflicts: list[FindingView] = Field(description="Strict findings without a reason")
    says: str


class Published(BaseModel):
    """What was published, whom it affects and who is sent a message."""

    publication: int
    version: int
    affected: list[AffectedView]
    told: list[str]


class PersonText(BaseModel):
    """A text for one person."""

    person: str
    name: str
    text: str


class Texts(BaseModel):
    """Texts ready to paste."""

    publication: int
    group: str
    people: list[PersonText]


class MessageView(BaseModel):
    """A message of the outbox."""

    id: int
    week: str | None
    channel: str
    person: str | None
    subject: str
    state: str
    attempts: int
    error: str
    at: str
    sent_at: str | None


class Messages(BaseModel):
    """The outbox, newest first."""

    messages: list[MessageView]


class JobSaid(Asked):
    """A solve, a repair or a question to start.

    `why-not` needs person and work (and for a visit perhaps the day, counted from 0);
    `what-if` needs `without` (a person) or `files` (changed files of the configuration).
    """

    kind: Literal["solve", "repair", "why-open", "why-not", "what-if", "conflict"]
    person: Key | None = None
    work: Key | None = None
    day: Annotated[int, Field(ge=0, le=100)] | None = None
    without: Key | None = None
    files: dict[Key, Annotated[str, Field(max_length=1_000_000)]] | None = Field(default=None, max_length=20)
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
    status: str
    bound: dict[str, Any]
    score: ScoreView
    old_score: ScoreView
    summary: str
    moves: list[MoveView]
    people: list[str]
    better: list[FindingView]
    worse: list[FindingView]


class TakeSaid(OnDraft):
    """Moves to take; all that fit if left out."""

    moves: list[Key] | None = Field(default=None, max_length=2000)
    reason: Reason = ""


class Nothing(BaseModel):
    """It is done."""

    done: bool = True


# What volunteers see and say


class Partner(BaseModel):
    """With whom; the telephone number only of those who agreed."""

    name: str
    phone: str


class MyDuty(BaseModel):
    """One of one's own duties."""

    week: str
    work: str
    start: int
    from_: str = Field(alias="from")
    to: str
    service: str
    title: str
    place: str
    tasks: list[str]
    bring: str
    note: str
    missing: int = Field(description="How many people this duty still needs")
    missing_skills: list[str]
    changed: dict[str, str] | None = Field(
        description="New (was is empty) or moved (was says when it was) by the newest change"
    )
    with_: list[Partner] = Field(alias="with")
    walk: dict[str, Any] | None = Field(description="Minutes on foot, and from where (empty: from home)")
    answer: str | None
    past: bool


class AskedOfMe(BaseModel):
    """What somebody asks of me; a home has no name here."""

    id: int
    kind: str = Field(description="cover or swap")
    week: str
    who: str
    from_: str = Field(alias="from")
    minutes: int
    service: str
    title: str
    place: str
    for_: dict[str, str] | None = Field(alias="for", description="Of a swap: what I would give")


class MyRequest(BaseModel):
    """What I asked for."""

    id: int
    kind: str
    state: str
    week: str
    work: str
    start: int
    from_: str = Field(alias="from")
    taken_by: str | None
    other: str | None


class MyPage(BaseModel):
    """A volunteer's own page."""

    community: dict[str, str]
    person: dict[str, str]
    timezone: str
    duties: list[MyDuty]
    asked: list[AskedOfMe]
    requests: list[MyRequest]
    next_week: str
    weeks: list[str]


class DutySaid(Asked):
    """One of one's own duties, as the page gave it."""

    week: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    work: Key
    start: Minute


class CannotSaid(DutySaid):
    """A duty that one cannot come to."""

    reason: Reason = ""


class SwapSaid(DutySaid):
    """One's own duty, and the one wanted for it."""

    person: Key
    other_work: Key
    other_start: Minute


class AnswerSaid(Asked):
    """Yes or no."""

    accept: Annotated[bool, Field(strict=True)]
    note: Reason = ""


class RequestMade(BaseModel):
    """The number of a request."""

    request: int


class RequestState(BaseModel):
    """Where a request stands."""

    state: str = Field(description="waiting, approval, exhausted, done, declined or cancelled")


class ShiftView(BaseModel):
    """A shift that one could take."""

    work: str
    start: int
    from_: str = Field(alias="from")
    to: str
    title: str
    service: str
    place: str


class Shifts(BaseModel):
    """Open shifts that the rules allow."""

    shifts: list[ShiftView]


class SwapOffer(ShiftView):
    """Somebody's duty that one's own could be swapped for."""

    person: str
    name: str


class SwapOffers(BaseModel):
    """Duties to swap for."""

    offers: list[SwapOffer]


class AvailabilitySaid(Asked):
    """When one is available in a week; nothing means not at all."""

    available: list[Annotated[str, Field(max_length=100)]] = Field(max_length=60)
    away: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=30)
    note: Reason = ""


class AvailabilityView(BaseModel):
    """When one is available in a week."""

    week: str
    said: bool
    available: list[str] | None
    away: list[str]
    note: str
    days: dict[str, list[str]]


class FeedMade(BaseModel):
    """Where to subscribe to one's calendar."""

    address: str
    webcal: str


# What coordinators do with requests, links and settings


class StepView(BaseModel):
    """One step of a request."""

    kind: str
    person: str | None
    name: str | None
    note: str
    at: str


class RequestView(BaseModel):
    """A request: who was asked, who said no, who is silent."""

    id: int
    kind: str
    state: str
    person: str
    name: str
    work: str
    title: str
    start: int
    from_: str = Field(alias="from")
    reason: str
    other: dict[str, Any]
    at: str
    waiting_for: str | None
    steps: list[StepView]


class Requests(BaseModel):
    """The requests of a week, newest first."""

    requests: list[RequestView]


class DecisionSaid(Asked):
    """Approve or decline."""

    approve: Annotated[bool, Field(strict=True)]
    note: Reason = ""


class NoteSaid(Asked):
    """A note."""

    note: Reason = ""


class LinkView(BaseModel):
    """A person and the state of the personal link."""

    person: str
    name: str
    has_link: bool
    expires_at: str | None
    email: bool


class Links(BaseModel):
    """Everybody's personal links."""

    links: list[LinkView]


class LinkMade(BaseModel):
    """A personal link; it is shown only now."""

    address: str


class SettingsView(BaseModel):
    """What a coordinator may set for the page."""

    board_public: bool
    swap_approval: bool
    claim_approval: bool
    answer_hours: int
    webhook: str
    webhook_kind: str


class SettingsSaid(Asked):
    """Settings to change; those left out stay."""

    board_public: bool | None = None
    swap_approval: bool | None = None
    claim_approval: bool | None = None
    answer_hours: Annotated[int, Field(ge=1, le=168)] | None = None
    webhook: Annotated[str, Field(max_length=500, pattern=r"^(https?://\S+)?$")] | None = None
    webhook_kind: Literal["plain", "wecom", "dingtalk", "feishu"] | None = None


class PublicPerson(BaseModel):
    """Somebody on the public board."""

    name: str = Field(description="Empty where somebody has not agreed to be named")
    phone: str
    new: bool = False
    role: str = Field(default="", description="At a window with A and B: which of the two")


class PublicCell(BaseModel):
    """A post on a day."""

    people: list[PublicPerson]
    missing: int
    changed: bool


class PublicPost(BaseModel):
    """A post of the public board."""

    service: str
    task: str
    title: str
    place: str
    hours: str
    ab: dict[str, str] | None = Field(description="Who holds the window (a) and who covers (b)")
    cells: dict[str, list[PublicCell]]


class PublicChange(BaseModel):
    """A duty whose people are others than on the print that hangs there."""

    title: str
    day: str
    hours: str
    gone: list[str]
    come: list[str]


class PublicBoard(BaseModel):
    """The board as it hangs at the gate. Homes are nowhere in it."""

    community: dict[str, str]
    week: str
    weeks: int
    timezone: str
    version: int
    published_at: str
    since: int | None
    since_at: str | None
    posts: list[PublicPost]
    changes: list[PublicChange]
    responsible: list[PublicPerson]


# The configuration


class FileView(BaseModel):
    """A file of the configuration; text unless it is a workbook."""

    name: str
    text: str | None
    bytes: int


class ConfigurationView(BaseModel):
    """The newest configuration."""

    configuration: int
    main: str
    hash: str
    files: list[FileView]


class FileSaid(Asked):
    """A file to replace or add: its text, or its bytes in Base64."""

    name: Annotated[str, Field(max_length=200)]
    text: Annotated[str, Field(max_length=5_000_000)] | None = None
    base64: Annotated[str, Field(max_length=7_000_000)] | None = None


class FilesSaid(Asked):
    """Files to look at."""

    files: list[FileSaid] = Field(max_length=50)


class FilesKept(FilesSaid):
    """Files to keep."""

    base: Number = Field(description="The configuration that was looked at")
    reason: Reason = ""


class ConfigurationKept(BaseModel):
    """The number of the new configuration."""

    configuration: int


class Named(BaseModel):
    """Somebody."""

    id: str
    name: str


class PersonChanged(Named):
    """Somebody who changes, and in what."""

    what: list[str]


class Differences(BaseModel):
    """What a configuration would change."""

    configuration: int
    added: list[Named]
    removed: list[Named]
    changed: list[PersonChanged]
    works_added: list[str]
    works_removed: list[str]
    says: str


class MistakeView(BaseModel):
    """Something wrong with a configuration."""

    file: str
    line: int
    column: int
    text: str


class Mistakes(BaseModel):
    """Everything that is wrong."""

    errors: list[MistakeView]
