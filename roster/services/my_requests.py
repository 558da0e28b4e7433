"""What others ask of a volunteer, and what the volunteer asks of others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Problem, Visit
from roster.services import requests
from roster.services.links import Visitor
from roster.services.requests import State, called
from roster.services.situations import problem_of, situation_of
from roster.services.views import clock, title
from roster.store.tables_people import Request

Json = dict[str, Any]

OPEN = ("waiting", "exhausted")
"""Requests in which somebody who was asked may still answer."""


def of_weeks(session: Session, who: Visitor, weeks: Sequence[date]) -> tuple[list[Json], list[Json]]:
    """Return what others ask of a volunteer, and what the volunteer asks of others or has agreed to."""
    asks: list[Json] = []
    mine: list[Json] = []
    query = select(Request).where(Request.community_id == who.community, Request.week.in_(weeks))
    for state in requests.states_of(session, query.order_by(Request.id)):
        row = state.request
        problem = problem_of(session, situation_of(session, who.community, row.week))
        if row.person == who.person and row.kind in ("cover", "swap", "claim"):
            mine.append(_mine(problem, state))
        elif row.kind == "swap" and state.taker == who.person:
            mine.append(_agreed(problem, state))
        elif who.person in state.asked and who.person not in state.refused and state.name in OPEN:
            asks.append(_ask(problem, state))
    return asks, mine


def _mine(problem: Problem, state: State) -> Json:
    """Return one's own request; who was asked for a stand-in stays with the coordinator."""
    request = state.request
    return {
        "id": request.id,
        "kind": request.kind,
        "mine": True,
        "state": state.name,
        "week": request.week.isoformat(),
        "work": request.work,
        "start": request.start,
        "from": clock(problem.horizon, request.start),
        "taken_by": called(problem, state.taker) if state.taker else None,
        "other": called(problem, request.other["person"]) if request.kind == "swap" else None,
    }


def _agreed(problem: Problem, state: State) -> Json:
    """Return a swap that one has agreed to, as one's own request: one's own duty, with whom."""
    request = state.request
    return {
        **_mine(problem, state),
        "mine": False,
        "work": request.other["work"],
        "start": request.other["start"],
        "from": clock(problem.horizon, request.other["start"]),
        "other": called(problem, request.person),
    }


def _ask(problem: Problem, state: State) -> Json:
    """Return what somebody is asked; a home is named only once the visit is one's own."""
    request = state.request
    work = problem.works.get(request.work)
    home = isinstance(work, Visit)
    place = problem.places.get(work.place) if work else None
    asked: Json = {
        "id": request.id,
        "kind": request.kind,
        "week": request.week.isoformat(),
        "who": called(problem, request.person),
        "from": clock(problem.horizon, request.start),
        "minutes": (work.minutes if isinstance(work, Visit) else work.span.minutes) if work else 0,
        "service": work.service if work else "",
        "title": "" if home or work is None else title(work),
        "place": "" if home or place is None else place.name or place.id,
        "for": None,
    }
    if request.kind == "swap":
        mine = problem.works.get(request.other["work"])
        asked["for"] = {
            "work": request.other["work"],
            "from": clock(problem.horizon, request.other["start"]),
            "title": title(mine) if mine else "",
        }
    return asked
