"""Tables of people and homes as coordinators and Excel write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from roster import tables
from roster.cells import cell_text, normal, split_list, split_times, split_wishes
from roster.errors import ConfigErrors
from roster.loading import load_problem
from roster.tables import read_table

CHINESE = "编号,姓名,队伍,技能,可用时间,外出\np017,韩立新,网格志愿者,急救;助老,周一至周五 18：00-22：00,2026/11/25\n"


def write(folder: Path, content: str | bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def values(path: Path) -> list[dict[str, str]]:
    return [{key: cell.value for key, cell in row.items()} for row in read_table(path)]


def wrong(path: Path) -> str:
    with pytest.raises(ConfigErrors) as caught:
        read_table(path, shown=path.name)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_excel_encodings_read_the_same(tmp_path: Path, encoding: str) -> None:
    assert values(write(tmp_path, CHINESE.encode(encoding))) == [
        {
            "id": "p017",
            "name": "韩立新",
            "teams": "网格志愿者",
            "skills": "急救;助老",
            "available": "Mon-Fri 18:00-22:00",
            "away": "2026-11-25",
        }
    ]


@pytest.mark.parametrize(
    "content", ["id,name\np1,Jos\u00e9 Mu\u00f1oz\n".encode("latin-1"), b"id,name\n\x00\x00\x80"]
)
def test_other_encodings_are_refused_with_the_cure(tmp_path: Path, content: bytes) -> None:
    assert wrong(write(tmp_path, content)) == (
        'people.csv:1:1: The encoding of this file is not known. Save it in Excel as "CSV UTF-8", or as .xlsx.'
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_blank_rows(tmp_path: Path, separator: str) -> None:
    content = f"\nid{separator} name \n p1 {separator}{separator}\n{separator}\n\np2{separator}Li  Na\n"
    rows = read_table(write(tmp_path, content))
    assert [{k: c.value for k, c in row.items()} for row in rows] == [
        {"id": "p1"},
        {"id": "p2", "name": "Li Na"},
    ]
    assert (rows[1]["name"].source.line, rows[1]["name"].source.column, rows[1]["name"].source.path) == (
        6,
        2,
        "name",
    )


def test_excels_separator_line_is_understood(tmp_path: Path) -> None:
    rows = read_table(write(tmp_path, "sep=;\r\nid;teams\r\np1;a,b\r\n"))
    assert rows[0]["teams"].value == "a,b"
    assert rows[0]["teams"].source.line == 3


def test_lines_are_counted_across_a_cell_with_a_line_break(tmp_path: Path) -> None:
    rows = read_table(write(tmp_path, 'id,available\np1,"Mon 08:00-10:00\nTue 08:00-10:00"\np2,\n'))
    assert split_list(rows[0]["available"].value) == ["Mon 08:00-10:00", "Tue 08:00-10:00"]
    assert [row["id"].source.line for row in rows] == [2, 4]


def test_an_empty_list_is_no_error(tmp_path: Path) -> None:
    assert read_table(write(tmp_path, "id,name\n")) == []


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2026/11/25", "2026-11-25"),
        ("2026/1/5", "2026-01-05"),
        ("2026年11月5日", "2026-11-05"),
        ("２０２６－１１－２５", "2026-11-25"),
        ("25.11.2026", "2026-11-25"),
        ("11/25/2026", "2026-11-25"),
        ("11.11.2026", "2026-11-11"),
        ("25.11.2026-27.11.2026", "2026-11-25..2026-11-27"),
        ("46351", "2026-11-25"),
        ("2026-11-25 00:00:00", "2026-11-25"),
        ("2026/11/27-2026/11/28", "2026-11-27..2026-11-28"),
        ("2026/11/27 至 2026/11/28", "2026-11-27..2026-11-28"),
        ("2026-11-27..2026-11-28; 2026-11-29", "2026-11-27..2026-11-28; 2026-11-29"),
    ],
)
def test_dates_as_excel_writes_them(text: str, meaning: str) -> None:
    assert normal(text, "away") == meaning


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("05.11.2026", "05.11.2026 can be two different days."),
        ("11/25", "11/25 has no year."),
        ("11月25日", "11月25日 has no year."),
        ("2026/2/30", "2026/2/30 is not a date."),
        ("13.13.2026", "13.13.2026 is not a date."),
    ],
)
def test_unclear_dates_are_refused(tmp_path: Path, text: str, problem: str) -> None:
    assert wrong(write(tmp_path, f"id,away\np1,{text}\n")) == (
        f"people.csv:2:2 away: {problem} Write dates as 2026-11-25 (year, month, day)."
    )


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Mon-Fri 19：00－21：00", "Mon-Fri 19:00-21:00"),
        ("周六至周日 8:00～20:00", "Sat-Sun 08:00-20:00"),
        ("星期三 14:00 — 17:30", "Wed 14:00-17:30"),
        ("每天 9:00:00-11:00:00", "daily 09:00-11:00"),
        ("工作日 18:00-22:00；周末 08:00-20:00", "workdays 18:00-22:00; Sat-Sun 08:00-20:00"),
        ("2026/11/25 08:00-12:00", "2026-11-25 08:00-12:00"),
        ("Fri 22:00-02:00", "Fri 22:00-02:00"),
        ("Mon, Tue 9:00-9:30", "Mon, Tue 09:00-09:30"),
    ],
)
def test_days_and_hours_as_people_write_them(text: str, meaning: str) -> None:
    assert normal(text, "available") == meaning


def test_levels_and_consent_in_chinese() -> None:
    assert [normal(text, "level") for text in ("新", "有经验", "New")] == ["new", "experienced", "new"]
    assert [normal(text, "consent") for text in ("是", "No", "TRUE")] == ["true", "false", "true"]


def test_xlsx_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["编号", "姓名", "外出", "每周次数", "可用时间", "同意"])
    sheet.append([17, "韩立新", date(2026, 11, 25), 3.0, "Sat 08:00-20:00", True])
    sheet.append([None, "  ", None, None, None, None])
    sheet.append(["p2", None, datetime(2026, 11, 26), "2", None, False])
    path = tmp_path / "people.xlsx"
    book.save(path)
    rows = read_table(path)
    assert [{k: c.value for k, c in row.items()} for row in rows] == [
        {
            "id": "17",
            "name": "韩立新",
            "away": "2026-11-25",
            "limits.duties": "3",
            "available": "Sat 08:00-20:00",
            "consent": "true",
        },
        {"id": "p2", "away": "2026-11-26", "limits.duties": "2", "consent": "false"},
    ]
    assert rows[1]["away"].source.line == 4
    assert cell_text(time(9, 5)) == "09:05"


def test_headings_are_checked_all_at_once(tmp_path: Path) -> None:
    told = wrong(write(tmp_path, "姓名,name,skils,shoe size\nA,B,c,d\n")).splitlines()
    assert told[0].startswith(
        'people.csv:1:1: The table has no column "id". Write the headings in the first line'
    )
    assert told[1] == "people.csv:1:2: Two columns give the name: 姓名 and name. Keep one of them."
    assert told[2] == 'people.csv:1:3: The column "skils" is not known. Did you mean "skills"?'
    assert told[3].startswith(
        'people.csv:1:4: The column "shoe size" is not known. Columns may be: id, name, '
    )
    assert len(told) == 4


def test_an_unquoted_comma_is_found(tmp_path: Path) -> None:
    assert wrong(write(tmp_path, "id,teams\np1,a,b\n")) == (
        'people.csv:2:3: "b" stands beside the columns. '
        "Put a cell that contains a comma in quotes, or give the column a heading."
    )


def test_homes_and_walking_times_have_their_own_columns(tmp_path: Path) -> None:
    homes = read_table(
        write(tmp_path, "编号,每周次数,分钟,地址\nh1,3,40,中山路１２号\n", "homes.csv"), "homes"
    )
    walks = read_table(write(tmp_path, "from,to,minutes\nhall,h1,7\n", "minutes.csv"), "minutes")
    assert {key: cell.value for key, cell in homes[0].items()} == {
        "id": "h1",
        "times_per_week": "3",
        "minutes": "40",
        "address": "中山路12号",
    }
    assert {key: cell.value for key, cell in walks[0].items()} == {"from": "hall", "to": "h1", "minutes": "7"}


def test_files_that_are_too_large_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong(tmp_path / "people.csv") == (
        "people.csv:1:1: There is no such file. Check the name; it is looked for beside the YAML file."
    )
    monkeypatch.setattr(tables, "MAX_BYTES", 5)
    assert "at most 0 MB are read" in wrong(write(tmp_path, "id,name\n"))


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    assert wrong(write(tmp_path, "id\na\nb\nc\n")) == (
        "people.csv:4:1: The table has more than 2 rows. Split it into one file for each community."
    )


def test_an_excel_file_that_unpacks_too_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "people.xlsx")
    monkeypatch.setattr(tables, "MAX_UNPACKED_BYTES", 100)
    assert "unpacks to more than" in wrong(tmp_path / "people.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "cure"),
    [
        ("people.xlsx", b"not a zip", "Open it in Excel and save it again as .xlsx."),
        ("people.xlsx", b"PK\x03\x04 cut off", "Open it in Excel and save it again as .xlsx."),
        ("people.xls", b"\xd0\xcf\x11\xe0", 'Save it as .xlsx or as "CSV UTF-8".'),
    ],
)
def test_other_excel_files_are_refused_with_the_cure(
    tmp_path: Path, name: str, content: bytes, cure: str
) -> None:
    assert wrong(write(tmp_path, content, name)).endswith(cure)


def test_hours_bind_all_days_before_them() -> None:
    assert split_times("Tue, Thu 14:00-17:00; Sat 08:00-12:00, 14:00-18:00; Sun") == [
        "Tue 14:00-17:00",
        "Thu 14:00-17:00",
        "Sat 08:00-12:00",
        "Sat 14:00-18:00",
        "Sun",
    ]
    assert split_times("2026-11-25 08:00-12:00、18:00-20:00") == [
        "2026-11-25 08:00-12:00",
        "2026-11-25 18:00-20:00",
    ]
    assert split_times("08:00-12:00") == ["08:00-12:00"]


def test_wishes_in_one_cell() -> None:
    assert split_wishes(
        "want patrol on Sat weight 3; avoid evening\navoid * on Mon, Tue 08:00-12:00 weight 5;"
    ) == [
        {"want": "patrol", "on": "Sat", "weight": "3"},
        {"avoid": "evening"},
        {"avoid": "*", "on": "Mon, Tue", "hours": "08:00-12:00", "weight": "5"},
    ]
    with pytest.raises(ValueError, match='"maybe later" is not a wish'):
        split_wishes("maybe later")


def test_a_table_says_the_same_as_a_list_in_the_yaml(tmp_path: Path) -> None:
    told = (
        "community: C\nweek: 2026-11-23\npatrols: [{id: gate, skill: 急救, days: Sat, time: 19:00-21:00}]\n"
    )
    head = ["编号", "姓名", "队伍", "技能", "可用时间", "外出", "每周次数", "每周小时", "住处", "意愿"]
    row = [
        "p1",
        "韩立新",
        "甲队、乙队",
        "急救",
        "周一至周五 18:00-22:00；周六 8:00-20:00",
        "2026/11/25-2026/11/26",
    ]
    row += ["3", "8", "36.6, 101.8", "want gate on Sat weight 3"]
    write(
        tmp_path,
        ",".join(f'"{cell}"' for cell in head).encode("gbk")
        + b"\r\n"
        + ",".join(f'"{cell}"' for cell in row).encode("gbk"),
    )
    book = openpyxl.Workbook()
    book.active.append(head)
    book.active.append(row)
    book.save(tmp_path / "people.xlsx")
    as_list = """
