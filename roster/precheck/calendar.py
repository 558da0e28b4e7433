"""Workdays in a file that does not say whose public holidays hold."""

from __future__ import annotations

from collections.abc import Iterator

from roster.model import Problem
from roster.precheck.notes import Note
from roster.words import sentence


def plain_workdays(problem: Problem) -> Iterator[Note]:
    """Yield one note where `workdays` means no more than Monday to Friday, and nobody has said that it should."""
    if problem.plain_workdays is not None:
        yield Note(
            "calendar",
            problem.plain_workdays,
            sentence("The file does not say whose public holidays hold, so workdays are Monday to Friday."),
            sentence("Write holidays: CN at the top of the file, or holidays: none if that is meant."),
        )
