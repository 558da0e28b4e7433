"""What stands between each person and an open seat: one reason for everybody, grouped and counted.

Pure Python: a page can show it without the solver. What a solver could do by moving others is
not asked here; see ``solver.explain`` for the proof that a seat is unavoidable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from roster.eligibility import eligible, visit_windows, why_not
from roster.model import Duty, Person, Problem, Span, Visit
from roster.naming import called
from roster.obstacle_words import counted
from roster.roster import Assignment, Edit, Roster
from roster.rules.api import Finding, Rule
from roster.verify import OpenSeat
from roster.verify_delta import Judgement
from roster.words import Sentence, sentence, sentences

UNFIT = frozenset({"skill", "team", "members", "standing", "never"})
"""Sorts of obstacles that no change of the week removes."""

MOST_STARTS = 6
"""How many starts of a visit are tried for one person."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why one person does not take an open seat.

    Attributes
    ----------
    person
        Id of the person.
    sort
        ``there`` (serves there already), ``skill``, ``team``, ``members``, ``standing`` (could take
        no duty of the day), ``never``, ``away``, ``hours``, ``free`` (nothing stands in the way, seen alone), or the kind of a rule.
    detail
        Tells groups of one sort apart: the skill, the limit, the rule as written.
    sentence
        The reason with names, days and numbers.
    rule
        The rule that would be broken, if it is one.
    """

    person: str
    sort: str
    detail: str
    sentence: Sentence
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """People with the same obstacle.

    Attributes
    ----------
    sentence
        How many, and what: "3 are at their limit of 3 duties".
    obstacles
        Of each of them, in the order of the file.
    """

    sentence: Sentence
    obstacles: tuple[Obstacle, ...]

    @property
    def sort(self) -> str:
        """What the obstacles of the group are; see :class:`Obstacle`."""
        return self.obstacles[0].sort

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(o.person for o in self.obstacles)


def obstacles(
    problem: Problem, roster: Roster, seat: OpenSeat, *, judgement: Judgement | None = None
) -> tuple[Group, ...]:
    """Say of everybody why they do not take an open seat.

    Parameters
    ----------
    problem, roster
        What was planned and how.
    seat
        One of :func:`roster.verify.open_seats`.
    judgement
        Of the same roster, where it is at hand; by the hard rules alone is enough.

    Returns
    -------
    tuple of Group
        The largest first. Everybody is in exactly one group.
    """
    hard = tuple(r for r in problem.rules if r.weight is None)
    judged = judgement or Judgement(replace(problem, rules=hard), roster)
    grouped: dict[tuple[str, str], list[Obstacle]] = defaultdict(list)
    for person in problem.people.values():
        found = _obstacle(judged, person, seat)
        grouped[found.sort, found.detail].append(found)
    groups = [
        Group(counted(sort, detail, len(g), g[0].rule), tuple(g)) for (sort, detail), g in grouped.items()
    ]
    return tuple(sorted(groups, key=lambda g: -len(g.obstacles)))


def in_one_sentence(groups: Iterable[Group]) -> Sentence:
    """Return the counts of all groups as one sentence."""
    parts = [group.sentence for group in groups]
    return sentence("{parts}.", parts=parts) if parts else sentence("There is nobody at all.")


def _obstacle(judged: Judgement, person: Person, seat: OpenSeat) -> Obstacle:
    problem, work = judged.problem, seat.work
    if isinstance(work, Duty) and any(a.person == person.id for a in judged.roster.at(work.key)):
        told = sentence("{who} serves there already.", who=called(problem, person.id))
        return Obstacle(person.id, "there", "", told)
    unfit = _unfit(problem, person, seat, binding_skills(problem, judged.roster, seat))
    if unfit is not None:
        return unfit
    return _duty(judged, person, work) if isinstance(work, Duty) else _visit(judged, person, work, seat)


def binding_skills(problem: Problem, roster: Roster, seat: OpenSeat) -> tuple[str, ...]:
    """Return the skills without which one person more leaves as many seats open as before."""
    if not isinstance(seat.work, Duty):
        return ()
    there = [problem.people[a.person] for a in roster.at(seat.work.key)]
    return tuple(
        skill for skill, n in seat.work.needs if n - sum(skill in p.skills for p in there) == seat.missing
    )


def _unfit(problem: Problem, person: Person, seat: OpenSeat, binding: tuple[str, ...]) -> Obstacle | None:
    """Return what the person lacks whenever it is."""
    work, who = seat.work, called(problem, person.id)
    lacks = [skill for skill in binding if skill not in person.skills]
    if lacks:
        told = sentence("{who} lacks {skills}, which is short there.", who=who, skills=lacks)
        return Obstacle(person.id, "skill", lacks[0], told)
    if eligible(person, work):
        return None
    span = work.span if isinstance(work, Duty) else work.slots[0].span
    told = why_not(problem, person, work, span)[0][1]
    if isinstance(work, Visit) and person.id in work.never:
        return Obstacle(person.id, "never", "", told)
    if (
        isinstance(work, Duty)
        and work.spans is None
        and work.members is not None
        and person.id not in work.members
    ):
        return Obstacle(person.id, "members", "", told)
    lacking = sorted(work.skills - person.skills)
    if lacking:
        return Obstacle(person.id, "skill", lacking[0], told)
    if work.teams and work.teams.isdisjoint(person.teams):
        return Obstacle(person.id, "team", sorted(work.teams)[0], told)
    return Obstacle(person.id, "standing", "", told)


def _duty(judged: Judgement, person: Person, duty: Duty) -> Obstacle:
    problem = judged.problem
    span = duty.span if duty.spans is None else duty.spans.get(person.id, duty.span)
    absent = [r for r in why_not(problem, person, duty, span) if r[0] == "availability"]
    if absent:
        away = any(a.span.overlaps(span) for a in person.away)
        return Obstacle(person.id, "away" if away else "hours", "", absent[0][1])
    added = Assignment(span.start, span.end, duty.key, person.id)
    against = _against(judged, added)
    return _free(problem, person) if against is None else _ruled(problem, person, against)


def _visit(judged: Judgement, person: Person, visit: Visit, seat: OpenSeat) -> Obstacle:
    problem = judged.problem
    slots = [s for s in visit.slots if s.week == seat.week]
    windows = [w for slot in slots for w in visit_windows(problem, person, visit, slot)]
    if not windows:
        reasons = [r for s in slots for r in why_not(problem, person, visit, s.span)]
        away = all(any(a.span.overlaps(s.span) for a in person.away) for s in slots)
        said = reasons[0][1] if reasons else sentence("{who} is not there.", who=called(problem, person.id))
        return Obstacle(person.id, "away" if away else "hours", "", said)
    first: Finding | None = None
    for start in list(_starts(judged, person, visit, windows))[:MOST_STARTS]:
        against = _against(judged, Assignment(start, start + visit.minutes, visit.key, person.id))
        if against is None:
            if visit.people > 1:
                told = sentences(
                    "{who} is free, but {n} more person has to come at the same time.",
                    "{who} is free, but {n} more people have to come at the same time.",
                    visit.people - 1,
                    who=called(problem, person.id),
                )
                return Obstacle(person.id, "together", "", told)
            return _free(problem, person)
        first = first or against
    assert first is not None
    return _ruled(problem, person, first)


def _starts(judged: Judgement, person: Person, visit: Visit, windows: Iterable[Span]) -> Iterator[int]:
    """Yield starts of a visit, first those next to what the person does already."""
    mine = judged.roster.of_person(person.id)
    walk = judged.problem.travel.minutes
    held = {judged.problem.horizon.day_of(start) for start in judged.roster.meetings(visit.key)}
    order = sorted(windows, key=lambda w: (judged.problem.horizon.day_of(w.start) in held, w.start))
    for window in order:
        near = {window.start}
        for a in mine:
            minutes = walk(judged.problem.works[a.work].place, visit.place)
            near |= {a.end + minutes, a.start - minutes - visit.minutes}
        fits = [s for s in sorted(near) if window.contains(Span(s, s + visit.minutes))]
        clear = [s for s in fits if not any(a.start < s + visit.minutes and s < a.end for a in mine)]
        yield from clear[:1] or fits[:1]


def _against(judged: Judgement, added: Assignment) -> Finding | None:
    """Return the first hard finding that an assignment brings, one about the person before others."""
    change = judged.change(Edit(add=(added,)))
    found = [f for f in change.breaks if f.rule.kind not in ("seats", "visit-team")]
    order = {kind: n for n, kind in enumerate(("one-place", "limits"))}
    found.sort(key=lambda f: (order.get(f.rule.kind, 2), f.where.person != added.person))
    return found[0] if found else None


def _free(problem: Problem, person: Person) -> Obstacle:
    return Obstacle(person.id, "free", "", sentence("{who} could be free.", who=called(problem, person.id)))


def _ruled(problem: Problem, person: Person, against: Finding) -> Obstacle:
    kind = against.rule.kind
    told = against.rule.explain(problem, against)
    if kind == "limits":
        unit = "h" if against.where.note == "hours" else against.where.note
        return Obstacle(person.id, kind, f"{unit} {against.fact('limit'):g}", told, against.rule)
    detail = kind if kind == "one-place" else _written(against)
    return Obstacle(person.id, kind, detail, told, against.rule)


def _written(finding: Finding) -> str:
    said = finding.rule.model_dump(mode="json", exclude_none=True, exclude={"weight", "only"})
    parts = [
        f"{name}: {value:g}" if isinstance(value, float) else f"{name}: {value}"
        for name, value in said.items()
    ]
    return f"{finding.rule.kind} ({', '.join(parts)})" if parts else finding.rule.kind
