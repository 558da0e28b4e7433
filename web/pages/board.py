"""The board of a week: posts, people or homes by day."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from roster.services import board as boards
from roster.services import communities, situations
from roster.services.accounts import Role
from web import auth
from web.language import current
from web.pages.home import week_to_open

VIEWS = ("posts", "people", "homes")

blueprint = Blueprint("board", __name__, url_prefix="/c/<community>")


@blueprint.get("/")
@auth.needs(Role.VIEWER)
def newest(community: str) -> Response:
    """Lead to the week to plan."""
    with auth.store().read() as db:
        first, second = situations.weeks_of(db, community)
    return redirect(url_for(".show", community=community, week=week_to_open(first, second - first)))


@blueprint.get("/<week>")
@auth.needs(Role.VIEWER)
def show(community: str, week: str) -> str:
    """Show a week."""
    view = request.args.get("view", "posts")
    with auth.store().read() as db:
        name = communities.get(db, community).name
        board = boards.open_board(db, community, auth.monday(week), current())
    return render_template(
        "board/page.html", board=board, view=view if view in VIEWS else "posts", community_name=name
    )
