"""What volunteers see and say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from web.api.models.asked import Asked, Key, Minute, Reason


class Partner(BaseModel):
    """With whom; the telephone number only of those who agreed."""

    name: str
    phone: str
    skills: list[str] = Field(description="Those of this person that the duty needs")


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
    address: str = Field(description="Of a home only for its visitors, until the day after")
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
    """What I asked for, or a swap that I agreed to."""

    id: int
    kind: str
    mine: bool = Field(description="false for a swap that somebody else offered and I agreed to")
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


class LanguageSaid(Asked):
    """A language that is spoken here."""

    language: Literal["en", "zh_CN"]


class FeedMade(BaseModel):
    """Where to subscribe to one's calendar."""

    address: str
    webcal: str
