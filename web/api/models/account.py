"""What the API says and is told of accounts, their tokens and sessions, and members."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from roster.services import accounts
from web.api.models.asked import Asked


class AccountView(BaseModel):
    """Who is signed in."""

    login: str
    name: str
    owner: bool
    language: str
    has_password: bool


class NameSaid(Asked):
    """What people call the account."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


class PasswordSaid(Asked):
    """A new password, and the present one where there is one."""

    current: Annotated[str, Field(max_length=accounts.MOST_PASSWORD)] = ""
    password: Annotated[str, Field(min_length=accounts.LEAST_PASSWORD, max_length=accounts.MOST_PASSWORD)]


class TokenSaid(Asked):
    """What a token is for."""

    label: Annotated[str, Field(min_length=1, max_length=200)]
    days: Annotated[int, Field(ge=1, le=365)] = 365


class TokenMade(BaseModel):
    """A token for batch use; it is shown only now."""

    token: str


class TokenView(BaseModel):
    """A token that is valid."""

    id: int
    label: str
    created_at: str
    expires_at: str
    used_at: str | None = Field(description="The last time, right to ten minutes; null if never")


class Tokens(BaseModel):
    """One's own tokens."""

    tokens: list[TokenView]


class SessionView(BaseModel):
    """Somewhere one is signed in."""

    id: int
    device: str
    created_at: str
    expires_at: str
    current: bool


class Sessions(BaseModel):
    """Where one is signed in."""

    sessions: list[SessionView]


class LoginSaid(Asked):
    """Somebody by the login."""

    login: Annotated[str, Field(min_length=1, max_length=200)]


class SignInLink(BaseModel):
    """A one-time sign-in link; it is shown only now."""

    address: str


class MemberView(BaseModel):
    """Somebody who may do something in a community."""

    login: str
    name: str
    role: str


class Members(BaseModel):
    """Who may do what in a community."""

    members: list[MemberView]


class MemberSaid(Asked):
    """What somebody may do; the account is made if there is none."""

    login: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S+$")]
    name: Annotated[str, Field(max_length=200)] = ""
    role: Literal["viewer", "coordinator", "admin", "none"]
