"""What has happened, as options of a command: ``--away``, ``--no-show``, ``--drop`` and so on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import click

from roster.commands.why import matching
from roster.disruption import Absence, Disruption, whole_days
from roster.loading import load_text
from roster.model import Duty, Problem, Source, Span
from roster.roster import Roster
from roster.rules.api import Rule


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
    click.UsageError
        If an option cannot be understood; it says how to write it.
    """
    now = None if said.now is None else _moment(problem, "--now", said.now)
    absences = [a for text in said.away for a in _away(problem, text)]
    late: set[str] = set()
    for text in said.no_show:
        person, _, when = text.partition(":")
        _known(problem, "--no-show", person)
        at = _moment(problem, "--no-show", when)
        missed = [a for a in roster.of_person(person) if a.start <= at < a.end]
        if not missed:
            raise click.UsageError(f"--no-show {text}: {person} serves nowhere at that time.")
        absences += [Absence(person, a.span, Source("--no-show", 0), True) for a in missed]
        late |= {a.work for a in missed}
        now = at if now is None else now
    return (
        Disruption(
            tuple(absences),
            frozenset(key for text in said.drop for key in _works(problem, "--drop", text)),
            tuple(_added(problem, text) for text in said.add),
            frozenset(_shut(problem, text) for text in said.move),
            tuple(_rule(problem, text) for text in said.rule),
            now,
        ),
        frozenset(late),
    )


def _known(problem: Problem, option: str, person: str) -> None:
    if person not in problem.people:
        raise click.UsageError(f"{option} {person}: there is nobody of this id. Write the id, not the name.")


def _date(problem: Problem, option: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{option} {text}: not a date. Write it as 2026-11-25.") from None
    if not 0 <= problem.horizon.day_index(day) < problem.horizon.day_count:
        first, last = problem.horizon.dates[0], problem.horizon.dates[-1]
        raise click.UsageError(f"{option} {text}: not in the planned weeks, {first} to {last}.")
    return day


def _moment(problem: Problem, option: str, text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{option} {text}: not a time. Write it as 2026-11-25T14:00.") from None
    return problem.horizon.minute(moment.date(), moment.time())


def _away(problem: Problem, text: str) -> list[Absence]:
    """Read ``p017`` (all week), ``p017:2026-11-25``, ``p017:2026-11-25..2026-11-27`` or with hours."""
    person, _, when = text.partition(":")
    _known(problem, "--away", person)
    horizon, source = problem.horizon, Source(f"--away {text}", 0)
    if not when:
        return whole_days(problem, person, range(horizon.day_count), source)
    hours = re.fullmatch(r"(\d{4}-\d{2}-\d{2})T(\d{1,2}:\d{2})-(\d{1,2}:\d{2})", when)
    if hours:
        day = _date(problem, "--away", hours[1])
        start, end = (_moment(problem, "--away", f"{day}T{clock.zfill(5)}") for clock in hours.groups()[1:])
        if end <= start:
            end = horizon.minute(
                day + timedelta(days=1), datetime.fromisoformat(f"{day}T{hours[3].zfill(5)}").time()
            )
        return [Absence(person, Span(start, end), source)]
    first, _, last = when.partition("..")
    days = [horizon.day_index(_date(problem, "--away", d)) for d in (first, last or first)]
    if days[1] < days[0]:
        raise click.UsageError(f"--away {text}: the last day comes before the first.")
    return whole_days(problem, person, range(days[0], days[1] + 1), source)


def _works(problem: Problem, option: str, text: str) -> list[str]:
    task, _, day = text.partition(":")
    found = matching(problem, task, day or None)
    if not found:
        raise click.UsageError(
            f"{option} {text}: there is no such work. Write it as north-gate/evening:2026-11-25."
        )
    return found


def _added(problem: Problem, text: str) -> Duty:
    """Read ``north-gate/evening:2026-11-28``: the shift takes place on that date too."""
    task, _, day = text.partition(":")
    alike = [w for key in matching(problem, task, None) if isinstance(w := problem.works[key], Duty)]
    if not alike or not day:
        raise click.UsageError(f"--add {text}: name a shift and a date, as in north-gate/evening:2026-11-28.")
    model, when = alike[0], _date(problem, "--add", day)
    horizon = problem.horizon
    at = horizon.moment(model.span.start)
    start = horizon.minute(when, at.time())
    key = f"{model.key.rsplit('/', 1)[0]}/{when}T{at:%H%M}"
    if key in problem.works:
        raise click.UsageError(f"--add {text}: it takes place on that date already.")
    return replace(
        model, key=key, day=horizon.day_index(when), span=Span(start, start + model.span.minutes), spans=None
    )


def _shut(problem: Problem, text: str) -> tuple[str, int]:
    """Read ``h21:2026-11-25``: the home is not visited on that date, but on another."""
    task, _, day = text.partition(":")
    visit = problem.visit_by_task.get(task.removeprefix("visits/"))
    if visit is None or not day:
        raise click.UsageError(f"--move {text}: name a home and a date, as in h21:2026-11-25.")
    return visit.key, problem.horizon.day_index(_date(problem, "--move", day))


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
