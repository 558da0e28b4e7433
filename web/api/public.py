"""The public duty board, for everybody."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from flask import Blueprint
from pydantic import Field

from roster.services import public_board
from web import auth
from web.api import models as m
from web.api.describe import documented

blueprint = Blueprint("public", __name__, url_prefix="/board")


class BoardQuery(m.Asked):
    """Which week, and which print hangs there."""

    week: date | None = None
    since: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = Field(
        default=None, description="The version stamp of the print"
    )


@blueprint.get("/<community>")
@documented(m.PublicBoard, tag="board", also=(422,))
def show(community: str, query: BoardQuery) -> dict[str, Any]:
    """Return the board as it hangs at the gate: posts, hours and names; never a home."""
    with auth.store().read() as db:
        return public_board.show(db, community, query.week, since=query.since)
