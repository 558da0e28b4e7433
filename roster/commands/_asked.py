"""What the options of a command mean; what cannot be understood is said with its cure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import NoReturn

from roster.errors import ConfigErrors
from roster.model import Problem
from roster.words import Sentence, sentence

MOST_STARTS = 10
"""So many moments are named where a date does not fit."""


class OptionError(ConfigErrors):
    """An option that cannot be understood.

    Parameters
    ----------
    said
        The option as it was written.
    problem
        What is wrong, and how to mend it.
    language
        The community's own language.
    """

    def __init__(self, said: str, problem: Sentence, language: str) -> None:
        super().__init__((), language)
        self.said = said
        self.problem = problem

    def say(self, language: str = "en") -> str:
        """Return the option and what is wrong with it."""
        return f"{self.said}: {self.problem.say(language)}"


def refuse(problem: Problem, said: str, told: Sentence) -> NoReturn:
    """Refuse an option."""
    raise OptionError(said, told, problem.language)


def known_person(problem: Problem, option: str, person: str) -> str:
    """Return the id of a person, or refuse it."""
    if person in problem.people:
        return person
    named = [p for p in problem.people.values() if p.name and p.name == person]
    if named:
        told = sentence("this is a name. Write the id: {ids}.", ids=[p.id for p in named])
    else:
        hint = _hint(person, problem.people) or _some(problem)
        told = sentence("there is nobody of this id.{hint}", hint=hint)
    refuse(problem, f"{option} {person}", told)


def _some(problem: Problem) -> Sentence | str:
    """Say what ids look like here."""
    if not problem.people:
        return sentence(" There are no people in this community yet.")
    ids = list(problem.people)
    return sentence(" The ids here are {first} to {last}.", first=ids[0], last=ids[-1])


def known_works(problem: Problem, option: str, task: str, day: str | None = None) -> list[str]:
    """Return the keys of the work that a task and a date mean, or refuse them."""
    found = matching(problem, task, day)
    if not found:
        starts = [key.rsplit("/", 1)[-1] for key in matching(problem, task, None)]
        if starts:
            told = sentence(
                "it does not take place at that time, but on {starts}.", starts=starts[:MOST_STARTS]
            )
        else:
            names = {w.task for w in problem.works.values()}
            names |= {f"{w.task}/{w.shift}" for w in problem.works.values() if w.shift}
            told = sentence(
                "there is no such work.{hint} Write it as north-gate/evening, or h21 for a home.",
                hint=_hint(task, names),
            )
        between = " --on " if option == "--task" else ":"
        refuse(problem, f"{option} {task}" + (f"{between}{day}" if day else ""), told)
    return found


def day_in(problem: Problem, option: str, text: str | None) -> str | None:
    """Return a date, perhaps with a time, as the keys of work write it; or refuse it."""
    if text is None:
        return None
    day, at, clock = text.partition("T")
    return f"{date_in(problem, option, day).isoformat()}{at}{clock}"


def matching(problem: Problem, task: str, day: str | None) -> list[str]:
    """Return the keys of the work that a task and a date mean; of a home, whatever the date."""
    if task in problem.works:
        return [task]
    found = []
    for key, work in problem.works.items():
        names = {
            work.task,
            f"{work.task}/{work.shift}",
            f"{work.task}/{work.grid}",
            f"{work.task}/{work.shift}/{work.grid}",
        }
        names |= {f"{work.service}/{name}" for name in names}
        if task in names and (work.service == "visits" or day is None or _starts_on(key, day)):
            found.append(key)
    return found


def _starts_on(key: str, day: str) -> bool:
    start = key.rsplit("/", 1)[-1]
    return start.startswith(day.replace(":", ""))


def date_in(problem: Problem, option: str, text: str) -> date:
    """Return a date of the planned weeks; ``today`` is one too."""
    horizon = problem.horizon
    try:
        day = datetime.now(horizon.zone).date() if text == "today" else date.fromisoformat(text)
    except ValueError:
        refuse(problem, f"{option} {text}", sentence("this is not a date. Write it as 2026-11-25."))
    if not 0 <= horizon.day_index(day) < horizon.day_count:
        told = sentence(
            "this is not in the planned weeks, {first} to {last}.",
            first=horizon.dates[0].isoformat(),
            last=horizon.dates[-1].isoformat(),
        )
        refuse(problem, f"{option} {text}", told)
    return day


def moment_in(problem: Problem, option: str, text: str) -> int:
    """Return a minute of the planned weeks from ``2026-11-25T14:00``, ``14:00`` for today, or ``now``."""
    if text == "now":
        text = f"{datetime.now(problem.horizon.zone):%Y-%m-%dT%H:%M}"
    day, _, clock = text.rpartition("T")
    try:
        at = time.fromisoformat(clock.zfill(5))
        if at.tzinfo is not None or at.second:
            raise ValueError
    except ValueError:
        told = sentence("this is not a time. Write it as 2026-11-25T14:00, as 14:00 for today, or as now.")
        refuse(problem, f"{option} {text}", told)
    return problem.horizon.minute(date_in(problem, option, day or "today"), at)


def _hint(said: str, known: Iterable[str]) -> Sentence | str:
    close = get_close_matches(said, known, n=1)
    return sentence(" Did you mean {close}?", close=close[0]) if close else ""
