"""Opens a store: SQLite in WAL mode or PostgreSQL, migrated to what this version needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from roster.errors import BadValueError, SaidError
from roster.store.kept import Kept
from roster.words import sentence

BUSY_SECONDS = 30
MIGRATIONS = Path(__file__).parent / "migrations"
POOL: Mapping[str, Any] = {"pool_size": 10, "max_overflow": 20, "hide_parameters": True}
"""``hide_parameters`` keeps what people said out of errors, and so out of the log."""

_LOCK = 7202611


class Store:
    """A database with its sessions. Use :meth:`read` to look and :meth:`write` to change.

    Parameters
    ----------
    url
        ``sqlite:///roster.db`` or ``postgresql://user@host/name``.
    """

    def __init__(self, url: str) -> None:
        self.url = normal_url(url)
        self.engine = _engine(self.url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, info={"kept": Kept()})
        self.closed = False
        self._turn: AbstractContextManager[Any] = Lock() if self.dialect == "sqlite" else nullcontext()

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the store; what it changes is thrown away."""
        self._still_open()
        with self._sessions(autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are all kept when the block ends, or none of them.

        SQLite takes one writer at a time and lets the others try again and again, whoever
        came first; so the threads of this process wait here for their turn.
        """
        self._still_open()
        with self._turn, self._sessions() as session:
            session.info["writes"] = True
            session.connection(execution_options={"roster_write": True})
            yield session
            session.commit()

    def upgrade(self) -> None:
        """Bring the tables to what this version of the software needs."""
        with self.engine.connect().execution_options(roster_write=True) as connection:
            if self.dialect == "postgresql":
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            try:
                command.upgrade(alembic_config(connection), "head")
                connection.commit()
            finally:
                if self.dialect == "postgresql":
                    connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
                    connection.commit()

    def close(self) -> None:
        """Give the connections back; nothing can be read or written afterwards."""
        self.closed = True
        self.engine.dispose()

    def _still_open(self) -> None:
        if self.closed:
            raise RuntimeError("The store is closed. Open it again.")


class StoreError(SaidError, ConnectionError):
    """A store that cannot be opened."""


def open_store(url: str) -> Store:
    """Open a store and migrate it; a SQLite file is made if missing.

    Raises
    ------
    StoreError
        If there is no database at that address, or it lets nobody in, or the file is something else.
    BadValueError
        If the address is not understood.
    """
    store = Store(url)
    try:
        store.upgrade()
    except OperationalError as problem:
        store.close()
        raise StoreError(
            sentence(
                "The store cannot be opened: {problem}. Is the database running, and does the folder exist?",
                problem=str(problem.orig).splitlines()[0],
            )
        ) from None
    except DatabaseError as problem:
        store.close()
        if getattr(problem.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
            raise
        raise StoreError(
            sentence("That file is no store. Give another one with --db, or a name that is not there yet.")
        ) from None
    return store


def normal_url(url: str) -> str:
    """Return a database URL with the driver that is used here.

    Raises
    ------
    BadValueError
        If it is neither SQLite nor PostgreSQL.
    """
    for said, meant in (("postgres://", "postgresql+psycopg://"), ("postgresql://", "postgresql+psycopg://")):
        if url.startswith(said):
            return meant + url.removeprefix(said)
    if url.startswith(("sqlite://", "postgresql+psycopg://")):
        return url
    raise _not_understood(url)


def _not_understood(url: str) -> BadValueError:
    told = sentence(
        'The database "{database}" is not understood. '
        "Give sqlite:///roster.db or postgresql://user@host/name.",
        database=url.split("@")[-1],
    )
    return BadValueError(told)


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for an open connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _not_understood(url) from None
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, **POOL)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, poolclass=QueuePool, **POOL)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes: Any = connection.get_execution_options().get("roster_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
