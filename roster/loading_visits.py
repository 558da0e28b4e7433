"""Homes of a file: how often, when and by whom each is visited."""

from __future__ import annotations

import math
from itertools import pairwise

from roster.loading_draft import Draft
from roster.model import Companion, Place, Slot, Visit
from roster.nodes import Node
from roster.schema_visits import VisitEntry
from roster.words import sentence


def add_visits(draft: Draft) -> list[Visit]:
    """Return the visits of every home, in the order of the file."""
    nodes = draft.node.get("visits").items() if draft.node.has("visits") else []
    return [_visit(draft, entry, node) for entry, node in zip(draft.entry.visits, nodes, strict=True)]


def _visit(draft: Draft, entry: VisitEntry, node: Node) -> Visit:
    slots = _slots(draft, entry, node)
    times, gap = entry.times_per_week, entry.gap_days
    days = _fewest_days(draft, slots)
    per_day = 1
    if gap is None and days and times > days:
        per_day = math.ceil(times / days)
    elif gap == 0:
        per_day = max(1, len(entry.between))
    _check_times(draft, entry, node, slots, per_day)
    return Visit(
        key=f"visits/{entry.id}",
        task=entry.id,
        place=_place(draft, entry, node),
        minutes=entry.minutes,
        times=times,
        slots=slots,
        people=entry.people,
        gap_days=gap or 0,
        per_day=per_day,
        tasks=entry.tasks,
        teams=frozenset(entry.all_teams),
        skills=frozenset(entry.all_skills),
        companion=Companion(entry.with_.team, entry.with_.skill) if entry.with_ else None,
        keep=frozenset(entry.keep),
        never=frozenset(entry.never),
        priority=entry.priority or "normal",
        must=bool(entry.must),
        labels=frozenset({"visit", entry.id, *entry.tasks, *entry.labels}),
        title=entry.name or entry.id,
        bring=entry.bring,
        note=entry.note,
        address=entry.address,
        source=node.source,
    )


def _place(draft: Draft, entry: VisitEntry, node: Node) -> str:
    """Return the place of a home; one with a position of its own has the visit's id."""
    if entry.place.id is not None:
        return entry.place.id
    where = entry.place
    if entry.id in draft.places:
        if draft.places[entry.id].source.path.startswith("visits"):
            return entry.id
        draft.wrong(
            node.at("id"),
            sentence("{id} is the id of a home and of a place.", id=entry.id),
            sentence("Give one of them another id, or write place: {id}.", id=entry.id),
        )
        return entry.id
    name = where.name or entry.name
    draft.places[entry.id] = Place(entry.id, name=name, at=where.at, grid=where.grid, source=node.source)
    return entry.id


def _slots(draft: Draft, entry: VisitEntry, node: Node) -> tuple[Slot, ...]:
    """Return the ``between`` hours of each day that are long enough for a visit."""
    longest = max(hours.end - hours.start for hours in entry.between)
    if entry.minutes > longest:
        draft.wrong(
            node.at("minutes"),
            sentence(
                "{n} minutes are longer than every interval of between ({longest} minutes).",
                n=entry.minutes,
                longest=longest,
            ),
            sentence("Shorten the visit or widen between."),
        )
    ordered = sorted(entry.between, key=lambda hours: hours.start)
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            draft.wrong(
                node.at("between"),
                sentence("Two intervals of between overlap."),
                sentence("Write them as one, or apart from each other."),
            )
            break
    for hours in ordered:
        if hours.end - entry.minutes >= 1440:
            draft.wrong(
                node.at("between"),
                sentence("A visit in an interval that passes midnight could start on either of two days."),
                sentence("Write two intervals, one up to 24:00 and one from 00:00."),
            )
            break
    spans = [
        (day, draft.calendar.span(day, hours))
        for day in draft.days(entry.days, node.at("days"))
        for hours in ordered
        if hours.end - hours.start >= entry.minutes
    ]
    return tuple(
        Slot(i, day, span) for i, (day, span) in enumerate(s for s in spans if s[1].minutes >= entry.minutes)
    )


def _fewest_days(draft: Draft, slots: tuple[Slot, ...]) -> int:
    """Return the number of days for a visit in the week that has fewest of them (but some)."""
    weeks = [
        {slot.day for slot in slots if slot.week == week} for week in range(draft.calendar.horizon.weeks)
    ]
    return min((len(days) for days in weeks if days), default=0)


def _check_times(draft: Draft, entry: VisitEntry, node: Node, slots: tuple[Slot, ...], per_day: int) -> None:
    """Note an error where a whole week cannot hold so many visits, whoever makes them.

    Not where holidays decide which days there are: then the visits that a short week cannot
    hold stay open, and ``roster check`` says so.
    """
    if any(term.kind in ("workdays", "holidays") for term in entry.days):
        return
    weeks = [
        sorted({slot.day for slot in slots if slot.week == w}) for w in range(draft.calendar.horizon.weeks)
    ]
    fullest = max(weeks, key=len)
    if entry.gap_days:
        fits, last = 0, -100
        for day in fullest:
            if day - last > entry.gap_days:
                fits, last = fits + 1, day
    else:
        perday = [sum(1 for slot in slots if slot.day == day) for day in fullest]
        fits = sum(min(n, per_day) for n in perday)
    if fullest and entry.times_per_week > fits:
        draft.wrong(
            node.at("times_per_week"),
            sentence(
                "{times} visits a week do not fit: the days, between and gap_days leave room for {fits}.",
                times=entry.times_per_week,
                fits=fits,
            ),
            sentence("Ask for fewer visits, a smaller gap, more days or more intervals."),
        )
