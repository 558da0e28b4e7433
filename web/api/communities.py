"""Communities, and what who asks may do in them."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, abort
from pydantic import BaseModel, Field

from roster.services import accounts, history, situations
from roster.services.accounts import Role
from roster.services.common import NotFoundError
from roster.services.communities import add_community as add
from roster.services.communities import load_community
from roster.services.shipped import shipped_communities
from web import auth
from web.api import models as m
from web.api.describe import documented
from web.api.models import PageQuery

blueprint = Blueprint("communities", __name__)


class CommunityItem(BaseModel):
    """A community that who asks may see."""

    id: str
    name: str
    language: str
    role: str = Field(description="viewer, coordinator or admin")
    week: str | None = Field(description="The Monday that its configuration names")
    next_week: str | None


class CommunityList(BaseModel):
    """The communities that who asks may see."""

    communities: list[CommunityItem]


@blueprint.get("/communities")
@documented(CommunityList, tag="communities")
def list_communities() -> CommunityList:
    """List the communities that you may see."""
    known = auth.who()
    if known is None:
        abort(401)
    with auth.store().read() as db:
        items = []
        for row, role in accounts.communities_of(db, known.account):
            first: str | None
            second: str | None
            try:
                first, second = (day.isoformat() for day in situations.weeks_of(db, row.id))
            except NotFoundError:
                first, second = None, None
            items.append(
                CommunityItem(
                    id=row.id,
                    name=row.name,
                    language=row.language,
                    role=role.name.lower(),
                    week=first,
                    next_week=second,
                )
            )
    return CommunityList(communities=items)


class ShippedList(BaseModel):
    """Communities that can be loaded."""

    shipped: list[str]


class NewCommunity(m.Asked):
    """A community to add: a shipped one, or files with the name of the main one."""

    id: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]{0,62})?$")] = ""
    shipped: m.Key | None = None
    main: m.Key | None = None
    files: dict[m.Key, Annotated[str, Field(max_length=5_000_000)]] = Field(default={}, max_length=50)


class CommunityAdded(BaseModel):
    """The new community."""

    id: str


@blueprint.get("/shipped")
@documented(ShippedList, tag="communities")
def shipped() -> ShippedList:
    """List the communities that are shipped and can be loaded."""
    if auth.who() is None:
        abort(401)
    return ShippedList(shipped=list(shipped_communities()))


@blueprint.post("/communities")
@documented(CommunityAdded, tag="communities", status=201, also=(422,))
def add_community(json: NewCommunity) -> tuple[CommunityAdded, int]:
    """Add a community; only the owner of the site may."""
    known = auth.who()
    if known is None:
        abort(401)
    if not known.account.owner:
        abort(403)
    if json.shipped is not None:
        path = shipped_communities().get(json.shipped)
        if path is None:
            abort(404)
        row = load_community(auth.store(), path, author=known.actor, wanted_id=json.id or json.shipped)
    else:
        files = {name: text.encode() for name, text in json.files.items()}
        row = add(auth.store(), json.main or "", files, author=known.actor, wanted_id=json.id)
    return CommunityAdded(id=row.id), 201


@blueprint.get("/communities/<community>/events")
@auth.needs(Role.COORDINATOR)
@documented(m.Events, tag="history", also=(422,))
def events(community: str, query: PageQuery) -> dict[str, Any]:
    """List who did what, when and why, over all weeks: the audit log of a community."""
    with auth.store().read() as db:
        return {"events": history.events(db, community, before=query.before, limit=query.limit)}
