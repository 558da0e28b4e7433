"""Invented communities of any size, for tries, tests and benchmarks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from roster.errors import BadValueError
from roster.generator.draw import Draw
from roster.generator.homes import invent_homes
from roster.generator.people import invent_people
from roster.generator.posts import invent_posts, shifts_of
from roster.generator.text import FIRST_LINE, community_yaml, people_csv
from roster.words import sentence

WEEK = date(2026, 11, 23)

__all__ = ["generate_community", "is_invented"]


def generate_community(
    *,
    people: int,
    homes: int,
    posts: int,
    windows: int,
    grids: int,
    seed: int,
    out: Path,
    week: date | None = None,
) -> Path:
    """Write a realistic invented community: ``community.yaml`` and ``people.csv``.

    Parameters
    ----------
    people, homes, posts, windows, grids
        How many of each. 150 people carry about 60 homes, 6 posts, 6 windows and 7 grids.
        With fewer people for a post it has fewer shifts; windows need 4 people or more.
    seed
        The same numbers and the same seed give the same bytes on every platform.
    out
        The folder to write to; made if it is not there.
    week
        The Monday of the week; 2026-11-23 unless said.

    Returns
    -------
    pathlib.Path
        The path of ``community.yaml``.

    Raises
    ------
    BadValueError
        If a number is below 0, people is 0, or ``week`` is not a Monday.
    """
    for name, number in (
        ("people", people),
        ("homes", homes),
        ("posts", posts),
        ("windows", windows),
        ("grids", grids),
    ):
        if number < 0:
            raise BadValueError(
                sentence("{name}: {number} is below 0. Give 0 or more.", name=name, number=number)
            )
    if people == 0:
        raise BadValueError(sentence("people: 0 people can serve nowhere. Give 1 or more."))
    monday = week or WEEK
    if monday.weekday() != 0:
        raise BadValueError(
            sentence("week: {date} is not a Monday. Give the week's Monday.", date=monday.isoformat())
        )
    draw = Draw(seed)
    named = [shift[0] for shift, _ in shifts_of(people, posts)] if posts else ["patrol", "visit"]
    staff = invent_people(draw, people=people, windows=windows, grids=grids, shifts=named, monday=monday)
    service = invent_posts(draw, staff, posts=posts, windows=windows, grids=grids)
    visited = invent_homes(draw, staff, homes=homes)
    out.mkdir(parents=True, exist_ok=True)
    (out / "people.csv").write_bytes(people_csv(staff).encode("utf-8-sig"))
    path = out / "community.yaml"
    path.write_bytes(community_yaml(staff, service, visited, monday=monday, seed=seed).encode())
    return path


def is_invented(folder: Path) -> bool:
    """Say whether the community of a folder was written by :func:`generate_community`."""
    path = folder / "community.yaml"
    return path.is_file() and path.read_bytes().startswith(FIRST_LINE.encode())
