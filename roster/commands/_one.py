"""Solve one community and write what comes out of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roster.commands._common import Exit, message_of
from roster.commands._progress import ProgressLine
from roster.commands._stop import InThread, StopFlag
from roster.document import Document, to_document, write_document
from roster.exports import export, registry
from roster.model import Problem
from roster.roster import Roster
from roster.verify import verify
from roster.week import Week
from roster.words import Sentence, sentence

if TYPE_CHECKING:
    from solver import Result


@dataclass(frozen=True, slots=True)
class Options:
    """What ``roster solve`` was asked for."""

    time_limit: float
    seed: int
    workers: int | None
    deterministic: bool
    language: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the solve of one community ended.

    Attributes
    ----------
    source
        The configuration.
    community
        Its name, or the file's where it could not be read.
    code
        The exit code for this community.
    status
        One of ``roster.document.STATUSES``, or ``bad_input`` or ``not_started``.
    document
        The roster, or ``None`` if there is none.
    files
        What was written, ``roster.json`` first.
    message
        What a person has to know, in one or more lines.
    """

    source: Path
    community: str
    code: Exit
    status: str
    document: Document | None = None
    files: tuple[Path, ...] = ()
    message: str = ""
    seconds: float = 0.0


def load(source: Path, language: str | None) -> Problem:
    """Load a community, to be spoken of in a language."""
    from roster.loading import load_problem

    problem = load_problem(source)
    return replace(problem, language=language or problem.language)


def solve_one(
    source: Path, problem: Problem, folder: Path, options: Options, line: ProgressLine, stop: StopFlag
) -> Outcome:
    """Solve a problem and write ``roster.json`` and the exports to a folder.

    Nothing in the folder is touched unless there is a roster. A roster that cannot be
    written is in the outcome all the same.
    """
    from solver import DisagreementError, solve

    def call() -> Result:
        return solve(
            problem,
            time_limit=options.time_limit,
            seed=options.seed,
            workers=options.workers,
            deterministic=options.deterministic,
            on_progress=line,
            stop=stop,
        )

    try:
        with line:
            result = InThread(call).wait()
    except DisagreementError as problem_found:
        return _disagreed(source, problem, folder, problem_found.roster, str(problem_found))
    notes = [note.say(problem.language) for note in result.notes]
    if result.roster is None or result.verdict is None:
        code, told = _without_roster(result.status.value)
        message = "\n".join([*notes, (result.message or told).say(problem.language)])
        return Outcome(
            source, problem.name, code, result.status.value, message=message, seconds=result.seconds
        )
    document = to_document(
        problem,
        result.roster,
        result.verdict,
        status=result.status.value,
        bound=result.bound,
        provenance=_provenance(source, result) | ({"notes": notes} if notes else {}),
    )
    code = Exit.INTERRUPTED if result.status.value == "interrupted" else Exit.FINE
    if result.verdict.hard:
        code = Exit.BROKEN
    written: tuple[Path, ...] = ()
    try:
        written = write_all(document, folder)
    except OSError as error:
        code = Exit.BAD_INPUT
        notes.append(message_of(error, problem.language))
    message = "\n".join(notes)
    return Outcome(
        source, problem.name, code, result.status.value, document, written, message, result.seconds
    )


def write_all(document: Document, folder: Path) -> tuple[Path, ...]:
    """Write ``roster.json`` and every export; return the files."""
    path = folder / "roster.json"
    write_document(path, document)
    return (path, *export(Week(document), registry(), folder))


def _provenance(source: Path, result: Result) -> dict[str, Any]:
    """Return where a roster comes from; without the time of day where every run is to give the same bytes."""
    found = {
        "config": str(source),
        "seed": result.options.get("seed"),
        "options": dict(result.options),
        "versions": dict(result.versions),
    }
    if not result.options.get("deterministic"):
        found["seconds"] = round(result.seconds, 3)
        found["solved_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    return found


def _without_roster(status: str) -> tuple[Exit, Sentence]:
    match status:
        case "infeasible":
            return Exit.BROKEN, sentence(
                "The hard rules cannot all hold at once. `roster explain` names those that cannot, "
                "and the single changes that mend it."
            )
        case "time_limit":
            return Exit.NOTHING_FOUND, sentence(
                "No roster was found in the time given. Give more: --time-limit 300."
            )
        case "interrupted":
            return Exit.INTERRUPTED, sentence("Stopped before there was a roster.")
        case _:
            return Exit.BROKEN, sentence("The solve failed.")


def _disagreed(source: Path, problem: Problem, folder: Path, roster: Roster, message: str) -> Outcome:
    kept = folder / f"disagreement-{os.getpid()}.json"
    document = to_document(
        problem,
        roster,
        verify(problem, roster),
        status="error",
        bound=None,
        provenance={"config": str(source), "disagreement": message},
    )
    write_document(kept, document)
    told = sentence(
        "Solver and verifier disagree, which is a defect of this program: {message} "
        "The roster is kept in {file}; please report it with the configuration.",
        message=message,
        file=str(kept),
    )
    return Outcome(
        source, problem.name, Exit.BROKEN, "error", files=(kept,), message=told.say(problem.language)
    )
