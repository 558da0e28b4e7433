"""The whole week as one model without soft rules, asked one level at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from roster.collecting import without_collecting
from solver.build import Builder
from solver.changes import Changes
from solver.engine import Answer, Clock, Effort, search
from solver.index import Index
from solver.levels import Bans, Level, Old, at_most, forbid, not_all
from solver.record import Record, Row


class Whole:
    """Every roster that keeps the hard rules, and how far it is from the old one.

    Parameters
    ----------
    old
        The roster that is repaired.
    relaxed
        Leave the order of visits out: then only bounds can be read from it.
    bans
        Changes that must not be made.
    others
        Sets of people that must not all change.
    """

    @without_collecting()
    def __init__(
        self, old: Old, *, relaxed: bool, bans: Bans = (), others: tuple[frozenset[str], ...] = ()
    ) -> None:
        self.old = old
        self.relaxed = relaxed
        index = Index(old.index.problem, hard_record(old.index))
        self.builder = Builder(index, relaxed=relaxed)
        self.changes = Changes(self.builder, old.values, now=old.now, late=old.late, pinned=old.pinned)
        forbid(self.builder, old, bans)
        not_all(self.builder, self.changes, others)
        self._plain = self.builder.model

    def ask(self, level: Level, caps: Mapping[Level, int], clock: Clock, effort: Effort) -> Answer:
        """Minimise one of the first three levels with the most at each level given by ``caps``."""
        self.builder.model = self._plain.clone()
        objectives = {
            "open": self.builder.objective("open"),
            "people": self.changes.people,
            "assignments": self.changes.assignments,
        }
        for at, cap in caps.items():
            at_most(self.builder, objectives[at], cap)
        return search(self.builder, objectives[level], clock, effort, hint=self.old.values)


def hard_record(index: Index) -> Record:
    """Return the record without soft costs, and without the rows that only they need."""
    known: Record | None = vars(index).get("_hard_record")
    if known is None:
        known = vars(index)["_hard_record"] = _without_costs(index.record)
    return known


def _without_costs(record: Record) -> Record:
    derived = record.derived_columns()
    defining: dict[int, list[Row]] = defaultdict(list)
    others: list[Row] = []
    for row in record.rows:
        last = max(row.mentioned, default=-1)
        if row.label.rule is None and last in derived:
            defining[last].append(row)
        else:
            others.append(row)
    bought = {column for column in record.soft_cost if column in derived and column not in defining}
    kept = [row for row in others if bought.isdisjoint(row.mentioned)]
    needed = {column for row in kept for column in row.mentioned}
    for column in sorted(defining, reverse=True):
        if column in needed:
            kept += defining[column]
            needed.update(c for row in defining[column] for c in row.mentioned)
    aparts = [apart for apart in record.aparts if apart.excess is None]
    return replace(record, rows=kept, soft_cost={}, walks=[], aparts=aparts)
