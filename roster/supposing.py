"""A community as it would be: one shift more, another limit, a rule left out; nothing is written down.

What a coordinator wants to try without editing the configuration. Any other edit is tried by
loading the edited configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from roster.model import Duty, Problem, Span, Visit
from roster.naming import called
from roster.rules.api import Rule
from roster.words import Sentence, sentence, sentences

SOFT = 10
"""The weight that a strict rule gets when it is tried as a wish."""

Supposed = tuple[Problem, Sentence]


class SupposingError(ValueError):
    """What is supposed does not fit the community; ``message`` says why."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(str(message))
        self.message = message


def suppose(problem: Problem, said: Mapping[str, Any]) -> Supposed:
    """Return the community as it would be, and what is supposed in a sentence.

    Parameters
    ----------
    problem
        As it is.
    said
        ``kind`` and what belongs to it: ``seats`` (``post``, ``by`` people more or fewer each
        time, for a home visits a week), ``shift`` (``post`` also on ``day``, counted from 0),
        ``limit`` (``person``, at most ``duties`` or ``hours`` a week), ``rule`` (``number`` among
        the rules; with ``value`` its only number, with ``weight`` as a wish, else left out).

    Raises
    ------
    SupposingError
        If there is no such post, person or rule, or nothing would change.
    """
    kinds: Mapping[str, Callable[[Problem, Mapping[str, Any]], Supposed]] = {
        "seats": _seats,
        "shift": _shift,
        "limit": _limit,
        "rule": _rule,
    }
    known = kinds.get(str(said.get("kind")))
    if known is None:
        raise SupposingError(sentence("This cannot be supposed. Edit the configuration instead."))
    return known(problem, said)


def posts_of(problem: Problem) -> Mapping[str, tuple[str, tuple[Duty, ...]]]:
    """Return every post with its title and duties, by ``service/task/shift/grid`` as keys begin."""
    found: dict[str, list[Duty]] = {}
    for duty in problem.duties:
        found.setdefault(duty.key.rpartition("/")[0], []).append(duty)
    return {key: (duties[0].title or duties[0].task, tuple(duties)) for key, duties in found.items()}


def number_of(rule: Rule) -> str | None:
    """Return the name of a rule's only number, ``None`` where it has none or several."""
    names = [
        name
        for name in type(rule).model_fields
        if name != "weight" and type(getattr(rule, name)) in (int, float)
    ]
    return names[0] if len(names) == 1 else None


def _seats(problem: Problem, said: Mapping[str, Any]) -> Supposed:
    key, by = str(said.get("post")), int(said.get("by", 1))
    if by == 0:
        raise SupposingError(sentence("Nothing would change."))
    visit = problem.works.get(key)
    if isinstance(visit, Visit):
        times = max(0, visit.times + by)
        visits = tuple(replace(v, times=times) if v.key == key else v for v in problem.visits)
        told = sentence(
            "{what} is visited {n} times a week instead of {old}.",
            what=visit.title or visit.task,
            n=times,
            old=visit.times,
        )
        return replace(problem, visits=visits), told
    title, meant = _post(problem, key)
    if by < 0 and all(duty.most + by < 1 for duty in meant):
        raise SupposingError(
            sentence("{what} would have nobody. Leave it out in the configuration.", what=title)
        )
    duties = tuple(_more(duty, by) if duty in meant else duty for duty in problem.duties)
    told = (
        sentences(
            "{what} has {n} person more each time.", "{what} has {n} people more each time.", by, what=title
        )
        if by > 0
        else sentences(
            "{what} has {n} person fewer each time.",
            "{what} has {n} people fewer each time.",
            -by,
            what=title,
        )
    )
    return replace(problem, duties=duties), told


def _more(duty: Duty, by: int) -> Duty:
    least = max(0, duty.min + by)
    target = max(least, duty.target + by)
    return replace(duty, min=least, target=target, most=max(1, target, duty.most + by))


