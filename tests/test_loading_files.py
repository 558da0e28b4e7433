"""Shared files, tables, encodings, sizes and the hash of a configuration."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from roster.errors import ConfigErrors
from roster.loading import load_problem, load_text
from roster.loading_files import MAX_BYTES
from roster.model import Point, Span

HEAD = "community: 东巷\nweek: 2026-11-23\npeople: people.csv\nduties: [{id: room, days: Mon, time: 09:00-10:00}]\n"


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=encoding)
    return path


def mistakes(path: Path) -> str:
    with pytest.raises(ConfigErrors) as caught:
        load_problem(path)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings_of_editors_and_excel(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "community.yaml", HEAD, encoding)
    write(tmp_path, "people.csv", "编号,姓名,队伍\np1,韩立新,巡逻队\n", encoding)
    problem = load_problem(path)
    assert problem.name == "东巷"
    assert problem.people["p1"].name == "韩立新"
    assert problem.people["p1"].teams == {"巡逻队"}


def test_an_encoding_that_is_not_known_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "community.yaml"
    path.write_bytes(HEAD.encode() + b"# \xff\xff\xff\xff \x81\n")
    assert "The encoding of this file is not known. Save it as UTF-8" in mistakes(path)


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "community.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert mistakes(path) == (
        f"{path}:1:1: community.yaml has 50 MB; at most {MAX_BYTES // 1_000_000} MB are read. "
        "Keep one community to a file, and long lists in CSV files beside it."
    )


def test_a_people_list_of_50_megabytes_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "community.yaml", HEAD)
    with (tmp_path / "people.csv").open("wb") as file:
        file.truncate(50_000_000)
    assert "The file has 50 MB; at most 20 MB are read." in mistakes(path)


def test_a_bomb_in_a_community_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    assert "The file unfolds to more than" in mistakes(
        write(tmp_path, "community.yaml", HEAD + "\n".join(lines))
    )


def test_a_folder_or_nothing_is_no_file(tmp_path: Path) -> None:
    assert "is a folder. Name the YAML file in it." in mistakes(tmp_path)
    assert "There is no file" in mistakes(tmp_path / "nowhere.yaml")


def test_a_people_list_from_excel_with_its_own_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "姓名", "available", "away", "duties", "lat", "lon", "wishes", "consent"])
    sheet.append(
        ["p1", "韩立新", "周一至周五 18：00－22：00", datetime(2026, 11, 25), 3, 36.62, 101.79, None, "是"]
    )
    sheet.append(
        [
            "p2",
            "马玉芬",
            None,
            "2026年11月24日、2026/11/26",
            None,
            None,
            None,
            "avoid room on Mon weight 2",
            None,
        ]
    )
    book.save(tmp_path / "people.xlsx")
    path = write(tmp_path, "community.yaml", HEAD.replace("people.csv", "people.xlsx"))
    people = load_problem(path).people
    assert people["p1"].away[0].span == Span(2880, 4320)
    assert people["p1"].available[0] == Span(1080, 1320)
    assert (people["p1"].limits.duties, people["p1"].home, people["p1"].consent) == (
        3,
        Point(36.62, 101.79),
        True,
    )
    assert [a.span.start for a in people["p2"].away] == [1440, 4320]
    assert (people["p2"].wishes[0].target, people["p2"].wishes[0].days) == ("room", frozenset({0}))
    assert str(people["p2"].away[0].source) == f"{tmp_path / 'people.xlsx'}:3:4 away"


def test_homes_places_and_minutes_from_tables(tmp_path: Path) -> None:
    text = HEAD + "visits: homes.csv\nplaces: places.csv\ntravel: {minutes: minutes.csv}\n"
    path = write(tmp_path, "community.yaml", text)
    write(tmp_path, "people.csv", "id,teams\np1,police\n")
    write(tmp_path, "places.csv", 'id,name,at,grid\nhall,Hall,"36.62, 101.79",\ngate,Gate,,g1\n')
    homes = "id,name,at,grid,tasks,times,minutes,between,days,with,keep\n"
    homes += 'h1,Ma,"36.63, 101.80",g1,meal;medicine,2,30,09:00-11:30;14:00-17:00,Mon-Fri,police,p1\n'
    homes += "h2,Li,hall,,,,45,09:00-11:30,,team:police,\n"
    homes += "h3,Su,,g1,,,45,09:00-11:30,,,\n"
    write(tmp_path, "homes.csv", homes)
    write(tmp_path, "minutes.csv", "from,to,minutes\nhall,h1,9\nh1,gate,4\n")
    problem = load_problem(path)
    first, second, third = problem.visits
    assert (first.times, first.minutes, len(first.slots), first.tasks) == (2, 30, 10, ("meal", "medicine"))
    assert first.companion == second.companion
    assert first.companion is not None
    assert first.companion.team == "police"
    assert (first.keep, second.place, third.place) == ({"p1"}, "hall", "h3")
    assert (problem.places["h1"].grid, problem.places["h3"].grid) == ("g1", "g1")
    assert problem.travel.minutes("h1", "hall") == 9
    assert problem.travel.minutes("h1", "gate") == 4
    assert problem.travel.minutes("hall", "gate") == 0


def test_travel_may_be_a_table_alone(tmp_path: Path) -> None:
    path = write(tmp_path, "community.yaml", HEAD + "places: [{id: x}]\ntravel: minutes.csv\n")
    write(tmp_path, "people.csv", "id\np1\n")
    write(tmp_path, "minutes.csv", "from,to,minutes\nroom,x,9\n")
    assert load_problem(path).travel.minutes("x", "room") == 9
    write(tmp_path, "minutes.csv", "from,to,minutes\nroom,,9\n,x,\n")
    assert mistakes(path).count("minutes.csv") == 3
    (tmp_path / "minutes.csv").unlink()
    assert "travel: There is no file" in mistakes(path)


def test_a_shared_file_is_merged_by_ids(tmp_path: Path) -> None:
    write(
        tmp_path,
        "shared/district.yaml",
        "timezone: Europe/Berlin\ntravel: {walking_kmh: 3, detour: 2}\npeople: people.csv\n"
        "duties: [{id: room, days: Mon, time: 09:00-10:00, people: 2}, {id: hall, days: Tue, time: 09:00-10:00}]\n"
        "rules: [{kind: rest, hours: 11}]\n",
    )
    write(tmp_path, "shared/people.csv", "id,skills\np1,desk\n")
    path = write(
        tmp_path,
        "lane/community.yaml",
        "extends: ../shared/district.yaml\ncommunity: x\nweek: 2026-11-23\ntravel: {detour: 1.5}\n"
        "people: [{id: p2}, {id: p1, name: Own}]\nduties: [{id: room, people: 1}, {id: new, days: Wed, time: 09:00-10:00}]\n"
        "rules: [{kind: max-duties, duties: 3}]\n",
    )
    problem = load_problem(path)
    assert (problem.horizon.timezone, problem.travel.walking_kmh, problem.travel.detour) == (
        "Europe/Berlin",
        3,
        1.5,
    )
    assert [(d.task, d.most) for d in problem.duties] == [("room", 1), ("hall", 1), ("new", 1)]
    assert list(problem.people) == ["p1", "p2"]
    assert (problem.people["p1"].skills, problem.people["p1"].name) == ({"desk"}, "Own")
    assert [r.kind for r in problem.rules if r.source.line] == ["rest", "max-duties"]
    assert {r.source.file for r in problem.rules if r.kind == "rest"} == {
        str(tmp_path / "shared/district.yaml")
    }


def test_several_shared_files_the_later_one_wins(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "language: zh_CN\ntimezone: Europe/Berlin\n")
    write(tmp_path, "b.yaml", "timezone: Europe/Paris\n")
    write(tmp_path, "people.csv", "id\np1\n")
    problem = load_problem(write(tmp_path, "community.yaml", HEAD + "extends: [a.yaml, b.yaml]\n"))
    assert (problem.language, problem.horizon.timezone) == ("zh_CN", "Europe/Paris")


def test_extends_has_to_name_a_file_and_not_too_many(tmp_path: Path) -> None:
    path = write(tmp_path, "community.yaml", HEAD + "extends: [{file: a.yaml}]\n")
    assert "extends names no file" in mistakes(path)
    for i in range(12):
        write(tmp_path, f"s{i}.yaml", f"extends: s{i + 1}.yaml\n")
    assert "More than 10 files extend each other" in mistakes(
        write(tmp_path, "community.yaml", HEAD + "extends: s0.yaml\n")
    )


def test_the_hash_covers_every_file(tmp_path: Path) -> None:
    path = write(tmp_path, "community.yaml", HEAD + "extends: shared.yaml\n")
    people = write(tmp_path, "people.csv", "id\np1\n")
    shared = write(tmp_path, "shared.yaml", "language: en\n")
    hashes = [load_problem(path).config_hash for _ in range(2)]
    people.write_text("id\np2\n")
    hashes.append(load_problem(path).config_hash)
    shared.write_text("language: zh_CN\n")
    hashes.append(load_problem(path).config_hash)
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_the_files_of_a_text_are_looked_for_in_the_folder_given(tmp_path: Path) -> None:
    write(tmp_path, "people.csv", "id\np1\n")
    assert list(load_text(HEAD, folder=tmp_path).people) == ["p1"]


def test_an_impossible_week_still_loads(tmp_path: Path) -> None:
    write(tmp_path, "people.csv", "id,available\np1,Sun 03:00-04:00\n")
    problem = load_problem(write(tmp_path, "community.yaml", HEAD.replace("time:", "people: 9, time:")))
    assert problem.duties[0].most == 9


WORDS = [
    "null",
    "true",
    "[]",
    "{}",
    "-1",
    "0",
    "''",
    "[[]]",
    "{a:1}",
    "2026-11-25",
    "19:00-21:00",
    "&x",
    "*x",
    "\x07",
    ".nan",
    "1e999",
    "grid",
    "<<",
    "!!int",
    "?",
    "|",
    "99999999999",
]


@pytest.mark.parametrize("seed", range(20))
def test_damaged_files_give_mistakes_and_never_a_crash(seed: int) -> None:
    luck = random.Random(seed)
    lines = (Path(__file__).parent / "worlds" / "design.yaml").read_text(encoding="utf-8").split("\n")
    for _ in range(20):
        damaged = list(lines)
        for _ in range(luck.randint(1, 3)):
            at = luck.randrange(len(damaged))
            words = damaged[at].split(" ")
            words[luck.randrange(len(words))] = luck.choice(WORDS)
            damaged[at] = " ".join(words)[: luck.choice([10, 40, 200])]
        assert outcome("\n".join(damaged))


def outcome(text: str) -> tuple[str, ...]:
    """Return the people of a community, or what is wrong with it."""
    try:
        return tuple(load_text(text).people)
    except ConfigErrors as found:
        return tuple(str(error) for error in found.errors)


HISTORY = """{"format": "roster/1", "community": "东巷", "week": "2026-11-16", "status": "optimal",
 "timezone": "Asia/Shanghai", "score": {"hard": 0, "open": 0, "soft": 0}, "bound": {"open": 0, "soft": 0},
 "assignments": [{"service": "duties", "task": "room", "shift": null, "person": "p1",
   "start": "2026-11-22T20:00", "end": "2026-11-22T22:00", "place": "room"}],
 "open": [], "findings": [], "provenance": {}}
