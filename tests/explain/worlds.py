"""Tiny worlds for explanations: few assignments, many reasons to clash."""

from __future__ import annotations

import random

from roster.loading import load_text
from roster.model import Problem
from tests.rules.tiny import assignments

RULES = (
    "{kind: rest, hours: 10}",
    "{kind: max-days, days: 1, per: week}",
    "{kind: min-duties, duties: 1, per: week}",
    "{kind: max-days-in-row, days: 1}",
    "{kind: together, people: [p1, p2]}",
    "{kind: apart, people: [p1, p2]}",
    "{kind: min-days-in-row, days: 2}",
    "{kind: max-hours, hours: 3, per: day}",
    "{kind: not-alone, hours: 18:00-23:00}",
    "{kind: succession, after: late, not: early}",
    "{kind: whole-weekends}",
    "{kind: max-days, days: 1, per: week, weight: 7}",
    "{kind: fair-share, of: duties, weight: 5}",
    "{kind: not-alone, hours: 18:00-23:00, weight: 3}",
    "{kind: max-hours, hours: 3, per: week, weight: 2}",
)
DUTIES = (
    ("late", "Mon", "20:00-22:00"),
    ("early", "Tue", "06:00-08:00"),
    ("noon", "Tue", "07:30-12:00"),
    ("sat", "Sat", "19:00-21:00"),
    ("sun", "Sun", "09:00-11:00"),
)
MOST_ASSIGNMENTS = 10


def text(seed: int, *, must: float = 0.7) -> str:
    """Return a small community drawn by a seed."""
    dice = random.Random(seed)
    people = dice.randint(1, 3)
    ids = [f"p{n + 1}" for n in range(people)]
    lines = ["community: Drawn", "week: 2026-11-23", "people:"]
    for person in ids:
        parts = [f"id: {person}"]
        if dice.random() < 0.4:
            days = dice.sample(["2026-11-23", "2026-11-24", "2026-11-28"], dice.randint(1, 2))
            parts.append(f"away: [{', '.join(sorted(days))}]")
        if dice.random() < 0.3:
            parts.append(
                f"available: [{dice.choice(['daily 05:00-13:00', 'Mon-Sat 18:00-23:00', 'Mon-Tue 00:00-24:00'])}]"
            )
        if dice.random() < 0.4:
            parts.append(f"limits: {{{dice.choice(['duties: 1', 'hours: 2', 'per_day: 1, duties: 2'])}}}")
        if dice.random() < 0.4:
            parts.append("skills: [x]")
        if dice.random() < 0.4:
            parts.append(
                f"wishes: [{{{dice.choice(['want', 'avoid'])}: duty, on: {dice.choice(['Mon', 'Tue'])}, weight: 4}}]"
            )
        lines.append(f"  - {{{', '.join(parts)}}}")
    lines.append("  - {id: boss, skills: [x], away: [2026-11-23..2026-11-29]}" if people < 3 else "")
    lines.append("duties:")
    for name, days, hours in dice.sample(
        DUTIES, dice.randint(2, 10 // (people + (people < 3)) if people < 3 else 3)
    ):
        parts = [f"id: {name}, days: {days}, time: {hours}, people: {dice.randint(1, min(2, people))}"]
        if dice.random() < must:
            parts.append("must: true")
        if dice.random() < 0.3:
            parts.append("needs: {x: 1}")
        if dice.random() < 0.4:
            claimed = dice.sample(ids, dice.randint(1, people))
            claims = ", ".join(f"{{person: {p}, on: {days}}}" for p in claimed)
            parts.append(f"claims: [{claims}]")
        lines.append(f"  - {{{', '.join(parts)}}}")
    known = [r for r in RULES if people > 1 or "p2" not in r]
    rules = dice.sample(known, dice.randint(0, 4))
    lines.append("rules: [" + ", ".join(rules) + "]")
    return "\n".join(line for line in lines if line) + "\n"


def drawn(seed: int, *, must: float = 0.7) -> Problem | None:
    """Return the community of a seed, or ``None`` if it has too many rosters to list."""
    said = text(seed, must=must)
    from roster.errors import ConfigErrors

    try:
        problem = load_text(said, "drawn.yaml")
    except ConfigErrors:
        return None
    return problem if len(assignments(problem)) <= MOST_ASSIGNMENTS else None
