"""Invented patrol posts with shifts, windows with their holders, grids and duty hours."""

from __future__ import annotations

from dataclasses import dataclass, field

from roster.generator.draw import Draw
from roster.generator.people import RADIUS, Someone, clock

POSTS = (
    ("north-gate", "北门"), ("south-gate", "南门"), ("east-gate", "东门"), ("west-gate", "西门"),
    ("market", "菜市场"), ("school", "小学门口"), ("river-walk", "河滨步道"), ("square", "文化广场"),
    ("bus-stop", "公交站"), ("park", "口袋公园"), ("clinic", "卫生站"), ("library", "图书室"),
)  # fmt: skip
WINDOWS = (
    ("comprehensive", "综合窗口"), ("pension", "养老保险窗口"), ("intermediary", "代办窗口"), ("medical", "医保窗口"),
    ("civil-affairs", "民政窗口"), ("housing", "住房窗口"), ("employment", "就业窗口"), ("disability", "残联窗口"),
)  # fmt: skip
MORNING = ("morning", clock(7), clock(8.5))
AFTERNOON = ("afternoon", clock(16), clock(18))
EVENING = ("evening", clock(19), clock(21))

Shift = tuple[str, int, int]


def shifts_of(people: int, posts: int) -> tuple[tuple[Shift, str], ...]:
    """Return the shifts of a post and their days: as many as so many people can serve."""
    if people >= 24 * posts:
        return ((MORNING, "daily"), (AFTERNOON, "daily"), (EVENING, "daily"))
    if people >= 12 * posts:
        return ((MORNING, "Sat-Sun"), (EVENING, "daily"))
    return ((EVENING, "Fri-Sun"),)


@dataclass
class Post:
    """A patrol post."""

    id: str
    name: str
    at: tuple[int, int]
    shifts: tuple[tuple[Shift, str], ...]
    grid: str = ""
    first_aid: bool = False
    claims: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass
class Window:
    """A window with an A holder and a B, or with two crews."""

    id: str
    name: str
    ab: tuple[str, str] | None = None
    crews: tuple[list[str], list[str]] | None = None


@dataclass
class Grid:
    """A grid with the two people who walk it."""

    id: str
    members: list[str]


@dataclass
class Services:
    """Everything with fixed hours."""

    posts: list[Post]
    windows: list[Window]
    grids: list[Grid]
    hall: tuple[int, int]


def invent_posts(draw: Draw, people: list[Someone], *, posts: int, windows: int, grids: int) -> Services:
    """Return posts, windows and grids with the people who belong to them."""
    members = [p.id for p in people if p.role == "grid"]
    found = Services(
        posts=[_post(draw, i, grids, shifts_of(len(people), posts)) for i in range(posts)],
        windows=_windows(people, windows),
        grids=[Grid(f"grid-{g + 1}", members[2 * g : 2 * g + 2]) for g in range(grids)],
        hall=draw.point(RADIUS // 4),
    )
    _claim(draw, people, found.posts)
    return found


def _post(draw: Draw, i: int, grids: int, shifts: tuple[tuple[Shift, str], ...]) -> Post:
    key, name = POSTS[i] if i < len(POSTS) else (f"post-{i + 1}", f"{i + 1}号岗")
    grid = f"grid-{i % grids + 1}" if grids else ""
    return Post(key, name, draw.point(RADIUS), shifts, grid, first_aid=i % 3 == 0)


def _windows(people: list[Someone], windows: int) -> list[Window]:
    """Give every window a holder and a cover; every third has two crews of two while staff lasts."""
    staff = [p.id for p in people if p.role == "staff"]
    made: list[Window] = []
    next_one = 0
    for i in range(windows if len(staff) >= 2 else 0):
        key, name = WINDOWS[i] if i < len(WINDOWS) else (f"window-{i + 1}", f"{i + 1}号窗口")
        window = Window(key, name)
        size = 4 if i % 3 == 2 and len(staff) >= 4 else 2
        chosen = [staff[(next_one + k) % len(staff)] for k in range(size)]
        next_one += size
        if size == 4:
            window.crews = (chosen[:2], chosen[2:])
        else:
            window.ab = (chosen[0], chosen[1])
        made.append(window)
    return made


def _claim(draw: Draw, people: list[Someone], posts: list[Post]) -> None:
    """Let a few volunteers claim an evening that they can keep, one claim a person."""
    evenings = range(7) if posts and posts[0].shifts[-1][1] == "daily" else range(4, 7)
    for person in people if posts else ():
        if "patrol" not in person.teams or not draw.chance(6):
            continue
        days = [d for d in evenings if person.free(d, *EVENING[1:])]
        post = draw.pick(posts)
        if days:
            day = draw.pick(days)
            if sum(1 for _, _, d in post.claims if d == day) < 2:
                post.claims.append((person.id, "evening", day))
