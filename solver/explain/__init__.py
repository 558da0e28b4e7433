"""Why, why not, and what if: exact answers about a roster that does, or does not, exist."""

from solver.explain.conflict import Conflict, Conflicts, find_conflicts
from solver.explain.statements import Statement
from solver.explain.ways_out import WayOut, ways_out

__all__ = ["Conflict", "Conflicts", "Statement", "WayOut", "find_conflicts", "ways_out"]
