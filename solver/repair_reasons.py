"""Why each change of a repair is made, tried by forbidding it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from roster.naming import all_called, called, titled
from roster.roster import Assignment
from roster.words import Sentence, sentence, sentences
from solver.engine import Clock
from solver.levels import LEVELS, Level
from solver.mending import ALL_STAGES, QUICK_STAGES, REASON_STAGES, Found, Mending
from solver.proposal import Proposal, Reason, Without

_Change = tuple[Assignment, bool]
"""An assignment that comes (``True``) or goes."""

_Others = tuple[frozenset[str], ...]
"""The sets of people who change in the proposals before: none of these may change again."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """The best repair without some change, and the levels of it that are proven."""

    costs: Mapping[Level, int] | None
    proven: frozenset[Level]
    infeasible: bool
    people: tuple[str, ...] = ()
    others: _Others = ()
    is_cut_short: bool = False


Tried = dict[tuple[_Change, _Others], _Tried]
"""What is known of each change that was forbidden, among repairs by other people than some."""


def with_reasons(
    search: Mending, proposals: Sequence[Proposal], clock: Clock, known: Tried
) -> list[Proposal]:
    """Return the proposals with a reason for each of their changes.

    Each change is forbidden in turn and the repair searched again, in the small models
    only; what is said is what that search has proven, or found. Each proposal but the first
    is compared with repairs by other people than those of the proposals before it, as it was
    found itself; when time has run out, with the first proposal where that does without the
    change. What is found out is added to ``known``.
    """
    keys = [(c, _before(proposals, at)) for at, proposal in enumerate(proposals) for c in _changes(proposal)]
    _try(search, [key for key in keys if key not in known], clock, known)
    _try(search, [key for key in keys if key in known and known[key].is_cut_short], clock, known)
    best = frozenset(_changes(proposals[0]))
    found = []
    for at, proposal in enumerate(proposals):
        reasons = []
        for change in _changes(proposal):
            tried = known.get((change, _before(proposals, at)))
            if change not in best and (tried is None or tried.is_cut_short):
                tried = _best(search)
            reasons.append(_reason(search, proposal, change, tried))
        found.append(replace(proposal, reasons=tuple(reasons)))
    return found


def _try(search: Mending, keys: Sequence[tuple[_Change, _Others]], clock: Clock, known: Tried) -> None:
    """Forbid each of some changes; the time is shared evenly, so that one does not take all of it."""
    for left, key in zip(range(len(keys), 0, -1), keys, strict=True):
        if clock.over:
            return
        before = known.get(key)
        tried = None if before else _known(known, *key)
        if tried is None:
            change, others = key
            tried = _without(search, *change, others, clock.within(clock.left / left))
        if before is None or not tried.is_cut_short or len(tried.proven) > len(before.proven):
            known[key] = tried


def _before(proposals: Sequence[Proposal], at: int) -> _Others:
    """Return the sets of people who change in the proposals before one."""
    return tuple(frozenset(p.people) for p in proposals[:at])


def _known(known: Tried, change: _Change, others: _Others) -> _Tried | None:
    """Return what was found without the change among all repairs, where it holds among those by others too."""
    tried = known.get((change, ()))
    if tried is None or any(group <= set(tried.people) for group in others):
        return None
    return replace(tried, others=others)


def _changes(proposal: Proposal) -> list[_Change]:
    diff = proposal.diff
    return [*((a, False) for a in diff.removed), *((a, True) for a in diff.added)]


def _reason(search: Mending, proposal: Proposal, change: _Change, tried: _Tried | None) -> Reason:
    told = _told(search, proposal, *change)
    if tried is None:
        return Reason(*change, told)
    worse = None if tried.costs is None else _first_difference(proposal, tried.costs)
    if tried.costs is None:
        exact = tried.infeasible
    else:
        exact = len(tried.proven) == len(LEVELS) if worse is None else worse in tried.proven
    more = 0 if tried.costs is None or worse is None else tried.costs[worse] - proposal.step(worse).value
    without = Without(tried.costs, exact, tried.people, tried.others, worse, more)
    said = _limited(_worse(search, proposal, without), without)
    return Reason(*change, sentence("{what} {without}", what=told, without=said), without)


def _limited(said: Sentence, without: Without) -> Sentence:
    """Say of what is said how sure it is, and of which repairs it is said."""
    sure = without.exact or without.costs is None
    if without.others:
        if sure:
            return sentence("With other people than in the proposals before: {what}", what=said)
        return sentence(
            "As far as was found, with other people than in the proposals before: {what}", what=said
        )
    return said if sure else sentence("As far as was found: {what}", what=said)


def _best(search: Mending) -> _Tried:
    """Return what a search has found."""
    if search.best is None:
        return _Tried(None, frozenset(), search.infeasible, others=search.others)
    costs = dict(zip(LEVELS, search.best.cost, strict=True))
    proven = frozenset(level for level in LEVELS if search.is_proven(level))
    people = search.scene.base.diff(search.best.roster).people
    return _Tried(costs, proven, False, people, search.others)


def _without(search: Mending, a: Assignment, added: bool, others: _Others, clock: Clock) -> _Tried:
    scene = search.scene
    if added and len(search.singles) > 1 and search.singles[0].cost[:3] == (scene.open_bound, 1, 1):
        with_it = [s for s in search.singles if a in s.roster.at(a.work)]
        left = [s for s in search.singles if s not in with_it and frozenset(_people(search, s)) not in others]
        if with_it and left:
            costs = dict(zip(LEVELS, left[0].cost, strict=True))
            return _Tried(costs, frozenset(LEVELS), False, _people(search, left[0]), others)
    stages = ALL_STAGES if search.is_small else REASON_STAGES if scene.is_compiled else QUICK_STAGES
    again = Mending(scene, search.effort, forbid=((a, added),), others=others, stages=stages)
    again.run(clock)
    return replace(_best(again), is_cut_short=clock.over and not again.proven)


def _people(search: Mending, found: Found) -> tuple[str, ...]:
    return search.scene.base.diff(found.roster).people


def _first_difference(proposal: Proposal, costs: Mapping[Level, int]) -> Level | None:
    now = dict(zip(LEVELS, proposal.costs, strict=True))
    return next((level for level in LEVELS if costs[level] != now[level]), None)


def _told(search: Mending, proposal: Proposal, a: Assignment, added: bool) -> Sentence:
    problem, scene = search.scene.problem, search.scene
    who, what = called(problem, a.person), titled(problem, a.work)
    start = problem.horizon.moment(a.start)
    if not added:
        taken = [b for b in proposal.diff.added if b.person == a.person]
        if any((b.work, b.person) == (a.work, a.person) for b in taken):
            new = next(b for b in taken if b.work == a.work)
            return sentence(
                "{who} comes to {what} on {new} instead of {start}.",
                who=who, what=what, new=problem.horizon.moment(new.start), start=start,
            )  # fmt: skip
        if taken:
            return sentence(
                "{who} leaves {what} on {start} to be free for {other}.",
                who=who, what=what, start=start, other=titled(problem, taken[0].work),
            )  # fmt: skip
        return sentence("{who} leaves {what} on {start}.", who=who, what=what, start=start)
    left = sorted(b for b in (*scene.lost, *proposal.diff.removed) if b.work == a.work)
    mine = [b for b in left if b.person == a.person]
    if mine:
        again = [b for b in proposal.diff.added if (b.work, b.person) == (a.work, a.person)]
        before = mine[min(again.index(a), len(mine) - 1)]
        return sentence(
            "{who} comes to {what} on {new} instead of {start}.",
            who=who, what=what, new=start, start=problem.horizon.moment(before.start),
        )  # fmt: skip
    gone = {b.person for b in left} - {b.person for b in proposal.diff.added if b.work == a.work}
    if gone:
        return sentence(
            "{who} takes {what} on {start} instead of {gone}.",
            who=who, what=what, start=start, gone=all_called(problem, gone),
        )  # fmt: skip
    return sentence("{who} takes an open seat at {what} on {start}.", who=who, what=what, start=start)


def _worse(search: Mending, proposal: Proposal, without: Without) -> Sentence:
    """Say how the best repair without a change compares."""
    if without.costs is None:
        if without.exact:
            return sentence("Without this, the rules cannot all hold.")
        return sentence("Without this, no repair was found.")
    level, more = without.level, without.more
    if level is None:
        people = [p for p in without.people if p not in proposal.people]
        if not people:
            return sentence("It could be done otherwise at no cost.")
        return sentence("{who} would do as well.", who=all_called(search.scene.problem, people))
    if more < 0:
        return sentence("A better repair does without this.")
    match level:
        case "open":
            return sentence("Without this, a seat more stays open.")
        case "people":
            return sentences(
                "Without this, {n} person more changes.", "Without this, {n} people more change.", more
            )
        case "assignments":
            return sentences(
                "Without this, {n} assignment more changes.",
                "Without this, {n} assignments more change.",
                more,
            )
        case _:
            people = [p for p in without.people if p not in proposal.people]
            if people:
                return sentences(
                    "{who} instead costs {more} more.",
                    "{who} instead cost {more} more.",
                    len(people),
                    who=all_called(search.scene.problem, people),
                    more=more,
                )
            return sentence("Otherwise it costs {more} more.", more=more)
