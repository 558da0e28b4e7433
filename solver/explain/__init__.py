"""Why, why not, and what if: exact answers about a roster that does, or does not, exist."""

from solver.explain.conflict import Conflict, Conflicts, find_conflicts
from solver.explain.statements import Statement

__all__ = ["Conflict", "Conflicts", "Statement", "find_conflicts"]
