"""One's own account: who one is, a password, tokens for batch use. And who may do what in a community."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, current_app

from roster.services import accounts, own_account, sessions
from roster.services import members as membership
from roster.services.accounts import Role, SignedIn
from web import auth
from web.api import models as m
from web.api.describe import documented
from web.api.models.account import (
    AccountView,
    LoginSaid,
    Members,
    MemberSaid,
    NameSaid,
    PasswordSaid,
    Sessions,
    SignInLink,
    TokenMade,
    Tokens,
    TokenSaid,
)
from web.security import limiter

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@documented(AccountView, tag="account")
def show() -> dict[str, Any]:
    """Return who is signed in."""
    account = _me().account
    return {
        "login": account.login,
        "name": account.name,
        "owner": account.owner,
        "language": account.language,
        "has_password": account.password_hash is not None,
    }


@blueprint.patch("/account")
@documented(m.Nothing, tag="account", also=(422,))
def rename(json: NameSaid) -> dict[str, Any]:
    """Change what people call oneself; not by token."""
    known = _here()
    own_account.rename(auth.store(), known.account.id, json.name, by=known.actor)
    return {"done": True}


@blueprint.put("/account/password")
@limiter.limit("10 per minute")
@documented(m.Nothing, tag="account", also=(422,))
def password(json: PasswordSaid) -> dict[str, Any]:
    """Give oneself a password; not by token."""
    known = _here()
    own_account.change_password(
        auth.store(),
        known.account.id,
        json.current,
        json.password,
        by=known.actor,
        keep=known.secret.id,
    )
    return {"done": True}


@blueprint.get("/account/tokens")
@documented(Tokens, tag="account")
def tokens() -> dict[str, Any]:
    """List one's own tokens."""
    known = _me()
    with auth.store().read() as db:
        return {"tokens": accounts.tokens_of(db, known.account.id)}


@blueprint.post("/account/tokens")
@limiter.limit("10 per minute")
@documented(TokenMade, tag="account", status=201, also=(422,))
def make_token(json: TokenSaid) -> tuple[dict[str, Any], int]:
    """Make a token for batch use; not by token."""
    known = _here()
    token = accounts.api_token(
        auth.store(), known.account.id, json.label, by=known.actor, lasts=timedelta(days=json.days)
    )
    return {"token": token}, 201


@blueprint.delete("/account/tokens/<int(max=2000000000):number>")
@documented(m.Nothing, tag="account")
def revoke_token(number: int) -> dict[str, Any]:
    """Make one of one's own tokens useless."""
    known = _me()
    accounts.revoke_token(auth.store(), known.account.id, number, by=known.actor)
    return {"done": True}


@blueprint.get("/account/sessions")
@documented(Sessions, tag="account")
def list_sessions() -> dict[str, Any]:
    """List where one is signed in."""
    known = _me()
    with auth.store().read() as db:
        return {"sessions": sessions.listed(db, known.account.id, known.secret.id)}


@blueprint.delete("/account/sessions/<int(max=2000000000):number>")
@documented(m.Nothing, tag="account")
def end_session(number: int) -> dict[str, Any]:
    """Sign out on one device."""
    known = _me()
    sessions.end(auth.store(), known.account.id, number, by=known.actor)
    return {"done": True}


@blueprint.post("/communities/<community>/members/link")
@limiter.limit("30 per minute")
@auth.needs(Role.ADMIN)
@documented(SignInLink, tag="account", status=201, also=(422,))
def sign_in_link(community: str, json: LoginSaid) -> tuple[dict[str, Any], int]:
    """Make a one-time sign-in link for a member who may do no more than oneself; not by token."""
    known = _here()
    secret = own_account.invite(auth.store(), known.account, json.login, community)
    return {"address": f"{current_app.config['PUBLIC_URL']}/sign-in/{secret}"}, 201


@blueprint.get("/communities/<community>/members")
@auth.needs(Role.ADMIN)
@documented(Members, tag="account")
def members(community: str) -> dict[str, Any]:
    """List who may do what in a community."""
    with auth.store().read() as db:
        return {"members": membership.members(db, community)}


@blueprint.post("/communities/<community>/members")
@auth.needs(Role.ADMIN)
@documented(m.Nothing, tag="account", also=(422,))
def set_member(community: str, json: MemberSaid) -> dict[str, Any]:
    """Say what somebody may do in a community. The first sign-in is by `roster account link`."""
    role = None if json.role == "none" else json.role
    membership.set_member(auth.store(), json.login, community, role, name=json.name, by=auth.actor())
    return {"done": True}


def _me() -> SignedIn:
    known = auth.who()
    if known is None:
        abort(401)
    return known


def _here() -> SignedIn:
    """Return who is signed in on the page; a token must not be able to make others."""
    known = _me()
    if auth.bearer() is not None:
        abort(403)
    return known
