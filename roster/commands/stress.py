"""``roster stress``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roster.commands._common import Exit, err, language_option, out, plain_errors, print_json, say
from roster.commands._explained import planned
from roster.commands._stop import InThread, StopFlag
from roster.model import Duty
from roster.naming import called, titled
from roster.words import Sentence, sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roster.model import Problem
    from roster.roster import Roster
    from solver.fragility import Fragile, KeptFree, Training
    from solver.stress import Outcome, Stress, StressProgress

MOST_LINES = 20
ADVICE = 0.1
"""The share of the time that is kept for whom to train and to keep free."""


@click.command(short_help="Try every single absence: can the week be mended, with how many calls?")
@click.argument("roster", metavar="ROSTER.json", type=click.Path(path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), help="The configuration, where ROSTER.json does not say it.")  # fmt: skip
@click.option("--per", type=click.Choice(["day", "week"]), default="day", show_default=True, help="An absence is one person on one day, or for all the week.")  # fmt: skip
@click.option("--time-limit", type=click.FloatRange(1, 86_400), default=300.0, show_default=True, help="Seconds for everything.")  # fmt: skip
@click.option("--processes", type=click.IntRange(1, 64), help="How many at once; as many as there are cores unless given.")  # fmt: skip
@click.option(
    "--deterministic", is_flag=True, help="The same report on every run and machine, whatever time it takes."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@language_option
def stress(
    roster: Path,
    config: Path | None,
    per: Any,
    time_limit: float,
    processes: int | None,
    deterministic: bool,
    as_json: bool,
    language: str | None,
) -> None:
    """Try every single absence, and name the fragile duties and who could mend most of them.

    One absence is one person on one day of service (with --per week: for all the week).
    An absence is mended if no seat more stays open; each call is a person whose week changes.

    \b
    Example:
      roster stress out/my-lane/roster.json
    """
    with plain_errors(language):
        problem, found, _ = planned(roster, config, language)
    stop = StopFlag()

    def call() -> Stress:
        from solver.stress import stress as try_all

        return try_all(
            problem,
            found,
            per=per,
            time_limit=(1 - ADVICE) * time_limit,
            processes=processes,
            deterministic=deterministic,
            on_progress=_Progress(problem.language),
            stop=stop,
        )

    with stop.telling(lambda: say(err(), sentence("stopping, keeping what is known"), problem.language)):
        report = InThread(call).wait()
    _report(problem, found, report, as_json)
    sys.exit(Exit.INTERRUPTED if stop() else Exit.FINE)


class _Progress:
    """Writes a line on standard error every few seconds."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._written = -2.0

    def __call__(self, at: StressProgress) -> None:
        if at.seconds - self._written >= 2:
            self._written = at.seconds
            told = sentence("{done} of {total} absences, {seconds} s", done=at.done, total=at.total, seconds=round(at.seconds))  # fmt: skip
            say(err(), told, self._language)


def _report(problem: Problem, roster: Roster, report: Stress, as_json: bool) -> None:
    from solver.fragility import fragile, suggestions

    weak = [f for f in fragile(report) if f.unmended or f.calls > 1]
    trained, kept = suggestions(problem, roster, report)
    if as_json:
        print_json(_record(problem, report, weak, trained, kept))
    else:
        _print(problem, report, weak, trained, kept)


def _print(
    problem: Problem,
    report: Stress,
    weak: Sequence[Fragile],
    trained: Sequence[Training],
    kept: Sequence[KeptFree],
) -> None:
    console, language = out(), problem.language
    for told in _summary(report):
        say(console, told, language, "bold")
    for f in weak[:MOST_LINES]:
        say(console, "  " + _weak(problem, f).say(language))
    if len(weak) > MOST_LINES:
        say(console, sentence("  and {n} more", n=len(weak) - MOST_LINES), language)
    for t in trained:
        told = sentences(
            "Train {who} in {skill}: mends {n} absence alone.",
            "Train {who} in {skill}: mends {n} absences alone.",
            len(t.mends),
            who=called(problem, t.person),
            skill=t.skill,
        )
        say(console, told, language)
    for k in kept:
        told = sentences(
            "Keep {who} on standby on {day}: mends {n} absence alone.",
            "Keep {who} on standby on {day}: mends {n} absences alone.",
            len(k.mends),
            who=called(problem, k.person),
            day=problem.horizon.date_of(k.day),
        )
        say(console, told, language)


def _summary(report: Stress) -> list[Sentence]:
    outcomes = report.outcomes
    mended = [o for o in outcomes if o.mended]
    one = sum((o.calls or 0) <= 1 for o in mended)
    hopeless = sum(o.hopeless for o in outcomes)
    told = [
        sentence(
            "{mended} of {total} absences can be mended with no seat more open, {one} of them with one call at most.",
            mended=len(mended),
            total=len(outcomes),
            one=one,
        )
    ]
    if hopeless:
        told.append(sentences("{n} absence cannot: proven.", "{n} absences cannot: proven.", hopeless))
    unknown = len(outcomes) - len(mended) - hopeless
    if unknown:
        told.append(
            sentences(
                "For {n} absence no such repair was found; one may exist.",
                "For {n} absences no such repair was found; some may exist.",
                unknown,
            )
        )
    if report.interrupted:
        told.append(sentence("Not every absence was tried: the time was too short."))
    return told


def _weak(problem: Problem, f: Fragile) -> Sentence:
    work = problem.works[f.work]
    what: object = titled(problem, f.work)
    if isinstance(work, Duty):
        what = sentence("{what} on {start}", what=what, start=problem.horizon.moment(work.span.start))
    if f.unmended:
        return sentence(
            "{what}: a seat more stays open after {unmended} of {absences} absences ({hopeless} proven).",
            what=what,
            unmended=f.unmended,
            absences=f.absences,
            hopeless=f.hopeless,
        )
    return sentence("{what}: up to {calls} calls.", what=what, calls=f.calls)


def _record(
    problem: Problem,
    report: Stress,
    weak: Sequence[Fragile],
    trained: Sequence[Training],
    kept: Sequence[KeptFree],
) -> dict[str, Any]:
    language, date_of = problem.language, problem.horizon.date_of
    return {
        "summary": [told.say(language) for told in _summary(report)],
        "per": report.per,
        "interrupted": report.interrupted,
        "absences": [
            {
                **_who(problem, o),
                "lost": [a.work for a in o.trial.lost],
                "mended": o.mended,
                "hopeless": o.hopeless,
                "open_units": o.open_units,
                "calls": o.calls,
                "calls_bound": o.calls_bound,
            }
            for o in report.outcomes
        ],
        "fragile": [
            {
                "work": f.work,
                "absences": f.absences,
                "unmended": f.unmended,
                "hopeless": f.hopeless,
                "calls": f.calls,
            }
            for f in weak
        ],
        "train": [
            {"person": t.person, "skill": t.skill, "mends": [_who(problem, o) for o in t.mends]}
            for t in trained
        ],
        "standby": [
            {
                "person": k.person,
                "day": date_of(k.day).isoformat(),
                "mends": [_who(problem, o) for o in k.mends],
            }
            for k in kept
        ],
    }


def _who(problem: Problem, outcome: Outcome) -> dict[str, Any]:
    days = [problem.horizon.date_of(day).isoformat() for day in outcome.trial.days]
    return {"person": outcome.trial.person, "days": days}