people:
  - id: p1
    name: 韩立新
    teams: [甲队, 乙队]
    skills: [急救]
    home: [36.6, 101.8]
    available: [Mon-Fri 18:00-22:00, Sat 08:00-20:00]
    away: [2026-11-25..2026-11-26]
    limits: {duties: 3, hours: 8}
    wishes: [{want: gate, on: Sat, weight: 3}]
"""
    found = []
    for text in ("people: people.csv\n", "people: people.xlsx\n", as_list):
        person = load_problem(write(tmp_path, told + text, "c.yaml")).people["p1"]
        wishes = [(w.want, w.target, w.weight, w.days) for w in person.wishes]
        spans = (person.available, [a.span for a in person.away], person.home, wishes)
        found.append(
            (person.name, person.teams, person.skills, person.limits.duties, person.limits.minutes, *spans)
        )
    assert found[0] == found[1] == found[2]
    assert found[0][3:5] == (3, 480)


def test_a_folder_and_a_list_full_of_mistakes(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert "The file cannot be read: Is a directory." in wrong(tmp_path / "folder.csv")
    told = wrong(write(tmp_path, "id,away\n" + "p,11/25\n" * 80))
    assert len(told.splitlines()) == 50


def test_cells_of_excel_times_and_long_lines(tmp_path: Path) -> None:
    assert cell_text(datetime(2026, 11, 25, 9, 30)) == "2026-11-25 09:30"
    assert cell_text(timedelta(hours=1, minutes=5)) == "01:05"
    assert wrong(write(tmp_path, 'id,name\np1,"' + "x" * 200_000 + '"\n')).startswith(
        "people.csv:2:1: This line is not CSV: field larger than field limit (131072)."
    )
