"""Charts of a week: who is on duty by day and hour, and everybody's load against the fair share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from roster.model import Problem
from roster.services import board as boards
from roster.services.accounts import Role
from roster.services.drafts import open_draft
from roster.shares import HOURS, fair_shares
from web import auth
from web.language import current

blueprint = Blueprint("charts", __name__, url_prefix="/c/<community>/<week>/charts")


@dataclass(frozen=True)
class Hour:
    """One hour of one day: how many serve, and how many seats are open."""

    day: int
    hour: int
    people: int
    missing: int
    shade: int


@blueprint.get("")
@auth.needs(Role.VIEWER)
def show(community: str, week: str) -> str:
    """Show the charts."""
    monday = auth.monday(week)
    with auth.store().read() as db:
        board = boards.open_board(db, community, monday, current())
        problem = open_draft(db, community, monday).problem
    hours = coverage(board)
    return render_template(
        "charts/show.html",
        week=monday,
        board=board,
        hours=hours,
        first=min((h.hour for h in hours), default=8),
        last=max((h.hour for h in hours), default=20),
        loads=loads(board, problem),
    )


def coverage(board: dict[str, Any]) -> list[Hour]:
    """Return each hour in which somebody serves or a seat is open."""
    days = {day["date"]: n for n, day in enumerate(board["days"])}
    people: dict[tuple[int, int], int] = defaultdict(int)
    missing: dict[tuple[int, int], int] = defaultdict(int)
    for row in (*board["posts"], *board["homes"]):
        for day, items in row["cells"].items():
            for item in items:
                for hour in _hours(item["from"], item["to"]):
                    people[days[day], hour] += len(item["people"])
                    missing[days[day], hour] += item["missing"]
    most = max(people.values(), default=1) or 1
    keys = sorted(set(people) | set(missing))
    return [
        Hour(day, hour, people[day, hour], missing[day, hour], min(4, -(-4 * people[day, hour] // most)))
        for day, hour in keys
    ]


def loads(board: dict[str, Any], problem: Problem) -> list[dict[str, Any]]:
    """Return everybody's hours and fair share, the busiest first."""
    shares = fair_shares(problem, HOURS, None)
    rows = [
        {
            "name": row["name"],
            "hours": row["hours"],
            "duties": row["duties"],
            "fair": float(shares[row["id"]].fair) / 60 if row["id"] in shares else 0.0,
        }
        for row in board["people"]
    ]
    return sorted(rows, key=lambda row: (-row["hours"], -row["fair"], row["name"]))


def _hours(begin: str, end: str) -> range:
    """Return the hours of the first day that a time from ``…T19:00`` to ``…T21:00`` touches."""
    first = int(begin[11:13])
    last = 24 if end[:10] > begin[:10] else int(end[11:13]) + (end[14:16] != "00")
    return range(first, max(last, first + 1))
