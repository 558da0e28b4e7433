"""The assignments of a document, found again in the problem that it was made for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from roster.document_check import DocumentError, check_document
from roster.model import Duty, Horizon, Problem, Span, Visit, Work
from roster.roster import Assignment, Roster
from roster.schema_errors import meant
from roster.words import Sentence, sentence

MOST_PROBLEMS = 20


def assignments_of(problem: Problem, document: Mapping[str, Any], file: str) -> Roster:
    """Return the roster of a document; see :func:`roster.document.from_document`."""
    reader = _read(problem, document, file)
    if reader.problems:
        raise DocumentError(file, reader.problems[:MOST_PROBLEMS])
    return Roster.of(reader.found, reader.pinned)


def what_fits(
    problem: Problem, document: Mapping[str, Any], *, file: str = ""
) -> tuple[Roster, tuple[Sentence, ...]]:
    """Return what of a document still is in the community, and a sentence on each entry that is not.

    Raises
    ------
    DocumentError
        If the document is of another week, or not a roster.
    """
    reader = _read(problem, document, file)
    return Roster.of(reader.found, reader.pinned), tuple(said for _, said in reader.problems)


def _read(problem: Problem, document: Mapping[str, Any], file: str) -> _Reader:
    check_document(document, file=file)
    horizon = problem.horizon
    if document["week"] != horizon.first.isoformat() or document.get("weeks", 1) != horizon.weeks:
        raise DocumentError(
            file,
            [
                (
                    "week",
                    sentence(
                        "This roster is of {week} (weeks: {weeks}), the community of {first} (weeks: {asked}). "
                        "Give the roster of the same weeks.",
                        week=document["week"],
                        weeks=document.get("weeks", 1),
                        first=horizon.first.isoformat(),
                        asked=horizon.weeks,
                    ),
                )
            ],
        )
    reader = _Reader(problem)
    for index, entry in enumerate(document["assignments"]):
        reader.read(index, entry)
    return reader


def minute_of(horizon: Horizon, entry: Mapping[str, Any]) -> int:
    """Return the start of an entry in minutes of the horizon (``start_utc`` wins, it is never ambiguous)."""
    if entry.get("start_utc"):
        moment = datetime.fromisoformat(entry["start_utc"]).astimezone(horizon.zone)
        return round((moment.timestamp() - _origin(horizon)) / 60)
    start = datetime.fromisoformat(entry["start"])
    return horizon.minute(start.date(), start.time())


def minutes_of(horizon: Horizon, entry: Mapping[str, Any]) -> int:
    """Return how long an entry lasts, in elapsed minutes."""
    if entry.get("minutes") is not None:
        return int(entry["minutes"])
    start, end = (datetime.fromisoformat(entry[k]) for k in ("start", "end"))
    return horizon.minute(end.date(), end.time()) - horizon.minute(start.date(), start.time())


def _origin(horizon: Horizon) -> float:
    first = horizon.first
    return datetime(first.year, first.month, first.day, tzinfo=horizon.zone).timestamp()


class _Reader:
    """Collects assignments and everything that is wrong with them."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.found: list[Assignment] = []
        self.pinned: list[Assignment] = []
        self.problems: list[tuple[str, Sentence]] = []
        self._at: dict[tuple[str, str], list[Work]] = defaultdict(list)
        for work in problem.works.values():
            self._at[work.service, work.task].append(work)

    def read(self, index: int, entry: Mapping[str, Any]) -> None:
        horizon = self.problem.horizon
        start = minute_of(horizon, entry)
        work = self._work(index, entry, start)
        person = self._person(index, entry["person"])
        if work is None or person is None:
            return
        span = Span(start, start + minutes_of(horizon, entry))
        if not self._fits(index, work, person, span):
            return
        assignment = Assignment(span.start, span.end, work.key, person)
        if assignment in self.found:
            self._wrong(index, sentence("{who} is named twice. Take one out.", who=person))
            return
        self.found.append(assignment)
        if entry.get("pinned"):
            self.pinned.append(assignment)

    def _work(self, index: int, entry: Mapping[str, Any], start: int) -> Work | None:
        key = entry.get("work")
        if key is not None and key in self.problem.works:
            return self.problem.works[key]
        of_task = self._at.get((entry["service"], entry["task"]), [])
        if not of_task:
            tasks = [task for service, task in self._at if service == entry["service"]]
            self._wrong(
                index,
                sentence(
                    "{service}/{task} is not in the community. {cure}",
                    service=entry["service"],
                    task=entry["task"],
                    cure=meant(entry["task"], tasks) or sentence("Correct the task, or solve again."),
                ),
            )
            return None
        fitting = [
            work
            for work in of_task
            if isinstance(work, Visit)
            or (
                work.shift == entry.get("shift")
                and (entry.get("grid") is None or work.grid == entry["grid"])
                and start
                in ({work.span.start} if work.spans is None else {s.start for s in work.spans.values()})
            )
        ]
        if len(fitting) == 1:
            return fitting[0]
        start_said = entry["start"].replace("T", " ")
        if fitting:
            message = sentence(
                "{task} has several posts at {start}. Add its grid or work.",
                task=entry["task"],
                start=start_said,
            )
        else:
            message = sentence(
                "{task} has no shift at {start}. Correct the start, or solve again.",
                task=entry["task"],
                start=start_said,
            )
        self._wrong(index, message)
        return None

    def _person(self, index: int, person: str) -> str | None:
        if person in self.problem.people:
            return person
        cure = meant(person, self.problem.people) or sentence("Correct the id, or add the person.")
        self._wrong(index, sentence("{who} is not among the people. {cure}", who=person, cure=cure))
        return None

    def _fits(self, index: int, work: Work, person: str, span: Span) -> bool:
        if isinstance(work, Duty):
            if work.spans is not None and person not in work.spans:
                self._wrong(
                    index,
                    sentence("{who} has no time to stand by that day. Take the entry out.", who=person),
                )
                return False
            asked = work.span_of(person)
        else:
            asked = Span(span.start, span.start + work.minutes)
        if span == asked:
            return True
        moment = self.problem.horizon.moment
        self._wrong(
            index,
            sentence(
                "{task} lasts from {asked_start} to {asked_end}, not from {start} to {end}. Correct the times.",
                task=work.task,
                asked_start=moment(asked.start),
                asked_end=moment(asked.end),
                start=moment(span.start),
                end=moment(span.end),
            ),
        )
        return False

    def _wrong(self, index: int, message: Sentence) -> None:
        self.problems.append((f"assignments.{index}", message))
