"""Ways to give up a little of what was said: each an edit of the problem, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from roster.model import Away, Duty, Person, Problem, Span, Visit, Work
from roster.naming import called, titled
from roster.roster import Roster
from roster.rules.api import Finding, ModelContext, Only, Rule
from roster.words import Sentence, sentence, sentences
from solver.explain.statements import Statement, away_facts, rule_text

NEWCOMER = "newcomer"
"""Id of the person that "one more person" stands for."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One thing given up, and the problem without it.

    Attributes
    ----------
    statement
        What was said before.
    sentence
        What is done instead.
    problem
        The problem after it.
    """

    statement: Statement
    sentence: Sentence
    problem: Problem


def relaxations(problem: Problem, members: Iterable[Statement]) -> Iterator[Relaxation]:
    """Yield ways to give up one member of a conflict, small ones before great ones.

    Parameters
    ----------
    problem
        In which the members cannot hold together.
    members
        The statements of one conflict.
    """
    members = tuple(members)
    works = [problem.works[m.work] for m in members if m.work is not None]
    for member in members:
        for told, edited in _of(problem, member, list(dict.fromkeys(works))):
            yield Relaxation(member, told, edited)


Edited = Iterator[tuple[Sentence, Problem]]


def given_up(problem: Problem, member: Statement) -> Problem:
    """Return the problem in which nothing is left of a statement.

    Parameters
    ----------
    problem
        What is planned.
    member
        Of one of its conflicts.

    Notes
    -----
    A rule about one post gives way by a weight; it can be left out only as a whole.
    """
    *_, (_, edited) = _of(problem, member, [])
    return edited


def _of(problem: Problem, member: Statement, works: list[Work]) -> Edited:
    match member.key:
        case ("must", work, skill):
            return _must(problem, problem.works[work], skill)
        case ("most", work):
            return _most(problem, problem.works[work])
        case ("claim", person, work):
            return _claim(problem, person, work)
        case ("pin", person, work, start):
            return _pin(problem, person, work, int(start))
        case ("away", person, nth):
            return _away(problem, problem.people[person], int(nth))
        case ("available", person):
            return _available(problem, problem.people[person], works)
        case ("limit", _, person, what):
            return _limit(problem, problem.people[person], what, works)
    return _rule(problem, member)


def _must(problem: Problem, work: Work, skill: str) -> Edited:
    what = titled(problem, work.key)
    skills = work.skills | ({skill} if isinstance(work, Duty) and skill else set())
    spans = (work.span,) if isinstance(work, Duty) else tuple(s.span for s in work.slots)
    if not isinstance(work, Duty) or work.members is None:
        newcomer = Person(NEWCOMER, "", work.teams, frozenset(skills), available=_merged(spans))
        people = {**problem.people, NEWCOMER: newcomer}
        asked = [*sorted(skills), *sorted(work.teams)]
        when = problem.horizon.moment(spans[0].start).date() if spans else problem.horizon.first
        if not asked:
            told = sentence("One more person for {what} on {day}.", what=what, day=when)
        else:
            told = sentence(
                "One more person with {asked} for {what} on {day}.", asked=asked, what=what, day=when
            )
        yield told, replace(problem, people=people)
    told = sentence("{what} may stay open: must is left out.", what=what)
    yield told, _with_work(problem, replace(work, must=False))


def _most(problem: Problem, work: Work) -> Edited:
    what = titled(problem, work.key)
    if isinstance(work, Duty):
        told = sentence(
            "{what} has one more seat on {day}.", what=what, day=problem.horizon.date_of(work.day)
        )
        yield told, _with_work(problem, replace(work, most=work.most + 1))
        yield (
            sentence("{what} has a seat for everybody.", what=what),
            _with_work(problem, replace(work, most=len(problem.people))),
        )
    else:
        told = sentence("{what} is visited once more a week.", what=what)
        yield told, _with_work(problem, replace(work, times=work.times + 1))


def _claim(problem: Problem, person: str, work: str) -> Edited:
    left = tuple(c for c in problem.claims if not (c.person == person and c.works[:1] == (work,)))
    told = sentence(
        "{who} gives up the claim of {what}.", who=called(problem, person), what=titled(problem, work)
    )
    yield told, replace(problem, claims=left)


def _pin(problem: Problem, person: str, work: str, start: int) -> Edited:
    left = tuple(p for p in problem.pins if (p.person, p.work, p.start) != (person, work, start))
    told = sentence(
        "{who} is no longer pinned to {what}.", who=called(problem, person), what=titled(problem, work)
    )
    yield told, replace(problem, pins=left)


def _away(problem: Problem, person: Person, nth: int) -> Edited:
    gone = away_facts(person)[nth]
    who, moment = called(problem, person.id), problem.horizon.moment
    first, last = moment(gone.span.start).date(), moment(gone.span.end - 1).date()
    if first == last:
        told = sentence("{who} is there on {day} after all.", who=who, day=first)
    else:
        told = sentence("{who} is there from {first} to {last} after all.", who=who, first=first, last=last)
    away: list[Away] = list(person.away)
    away.remove(gone)
    yield told, _with_person(problem, replace(person, away=tuple(away)))


def _available(problem: Problem, person: Person, works: Iterable[Work]) -> Edited:
    who = called(problem, person.id)
    for work in works:
        spans = (work.span,) if isinstance(work, Duty) else tuple(s.span for s in work.slots)
        if all(any(a.contains(s) for a in person.available) for s in spans):
            continue
        told = sentence(
            "{who} is available for {what} on {day} too.",
            who=who,
            what=titled(problem, work.key),
            day=problem.horizon.moment(spans[0].start).date(),
        )
        yield told, _with_person(problem, replace(person, available=_merged((*person.available, *spans))))
    always = (Span(-1440, 1440 * (problem.horizon.day_count + 2)),)
    yield (
        sentence("{who} is available at any time.", who=who),
        _with_person(problem, replace(person, available=always)),
    )


def _limit(problem: Problem, person: Person, what: str, works: Iterable[Work]) -> Edited:
    who, limits = called(problem, person.id), person.limits
    match what:
        case "duties":
            most = (limits.duties or 0) + 1
            told = sentences(
                "{who} gives {n} duty a week, one more.",
                "{who} gives {n} duties a week, one more.",
                most,
                who=who,
            )
            yield told, _with_person(problem, replace(person, limits=replace(limits, duties=most)))
            without = replace(limits, duties=None)
        case "hours":
            longest = max((_minutes(work) for work in works), default=0)
            for more in sorted({60, 120, 60 * -(-longest // 60)} - {0}):
                minutes = (limits.minutes or 0) + more
                told = sentence(
                    "{who} gives {n} h a week, {more} more.", who=who, n=minutes / 60, more=more / 60
                )
                yield told, _with_person(problem, replace(person, limits=replace(limits, minutes=minutes)))
            without = replace(limits, minutes=None)
        case _:
            most = (limits.per_day or 0) + 1
            told = sentences(
                "{who} gives {n} duty a day, one more.",
                "{who} gives {n} duties a day, one more.",
                most,
                who=who,
            )
            yield told, _with_person(problem, replace(person, limits=replace(limits, per_day=most)))
            without = replace(limits, per_day=None)
    told = sentence("{who} gives without this limit.", who=who)
    yield told, _with_person(problem, replace(person, limits=without))


SOFT_WEIGHT = 100
"""The weight of a rule that gives way."""


def _rule(problem: Problem, member: Statement) -> Edited:
    rule = problem.rules[int(member.key[1])]
    if rule.kind == "visit-spacing":
        visit = problem.works[member.work or ""]
        assert isinstance(visit, Visit)
        yield from _spacing(problem, visit)
        return
    for field, by in ((f, by) for f in type(rule).model_fields for by in (1, -1)):
        value = getattr(rule, field)
        if field in ("weight", "only") or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if value + by > 0:
            changed = rule.model_copy(update={field: value + by})
            told = sentence("{rule} instead of {value}.", rule=rule_text(changed), value=f"{value:g}")
            yield told, _with_rule(problem, rule, changed)
    if member.person is not None and not rule.structural:
        only = rule.only or Only()
        others = frozenset(problem.people) - {member.person}
        people = others if only.people is None else only.people - {member.person}
        changed = rule.model_copy(update={"only": only.model_copy(update={"people": people})})
        told = sentence(
            "{rule} does not hold for {who}.", rule=rule_text(rule), who=called(problem, member.person)
        )
        yield told, _with_rule(problem, rule, changed)
    elif not rule.structural:
        changed = rule.model_copy(update={"weight": SOFT_WEIGHT})
        told = sentence(
            "{rule} may be broken, at a cost of {n} each time.", rule=rule_text(rule), n=SOFT_WEIGHT
        )
        yield told, _with_rule(problem, rule, changed)
    else:
        told = sentence("{rule} is left out.", rule=rule_text(rule))
        yield told, _with_rule(problem, rule, _LeftOut())


class _LeftOut(Rule):
    """Takes the place of a rule that is left out, so that all others keep theirs."""

    kind = "left-out"

    def post(self, ctx: ModelContext) -> None:
        """Forbid nothing."""

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        return iter(())


def _spacing(problem: Problem, visit: Visit) -> Edited:
    what = titled(problem, visit.key)
    for gap in range(visit.gap_days - 1, -1, -1):
        told = sentences(
            "{what}: {n} whole day between two visits.",
            "{what}: {n} whole days between two visits.",
            gap,
            what=what,
        )
        yield told, _with_work(problem, replace(visit, gap_days=gap))
    told = sentences(
        "{what} may be visited once a day.", "{what} may be visited {n} times a day.", visit.times, what=what
    )
    yield told, _with_work(problem, replace(visit, gap_days=0, per_day=visit.times))


def _minutes(work: Work) -> int:
    return work.minutes if isinstance(work, Visit) else work.span.minutes


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order of time, those that overlap or touch as one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _with_person(problem: Problem, person: Person) -> Problem:
    return replace(problem, people={**problem.people, person.id: person})


def _with_work(problem: Problem, work: Work) -> Problem:
    return replace(
        problem,
        duties=tuple(work if isinstance(work, Duty) and d.key == work.key else d for d in problem.duties),
        visits=tuple(work if isinstance(work, Visit) and v.key == work.key else v for v in problem.visits),
    )


def _with_rule(problem: Problem, old: Rule, new: Rule) -> Problem:
    return replace(problem, rules=tuple(new if rule is old else rule for rule in problem.rules))
