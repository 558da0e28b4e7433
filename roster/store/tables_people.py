"""What the store keeps of those who use it: accounts, links, answers, requests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from roster.store.columns import Actor, Key, OfCommunity, PersonId, Word, WorkKey
from roster.store.tables import AppendOnly, Table


class Account(Table):
    """A coordinator. Volunteers need none: they come by their personal link."""

    __tablename__ = "accounts"

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str | None] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(16), default="")
    owner: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Membership(Table):
    """What an account may do in a community: ``viewer``, ``coordinator`` or ``admin``."""

    __tablename__ = "memberships"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    community_id: Mapped[str] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    role: Mapped[Word]


class Secret(Table):
    """A secret that opens something; only its SHA-256 is kept.

    ``kind``: ``session`` and ``signin`` (an account), ``api`` (an account, for batch use),
    ``volunteer`` and ``calendar`` (a person of a community).
    """

    __tablename__ = "secrets"
    __table_args__ = (Index("ix_secrets_person", "community_id", "person"),)

    id: Mapped[Key]
    kind: Mapped[Word]
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    community_id: Mapped[str | None] = mapped_column(ForeignKey("communities.id"))
    person: Mapped[PersonId | None]
    label: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Response(AppendOnly, Table):
    """What a volunteer said about a duty of a publication: ``coming`` or ``cannot``; the newest counts."""

    __tablename__ = "responses"
    __table_args__ = (Index("ix_responses_week", "community_id", "week", "person"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    week: Mapped[date]
    person: Mapped[PersonId]
    work: Mapped[WorkKey]
    start: Mapped[int]
    answer: Mapped[Word]
    reason: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class Request(AppendOnly, Table):
    """Somebody asks for a change: ``cover`` (cannot come), ``swap`` or ``claim``."""

    __tablename__ = "requests"
    __table_args__ = (Index("ix_requests_week", "community_id", "week"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    week: Mapped[date]
    kind: Mapped[Word]
    person: Mapped[PersonId]
    work: Mapped[WorkKey]
    start: Mapped[int]
    other: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]


class RequestStep(AppendOnly, Table):
    """What happened to a request, step by step.

    ``kind``: ``asked``, ``accepted``, ``refused``, ``silent``, ``approval`` (waits for the
    coordinator), ``approved``, ``done``, ``declined``, ``cancelled`` or ``exhausted`` (nobody is left to ask).
    ``number`` is taken once, so two answers at the same moment cannot both count.
    """

    __tablename__ = "request_steps"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    id: Mapped[Key]
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    number: Mapped[int]
    kind: Mapped[Word]
    person: Mapped[PersonId | None]
    actor: Mapped[Actor]
    note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class Availability(AppendOnly, Table):
    """When a volunteer said to be free in a week, in the words of the configuration; the newest counts."""

    __tablename__ = "availability"
    __table_args__ = (Index("ix_availability_week", "community_id", "week"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    week: Mapped[date]
    person: Mapped[PersonId]
    available: Mapped[list[Any]]
    away: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class Preference(AppendOnly, Table):
    """The language in which a volunteer wants to be spoken to; the newest counts."""

    __tablename__ = "preferences"
    __table_args__ = (Index("ix_preferences_person", "community_id", "person"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    person: Mapped[PersonId]
    language: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class Print(AppendOnly, Table):
    """A duty board that was printed for the gate: which publication, on what paper, by whom."""

    __tablename__ = "prints"
    __table_args__ = (Index("ix_prints_week", "community_id", "week"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    week: Mapped[date]
    number: Mapped[int]
    size: Mapped[str] = mapped_column(String(4))
    language: Mapped[str] = mapped_column(String(16))
    author: Mapped[Actor]
    at: Mapped[datetime]


class Job(Table):
    """A solve or repair in a child process. ``state``: queued, running, stopping, done, failed."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_week", "community_id", "week"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    week: Mapped[date]
    kind: Mapped[Word]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    situation_id: Mapped[int] = mapped_column(ForeignKey("situations.id"))
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    author: Mapped[Actor]
    state: Mapped[Word]
    pid: Mapped[int | None]
    process: Mapped[str] = mapped_column(String(100), default="")
    message: Mapped[str] = mapped_column(String(2000), default="")
    result_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class JobStep(AppendOnly, Table):
    """Where a job stood after some seconds, for the live page and the chart of the gap."""

    __tablename__ = "job_steps"
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    id: Mapped[Key]
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    progress: Mapped[dict[str, Any]]


class Message(Table):
    """Something to be told once. ``key`` is unique: what concerns somebody is never told twice.

    ``state``: waiting, sending, sent, failed (given up), unsure (the process died while
    sending; not sent again, since it may have arrived).
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state", "state", "next_at"),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    community_id: Mapped[OfCommunity]
    week: Mapped[date | None]
    channel: Mapped[Word]
    person: Mapped[PersonId | None]
    address: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(500), default="")
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[Word]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    lease: Mapped[str] = mapped_column(String(64), default="")


class Site(Table):
    """What holds for the whole site, such as the key that signs cookies."""

    __tablename__ = "site"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(2000))


class Attempt(Table):
    """One try at something that must not be tried too often; ``who`` is a keyed hash, never an address."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_who", "what", "who", "at"),)

    id: Mapped[Key]
    what: Mapped[Word]
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
