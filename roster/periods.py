"""Days, weeks and the whole horizon as the periods in which a rule counts."""

from __future__ import annotations

from typing import Literal

from roster.model import Horizon, Problem
from roster.rules.api import Where
from roster.words import Sentence, sentence

Per = Literal["day", "week", "horizon"]
PerWeek = Literal["week", "horizon"]


def period_of(per: Per, day: int) -> int:
    """Return the index of the period in which a day lies."""
    return {"day": day, "week": day // 7, "horizon": 0}[per]


def days_of(per: Per, index: int, horizon: Horizon) -> range:
    """Return the days of a period."""
    if per == "day":
        return range(index, index + 1)
    return range(7 * index, 7 * index + 7) if per == "week" else range(horizon.day_count)


def periods(per: Per, horizon: Horizon) -> range:
    """Return the indexes of all periods of the horizon."""
    return range({"day": horizon.day_count, "week": horizon.weeks, "horizon": 1}[per])


def where_in(per: Per, person: str, index: int) -> Where:
    """Return the place of a row or finding: a person in a period."""
    return Where(person=person, day=index if per == "day" else None, week=index if per == "week" else None)


def period_said(problem: Problem, where: Where) -> Sentence:
    """Say the period of a finding as the end of a sentence."""
    if where.day is not None:
        return sentence("on {day}", day=problem.horizon.date_of(where.day))
    if where.week is not None:
        return sentence("in the week from {day}", day=problem.horizon.date_of(7 * where.week))
    return sentence("in the whole plan")
