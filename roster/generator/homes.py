"""Invented homes of elderly people: what they need, when, and which faces they know."""

from __future__ import annotations

from dataclasses import dataclass, field

from roster.generator.draw import Draw
from roster.generator.people import FAMILIES, RADIUS, Hours, Someone, clock
from roster.generator.usual_week import UsualWeek

MORNING = (clock(8.5), clock(11.5))
AFTERNOON = (clock(14), clock(17.5))
EVENING = (clock(17.5), clock(20))
KNOWS_FACES_PERCENT = 75
"""The other homes are new: nobody is known there yet."""
VISITS_OF_TWO_HOMES = 5
"""150 visits a week at 60 homes."""


@dataclass
class Home:
    """One home; ``times`` visits a week."""

    id: str
    name: str
    at: tuple[int, int]
    times: int
    minutes: int
    between: list[Hours]
    tasks: list[str]
    people: int = 1
    gap_days: int | None = None
    skills: list[str] = field(default_factory=list)
    companion: str = ""
    days: str = ""
    keep: list[str] = field(default_factory=list)
    priority: str = ""


def invent_homes(draw: Draw, people: list[Someone], *, homes: int) -> list[Home]:
    """Return so many homes with two and a half visits a week on average."""
    digits = max(3, len(str(homes)))
    times = _times(draw, homes)
    made = [_home(draw, f"h{i + 1:0{digits}}", times[i]) for i in range(homes)]
    roles = {p.role for p in people}
    usual = UsualWeek(people)
    for home in made:
        if home.companion and home.companion not in roles:
            home.companion, home.people, home.days = "", 1, ""
    for home in sorted(made, key=lambda h: (-h.times * h.people, h.id)):
        faces = usual.visitors(home)
        if draw.chance(KNOWS_FACES_PERCENT):
            home.keep = faces
    return made


def _times(draw: Draw, homes: int) -> list[int]:
    """Return visits a week for each home, 1 to 5, two and a half on average."""
    times = [draw.weighted(((1, 3), (2, 6), (3, 6), (4, 3), (5, 2))) for _ in range(homes)]
    wanted = homes * VISITS_OF_TWO_HOMES // 2
    while sum(times) != wanted:
        i = draw.below(homes)
        step = 1 if sum(times) < wanted else -1
        if 1 <= times[i] + step <= 5:
            times[i] += step
    return times


def _home(draw: Draw, key: str, times: int) -> Home:
    between = draw.weighted(
        (([MORNING, AFTERNOON], 50), ([MORNING], 25), ([AFTERNOON], 10), ([AFTERNOON, EVENING], 15))
    )
    tasks = draw.weighted(
        (
            (["company"], 3),
            (["meal"], 3),
            (["meal", "medicine"], 3),
            (["cleaning"], 2),
            (["cleaning", "quilts"], 1),
        )
    )
    home = Home(
        key,
        f"{draw.pick(FAMILIES)}{draw.pick(('奶奶', '爷爷', '阿姨', '伯伯'))}家",
        draw.point(RADIUS),
        times,
        minutes=draw.pick((30, 30, 40, 45, 60)),
        between=between,
        tasks=tasks,
        gap_days=draw.pick((1, 2)) if times == 2 else 1 if times == 3 else None,
        skills=["elder-care"] if "medicine" in tasks else [],
        priority="high" if "medicine" in tasks else "",
    )
    if times == 1 and draw.chance(40):
        home.companion = draw.pick(("police", "mediator"))
        home.people, home.between, home.days = 2, [(clock(14), clock(17))], "Tue, Thu"
    elif "cleaning" in tasks or draw.chance(12):
        home.people = 2
    return home
