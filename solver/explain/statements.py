"""What a coordinator has said, one statement at a time, and which rows of the model each one made.

A statement is what can be given up by itself: one shift that must be staffed, one claim, one
absence of one person, one limit, one rule for one person or one post. What nobody can give up
is not a statement: skills and teams that work asks for, one place at a time, a visit with all
its people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from roster.model import NOWHERE, Away, Duty, Person, Problem, Source, Visit
from roster.naming import called, titled
from roster.rules.api import Rule, Where
from roster.words import Sentence, sentence, sentences
from solver.record import Record, Row

Key = tuple[str, ...]

NATURE = frozenset({"availability", "crews-turn", "eligibility", "one-place", "visit-team"})
"""Kinds of rules that are no statements; availability is said by one statement for each fact."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said that binds the week, and could be given up.

    Attributes
    ----------
    key
        Tells statements apart; its first part is the sort: ``must``, ``most``, ``claim``,
        ``pin``, ``away``, ``available``, ``limit`` or the kind of a rule.
    sentence
        What is said, in one sentence.
    source
        Where it is said (nowhere for built-in rules and pins).
    person, work
        Whom and what it is about, where it is about one.
    """

    key: Key
    sentence: Sentence
    source: Source = NOWHERE
    person: str | None = None
    work: str | None = None

    @property
    def sort(self) -> str:
        return self.key[0]

    def say(self, language: str = "en") -> str:
        """Return the sentence with the file and line before it."""
        told = self.sentence.say(language)
        return f"{self.source.short} {told}" if self.source.line else told


class Statements:
    """Finds the statement of each row, and describes it.

    Parameters
    ----------
    problem
        What is planned.
    record
        What its rules posted.
    """

    def __init__(self, problem: Problem, record: Record) -> None:
        self.problem = problem
        self.record = record
        self._rules = {id(rule): n for n, rule in enumerate(problem.rules)}
        self._shortfalls: dict[Key, int] = {}
        self._known: dict[Key, Statement] = {}

    def of_row(self, row: Row) -> Key | None:
        """Return the key of the statement that made a row; ``None`` for what always holds.

        Rows are asked in the order in which they were posted.
        """
        rule, where = row.label.rule, row.label.where
        if where.note == "pin":
            return ("pin", where.person or "", where.work or "", str(where.start))
        if rule is None or rule.kind in NATURE:
            return None
        match rule.kind:
            case "seats":
                return self._seats(row, where)
            case "claims":
                return ("claim", where.person or "", where.work or "")
            case "limits":
                return self._limit(row, where, rule)
        return self.of_rule(rule, where)

    def of_rule(self, rule: Rule, where: Where) -> Key:
        """Return the key of a rule that binds one person, or one post, or everybody."""
        number = str(self._rules[id(rule)])
        if where.person is not None:
            return (rule.kind, number, "person", where.person, where.other or "")
        if where.work is not None:
            return (rule.kind, number, "work", where.work)
        return (rule.kind, number)

    def _seats(self, row: Row, where: Where) -> Key:
        work = where.work or ""
        if row.high is not None:
            return ("most", work)
        part = ("must", work, "" if where.week is None else str(where.week))
        nth = self._shortfalls[part] = self._shortfalls.get(part, -1) + 1
        known = self.problem.works[work]
        if isinstance(known, Visit):
            return part
        asked = [("", known.min), *known.needs]
        skill = [skill for skill, n in asked if n > 0][nth]
        return ("must", work, skill)

    def _limit(self, row: Row, where: Where, rule: Rule) -> Key:
        number, person = str(self._rules[id(rule)]), where.person or ""
        if where.day is not None:
            return ("limit", number, person, "per_day")
        counted = all(abs(c) == 1 for c in row.coefs[: len(row.columns)])
        limits = self.problem.people[person].limits
        return ("limit", number, person, "duties" if counted and row.high == limits.duties else "hours")

    # Describing

    def __getitem__(self, key: Key) -> Statement:
        if key not in self._known:
            self._known[key] = self._describe(key)
        return self._known[key]

    def _describe(self, key: Key) -> Statement:
        match key:
            case ("must", work, part):
                return self._must(key, work, part)
            case ("most", work):
                return self._most(key, work)
            case ("claim", person, work):
                return self._claim(key, person, work)
            case ("pin", person, work, start):
                said = sentence(
                    "{who} is pinned to {what} on {start}.",
                    who=called(self.problem, person),
                    what=titled(self.problem, work),
                    start=self.problem.horizon.moment(int(start)),
                )
                return Statement(key, said, NOWHERE, person, work)
            case ("away", person, nth):
                return self._away(key, self.problem.people[person], int(nth))
            case ("available", person):
                who = self.problem.people[person]
                said = sentence(
                    "{who} serves only in the hours that they offer.", who=called(self.problem, person)
                )
                return Statement(key, said, who.available_source, person)
            case ("limit", _, person, what):
                return self._limit_said(key, self.problem.people[person], what)
        return self._rule(key)

    def _must(self, key: Key, work: str, part: str) -> Statement:
        known = self.problem.works[work]
        what = titled(self.problem, work)
        if isinstance(known, Duty):
            start = self.problem.horizon.moment(known.span.start)
            if part:
                said = sentences(
                    "{what} on {start} must have {n} person with {skill}.",
                    "{what} on {start} must have {n} people with {skill}.",
                    dict(known.needs)[part],
                    what=what,
                    start=start,
                    skill=part,
                )
            else:
                said = sentences(
                    "{what} on {start} must have {n} person{asked}.",
                    "{what} on {start} must have {n} people{asked}.",
                    known.min,
                    what=what,
                    start=start,
                    asked=_asked(known),
                )
        else:
            said = sentences(
                "{what} must be visited once in the week of {monday}{asked}.",
                "{what} must be visited {n} times in the week of {monday}{asked}.",
                known.times,
                what=what,
                monday=self.problem.horizon.date_of(7 * int(part)),
                asked=_asked(known),
            )
        return Statement(key, said, known.source, None, work)

    def _most(self, key: Key, work: str) -> Statement:
        known = self.problem.works[work]
        if isinstance(known, Duty):
            said = sentences(
                "{what} on {start} has {n} seat.",
                "{what} on {start} has {n} seats.",
                known.most,
                what=titled(self.problem, work),
                start=self.problem.horizon.moment(known.span.start),
            )
        else:
            said = sentences(
                "{what} is visited at most once a week.",
                "{what} is visited at most {n} times a week.",
                known.times,
                what=titled(self.problem, work),
            )
        return Statement(key, said, known.source, None, work)

    def _claim(self, key: Key, person: str, work: str) -> Statement:
        known = self.problem.works.get(work)
        who = called(self.problem, person)
        source = next(
            (c.source for c in self.problem.claims if c.person == person and c.works[:1] == (work,)), NOWHERE
        )
        if isinstance(known, Duty):
            start = self.problem.horizon.moment(known.span.start)
            said = sentence(
                "{who} has claimed {what} on {start}.", who=who, what=titled(self.problem, work), start=start
            )
        else:
            said = sentence("{who} has claimed {what}.", who=who, what=titled(self.problem, work))
        return Statement(key, said, source, person, work or None)

    def _away(self, key: Key, person: Person, nth: int) -> Statement:
        away = away_facts(person)[nth]
        who, horizon = called(self.problem, person.id), self.problem.horizon
        first, last = horizon.moment(away.span.start).date(), horizon.moment(away.span.end - 1).date()
        if first == last:
            said = sentence("{who} is away on {day}.", who=who, day=first)
        else:
            said = sentence("{who} is away from {first} to {last}.", who=who, first=first, last=last)
        return Statement(key, said, away.source, person.id)

    def _limit_said(self, key: Key, person: Person, what: str) -> Statement:
        who, limits = called(self.problem, person.id), person.limits
        match what:
            case "duties":
                said = sentences(
                    "{who} gives at most {n} duty a week.",
                    "{who} gives at most {n} duties a week.",
                    limits.duties or 0,
                    who=who,
                )
            case "hours":
                hours = (limits.minutes or 0) / 60
                said = sentence("{who} gives at most {limit} h a week.", who=who, limit=hours)
            case _:
                said = sentences(
                    "{who} gives at most {n} duty a day.",
                    "{who} gives at most {n} duties a day.",
                    limits.per_day or 0,
                    who=who,
                )
        return Statement(key, said, limits.source, person.id)

    def _rule(self, key: Key) -> Statement:
        rule = self.problem.rules[int(key[1])]
        told = rule_text(rule)
        match key:
            case (_, _, "person", person, other):
                who = called(self.problem, person)
                if other:
                    pair = called(self.problem, other)
                    said = sentence("{rule} holds for {who} and {other}.", rule=told, who=who, other=pair)
                else:
                    said = sentence("{rule} holds for {who}.", rule=told, who=who)
                return Statement(key, said, rule.source, person)
            case (_, _, "work", work):
                known = self.problem.works[work]
                what = titled(self.problem, work)
                if isinstance(known, Duty):
                    start = self.problem.horizon.moment(known.span.start)
                    said = sentence("{rule} holds for {what} on {start}.", rule=told, what=what, start=start)
                elif rule.kind == "visit-spacing":
                    said = self._spacing(known, what)
                    return Statement(key, said, known.source, None, work)
                else:
                    said = sentence("{rule} holds for {what}.", rule=told, what=what)
                return Statement(key, said, rule.source, None, work)
        return Statement(key, sentence("{rule} holds.", rule=told), rule.source)

    def _spacing(self, visit: Visit, what: str) -> Sentence:
        if visit.gap_days:
            return sentences(
                "{n} whole day lies between two visits of {what}.",
                "{n} whole days lie between two visits of {what}.",
                visit.gap_days,
                what=what,
            )
        return sentences(
            "{what} is visited at most once a day.",
            "{what} is visited at most {n} times a day.",
            visit.per_day,
            what=what,
        )


def away_facts(person: Person) -> list[Away]:
    """Return a person's absences, in order of time."""
    return sorted(person.away, key=lambda a: a.span)


def rule_text(rule: Rule) -> Sentence:
    """Return a rule as it is written: its kind and its parameters."""
    said = list(_parameters(rule))
    if not said:
        return sentence("The rule {kind}", kind=rule.kind)
    return sentence("The rule {kind} ({parameters})", kind=rule.kind, parameters=said)


def _parameters(rule: Rule) -> Iterator[str]:
    for name, value in rule.model_dump(mode="json", exclude_none=True).items():
        if name in ("weight", "only"):
            continue
        if isinstance(value, list):
            value = ", ".join(str(v) for v in sorted(value, key=str))
        if isinstance(value, float):
            value = f"{value:g}"
        yield f"{name}: {value}"


def _asked(work: Duty | Visit) -> Sentence | str:
    """Return what everyone at some work must have, to follow ``must have 2 people``."""
    skills, teams = sorted(work.skills), sorted(work.teams)
    if skills and teams:
        return sentence(" with {skills} of {teams}", skills=skills, teams=teams)
    if skills:
        return sentence(" with {skills}", skills=skills)
    return sentence(" of {teams}", teams=teams) if teams else ""
