"""A roster together with the configuration that it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from roster.commands._common import community_file
from roster.commands._one import load
from roster.document import DocumentError, from_document, read_document
from roster.model import UNITS_PER_SEAT, Problem
from roster.roster import Roster
from roster.words import sentence


class Proven(NamedTuple):
    """What the solve of a roster has proven about all rosters; ``None`` where nothing is.

    Attributes
    ----------
    open_units
        No roster has fewer open units.
    soft
        No roster with as few open units as this one costs less.
    """

    open_units: int | None = None
    soft: int | None = None


def planned(path: Path, config: Path | None, language: str | None) -> tuple[Problem, Roster, Proven]:
    """Read a ``roster.json`` and the configuration that it names.

    Parameters
    ----------
    path
        Of the ``roster.json``.
    config
        The configuration; the one in the document's provenance unless given.
    language
        Of what is said.

    Returns
    -------
    tuple
        The problem, the roster, and what is proven. Nothing is, where the configuration has
        changed since the roster was made.

    Raises
    ------
    DocumentError, ConfigErrors, OSError
        If one of them cannot be read.
    """
    document = read_document(path)
    said = document["provenance"].get("config")
    if config is None and not said:
        told = sentence("The roster does not say its configuration. Give it with --config FILE.")
        raise DocumentError(str(path), [("provenance.config", told)])
    problem = load(community_file(config or Path(said)), language)
    found = from_document(problem, document, file=str(path))
    if document["provenance"].get("config_hash") != problem.config_hash:
        return problem, found, Proven()
    opened, soft = document["bound"]["open"], document["bound"]["soft"]
    return problem, found, Proven(None if opened is None else round(opened * UNITS_PER_SEAT), soft)
