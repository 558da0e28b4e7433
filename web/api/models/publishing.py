"""Publishing, texts and the outbox."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from web.api.models.asked import Asked, Number, OnDraft, Reason
from web.api.models.week import FindingView


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
    team: str | None
    teams: list[str] = Field(description="The teams that there are texts for")
    group: str
    people: list[PersonText]


class DayText(BaseModel):
    """Who is on duty on a day, ready to paste."""

    day: str
    text: str


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


class PrintSaid(Asked):
    """What was printed for the gate."""

    version: Annotated[int, Field(ge=1, le=2_000_000_000, strict=True)] = Field(
        description="The version stamp of the paper"
    )
    size: Literal["A4", "A3"] = "A4"
    language: Literal["en", "zh_CN"]


class PrintView(BaseModel):
    """A print of the duty board."""

    version: int
    size: str
    language: str
    at: str
    author: str


class Prints(BaseModel):
    """The prints of a week, newest first."""

    prints: list[PrintView]
