"""``roster.json``: a roster as others can read it, without the configuration.

The format is called ``roster/1`` and described in ``roster/schemas/roster-1.json``. A
document carries names, titles and times, so that exports, history and other programs
need nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import jsonschema

from roster.document_check import FORMAT, DocumentError, check_document, schema
from roster.document_parts import (
    assignment_part,
    duty_part,
    finding_part,
    open_part,
    person_part,
    seats_number,
    visit_part,
)
from roster.document_reading import assignments_of
from roster.files import json_bytes, write_atomically
from roster.model import UNITS_PER_SEAT, Problem
from roster.roster import Roster
from roster.verify import Verdict
from roster.verify_delta import Judgement
from roster.words import sentence

STATUSES = ("optimal", "feasible", "infeasible", "time_limit", "interrupted", "error", "edited", "proposed")
MOST_BYTES = 50_000_000

__all__ = [
    "FORMAT",
    "STATUSES",
    "Bounds",
    "Document",
    "DocumentError",
    "check_document",
    "from_document",
    "read_document",
    "schema",
    "to_document",
    "write_document",
]

Document = dict[str, Any]


class Bounds(Protocol):
    """What is proven: no roster has fewer open units, none with these costs less."""

    @property
    def open_units(self) -> int | None: ...

    @property
    def soft(self) -> int | None: ...


def to_document(
    problem: Problem,
    roster: Roster,
    verdict: Verdict,
    *,
    status: str,
    bound: Bounds | None,
    provenance: Mapping[str, Any],
) -> Document:
    """Return a roster and its verdict as a ``roster/1`` document.

    Parameters
    ----------
    problem, roster, verdict
        What was planned, how, and how :func:`roster.verify.verify` judges it.
    status
        One of :data:`STATUSES`; ``edited`` for a roster made or changed by hand.
    bound
        What a solver has proven, or ``None``.
    provenance
        Where the roster comes from: configuration and its hash, seed, options, versions,
        seconds, time of the solve. Must be JSON.

    Returns
    -------
    dict
        Fit for :func:`json.dumps`; it satisfies :func:`schema`.
    """
    if status not in STATUSES:
        raise ValueError(f"Status {status!r} not understood. Use one of {', '.join(STATUSES)}.")
    language = problem.language
    judgement = Judgement(problem, roster)
    return {
        "format": FORMAT,
        "community": problem.name,
        "week": problem.horizon.first.isoformat(),
        "weeks": problem.horizon.weeks,
        "timezone": problem.horizon.timezone,
        "language": language,
        "status": status,
        "score": {
            "hard": verdict.score.hard,
            "open": seats_number(verdict.score.open),
            "soft": verdict.score.soft,
            "open_seats": verdict.open_seats,
        },
        "bound": {
            "open": None
            if bound is None or bound.open_units is None
            else seats_number(bound.open_units / UNITS_PER_SEAT),
            "soft": None if bound is None else bound.soft,
        },
        "assignments": [assignment_part(problem, roster, n) for n in range(len(roster.assignments))],
        "open": [open_part(judgement, seat, language) for seat in verdict.open],
        "findings": [finding_part(problem, finding, language) for finding in verdict.findings],
        "people": [person_part(problem, key) for key in problem.people],
        "places": [{"id": p.id, "name": p.name or p.id, "grid": p.grid} for p in problem.places.values()],
        "duties": [duty_part(problem, duty) for duty in problem.duties],
        "visits": [visit_part(visit) for visit in problem.visits],
        "provenance": {"config_hash": problem.config_hash, **provenance},
    }


def from_document(problem: Problem, document: Mapping[str, Any], *, file: str = "") -> Roster:
    """Return the roster of a document, for the problem it was made for.

    Parameters
    ----------
    problem
        The community and weeks that the document plans.
    document
        A ``roster/1`` document; only its assignments are used.
    file
        Its name, for messages.

    Raises
    ------
    DocumentError
        If the document is of another week, or names people, posts or times that the
        problem does not have.
    """
    return assignments_of(problem, document, file)


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document atomically, after checking it against the schema."""
    jsonschema.validate(document, schema())
    write_atomically(path, json_bytes(document))


def read_document(path: Path) -> Document:
    """Read and check a ``roster.json``.

    Raises
    ------
    DocumentError
        If it cannot be read, is not JSON, or does not satisfy the schema.
    """
    file = str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DocumentError(
                file, [("", sentence("This is larger than 50 MB. Give the path of a roster.json."))]
            )
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problem = sentence("There is no such file. Give the path of a roster.json.")
        raise DocumentError(file, [("", problem)]) from None
    except OSError as error:
        cause = error.strerror or str(error)
        problem = sentence("The roster cannot be read: {cause}. Give the path of a roster.json.", cause=cause)
        raise DocumentError(file, [("", problem)]) from None
    except UnicodeDecodeError:
        problem = sentence("This is not UTF-8 text. Use the roster.json that `roster solve` wrote.")
        raise DocumentError(file, [("", problem)]) from None
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        problem = sentence("This is not JSON. Use the roster.json that `roster solve` wrote.")
        raise DocumentError(file, [(where, problem)]) from None
    check_document(document, file=file)
    return dict(document)
