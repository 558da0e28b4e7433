"""Which choices cannot be taken together, or only in one order.

Fixed duties that clash become cliques. A visit's start is a column, so a pair with a
visit becomes a clause: one of the two is not taken, or one of the orders that are
possible holds. Orders are shared by everyone who makes both visits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from roster.model import Span, Visit
from roster.rules.api import Choice


@dataclass(frozen=True, slots=True)
class Before:
    """The first choice ends at least ``gap`` minutes before the second one starts."""

    first: Choice
    second: Choice
    gap: int


@dataclass(frozen=True, slots=True)
class Clash:
    """Not both choices, unless one of the orders holds."""

    first: Choice
    second: Choice
    orders: tuple[Before, ...]


Gap = Callable[[Choice, Choice], int]
Window = Callable[[Choice], Span]
Nearby = Callable[[str], Iterable[tuple[int, str]]]
"""Minutes and place of every place that somebody could walk to, the nearest ones first."""


def always(minutes: int) -> Gap:
    """Return a gap that is the same between all choices."""
    return lambda first, second: minutes


def window_of(choice: Choice) -> Span:
    """Return the piece of time in which the choice lies in every solution."""
    return choice.window


def clash(first: Choice, second: Choice, gap: Gap, window: Window = window_of) -> Clash | None:
    """Return what keeps two choices of one person apart, or ``None`` if nothing need.

    ``window`` may narrow a visit to the time at which it is held fixed.
    """
    one, two = window(first), window(second)
    there, back = gap(first, second), gap(second, first)
    if one.end + there <= two.start or two.end + back <= one.start:
        return None
    orders = []
    if one.start + first.minutes + there <= two.end - second.minutes:
        orders.append(Before(first, second, there))
    if two.start + second.minutes + back <= one.end - first.minutes:
        orders.append(Before(second, first, back))
    return Clash(first, second, tuple(orders))


def clashes(
    choices: Iterable[Choice],
    gap: Gap,
    longest_gap: int,
    window: Window = window_of,
) -> Iterator[Clash]:
    """Yield the clashes among one person's choices.

    Parameters
    ----------
    choices
        Of one person.
    gap
        Minutes needed from the end of one to the start of the next.
    longest_gap
        No gap is longer; ends the look-ahead.
    window
        As in :func:`clash`.
    """
    line = sorted(choices, key=lambda c: window(c).start)
    for i, first in enumerate(line):
        reach = window(first).end + longest_gap
        for second in line[i + 1 :]:
            if window(second).start >= reach:
                break
            if first.shares_visit(second):
                continue
            found = clash(first, second, gap, window)
            if found is not None:
                yield found


def hopeless_pairs(choices: Iterable[Choice], gap: Gap, longest_gap: int) -> Iterator[tuple[Choice, Choice]]:
    """Yield the clashes of one person's choices that no order resolves.

    As :func:`clashes`, but looks only at pairs which no order may keep apart even over the
    longest gap; of visits in one long interval these are few.
    """
    line = sorted(choices, key=lambda c: c.window.start)
    for i, first in enumerate(line):
        start, end = first.window.start, first.window.end
        soonest, latest = start + first.minutes + longest_gap, end - first.minutes - longest_gap
        for second in line[i + 1 :]:
            window = second.window
            if window.start >= end + longest_gap:
                break
            if soonest <= window.end - second.minutes or window.start + second.minutes <= latest:
                continue
            found = None if first.shares_visit(second) else clash(first, second, gap)
            if found is not None and not found.orders:
                yield first, second


def cliques(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Cover pairs of literals that exclude each other by few maximal sets that do.

    Greedy: each pair not yet covered grows by the common neighbours in ascending order.
    """
    near: dict[int, set[int]] = {}
    order: list[tuple[int, int]] = []
    for a, b in pairs:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
        order.append((a, b))
    covered: set[tuple[int, int]] = set()
    found = []
    for a, b in order:
        if (a, b) in covered:
            continue
        members = [a, b]
        candidates = near[a] & near[b]
        for c in sorted(candidates):
            if c in candidates:
                members.append(c)
                candidates = candidates & near[c]
        members.sort()
        covered.update((x, y) for x in members for y in members if x != y)
        found.append(tuple(members))
    return found


@dataclass(frozen=True, slots=True)
class Energy:
    """Choices that all lie in one interval fill at most its length: ``sum(size) <= capacity``."""

    choices: tuple[Choice, ...]
    sizes: tuple[int, ...]
    capacity: int


def energies(choices: Sequence[Choice], nearby: Nearby) -> Iterator[Energy]:
    """Yield necessary conditions on how much of one person's choices fit into an interval.

    In a tour of n places there are n - 1 walks, each at least as long as the shortest
    walk from its place to any other candidate; so the durations plus these shortest
    walks, less the longest of them, fit into the interval.
    """
    near = nearest(choices, nearby)
    starts = sorted({c.window.start for c in choices})
    ends = sorted({c.window.end for c in choices})
    seen: set[frozenset[int]] = set()
    for start in starts:
        for end in ends:
            inside = [c for c in choices if start <= c.window.start and c.window.end <= end]
            if len(inside) < 2 or all(c.slot is None for c in inside):
                continue
            key = frozenset(c.lit for c in inside)
            if key in seen:
                continue
            seen.add(key)
            sizes = tuple(c.minutes + near[c.work.place] for c in inside)
            capacity = end - start + max(near[c.work.place] for c in inside)
            if sum(sizes) > capacity:
                yield Energy(tuple(inside), sizes, capacity)


def nearest(choices: Sequence[Choice], nearby: Nearby) -> dict[str, int]:
    """Return for each place the shortest walk to any other choice that could be in the same tour."""
    tenants: dict[str, set[str]] = {}
    for choice in choices:
        once = isinstance(choice.work, Visit) and choice.work.per_day == 1
        key = f"{choice.work.key} on {choice.day}" if once else f"{choice.work.key}@{choice.lit}"
        tenants.setdefault(choice.work.place, set()).add(key)
    return {
        here: 0
        if len(keys) > 1
        else next((minutes for minutes, there in nearby(here) if there in tenants and there != here), 0)
        for here, keys in tenants.items()
    }


def clusters(choices: Iterable[Choice], window: Window = window_of) -> Iterator[list[Choice]]:
    """Split one person's choices into groups whose windows overlap, in order of time."""
    group: list[Choice] = []
    end = 0
    for choice in sorted(choices, key=lambda c: window(c).start):
        if group and window(choice).start >= end:
            yield group
            group = []
        group.append(choice)
        end = max(end, window(choice).end) if len(group) > 1 else window(choice).end
    if group:
        yield group
