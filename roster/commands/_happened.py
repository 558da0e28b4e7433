"""What has happened, as options of a command: ``--away``, ``--no-show``, ``--drop`` and so on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from roster.commands._asked import date_in, known_person, known_works, moment_in, refuse
from roster.disruption import Absence, Disruption, whole_days
from roster.loading import load_text
from roster.model import Duty, Problem, Source, Span
from roster.roster import Assignment, Roster
from roster.rules.api import Rule
from roster.words import sentence


@dataclass(frozen=True, slots=True)
class Said:
    """The options as they were written."""

    away: tuple[str, ...] = ()
    no_show: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    move: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    now: str | None = None


def happened(problem: Problem, roster: Roster, said: Said) -> tuple[Disruption, frozenset[str]]:
    """Return the disruption that the options mean, and the work that may be joined late.

    Raises
    ------
    OptionError
        If an option cannot be understood; it says how to write it.
    """
    now = None if said.now is None else moment_in(problem, "--now", said.now)
    absences = [a for text in said.away for a in _away(problem, text)]
    late: set[str] = set()
    for text in said.no_show:
        at, missed = _missed(problem, roster, text)
        absences += [Absence(a.person, a.span, Source("--no-show", 0), True) for a in missed]
        late |= {a.work for a in missed}
        now = at if now is None else now
    return (
        Disruption(
            tuple(absences),
            frozenset(key for text in said.drop for key in _dropped(problem, text)),
            tuple(_added(problem, text) for text in said.add),
            frozenset(day for text in said.move for day in _shut(problem, roster, text)),
            tuple(_rule(problem, text) for text in said.rule),
            now,
        ),
        frozenset(late),
    )


def _missed(problem: Problem, roster: Roster, text: str) -> tuple[int, list[Assignment]]:
    """Read ``p017:2026-11-25T14:00`` or ``p017:14:00``: when it was, and what p017 should have done then."""
    person, _, when = text.partition(":")
    known_person(problem, "--no-show", person)
    at = moment_in(problem, f"--no-show {person}", when)
    missed = [a for a in roster.of_person(person) if a.start <= at < a.end]
    if not missed:
        starts = [problem.horizon.moment(a.start) for a in roster.of_person(person)]
        told = sentence("{person} serves nowhere at that time. Nothing is planned.", person=person)
        if starts:
            told = sentence(
                "{person} serves nowhere at that time. What is planned starts {starts}.",
                person=person,
                starts=starts,
            )
        refuse(problem, f"--no-show {text}", told)
    return at, missed


def _away(problem: Problem, text: str) -> list[Absence]:
    """Read ``p017`` (all week), ``p017:2026-11-25``, ``p017:2026-11-25..2026-11-27`` or with hours."""
    person, _, when = text.partition(":")
    known_person(problem, "--away", person)
    horizon, source = problem.horizon, Source(f"--away {text}", 0)
    if not when:
        return whole_days(problem, person, range(horizon.day_count), source)
    option = f"--away {person}"
    hours = re.fullmatch(r"(\S+)T(\d{1,2}:\d{2})-(\d{1,2}:\d{2})", when)
    if hours:
        day = date_in(problem, option, hours[1])
        start, end = (moment_in(problem, option, f"{day}T{clock}") for clock in hours.groups()[1:])
        return [Absence(person, Span(start, end + (1440 if end <= start else 0)), source)]
    first, _, last = when.partition("..")
    days = [horizon.day_index(date_in(problem, option, d)) for d in (first, last or first)]
    if days[1] < days[0]:
        refuse(problem, f"--away {text}", sentence("the last day comes before the first."))
    return whole_days(problem, person, range(days[0], days[1] + 1), source)


def _dropped(problem: Problem, text: str) -> list[str]:
    task, _, day = text.partition(":")
    return known_works(problem, "--drop", task, day or None)


def _added(problem: Problem, text: str) -> Duty:
    """Read ``north-gate/evening:2026-11-28``: the shift takes place on that date too."""
    task, _, day = text.partition(":")
    alike = [w for key in known_works(problem, "--add", task) if isinstance(w := problem.works[key], Duty)]
    if not alike or not day:
        told = sentence("name a shift and a date, as in north-gate/evening:2026-11-28.")
        refuse(problem, f"--add {text}", told)
    model, when = alike[0], date_in(problem, f"--add {task}", day)
    horizon = problem.horizon
    at = horizon.moment(model.span.start)
    start = horizon.minute(when, at.time())
    key = f"{model.key.rsplit('/', 1)[0]}/{when}T{at:%H%M}"
    if key in problem.works:
        refuse(problem, f"--add {text}", sentence("it takes place on that date already."))
    return replace(
        model, key=key, day=horizon.day_index(when), span=Span(start, start + model.span.minutes), spans=None
    )


def _shut(problem: Problem, roster: Roster, text: str) -> list[tuple[str, int]]:
    """Read ``h21:2026-11-25``: not on that date, but another; with ``:2026-11-27`` on that one."""
    task, _, when = text.partition(":")
    day, _, to = when.partition(":")
    visit = problem.visit_by_task.get(task.removeprefix("visits/"))
    if visit is None or not day:
        known_works(problem, "--move", task)
        refuse(problem, f"--move {text}", sentence("name a home and its date, as in h21:2026-11-25."))
    index = problem.horizon.day_index
    gone = index(date_in(problem, f"--move {task}", day))
    visited = {problem.horizon.day_of(start) for start in roster.meetings(visit.key)}
    if gone not in visited:
        told = sentence("the home is not visited on that date. Its visits are {dates}.", dates=[problem.horizon.date_of(d) for d in sorted(visited)])  # fmt: skip
        if not visited:
            told = sentence("the home is not visited at all in this roster.")
        refuse(problem, f"--move {text}", told)
    if not to:
        return [(visit.key, gone)]
    new, days = index(date_in(problem, f"--move {task}", to)), {slot.day for slot in visit.slots}
    if new not in days:
        told = sentence("the home cannot be visited on {day}. Look at its days and hours.", day=to)
        refuse(problem, f"--move {text}", told)
    return [(visit.key, d) for d in sorted(days) if d == gone or d not in visited | {new}]


def _rule(problem: Problem, text: str) -> Rule:
    """Read a rule as a line of a configuration would say it, among the community's own names."""
    people = [
        {"id": p.id, **({"teams": sorted(p.teams)} if p.teams else {}), **({"skills": sorted(p.skills)} if p.skills else {})}
        for p in problem.people.values()
    ]  # fmt: skip
    posts = [{"id": task, "days": "Mon", "time": "08:00-09:00"} for task in dict.fromkeys(d.task for d in problem.duties)]  # fmt: skip
    about = {"community": "x", "week": problem.horizon.first.isoformat(), "weeks": problem.horizon.weeks}
    lines = [
        f"{key}: {json.dumps(value)}" for key, value in {**about, "people": people, "duties": posts}.items()
    ]
    loaded = load_text("\n".join([*lines, f"rules: [{text}]"]), "--rule")
    return next(rule for rule in loaded.rules if rule.source.line)
