"""Backing a store up while it is in use, and bringing it back."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy
from sqlalchemy import func, insert, select, text

from roster.errors import SaidError
from roster.files import drafted
from roster.store.engine import Store, open_store
from roster.store.schema import in_order
from roster.store.types import PackedJson, UtcTime
from roster.words import sentence

FORMAT = "roster-backup/1"
ROWS_AT_ONCE = 200


class BackupError(SaidError):
    """A backup that cannot be made or brought back; says why and what to do."""


def backup(store: Store, path: Path) -> int:
    """Write everything in a store to one file, as of one moment, while it is in use.

    The file (gzipped JSON lines) can be restored on SQLite and on PostgreSQL.

    Returns
    -------
    int
        How many rows it holds.
    """
    if path.exists():
        raise BackupError(sentence("{file} is there already. Choose another name.", file=str(path)))
    count = 0
    with (
        drafted(path) as draft,
        store.engine.connect() as connection,
        gzip.open(draft, "wt", encoding="utf-8") as file,
    ):
        if store.dialect == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        _line(file, {"format": FORMAT, "schema": version})
        for table in in_order():
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                _line(file, {"table": table.name, "row": {k: _out(v) for k, v in row.items()}})
                count += 1
        _line(file, {"end": count})
    return count


def restore(url: str, path: Path) -> int:
    """Bring a backup back into an empty store; returns how many rows it held.

    Raises
    ------
    BackupError
        If the store is not empty, or the file is not whole; the store then stays empty.
    """
    store = open_store(url)
    try:
        tables = {table.name: table for table in in_order()}
        count = 0
        with store.write() as session:
            for table in tables.values():
                if session.execute(select(func.count()).select_from(table)).scalar():
                    raise BackupError(sentence("The store is not empty. Restore into a new one."))
            pending: list[dict[str, Any]] = []
            at = ""
            for name, row in _rows(path):
                if name not in tables:
                    raise BackupError(
                        sentence(
                            "The backup has a table {table} that this version does not know. "
                            "Restore it with the version that made it, or a later one.",
                            table=name,
                        )
                    )
                if pending and (name != at or len(pending) >= ROWS_AT_ONCE):
                    session.execute(insert(tables[at]), pending)
                    pending = []
                at = name
                pending.append({k: _in(tables[name].c[k], v) for k, v in row.items()})
                count += 1
            if pending:
                session.execute(insert(tables[at]), pending)
            if store.dialect == "postgresql":
                _reset_numbers(session.connection(), tables.values())
        return count
    finally:
        store.close()


def copy_sqlite(store: Store, path: Path) -> None:
    """Copy a SQLite store as it is, page by page, while it is in use."""
    if path.exists():
        raise BackupError(sentence("{file} is there already. Choose another name.", file=str(path)))
    source = store.engine.raw_connection()
    try:
        target = sqlite3.connect(path)
        source.driver_connection.backup(target)  # type: ignore[union-attr]
        target.close()
    finally:
        source.close()


def _line(file: TextIO, value: dict[str, Any]) -> None:
    file.write(json.dumps(value, ensure_ascii=False) + "\n")


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            head = json.loads(next(file, "{}"))
            if head.get("format") != FORMAT:
                raise BackupError(
                    sentence(
                        "{file} is not a backup of a roster. Give a file of `roster backup`.", file=str(path)
                    )
                )
            ended = False
            for count, text_ in enumerate(file):
                entry = json.loads(text_)
                if "end" in entry:
                    ended = entry["end"] == count
                    break
                yield entry["table"], entry["row"]
            if not ended:
                raise BackupError(sentence("{file} is not whole. Take another backup.", file=str(path)))
    except (OSError, EOFError, ValueError) as problem:
        raise BackupError(
            sentence(
                "{file} cannot be read ({problem}). Take another backup.",
                file=str(path),
                problem=type(problem).__name__,
            )
        ) from None


def _out(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _in(column: sqlalchemy.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, PackedJson | sqlalchemy.JSON):
        return value
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"])
    if isinstance(column.type, UtcTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, sqlalchemy.Date):
        return date.fromisoformat(value)
    return value


def _reset_numbers(connection: sqlalchemy.Connection, tables: Any) -> None:
    """Let new rows continue after the restored ones."""
    for table in tables:
        column = table.autoincrement_column
        if column is not None:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), "
                    f"(SELECT coalesce(max({column.name}), 0) + 1 FROM {table.name}), false)"
                )
            )
