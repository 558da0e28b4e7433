"""A roster together with the configuration that it was made from."""

from __future__ import annotations

from pathlib import Path

from roster.commands._common import community_file
from roster.commands._one import load
from roster.document import DocumentError, from_document, read_document
from roster.model import UNITS_PER_SEAT, Problem
from roster.roster import Roster
from roster.words import sentence


def planned(path: Path, config: Path | None, language: str | None) -> tuple[Problem, Roster, int | None]:
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
        The problem, the roster, and the bound of open units if one is proven.

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
    bound = document["bound"]["open"]
    return (
        problem,
        from_document(problem, document, file=str(path)),
        None if bound is None else round(bound * UNITS_PER_SEAT),
    )