def _shift(problem: Problem, said: Mapping[str, Any]) -> Supposed:
    title, meant = _post(problem, str(said.get("post")))
    day = int(said.get("day", -1))
    if not 0 <= day < problem.horizon.day_count:
        raise SupposingError(sentence("There is no such day in this plan."))
    horizon = problem.horizon
    moved: dict[str, Duty] = {}
    for duty in meant:
        here = horizon.moment(duty.span.start)
        start = horizon.minute(horizon.date_of(day), here.time())
        key = f"{duty.key.rpartition('/')[0]}/{horizon.moment(start):%Y-%m-%dT%H%M}"
        if duty.spans is None and key not in problem.works:
            moved[key] = replace(duty, key=key, day=day, span=Span(start, start + duty.span.minutes))
    if not moved:
        raise SupposingError(sentence("{what} is planned on that day already.", what=title))
    last = problem.duties.index(meant[-1]) + 1
    duties = (*problem.duties[:last], *moved.values(), *problem.duties[last:])
    told = sentence("{what} takes place on {day} too.", what=title, day=horizon.date_of(day))
    return replace(problem, duties=duties), told


def _limit(problem: Problem, said: Mapping[str, Any]) -> Supposed:
    person = problem.people.get(str(said.get("person")))
    if person is None:
        raise SupposingError(sentence("There is no such person in this community."))
    duties, hours = said.get("duties"), said.get("hours")
    limits = replace(
        person.limits,
        duties=person.limits.duties if duties is None else int(duties),
        minutes=person.limits.minutes if hours is None else round(60 * float(hours)),
    )
    if limits == person.limits:
        raise SupposingError(sentence("Nothing would change."))
    who = called(problem, person.id)
    told = (
        sentences(
            "{who} gives at most {n} duty a week.",
            "{who} gives at most {n} duties a week.",
            int(duties),
            who=who,
        )
        if duties is not None
        else sentence("{who} gives at most {limit} h a week.", who=who, limit=float(hours or 0))
    )
    return replace(problem, people={**problem.people, person.id: replace(person, limits=limits)}), told


def _rule(problem: Problem, said: Mapping[str, Any]) -> Supposed:
    number = int(said.get("number", -1))
    if not 0 <= number < len(problem.rules) or problem.rules[number].builtin:
        raise SupposingError(sentence("There is no such rule in the configuration."))
    rule = problem.rules[number]
    others = list(problem.rules)
    value, weight = said.get("value"), said.get("weight")
    if value is not None:
        name = number_of(rule)
        old = getattr(rule, name) if name else None
        if name is None or old == float(value):
            raise SupposingError(sentence("Nothing would change."))
        others[number] = _with(rule, **{name: int(value) if isinstance(old, int) else float(value)})
        told = sentence(
            "Rule {rule}: {name} {n} instead of {old}.", rule=rule.kind, name=name, n=float(value), old=old
        )
    elif weight is not None:
        if rule.weight is not None or rule.structural:
            raise SupposingError(sentence("This rule is a wish already."))
        others[number] = _with(rule, weight=int(weight) or SOFT)
        told = sentence("Rule {rule} is a wish and no strict rule.", rule=rule.kind)
    else:
        del others[number]
        told = sentence("Rule {rule} is left out.", rule=rule.kind)
    return replace(problem, rules=tuple(others)), told


def _with(rule: Rule, **changes: float) -> Rule:
    """Return a rule with other values, checked as if they had been written."""
    said = {name: getattr(rule, name) for name in type(rule).model_fields}
    try:
        changed = type(rule)(**{**said, **changes})
    except ValueError:
        raise SupposingError(sentence("The rule cannot have this value.")) from None
    changed._source = rule._source
    return changed


def _post(problem: Problem, key: str) -> tuple[str, tuple[Duty, ...]]:
    found = posts_of(problem).get(key)
    if found is None:
        raise SupposingError(sentence("There is no such post in this week."))
    return found
