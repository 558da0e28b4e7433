"""The domain of neighbourhood rosters: problems, rosters, rules, verdicts, exports."""

from __future__ import annotations

from roster.loading import load_problem
from roster.roster import Roster
from roster.verify import verify

__all__ = ["Roster", "load_problem", "verify"]
