"""The head of a community, and what becomes of it with some more lines."""

from __future__ import annotations

from roster.loading import load_text
from roster.model import Duty, Problem

HEAD = """
community: Test lane
week: 2026-11-23
people:
  - {id: a, teams: [patrol], skills: [first-aid]}
  - {id: b, teams: [police], skills: [desk]}
  - {id: c}
"""


def load(text: str, head: str = HEAD) -> Problem:
    return load_text(head + text)


def keys(problem: Problem) -> list[str]:
    return [duty.key for duty in problem.duties]


def only(problem: Problem) -> Duty:
    (duty,) = problem.duties
    return duty
