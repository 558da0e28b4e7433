"""What a community's store keeps: configurations, roster versions, publications and events.

Rows of :class:`AppendOnly` tables are never changed or deleted; the database itself
refuses it (triggers, see the migrations). What is current follows from the newest row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from roster.store.columns import Actor, Key, OfCommunity, Word
from roster.store.types import PackedJson, UtcTime

NAMES = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(DeclarativeBase):
    """The base of every table."""

    metadata = NAMES
    type_annotation_map = {datetime: UtcTime(), dict[str, Any]: JSON(), list[Any]: JSON()}


class AppendOnly:
    """Marks a table whose rows are only ever added."""


class Community(Table):
    """A community that is planned here; ``settings`` are those of the page, not of the roster."""

    __tablename__ = "communities"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(16), default="en")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class Configuration(AppendOnly, Table):
    """The files of a community as a coordinator saved them. ``hash`` is over all files."""

    __tablename__ = "configurations"

    id: Mapped[Key]
    community_id: Mapped[str] = mapped_column(ForeignKey("communities.id"), index=True)
    main: Mapped[str] = mapped_column(String(300))
    hash: Mapped[str] = mapped_column(String(64))
    week: Mapped[date]
    weeks: Mapped[int]
    author: Mapped[Actor]
    reason: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime]


class ConfigurationFile(AppendOnly, Table):
    """One file of a configuration, by its path relative to the configuration's folder."""

    __tablename__ = "configuration_files"

    configuration_id: Mapped[int] = mapped_column(ForeignKey("configurations.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    content: Mapped[bytes]


class Situation(AppendOnly, Table):
    """All that a week was planned from: configuration, history, availability said, absences.

    ``patch`` is what is laid over the configuration: ``history`` (ids of publications),
    ``available`` (by person) and ``absences`` (by person, in minutes of the horizon).
    """

    __tablename__ = "situations"
    __table_args__ = (UniqueConstraint("community_id", "week", "hash"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    week: Mapped[date]
    configuration_id: Mapped[int] = mapped_column(ForeignKey("configurations.id"))
    patch: Mapped[Any] = mapped_column(PackedJson())
    hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class Version(AppendOnly, Table):
    """One roster of one week. ``kind`` is ``edit``, ``solve``, ``repair``, ``take``, ``restore`` or ``empty``.

    ``roster`` holds assignments as ``[start, end, work, person, pinned]``; ``verdict`` the
    score and the number of open seats; ``waivers`` the reasons for accepted conflicts.
    What is large is loaded only when it is asked for.
    """

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("community_id", "week", "number"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    week: Mapped[date]
    number: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    situation_id: Mapped[int] = mapped_column(ForeignKey("situations.id"))
    kind: Mapped[Word]
    author: Mapped[Actor]
    reason: Mapped[str] = mapped_column(String(2000), default="")
    roster: Mapped[Any] = mapped_column(PackedJson(), deferred=True)
    verdict: Mapped[dict[str, Any]]
    waivers: Mapped[list[Any]] = mapped_column(default=list)
    status: Mapped[str] = mapped_column(String(20), default="edited")
    bound: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seed: Mapped[int | None]
    software: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class DraftMove(AppendOnly, Table):
    """Where the draft of a week points, move by move; the newest row counts.

    ``number`` is taken once, so of two who move the draft at once one is told. ``back``
    and ``forth`` are the moves to which undo and redo lead.
    """

    __tablename__ = "draft_moves"
    __table_args__ = (UniqueConstraint("community_id", "week", "number"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    week: Mapped[date]
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    kind: Mapped[Word]
    author: Mapped[Actor]
    back: Mapped[int | None] = mapped_column(ForeignKey("draft_moves.id"))
    forth: Mapped[int | None] = mapped_column(ForeignKey("draft_moves.id"))
    created_at: Mapped[datetime]


class Publication(AppendOnly, Table):
    """A version that volunteers see, with its ``roster/1`` document as it was then."""

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("community_id", "week", "number"),)

    id: Mapped[Key]
    community_id: Mapped[OfCommunity]
    week: Mapped[date]
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    document: Mapped[Any] = mapped_column(PackedJson(), deferred=True)
    affected: Mapped[list[Any]] = mapped_column(deferred=True)
    author: Mapped[Actor]
    reason: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime]


class Event(AppendOnly, Table):
    """Who did what, when and why. Details hold ids, never names, telephone numbers or tokens."""

    __tablename__ = "events"

    id: Mapped[Key]
    community_id: Mapped[str | None] = mapped_column(ForeignKey("communities.id"), index=True)
    week: Mapped[date | None]
    at: Mapped[datetime]
    actor: Mapped[Actor]
    kind: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(String(2000), default="")
