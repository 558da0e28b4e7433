"""Exports: every format, both languages, hostile names, and what must not be told."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from roster import exports
from roster.document import to_document
from roster.exports import csv as csv_export
from roster.exports import html, ics, registry, xlsx
from roster.model import Problem
from roster.roster import Assignment, Roster
from roster.verify import verify
from roster.week import Week
from tests.output_world import at, roster_of, world

SOLVED = "2026-11-22T10:00:00+00:00"


def week_of(problem: Problem | None = None, roster: Roster | None = None, **provenance: object) -> Week:
    problem = problem or world()
    roster = roster or roster_of(problem)
    return Week(
        to_document(
            problem,
            roster,
            verify(problem, roster),
            status="feasible",
            bound=None,
            provenance={"solved_at": SOLVED, **provenance},
        )
    )


def book_of(week: Week) -> Workbook:
    return load_workbook(io.BytesIO(xlsx.files(week)["roster.xlsx"]))


def test_a_calendar_says_no_place_where_there_is_none() -> None:
    problem = world()
    nowhere = tuple(replace(d, place="") if d.service == "windows" else d for d in problem.duties)
    calendars = ics.files(week_of(replace(problem, duties=nowhere))).values()
    events = [event for content in calendars for event in Calendar.from_ical(content).walk("VEVENT")]
    said = {str(e["SUMMARY"]): e.get("LOCATION") for e in events}
    assert None in said.values()
    assert "" not in said.values()


def test_every_format_describes_itself_and_writes_its_files(tmp_path: Path) -> None:
    assert set(registry()) >= {"csv", "html", "ics", "xlsx"}
    for name, module in registry().items():
        assert module.__doc__, name
        written = exports.export(week_of(), [name], tmp_path / name)
        assert written
        for path in written:
            assert path.stat().st_size > 0
        assert not list((tmp_path / name).rglob("*.tmp"))


def test_the_same_roster_gives_the_same_bytes() -> None:
    for name in ("csv", "html", "ics"):
        assert dict(registry()[name].files(week_of())) == dict(registry()[name].files(week_of()))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_workbook_can_be_pinned_to_a_wall(language: str) -> None:
    book = book_of(week_of(world(language=language)))
    assert len(book.sheetnames) == 6
    if language == "en":
        assert book.sheetnames == ["By post", "By person", "By home", "By window", "Load", "Open seats"]
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$2"
        assert sheet.freeze_panes.endswith("3")
        assert sheet.print_area
        assert sheet.cell(2, 1).border.left.style == "thin"
        assert sheet.cell(2, 1).font.name == ("Microsoft YaHei" if language == "zh_CN" else "Calibri")


def test_the_workbook_shows_names_open_seats_and_load() -> None:
    book = book_of(week_of())
    posts = [[c.value for c in row] for row in book["By post"].iter_rows(min_row=3)]
    assert posts[0] == [
        "北门",
        "North gate",
        "19:00–21:00",
        "韩立新\n马秀英",
        "韩立新\nopen: 1",
        "周建国\n韩立新",
        *["–"] * 4,
    ]
    open_cell = book["By post"]["E3"]
    assert open_cell.border.left.style == "mediumDashed"
    assert open_cell.font.bold
    homes = [[c.value for c in row] for row in book["By home"].iter_rows(min_row=3)]
    assert homes[0][2] == "09:10–09:50 马秀英"
    assert homes[0][-1] == 1
    windows = [[c.value for c in row] for row in book["By window"].iter_rows(min_row=3)]
    assert [row[2] for row in windows] == ["09:00–12:00", "14:00–17:30"]
    load = {row[0].value: [c.value for c in row] for row in book["Load"].iter_rows(min_row=3)}
    assert load["王雪"][1:4:2] == [9.5, 3]
    assert load["马秀英"][4] == 3
    assert [row[4].value for row in book["Open seats"].iter_rows(min_row=3)] == [1, 1]


def test_nothing_in_a_workbook_or_table_is_a_formula() -> None:
    week = week_of()
    for sheet in book_of(week).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert cell.quotePrefix
    for name, content in csv_export.files(week).items():
        for line in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            assert not any(field[:1] in {"=", "+", "-", "@", "\t", "\r"} for field in line if field), name


def test_control_characters_do_not_stop_an_export() -> None:
    problem = world()
    person = replace(problem.people["p1"], name="A\x00B\x0bC")
    week = week_of(replace(problem, people={**problem.people, "p1": person}))
    assert "ABC" in str(book_of(week)["By post"]["D3"].value)
    assert ics.files(week)["calendars/p1.ics"]


def test_tables_have_a_mark_for_excel_and_one_line_each() -> None:
    files = csv_export.files(week_of())
    assert all(content.startswith(b"\xef\xbb\xbf") for content in files.values())
    lines = list(csv.DictReader(io.StringIO(files["roster.csv"].decode("utf-8-sig"))))
    assert len(lines) == len(roster_of(world()).assignments)
    visit = next(line for line in lines if line["Id"] == "h1")
    assert (visit["Date"], visit["Start"], visit["End"], visit["Minutes"]) == (
        "2026-11-24",
        "09:10",
        "09:50",
        "40",
    )
    opened = list(csv.DictReader(io.StringIO(files["open-seats.csv"].decode("utf-8-sig"))))
    assert [line["Missing"] for line in opened] == ["1", "1"]


def test_a_calendar_holds_one_person_with_the_right_times() -> None:
    files = ics.files(week_of())
    assert set(files) == {f"calendars/p{n}.ics" for n in range(1, 6)}
    cal = Calendar.from_ical(files["calendars/p1.ics"])
    assert [str(z["TZID"]) for z in cal.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    events = cal.walk("VEVENT")
    assert len(events) == 3
    first = events[0]
    assert first["DTSTART"].dt == datetime(2026, 11, 23, 19, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert first["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert str(first["SUMMARY"]) == "北门"
    assert str(first["LOCATION"]) == "North gate"
    assert str(first["DESCRIPTION"]) == "With 马秀英"


def test_a_calendar_tells_nothing_else_about_others() -> None:
    text = ics.files(week_of())["calendars/p1.ics"].decode()
    assert "王雪" not in text
    assert "h1" not in text
    assert "could be free" not in text


def test_calendar_ids_are_unique_and_stay_when_a_visit_moves() -> None:
    problem = world()
    roster = roster_of(problem)
    moved = Roster.of(
        replace(a, start=at(3, "10:00"), end=at(3, "10:40")) if a.work == "visits/h1" else a
        for a in roster.assignments
    )

    def ids(found: Roster) -> list[str]:
        calendars = ics.files(week_of(problem, found)).values()
        return sorted(str(e["UID"]) for c in calendars for e in Calendar.from_ical(c).walk("VEVENT"))

    before = ids(roster)
    assert len(set(before)) == len(before) == len(roster.assignments)
    assert ids(moved) == before


def test_a_later_version_replaces_an_event() -> None:
    event = Calendar.from_ical(ics.files(week_of(version=7))["calendars/p1.ics"]).walk("VEVENT")[0]
    assert event["SEQUENCE"] == 7
    assert event["DTSTAMP"].dt == datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_calendars_are_right_over_a_change_of_clocks() -> None:
    problem = world(timezone="Europe/Berlin")
    problem = replace(problem, horizon=replace(problem.horizon, first=date(2026, 10, 19)))
    roster = Roster.of(a for a in roster_of(problem).assignments if a.work != "visits/h1")
    shifted = Roster.of(
        [
            *roster.assignments,
            replace(roster.assignments[0], start=6 * 1440, end=6 * 1440 + 240, work="visits/h1", person="p2"),
        ]
    )
    cal = Calendar.from_ical(ics.files(week_of(problem, shifted))["calendars/p2.ics"])
    night = next(e for e in cal.walk("VEVENT") if str(e["SUMMARY"]) == "白奶奶")
    start, end = night["DTSTART"].dt, night["DTEND"].dt
    assert start == datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Berlin"))
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=4)
    assert f"{end:%H:%M}" == "03:00"


@pytest.mark.parametrize("person", ["../../etc", "a/b", ".hidden", "王", "a b"])
def test_ids_never_leave_the_folder(person: str) -> None:
    name = ics.file_name(person)
    assert re.fullmatch(r"[\w-][\w.-]*", name)
    assert ics.file_name(person) != ics.file_name(f"{person}/")


def test_the_board_is_one_file_that_escapes_and_shows_who_where_when() -> None:
    page = html.files(week_of())["board.html"].decode()
    assert "Muslim &lt;Lane&gt;" in page
    assert "<Lane>" not in page
    assert not re.search(r"(\bsrc=|href=|@import|url\()", page)
    assert "北门" in page
    assert "19:00–21:00" in page
    assert "周建国" in page
    assert "open: 1" in page
    assert "Tue 24 15:00–17:00" in page


def test_the_board_does_not_tell_who_is_visited() -> None:
    page = html.files(week_of())["board.html"].decode()
    assert "白奶奶" not in page
    assert "h1" not in page.replace("<h1>", "").replace("</h1>", "").replace("h1 {", "")


def test_the_board_speaks_the_language_of_the_roster() -> None:
    page = html.files(week_of(world(language="zh_CN")))["board.html"].decode()
    assert '<html lang="zh-CN">' in page
    assert "2026年11月23日–29日" in page
    assert "周一" in page


def test_a_listed_post_says_who_comes_on_which_day() -> None:
    problem = world()
    mediator = problem.duties[-1]
    later = replace(
        mediator,
        key="duties/mediator/2026-11-26T1500",
        day=3,
        span=replace(mediator.span, start=mediator.span.start + 2880, end=mediator.span.end + 2880),
    )
    problem = replace(problem, duties=(*problem.duties, later))
    page = html.board(week_of(problem))
    assert re.search(r"=SUM\(A1:A9\)</span></td>\s*<td class=\"when\">Tue 24 15:00–17:00", page)
    assert re.search(r"open: 1</span></td>\s*<td class=\"when\">Thu 26 15:00–17:00", page)


def test_the_foot_of_the_board_speaks_only_of_what_is_there() -> None:
    asks, hides = "Still to be filled", "Home visits are not shown here"
    problem = world()
    there = html.board(week_of(problem))
    assert asks in there
    assert hides in there
    gate = problem.duties[0]
    full = replace(problem, duties=(replace(gate, min=1, target=1),), visits=())
    page = html.board(week_of(full, Roster.of([Assignment(gate.span.start, gate.span.end, gate.key, "p1")])))
    assert "韩立新" in page
    assert asks not in page
    assert hides not in page


def test_a_roster_of_others_without_added_keys_can_be_exported(tmp_path: Path) -> None:
    document = dict(week_of().document)
    for key in ("people", "places", "duties", "visits", "timezone", "language", "weeks"):
        del document[key]
    keep = ("service", "task", "shift", "person", "start", "end", "place")
    document["assignments"] = [{k: a[k] for k in keep} for a in document["assignments"]]
    document["open"] = []
    written = exports.export(Week(document), registry(), tmp_path)
    assert {p.name for p in written} >= {"roster.xlsx", "roster.csv", "board.html", "p1.ics"}
    page = (tmp_path / "board.html").read_text(encoding="utf-8")
    assert "gate" in page
    assert "19:00–21:00" in page
    assert "p3" in page
    homes = load_workbook(tmp_path / "roster.xlsx")["By home"]
    assert homes["A3"].value == "h1"
    assert homes["C3"].value == "09:10–09:50 p2"
