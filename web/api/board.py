"""The board of a week: look at it and change its draft."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from roster.services.accounts import Role
from roster.services.board import open_board
from web import auth
from web.api.answers import language
from web.api.describe import documented
from web.api.models import Board

blueprint = Blueprint("board", __name__, url_prefix="/communities/<community>/weeks/<week>")


@blueprint.get("")
@auth.needs(Role.VIEWER)
@documented(Board, tag="board")
def show_week(community: str, week: str) -> dict[str, Any]:
    """Return the board of a week: three views, findings, loads and open seats."""
    with auth.store().read() as db:
        return open_board(db, community, auth.monday(week), language())
