"""The week as tables on a terminal: by post, by home, by window, by person."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from roster.commands._common import say
from roster.exports._labels import label, number, open_mark
from roster.week import Cell, Row, Week
from roster.words import day_name, sentence


def print_week(console: Console, week: Week) -> None:
    """Print every view that has something to show, a week at a time."""
    for index in range(week.weeks):
        days = slice(7 * index, 7 * index + 7)
        _grid(console, week, days, "By post", "Post", week.rows("patrols", "duties", "standby"))
        _homes(console, week, days)
        _grid(console, week, days, "By window", "Window", week.rows("windows"))
        _people(console, week, days)
    _open(console, week)


def _table(week: Week, title: str, head: str, days: slice) -> Table:
    table = Table(
        title=label(title, week.language),
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column(label(head, week.language), min_width=8, overflow="fold")
    for day in week.days[days]:
        table.add_column(day_name(day, week.language), overflow="fold")
    return table


def _grid(console: Console, week: Week, days: slice, title: str, head: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    table = _table(week, title, head, days)
    for row in rows:
        label = Text(row.title)
        if row.hours:
            label.append(f"\n{row.hours}", style="dim")
        table.add_row(label, *(_cell(week, cell) for cell in list(row.cells.values())[days]))
    console.print(table)


def _homes(console: Console, week: Week, days: slice) -> None:
    homes = week.homes()
    if not homes:
        return
    table = _table(week, "By home", "Home", days)
    table.add_column(label("Open", week.language))
    for home in homes:
        cells = [
            "\n".join(f"{when[:5]} {' '.join(names)}" for when, names in c.visits)
            for c in list(home.cells.values())[days]
        ]
        table.add_row(Text(home.title), *map(Text, cells), Text(str(home.missing or ""), style="bold red"))
    console.print(table)


def _people(console: Console, week: Week, days: slice) -> None:
    table = _table(week, "By person", "Person", days)
    table.add_column(label("Hours", week.language), justify="right")
    loads = {load.person: load for load in week.loads()}
    for person, by_day in week.of_person().items():
        if not by_day:
            continue
        cells = [
            "\n".join(f"{e.start:%H:%M} {e.title}" for e in by_day.get(day, ())) for day in week.days[days]
        ]
        table.add_row(Text(week.name(person)), *map(Text, cells), number(loads[person].minutes / 60))
    console.print(table)
    idle = [week.name(person) for person, by_day in week.of_person().items() if not by_day]
    if idle:
        say(console, sentence("Without duty: {people}.", people=idle), week.language, "dim")


def _open(console: Console, week: Week) -> None:
    if not week.open:
        return
    table = Table(
        title=label("Open seats", week.language),
        title_justify="left",
        title_style="bold red",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for head in ("Post", "When", "Missing", "Reason"):
        table.add_column(label(head, week.language), overflow="fold")
    for seat in week.open:
        when = f"{day_name(seat.start.date(), week.language)} {seat.start:%H:%M}" if seat.start else ""
        table.add_row(Text(seat.title), when, str(seat.missing), Text(seat.reason))
    console.print(table)


def _cell(week: Week, cell: Cell) -> Text:
    if not cell.asked and not cell.names:
        return Text("–", style="dim")
    text = Text("\n".join(cell.names))
    if cell.missing:
        told = open_mark(cell.missing, week.language)
        text.append(f"\n[{told}]" if cell.names else f"[{told}]", style="bold red")
    return text
