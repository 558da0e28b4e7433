"""Names that stand for nothing: people, places, skills, teams, grids, labels and posts."""

from __future__ import annotations

from collections.abc import Sequence

from roster.loading_draft import Draft
from roster.model import Duty, Visit
from roster.rules.api import Rule


def check_names(draft: Draft, duties: Sequence[Duty], visits: Sequence[Visit], rules: Sequence[Rule]) -> None:
    """Note an error for each name of a section or rule that is not known."""
