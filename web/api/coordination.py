"""Requests of volunteers, personal links and settings, for coordinators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app

from roster.services import answers, asking, communities, links, replies, trading
from roster.services.accounts import Role
from web import auth
from web.api import models as m
from web.api.describe import documented

blueprint = Blueprint("coordination", __name__, url_prefix="/communities/<community>")


@blueprint.get("/weeks/<week>/requests")
@auth.needs(Role.COORDINATOR)
@documented(m.Requests, tag="requests")
def list_requests(community: str, week: str) -> dict[str, Any]:
    """List the requests of a week: who was asked, who said no, who is silent."""
    with auth.store().read() as db:
        return {"requests": asking.listed(db, community, auth.monday(week))}


@blueprint.get("/weeks/<week>/replies")
@auth.needs(Role.COORDINATOR)
@documented(m.Replies, tag="requests")
def list_replies(community: str, week: str) -> dict[str, Any]:
    """Tell who comes, who has not answered yet, and when people said to be available."""
    with auth.store().read() as db:
        return replies.of_week(db, community, auth.monday(week))


@blueprint.post("/requests/<int(max=2000000000):number>/decide")
@auth.needs(Role.COORDINATOR)
@documented(m.RequestState, tag="requests", also=(422,))
def decide(community: str, number: int, json: m.DecisionSaid) -> dict[str, Any]:
    """Approve or decline a swap or claim."""
    state = trading.decide(
        auth.store(), community, number, approve=json.approve, author=auth.actor(), note=json.note
    )
    return {"state": state}


@blueprint.post("/requests/<int(max=2000000000):number>/ask-next")
@auth.needs(Role.COORDINATOR)
@documented(m.RequestState, tag="requests", also=(422,))
def ask_next(community: str, number: int) -> dict[str, Any]:
    """Ask the next stand-in without waiting longer."""
    return {"state": answers.ask_on(auth.store(), community, number, author=auth.actor())}


@blueprint.post("/requests/<int(max=2000000000):number>/close")
@auth.needs(Role.COORDINATOR)
@documented(m.Nothing, tag="requests", also=(422,))
def close(community: str, number: int, json: m.NoteSaid) -> dict[str, Any]:
    """End a request that was settled otherwise."""
    answers.close(auth.store(), community, number, author=auth.actor(), note=json.note)
    return {"done": True}


@blueprint.get("/links")
@auth.needs(Role.COORDINATOR)
@documented(m.Links, tag="links")
def list_links(community: str) -> dict[str, Any]:
    """List everybody with the state of the personal link."""
    with auth.store().read() as db:
        return {"links": links.listed(db, community)}


@blueprint.post("/people/<person>/link")
@auth.needs(Role.COORDINATOR)
@documented(m.LinkMade, tag="links", status=201, also=(422,))
def renew_link(community: str, person: str) -> tuple[dict[str, Any], int]:
    """Make a new personal link; older ones become useless."""
    plain = links.renew(auth.store(), community, person, by=auth.actor())
    return {"address": f"{current_app.config['PUBLIC_URL']}/me/{plain}"}, 201


@blueprint.delete("/people/<person>/link")
@auth.needs(Role.COORDINATOR)
@documented(m.Nothing, tag="links")
def revoke_link(community: str, person: str) -> dict[str, Any]:
    """Let a person's links and feeds be useless."""
    links.revoke(auth.store(), community, person, by=auth.actor())
    return {"done": True}


@blueprint.post("/people/<person>/link/send")
@auth.needs(Role.COORDINATOR)
@documented(m.Nothing, tag="links", also=(422,))
def send_link(community: str, person: str) -> dict[str, Any]:
    """Send a person a personal link by e-mail; `done` is false where no address is known."""
    return {"done": links.send(auth.store(), community, person, by=auth.actor())}


@blueprint.get("/settings")
@auth.needs(Role.ADMIN)
@documented(m.SettingsView, tag="settings")
def settings(community: str) -> dict[str, Any]:
    """Return the settings of the page."""
    with auth.store().read() as db:
        return communities.settings(communities.get(db, community))


@blueprint.patch("/settings")
@auth.needs(Role.ADMIN)
@documented(m.SettingsView, tag="settings", also=(422,))
def change_settings(community: str, json: m.SettingsSaid) -> dict[str, Any]:
    """Change settings of the page."""
    changes = json.model_dump(exclude_none=True)
    communities.change_settings(auth.store(), community, changes, author=auth.actor())
    with auth.store().read() as db:
        return communities.settings(communities.get(db, community))
