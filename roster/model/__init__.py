"""What has to be planned: people, places, duties, visits, and the horizon they lie in.

Everything here is immutable and free of the solver. Times are *elapsed minutes since
the horizon's first local midnight*; see :mod:`roster.model.times`.
"""

from __future__ import annotations

from roster.model.people import Away, Limits, Person, Wish
from roster.model.places import Place, Point, Travel
from roster.model.problem import Claim, Past, Problem
from roster.model.source import NOWHERE, Source
from roster.model.times import DayHours, Horizon, Span
from roster.model.work import (
    AB,
    OPEN_UNITS,
    SERVICES,
    UNITS_PER_SEAT,
    Companion,
    Duty,
    Service,
    Slot,
    Visit,
    Work,
)

__all__ = [
    "AB",
    "NOWHERE",
    "OPEN_UNITS",
    "SERVICES",
    "UNITS_PER_SEAT",
    "Away",
    "Claim",
    "Companion",
    "DayHours",
    "Duty",
    "Horizon",
    "Limits",
    "Past",
    "Person",
    "Place",
    "Point",
    "Problem",
    "Service",
    "Slot",
    "Source",
    "Span",
    "Travel",
    "Visit",
    "Wish",
    "Work",
]
