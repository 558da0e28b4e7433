"""Who may do what in a community: one admin at least, once there is any."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.services.accounts import ROLES, add_account, by_login
from roster.services.common import NotFoundError, RefusedError, record
from roster.store import Store
from roster.store.tables import Community
from roster.store.tables_people import Account, Membership
from roster.words import sentence


def grant(store: Store, login: str, community: str, role: str | None, *, by: str) -> None:
    """Give an account a role in a community, or take it away (``None``).

    Raises
    ------
    NotFoundError
        If there is no such account or community.
    RefusedError
        If the community's only admin would be one no more.
    """
    if role is not None and role not in ROLES:
        raise RefusedError(sentence("There is no role {role}. Use viewer, coordinator or admin.", role=role))
    with store.write() as session:
        account = by_login(session, login)
        if account is None:
            raise NotFoundError(sentence("There is no account with this login."))
        if session.get(Community, community) is None:
            raise NotFoundError(sentence("There is no community {community}.", community=community))
        row = session.get(Membership, (account.id, community))
        if row is not None and row.role == "admin" and role != "admin":
            _keep_an_admin(session, community, account)
        if role is None:
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(Membership(account_id=account.id, community_id=community, role=role))
        else:
            row.role = role
        record(
            session,
            "account.role",
            by,
            community=community,
            detail={"account": account.id, "role": role},
        )


def set_member(
    store: Store, login: str, community: str, role: str | None, *, name: str = "", by: str
) -> None:
    """Give somebody a role in a community; the account is made if there is none."""
    with store.write() as session:
        if role is not None and by_login(session, login) is None:
            add_account(session, login, name=name, by=by)
    grant(store, login, community, role, by=by)


def members(session: Session, community: str) -> list[dict[str, str]]:
    """Return who may do what in a community."""
    query = (
        select(Account, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.community_id == community, Account.disabled_at.is_(None))
        .order_by(Account.login)
    )
    return [{"login": a.login, "name": a.name, "role": role} for a, role in session.execute(query)]


def _keep_an_admin(session: Session, community: str, leaving: Account) -> None:
    """Refuse that the last admin goes; two who go at once do so one after the other."""
    query = (
        select(Membership.account_id)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.community_id == community, Membership.role == "admin", Account.disabled_at.is_(None)
        )
        .with_for_update(of=Membership)
    )
    others = set(session.scalars(query)) - {leaving.id}
    if not others and leaving.disabled_at is None:
        raise RefusedError(
            sentence(
                "{who} is the only admin of this community. Make somebody else admin first.", who=leaving.name
            )
        )
