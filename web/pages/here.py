"""What every page of a community shares: its name, what one may do, which pages there are."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, tzinfo
from typing import Any

from flask import current_app, g, request

from roster.services import links, requests
from roster.services.accounts import Role
from roster.services.common import ServiceError
from roster.store.tables import Community
from web import auth


def init(app: Any) -> None:
    """Let the pages of an application know their community."""
    app.before_request(_look)
    app.context_processor(_words)


def _look() -> None:
    """Remember the community of the address, and its language for who says none."""
    community = (request.view_args or {}).get("community")
    g.community_name, g.community_language = "", "en"
    if isinstance(community, str) and request.endpoint and not request.path.startswith("/api/"):
        with auth.store().read() as db:
            row = db.get(Community, community)
            if row is not None:
                g.community_name, g.community_language = row.name, row.language


def zone() -> tzinfo | None:
    """Return the time zone of the address's community; the server's where there is none."""
    if "zone" not in g:
        g.zone = None
        community = (request.view_args or {}).get("community")
        with suppress(ServiceError), auth.store().read() as db:
            g.zone = links.present_problem(db, str(community)).horizon.zone
    found: tzinfo | None = g.zone
    return found


def wanting(week: date) -> int:
    """Return how many requests of a week want the coordinator, for the number beside the link to them."""
    with auth.store().read() as db:
        return requests.wanting(db, str((request.view_args or {})["community"]), week)


def _words() -> dict[str, Any]:
    view = request.view_args or {}
    community = view.get("community")
    if not community or auth.who() is None:
        return {"community_id": community, "may_change": False, "pages_there": frozenset()}
    role = auth.role(community)
    return {
        "community_id": community,
        "community_name": g.get("community_name", ""),
        "may_change": role >= Role.COORDINATOR,
        "wanting": wanting,
        "may_settle": role >= Role.ADMIN,
        "pages_there": frozenset(current_app.view_functions),
    }
