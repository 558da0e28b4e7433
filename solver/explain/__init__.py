"""Why, why not, and what if: exact answers about a roster that does, or does not, exist."""

from solver.explain.conflict import Conflict, Conflicts, find_conflicts
from solver.explain.statements import Statement
from solver.explain.way_out import WayOut
from solver.explain.ways_out import ways_out
from solver.explain.what_if import WhatIf, what_if, what_if_from, without_person
from solver.explain.why_not import Answer, WhyNot, why_not
from solver.explain.why_open import Cause, OpenSeats, WhyOpen, why_open

__all__ = [
    "Answer",
    "Cause",
    "Conflict",
    "Conflicts",
    "OpenSeats",
    "Statement",
    "WayOut",
    "WhatIf",
    "WhyNot",
    "WhyOpen",
    "find_conflicts",
    "ways_out",
    "what_if",
    "what_if_from",
    "why_not",
    "why_open",
    "without_person",
]
