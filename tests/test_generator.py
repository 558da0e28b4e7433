"""Invented communities: the same bytes for the same seed, and as many of everything as asked."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
import yaml

from roster.generator import generate_community
from roster.generator.draw import Draw
from roster.loading import load_problem
from roster.tables import read_table


def generate(folder: Path, seed: int = 1, *, week: date | None = None, **sizes: int) -> Path:
    size = {"people": 150, "homes": 60, "posts": 6, "windows": 6, "grids": 7} | sizes
    return generate_community(**size, seed=seed, out=folder, week=week)


def test_the_same_seed_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    generate(tmp_path / "a")
    generate(tmp_path / "b")
    generate(tmp_path / "c", seed=2)
    files = {f: [(tmp_path / d / f).read_bytes() for d in "abc"] for f in ("community.yaml", "people.csv")}
    assert all(a == b != c for a, b, c in files.values())
    digest = hashlib.sha256(files["community.yaml"][0] + files["people.csv"][0]).hexdigest()
    assert digest == "4e0dcfabed68ed7034a88a9f3dd1b2e80795d4801ecc0c7c824f3103063c8911"


def test_counts_at_the_size_of_a_neighbourhood(tmp_path: Path) -> None:
    path = generate(tmp_path)
    said = yaml.safe_load(path.read_text("utf-8"))
    people = read_table(tmp_path / "people.csv")
    assert (
        len(people)
        == len({row["id"].value for row in people})
        == len({row["name"].value for row in people})
        == 150
    )
    posts = [p for p in said["patrols"] if p["id"] != "grid-walk"]
    assert sum(7 * len(post["shifts"]) for post in posts) == 126
    assert {shift["people"] for post in posts for shift in post["shifts"]} == {2}
    assert len(said["visits"]) == 60
    assert sum(home["times_per_week"] for home in said["visits"]) == 150
    assert {home["times_per_week"] for home in said["visits"]} == {1, 2, 3, 4, 5}
    assert len(said["windows"]) == 6
    assert [len(grid["members"]) for grid in said["grids"]] == [2] * 7


@pytest.mark.parametrize("times", [1, 2, 4])
def test_seats_grow_with_the_people(tmp_path: Path, times: int) -> None:
    path = generate(
        tmp_path, people=50 * times, homes=20 * times, posts=2 * times, windows=2 * times, grids=2 * times
    )
    said = yaml.safe_load(path.read_text("utf-8"))
    patrols = sum(7 * s["people"] for p in said["patrols"] if p["id"] != "grid-walk" for s in p["shifts"])
    visits = sum(home["times_per_week"] for home in said["visits"])
    assert (patrols, visits) == (84 * times, 50 * times)


def test_supply_is_larger_than_demand_but_not_by_far(tmp_path: Path) -> None:
    path = generate(tmp_path)
    said = yaml.safe_load(path.read_text("utf-8"))
    people = read_table(tmp_path / "people.csv")
    given = sum(int(row["limits.duties"].value) for row in people if row["teams"].value != "staff")
    asked = (
        252
        + 49
        + 14
        + sum(home["times_per_week"] * home.get("people", 1) for home in said["visits"])
        + sum(len(duty["days"]) for duty in said["duties"] if duty["id"] != "back-office")
    )
    assert 1.3 < given / asked < 1.7


def test_familiar_faces_can_come(tmp_path: Path) -> None:
    path = generate(tmp_path)
    said = yaml.safe_load(path.read_text("utf-8"))
    people = {row["id"].value: row for row in read_table(tmp_path / "people.csv")}
    kept = [(home, key) for home in said["visits"] for key in home.get("keep", ())]
    assert len(kept) > 30
    for home, key in kept:
        if "care" not in people[key]["teams"].value:
            assert "with" in home
            continue
        skills = people[key]["skills"].value if "skills" in people[key] else ""
        assert all(skill in skills for skill in home.get("skills", ()))


@pytest.mark.parametrize(
    ("people", "homes", "posts", "windows", "grids"),
    [
        (1, 1, 1, 1, 1),
        (2, 0, 1, 1, 0),
        (3, 1, 0, 0, 0),
        (5, 2, 1, 1, 1),
        (10, 4, 1, 1, 1),
        (30, 0, 14, 12, 0),
        (40, 16, 2, 2, 2),
        (150, 60, 6, 6, 7),
    ],
)
def test_every_size_loads(
    tmp_path: Path, people: int, homes: int, posts: int, windows: int, grids: int
) -> None:
    path = generate(tmp_path, people=people, homes=homes, posts=posts, windows=windows, grids=grids)
    problem = load_problem(path)
    assert (len(problem.people), len(problem.visits)) == (people, homes)
    tasks = {(duty.service, duty.task) for duty in problem.duties} - {("patrols", "grid-walk")}
    assert sum(service == "patrols" for service, _ in tasks) == posts
    assert sum(service == "windows" for service, _ in tasks) == (windows if people >= 4 else 0)


def test_the_week_can_be_chosen(tmp_path: Path) -> None:
    path = generate(tmp_path, week=date(2026, 11, 30), people=60)
    assert yaml.safe_load(path.read_text("utf-8"))["week"] == date(2026, 11, 30)
    assert "2026-11-2" not in (tmp_path / "people.csv").read_text("utf-8")


def test_wrong_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="homes: -1 is below 0"):
        generate(tmp_path, homes=-1)
    with pytest.raises(ValueError, match="0 people can serve nowhere"):
        generate(tmp_path, people=0)
    with pytest.raises(ValueError, match="2026-11-24 is not a Monday"):
        generate(tmp_path, week=date(2026, 11, 24))


def test_draws_are_those_of_the_seed() -> None:
    draw = Draw(7)
    assert [draw.below(100) for _ in range(5)] == [32, 15, 65, 7, 53]
    assert sorted(draw.shuffled(range(9))) == list(range(9))
    assert draw.some("abcdef", 6) == list("abcdef")
