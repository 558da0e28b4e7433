"""Invented communities: the same bytes for the same seed, and as many of everything as asked."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
import yaml

from roster.generator import generate_community
from roster.generator.draw import Draw
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
    assert digest == "d81d50aa364a651f12044d92f9a3431bb3a724edc169871646adea3e765e0dad"


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
        + sum(len(duty["days"]) for duty in said["duties"])
    )
    assert 1.02 < given / asked < 1.4


def test_familiar_faces_can_come(tmp_path: Path) -> None:
    path = generate(tmp_path)
    said = yaml.safe_load(path.read_text("utf-8"))
    people = {row["id"].value: row for row in read_table(tmp_path / "people.csv")}
    kept = [(home, key) for home in said["visits"] for key in home.get("keep", ())]
    assert len(kept) > 30
    for home, key in kept:
        assert "care" in people[key]["teams"].value
        skills = people[key]["skills"].value if "skills" in people[key] else ""
        assert all(skill in skills for skill in home.get("skills", ()))


@pytest.mark.parametrize(
    "sizes",
    [
        {"people": 0, "homes": 0, "posts": 0, "windows": 0, "grids": 0},
        {"people": 1, "homes": 1, "posts": 1, "windows": 1, "grids": 1},
        {"people": 10, "homes": 4, "posts": 1, "windows": 1, "grids": 1},
        {"people": 30, "homes": 0, "posts": 14, "windows": 12, "grids": 0},
    ],
)
def test_odd_sizes_are_written(tmp_path: Path, sizes: dict[str, int]) -> None:
    said = yaml.safe_load(generate(tmp_path, **sizes).read_text("utf-8"))
    assert len(said.get("visits", ())) == sizes["homes"]


def test_the_week_can_be_chosen(tmp_path: Path) -> None:
    path = generate(tmp_path, week=date(2026, 11, 30), people=60)
    assert yaml.safe_load(path.read_text("utf-8"))["week"] == date(2026, 11, 30)
    assert "2026-11-2" not in (tmp_path / "people.csv").read_text("utf-8")


def test_wrong_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="homes: -1 is below 0"):
        generate(tmp_path, homes=-1)
    with pytest.raises(ValueError, match="2026-11-24 is not a Monday"):
        generate(tmp_path, week=date(2026, 11, 24))


def test_draws_are_those_of_the_seed() -> None:
    draw = Draw(7)
    assert [draw.below(100) for _ in range(5)] == [32, 15, 65, 7, 53]
    assert sorted(draw.shuffled(range(9))) == list(range(9))
    assert draw.some("abcdef", 6) == list("abcdef")
