"""Coordinators' accounts: sign-in links, passwords, sessions and what each may do where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from roster.services import secrets
from roster.services.common import NotFoundError, RefusedError, now, record
from roster.store import Store
from roster.store.tables import Community
from roster.store.tables_people import Account, Membership, Secret
from roster.words import sentence

LEAST_PASSWORD = 10
MOST_PASSWORD = 200
USE_NOTED = timedelta(minutes=10)
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody has this password, but checking it takes as long")


class Role(IntEnum):
    """What somebody may do in a community; each role may do what the ones before may."""

    NONE = 0
    VIEWER = 1
    COORDINATOR = 2
    ADMIN = 3


ROLES = {"viewer": Role.VIEWER, "coordinator": Role.COORDINATOR, "admin": Role.ADMIN}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in: the account, and the secret that says so."""

    account: Account
    secret: Secret

    @property
    def actor(self) -> str:
        """How events name this person."""
        return actor(self.account)


def actor(account: Account) -> str:
    """Return how events and versions name an account (never its login)."""
    return f"account:{account.id}"


def add_account(
    session: Session, login: str, *, name: str = "", owner: bool = False, by: str = "cli"
) -> Account:
    """Add a coordinator. ``owner`` may do everything everywhere."""
    login = login.strip().lower()
    if not login or len(login) > 200 or any(c.isspace() or ord(c) < 33 for c in login):
        raise RefusedError(sentence("A login is one word, such as an e-mail address."))
    if session.scalars(select(Account).where(Account.login == login)).first():
        raise RefusedError(sentence("There is an account with this login already."))
    account = Account(login=login, name=name or login, owner=owner, created_at=now())
    session.add(account)
    session.flush()
    record(session, "account.added", by, detail={"account": account.id, "owner": owner})
    return account


def by_login(session: Session, login: str) -> Account | None:
    """Return the account with a login."""
    return session.scalars(select(Account).where(Account.login == login.strip().lower())).first()


def first_coordinator(store: Store) -> str | None:
    """Return a new sign-in secret for the owner while nobody has signed in yet; the owner is made if missing."""
    with store.write() as session:
        used = select(Secret.id).where(Secret.kind == "session").limit(1)
        if session.scalar(used) is not None:
            return None
        query = select(Account).where(Account.owner).order_by(Account.id)
        owner = session.scalars(query).first() or add_account(session, "coordinator", owner=True)
        return secrets.make(session, "signin", secrets.SIGNIN, account=owner.id)[0]


def signin_secret(store: Store, login: str, *, by: str = "cli") -> str:
    """Return a new one-time sign-in secret for an account."""
    with store.write() as session:
        account = by_login(session, login)
        if account is None or account.disabled_at is not None:
            raise NotFoundError(sentence("There is no account with this login."))
        record(session, "account.signin_link", by, detail={"account": account.id})
        return secrets.make(session, "signin", secrets.SIGNIN, account=account.id)[0]


def sign_in_by_link(store: Store, plain: str, device: str = "") -> str | None:
    """Use up a sign-in secret and return that of a new session, or ``None`` if it does not open anything."""
    with store.write() as session:
        row = secrets.look_up(session, "signin", plain)
        if row is None:
            return None
        session.refresh(row, with_for_update=True)
        if row.used_at is not None:
            return None
        account = session.get(Account, row.account_id)
        if account is None or account.disabled_at is not None:
            return None
        row.used_at = now()
        return _begin(session, account, device)


def sign_in_by_password(store: Store, login: str, password: str, device: str = "") -> str | None:
    """Return the secret of a new session, or ``None``; it takes as long for an unknown login."""
    with store.read() as session:
        account = by_login(session, login[:300])
        known = account is not None and account.disabled_at is None and account.password_hash
        stored = str(known) if known else _NOBODY
    right = is_password(stored, password)
    if not right or not known or account is None:
        with store.write() as session:
            record(session, "account.refused", "anyone", detail={"account": account.id if account else None})
        return None
    with store.write() as session:
        return _begin(session, account, device)


def is_password(stored: str, password: str) -> bool:
    """Say whether a password is the one whose hash is stored."""
    try:
        return bool(_HASHER.verify(stored, password[:MOST_PASSWORD]))
    except (VerificationError, InvalidHashError):
        return False


