"""What people change about their own accounts, and links that let others into theirs."""

from __future__ import annotations

from sqlalchemy import select

from roster.services import accounts, attempts, secrets
from roster.services.accounts import Role, by_login, role_in
from roster.services.common import NotFoundError, RefusedError, record
from roster.store import Store
from roster.store.tables_people import Account, Membership
from roster.words import sentence

MOST_NAME = 200


def rename(store: Store, account_id: int, name: str, *, by: str) -> None:
    """Change what people call an account."""
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME or not name.isprintable():
        raise RefusedError(sentence("A name has 1 to {most} characters.", most=MOST_NAME))
    with store.write() as session:
        session.get_one(Account, account_id).name = name
        record(session, "account.renamed", by, detail={"account": account_id})


def change_password(
    store: Store, account_id: int, current: str, password: str, *, by: str, keep: int | None = None
) -> None:
    """Give an account another password; where it has one, the present one must be right.

    Whoever finds an open browser cannot lock its owner out.

    Raises
    ------
    RefusedError
        If the present password is wrong, was tried too often, or the new one is too short.
    """
    with store.read() as session:
        account = session.get_one(Account, account_id)
    if account.password_hash is not None:
        tried = {"login": account.login}
        minutes = attempts.begin(store, tried)
        if minutes:
            raise RefusedError(
                sentence("Tried too often with a wrong password. Wait {n} minutes.", n=minutes)
            )
        if not accounts.is_password(account.password_hash, current):
            raise RefusedError(sentence("The present password is not right."))
        attempts.succeeded(store, tried)
    accounts.set_password(store, account_id, password, by=by, keep=keep)


def invite(store: Store, asker: Account, login: str, community: str) -> str:
    """Return a one-time sign-in secret for a member of a community.

    A link lets its bearer do everything that the account may, so it is made only by somebody
    who may do as much: an admin of every community in which the account serves.

    Raises
    ------
    NotFoundError
        If nobody with that login serves in the community.
    RefusedError
        If the account may do more than who asks.
    """
    with store.write() as session:
        account = by_login(session, login)
        member = session.get(Membership, (account.id, community)) if account else None
        if account is None or member is None or account.disabled_at is not None:
            raise NotFoundError(sentence("There is no account with this login."))
        query = select(Membership.community_id).where(Membership.account_id == account.id)
        reach = all(role_in(session, asker, c) >= Role.ADMIN for c in session.scalars(query))
        if (account.owner and not asker.owner) or not reach:
            raise RefusedError(
                sentence(
                    "This account may do more than yours. Whoever runs the site makes the link: "
                    "roster account link {login}.",
                    login=account.login,
                )
            )
        record(
            session,
            "account.signin_link",
            accounts.actor(asker),
            community=community,
            detail={"account": account.id},
        )
        return secrets.make(session, "signin", secrets.SIGNIN, account=account.id)[0]
