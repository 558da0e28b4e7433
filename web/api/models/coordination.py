"""Requests, links and settings, for coordinators."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from web.api.models.asked import Asked, Reason


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
    until: str | None = Field(description="Until when the stand-in asked now may answer")
    steps: list[StepView]


class Requests(BaseModel):
    """The requests of a week, newest first."""

    requests: list[RequestView]


class SilentView(BaseModel):
    """Somebody who owes an answer about so many duties to come."""

    person: str
    name: str
    duties: int


class AvailableView(BaseModel):
    """When somebody said to be available in a week; no times mean not at all."""

    person: str
    name: str
    times: list[str]
    note: str
    at: str


class Replies(BaseModel):
    """What volunteers have said about a week."""

    coming: int
    cannot: int
    silent: list[SilentView]
    available: list[AvailableView]


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
    alarm_email: bool = Field(description="Coordinators get an e-mail when nobody is left to stand in")
    alarm_group: bool = Field(
        description="The group's robot says so too, without the name of who cannot come"
    )
    webhook: str
    webhook_kind: str


class SettingsSaid(Asked):
    """Settings to change; those left out stay."""

    board_public: bool | None = None
    swap_approval: bool | None = None
    claim_approval: bool | None = None
    answer_hours: Annotated[int, Field(ge=1, le=168)] | None = None
    alarm_email: bool | None = None
    alarm_group: bool | None = None
    webhook: Annotated[str, Field(max_length=500, pattern=r"^(https?://\S+)?$")] | None = None
    webhook_kind: Literal["plain", "wecom", "dingtalk", "feishu"] | None = None
