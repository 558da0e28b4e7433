"""What solves and repairs propose: look, compare, take whole or in part, or set aside."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from roster.services import alternatives, proposals
from roster.services.accounts import Role
from web import auth
from web.api import models as m
from web.api.answers import language
from web.api.board import changed
from web.api.describe import documented

blueprint = Blueprint(
    "proposals",
    __name__,
    url_prefix="/communities/<community>/weeks/<week>/proposals/<int(max=2000000000):number>",
)


@blueprint.get("")
@auth.needs(Role.VIEWER)
@documented(m.ProposalView, tag="jobs")
def proposal(community: str, week: str, number: int) -> dict[str, Any]:
    """Return a proposal: old against new, who moves and why, and what depends on what."""
    with auth.store().read() as db:
        return proposals.show(db, community, auth.monday(week), number, language())


@blueprint.get("/alternatives")
@auth.needs(Role.VIEWER)
@documented(m.Alternatives, tag="jobs")
def compare(community: str, week: str, number: int) -> dict[str, Any]:
    """Return a proposal beside the others of its job: who moves, the cost by rule, what is proven."""
    with auth.store().read() as db:
        found = alternatives.side_by_side(db, community, auth.monday(week), number, language())
    return {"proposals": list(found)}


@blueprint.post("/take")
@auth.needs(Role.COORDINATOR)
@documented(m.Changed, tag="jobs", also=(422,))
def take(community: str, week: str, number: int, json: m.TakeSaid) -> dict[str, Any]:
    """Take a proposal into the draft, whole or in part."""
    return changed(
        proposals.take(
            auth.store(),
            community,
            auth.monday(week),
            number,
            base=json.base,
            moves=json.moves,
            author=auth.actor(),
            reason=json.reason,
        )
    )


@blueprint.post("/set-aside")
@auth.needs(Role.COORDINATOR)
@documented(m.Nothing, tag="jobs", also=(422,))
def set_aside(community: str, week: str, number: int, json: m.AsideSaid) -> dict[str, Any]:
    """Say that a proposal is not taken; the board speaks of it no more."""
    alternatives.put_aside(
        auth.store(), community, auth.monday(week), number, author=auth.actor(), reason=json.reason
    )
    return {"done": True}
