"""Whether a document is of the format ``roster/1``, and what is said of one that is not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from roster.errors import ConfigError, ConfigErrors
from roster.model import Source
from roster.words import Sentence, sentence

FORMAT = "roster/1"
SCHEMA = Path(__file__).parent / "schemas" / "roster-1.json"


class DocumentError(ConfigErrors):
    """A ``roster.json`` that cannot be used; every problem with its cure.

    Parameters
    ----------
    file
        Its name.
    problems
        What is wrong and how to mend it, with the path inside the document or where it
        stops being JSON (``line:column``).
    """

    def __init__(self, file: str, problems: Iterable[tuple[str, Sentence]]) -> None:
        super().__init__(ConfigError(_source(file, where), problem) for where, problem in problems)


@cache
def schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the format."""
    loaded: Mapping[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return loaded


def check_document(document: object, *, file: str = "") -> None:
    """Check a document against the schema of the format.

    Raises
    ------
    DocumentError
        With up to ten of the problems found.
    """
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        problem = sentence(
            "This is not a roster of format roster/1. Use the roster.json that `roster solve` wrote."
        )
        raise DocumentError(file, [("format", problem)])
    validator = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())
    faults = sorted(validator.iter_errors(document), key=lambda e: list(map(str, e.absolute_path)))
    if faults:
        raise DocumentError(
            file, [(".".join(map(str, f.absolute_path)), _fault(f.message)) for f in faults[:10]]
        )


def _fault(message: str) -> Sentence:
    return sentence("{fault}. Correct it, or write the file again with `roster solve`.", fault=message[:200])


def _source(file: str, where: str) -> Source:
    line, _, column = where.partition(":")
    if line.isdigit() and column.isdigit():
        return Source(file, int(line), int(column))
    return Source(file, 1, 1, where)
