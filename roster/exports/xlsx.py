"""A workbook to be printed and pinned to a wall: by post, person, home, window, load and open seats."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime

from openpyxl import Workbook

from roster.exports._labels import label, open_mark, service_name
from roster.exports._sheet import Sheet
from roster.week import Cell, Entry, Row, Week
from roster.words import day_name, sentence

FORMAT = "xlsx"


def files(week: Week) -> Mapping[str, bytes]:
    """Return ``roster.xlsx``."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = week.community
    book.properties.creator = "neighbourhood-roster"
    book.properties.created = book.properties.modified = datetime.combine(
        week.first, datetime.min.time(), UTC
    ).replace(tzinfo=None)
    _posts(book, week)
    _people(book, week)
    _homes(book, week)
    _windows(book, week)
    _load(book, week)
    _open(book, week)
    text = io.BytesIO()
    book.save(text)
    return {"roster.xlsx": text.getvalue()}


def _say(week: Week, word: str) -> str:
    return label(word, week.language)


def _days(week: Week) -> list[str]:
    return [day_name(day, week.language) for day in week.days]


def _grid(book: Workbook, week: Week, title: str, head: str, rows: tuple[Row, ...]) -> None:
    sheet = Sheet(book, week, _say(week, title))
    sheet.heads(
        [_say(week, head), _say(week, "Place"), _say(week, "Time"), *_days(week)],
        widths=(20, 13, 12.5),
        rest=11.5,
    )
    for row in rows:
        sheet.row([row.title, row.place, row.hours, *(_cell_text(week, c) for c in row.cells.values())])
        for column, cell in enumerate(row.cells.values(), start=4):
            if cell.missing:
                sheet.mark_open(column)
            elif not cell.asked:
                sheet.mark_off(column)
    sheet.finish(frozen=4, repeated=3)


def _posts(book: Workbook, week: Week) -> None:
    _grid(book, week, "By post", "Post", week.rows("patrols", "duties", "standby"))


def _windows(book: Workbook, week: Week) -> None:
    _grid(book, week, "By window", "Window", week.rows("windows"))


def _homes(book: Workbook, week: Week) -> None:
    sheet = Sheet(book, week, _say(week, "By home"))
    sheet.heads([_say(week, "Home"), *_days(week), _say(week, "Open")], widths=(17,), rest=15)
    for row in week.homes():
        cells = [
            "\n".join(f"{when} {' '.join(names)}" for when, names in c.visits) for c in row.cells.values()
        ]
        sheet.row([row.title, *cells, row.missing or ""])
        if row.missing:
            sheet.mark_open(len(cells) + 2)
    sheet.finish(frozen=2, repeated=1)


def _people(book: Workbook, week: Week) -> None:
    sheet = Sheet(book, week, _say(week, "By person"))
    sheet.heads([_say(week, "Person"), *_days(week)], widths=(13,), rest=15)
    for person, days in week.of_person().items():
        if days:
            sheet.row(
                [week.name(person), *("\n".join(map(_entry_text, days.get(day, ()))) for day in week.days)]
            )
    sheet.finish(frozen=2, repeated=1)


def _load(book: Workbook, week: Week) -> None:
    sheet = Sheet(book, week, _say(week, "Load"))
    services = [
        s
        for s in ("patrols", "visits", "windows", "duties", "standby")
        if any(s in x.by_service for x in week.loads())
    ]
    heads = [_say(week, h) for h in ("Person", "Hours", "At most hours", "Times", "At most times")]
    sheet.heads([*heads, *(service_name(s, week.language) for s in services)], widths=(16,), rest=13)
    for load in week.loads():
        limit = "" if load.most_minutes is None else load.most_minutes / 60
        times = "" if load.most_duties is None else load.most_duties
        sheet.row(
            [
                load.name,
                round(load.minutes / 60, 2),
                limit,
                load.duties,
                times,
                *(load.by_service.get(s, "") for s in services),
            ]
        )
    sheet.finish(frozen=2, repeated=1)


def _open(book: Workbook, week: Week) -> None:
    sheet = Sheet(book, week, _say(week, "Open seats"))
    heads = [_say(week, h) for h in ("Service", "Post", "Day", "Start", "Missing", "Reason")]
    sheet.heads(heads, widths=(14, 20, 12, 9, 9, 80), rest=20)
    for seat in week.open:
        sheet.row(
            [
                service_name(seat.service, week.language),
                seat.title,
                day_name(seat.start.date(), week.language) if seat.start else "",
                f"{seat.start:%H:%M}" if seat.start else "",
                seat.missing,
                seat.reason,
            ]
        )
    if not week.open:
        sheet.row([sentence("Every seat is filled.").say(week.language)])
    sheet.finish(frozen=1, repeated=0)


def _cell_text(week: Week, cell: Cell) -> str:
    if not cell.asked and not cell.names:
        return "–"
    lines = list(cell.names)
    if cell.missing:
        lines.append(open_mark(cell.missing, week.language))
    return "\n".join(lines)


def _entry_text(entry: Entry) -> str:
    return f"{entry.hours}\n{entry.title}"
