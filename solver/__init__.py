"""The optimizer: from a problem to the best roster, with proof, on OR-Tools CP-SAT."""

from solver.result import Bound, DisagreementError, Progress, Result, Status
from solver.search import solve

__all__ = ["Bound", "DisagreementError", "Progress", "Result", "Status", "solve"]
