"""What can be known about a community before solving: what cannot be staffed, and who cannot serve.

Every note is a necessary truth: it holds for each possible roster. No notes does not mean
that every seat can be filled.
"""

from __future__ import annotations

from roster.model import Problem
from roster.precheck.calendar import plain_workdays
from roster.precheck.claims import clashing_claims, unmeetable_claims
from roster.precheck.duties import short_duties
from roster.precheck.moments import crowded_moments
from roster.precheck.notes import Note
from roster.precheck.people import idle_people
from roster.precheck.pools import Pools
from roster.precheck.visits import short_visits
from roster.precheck.weeks import short_weeks

__all__ = ["Note", "precheck"]


def precheck(problem: Problem) -> tuple[Note, ...]:
    """Return what is known before solving: impossible things first, then open seats, then the rest.

    Parameters
    ----------
    problem
        A loaded community.

    Returns
    -------
    tuple of Note
        Duties and homes that cannot be staffed, moments with more seats than people,
        weeks with more work than people give, people who can never be used, and workdays
        of which nobody has said whether public holidays count.
    """
    pools = Pools(problem)
    notes = [
        *unmeetable_claims(problem),
        *clashing_claims(problem),
        *short_duties(pools),
        *short_visits(pools),
        *crowded_moments(pools),
        *short_weeks(pools),
        *idle_people(pools),
        *plain_workdays(problem),
    ]
    return tuple(sorted(notes, key=lambda n: (not n.impossible, not n.open_seats)))
