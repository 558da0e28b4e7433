"""Communities, and what who asks may do in them."""

from __future__ import annotations

from flask import Blueprint, abort
from pydantic import BaseModel, Field

from roster.services import accounts, situations
from roster.services.common import NotFoundError
from web import auth
from web.api.describe import documented

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