def set_password(store: Store, account_id: int, password: str, *, by: str, keep: int | None = None) -> None:
    """Give an account a password; its sessions end, but for the one to ``keep`` (a secret's id)."""
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise RefusedError(
            sentence(
                "A password has {least} to {most} characters. Take a few words.",
                least=LEAST_PASSWORD,
                most=MOST_PASSWORD,
            )
        )
    hashed = _HASHER.hash(password)
    with store.write() as session:
        account = session.get_one(Account, account_id)
        account.password_hash = hashed
        _end_all(session, account_id, ("session",), keep)
        record(session, "account.password", by, detail={"account": account_id})


def signed_in(session: Session, plain: str, kind: str = "session") -> SignedIn | None:
    """Return who a session's (or an API token's) secret belongs to."""
    row = secrets.look_up(session, kind, plain)
    if row is None or row.account_id is None:
        return None
    account = session.get(Account, row.account_id)
    return None if account is None or account.disabled_at is not None else SignedIn(account, row)


def sign_out(store: Store, plain: str) -> None:
    """End a session."""
    with store.write() as session:
        row = secrets.look_up(session, "session", plain)
        if row is not None:
            row.revoked_at = now()
            record(session, "account.signed_out", f"account:{row.account_id}")


def role_in(session: Session, account: Account, community: str) -> Role:
    """Return what an account may do in a community."""
    if account.owner:
        return Role.ADMIN
    row = session.get(Membership, (account.id, community))
    return ROLES[row.role] if row else Role.NONE


def communities_of(session: Session, account: Account) -> list[tuple[Community, Role]]:
    """Return the communities that an account may see, with its role."""
    found = []
    for community in session.scalars(select(Community).order_by(Community.id)):
        role = role_in(session, account, community.id)
        if role:
            found.append((community, role))
    return found


def disable(store: Store, login: str, *, by: str) -> None:
    """Let an account sign in no more; its sessions, links and tokens end."""
    with store.write() as session:
        account = by_login(session, login)
        if account is None:
            raise NotFoundError(sentence("There is no account with this login."))
        account.disabled_at = account.disabled_at or now()
        _end_all(session, account.id, ("session", "signin", "api"), None)
        record(session, "account.disabled", by, detail={"account": account.id})


def tokens_of(session: Session, account_id: int) -> list[dict[str, Any]]:
    """Return an account's valid tokens, without what they are."""
    query = select(Secret).where(
        Secret.account_id == account_id,
        Secret.kind == "api",
        Secret.revoked_at.is_(None),
        Secret.expires_at > now(),
    )
    return [
        {
            "id": row.id,
            "label": row.label,
            "created_at": row.created_at.isoformat(),
            "expires_at": row.expires_at.isoformat(),
            "used_at": row.used_at.isoformat() if row.used_at else None,
        }
        for row in session.scalars(query.order_by(Secret.id))
    ]


def note_use(store: Store, token: Secret) -> None:
    """Remember that a token is used; the time is right to :data:`USE_NOTED`, so that reading writes seldom."""
    if token.used_at is None or now() - token.used_at > USE_NOTED:
        with store.write() as session:
            session.execute(update(Secret).where(Secret.id == token.id).values(used_at=now()))


def api_token(store: Store, account_id: int, label: str, *, by: str, lasts: timedelta = secrets.API) -> str:
    """Make a token for batch use; it may do what its account may."""
    with store.write() as session:
        plain, row = secrets.make(session, "api", lasts, account=account_id, label=label[:200])
        record(session, "token.made", by, detail={"account": account_id, "token": row.id})
        return plain


def revoke_token(store: Store, account_id: int, token: int, *, by: str) -> None:
    """Make a token of an account useless."""
    with store.write() as session:
        row = session.get(Secret, token)
        if row is None or row.account_id != account_id or row.kind != "api":
            raise NotFoundError(sentence("There is no such token."))
        row.revoked_at = row.revoked_at or now()
        record(session, "token.revoked", by, detail={"token": token})


def _begin(session: Session, account: Account, device: str) -> str:
    plain, _ = secrets.make(session, "session", secrets.SESSION, account=account.id, label=device)
    record(session, "account.signed_in", actor(account))
    return plain


def _end_all(session: Session, account_id: int, kinds: tuple[str, ...], keep: int | None) -> None:
    ended = update(Secret).where(
        Secret.account_id == account_id, Secret.kind.in_(kinds), Secret.revoked_at.is_(None)
    )
    session.execute((ended if keep is None else ended.where(Secret.id != keep)).values(revoked_at=now()))