"""


def test_a_published_roster_is_the_past(tmp_path: Path) -> None:
    path = write(tmp_path, "community.yaml", HEAD + "history: last-week.json\n")
    write(tmp_path, "people.csv", "id\np1\n")
    write(tmp_path, "last-week.json", HISTORY)
    problem = load_problem(path)
    assert [(p.person, p.task, p.span) for p in problem.past] == [("p1", "room", Span(-240, -120))]
    before = problem.config_hash
    write(tmp_path, "last-week.json", HISTORY.replace("p1", "p2"))
    assert load_problem(path).config_hash != before


@pytest.mark.parametrize(
    "named",
    ["people: ../people.csv", "extends: ../shared.yaml", "history: ../old.json", "travel: ../minutes.csv"],
)
def test_files_outside_the_folder_given_are_as_if_not_there(tmp_path: Path, named: str) -> None:
    for name in ("people.csv", "shared.yaml", "old.json", "minutes.csv"):
        write(tmp_path, name, "secret")
    key, _, name = named.partition(": ")
    head = HEAD.replace("people: people.csv", "people: [{id: p1}]")
    text = head.replace("people: [{id: p1}]", named) if key == "people" else head + named + "\n"
    path = write(tmp_path, "lane/community.yaml", text)
    with pytest.raises(ConfigErrors) as caught:
        load_problem(path, inside=tmp_path / "lane")
    (error,) = caught.value.errors
    assert "There is no file" in str(error)
    assert "secret" not in str(error)
    link = tmp_path / "lane" / "linked"
    link.symlink_to(tmp_path / Path(name).name)
    path.write_text(text.replace(name, "linked"), encoding="utf-8")
    with pytest.raises(ConfigErrors, match="There is no file"):
        load_problem(path, inside=tmp_path / "lane")


def test_a_missing_file_that_somebody_gave_is_told_from_one_that_a_file_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert mistakes(Path("lane.yaml")) == (
        "lane.yaml:1:1: There is no file lane.yaml. Check the path, and the folder that you are in."
    )
    assert mistakes(Path("west/lane.yaml")) == (
        "west/lane.yaml:1:1: There is no file west/lane.yaml. There is no folder west either. Check the path."
    )
    write(tmp_path, "lanes.yaml", HEAD)
    assert mistakes(Path("lane.yaml")).endswith('There is no file lane.yaml. Did you mean "lanes.yaml"?')
