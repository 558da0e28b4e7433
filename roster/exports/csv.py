"""Plain tables for other programs: one line per assignment, and one per open seat (UTF-8 with BOM, so that Excel reads it)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from roster.exports._labels import label, service_name
from roster.week import Week
from roster.words import day_name

FORMAT = "csv"

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def files(week: Week) -> Mapping[str, bytes]:
    """Return ``roster.csv`` and ``open-seats.csv``."""
    return {"roster.csv": _assignments(week), "open-seats.csv": _open(week)}


def _assignments(week: Week) -> bytes:
    heads = (
        "Service",
        "Id",
        "Shift",
        "Post",
        "Person",
        "Name",
        "Date",
        "Day",
        "Start",
        "End",
        "Place",
        "Minutes",
    )
    rows = (
        (
            service_name(e.service, week.language),
            e.task,
            e.shift or "",
            e.title,
            e.person,
            e.name,
            e.day.isoformat(),
            day_name(e.day, week.language),
            f"{e.start:%H:%M}",
            f"{e.end:%H:%M}",
            e.place,
            str(e.minutes),
        )
        for e in week.entries
    )
    return _table(week, heads, rows)


def _open(week: Week) -> bytes:
    heads = ("Service", "Post", "Date", "Start", "Missing", "Reason")
    rows = (
        (
            service_name(s.service, week.language),
            s.title,
            s.start.date().isoformat() if s.start else "",
            f"{s.start:%H:%M}" if s.start else "",
            str(s.missing),
            s.reason,
        )
        for s in week.open
    )
    return _table(week, heads, rows)


def _table(week: Week, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([label(head, week.language) for head in heads])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: str) -> str:
    """Keep a spreadsheet from reading text as a formula: a leading quote shows it as it is."""
    return f"'{value}" if value.startswith(_RISKY) else value
