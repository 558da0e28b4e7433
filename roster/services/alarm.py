"""Coordinators are told when nobody is left to ask as stand-in: by e-mail, and by the group's robot if they wish."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.services import communities, outbox, requests
from roster.services.amending import Public
from roster.store.tables import Community
from roster.store.tables_people import Account, Membership, Request, RequestStep
from roster.words import sentence


def nobody_left(session: Session, state: Public, request: Request, step: RequestStep) -> int:
    """Put into the outbox that a duty has nobody left to ask; return how many messages were put.

    Parameters
    ----------
    step
        The step that said so: each is told once.
    """
    community = communities.get(session, request.community_id)
    settings = communities.settings(community)
    duty = requests.said_work(state.problem, request.work, request.start)
    subject = sentence("{community}: nobody is left to stand in", community=community.name)
    told = 0
    if settings["alarm_email"]:
        body = sentence(
            "{who} cannot come to this, and nobody is left to ask: {duty}. "
            "Requests says who was asked and what they said.",
            who=requests.called(state.problem, request.person),
            duty=duty,
        )
        for account in _reachable(session, community):
            told += outbox.put(
                session,
                f"nobody-left:{request.id}:{step.number}:{account.id}",
                community=community.id,
                week=request.week,
                channel="email",
                address=account.login,
                subject=subject.say(community.language),
                body=body.say(community.language) + "\n",
            )
    if settings["alarm_group"] and settings["webhook"]:
        group = sentence("Nobody is found yet for this: {duty}. Who can help?", duty=duty)
        told += outbox.put(
            session,
            f"nobody-left:{request.id}:{step.number}:*",
            community=community.id,
            week=request.week,
            channel="webhook",
            address=settings["webhook"],
            subject=community.name,
            body=group.say(community.language),
        )
    return told


def _reachable(session: Session, community: Community) -> list[Account]:
    """Return who plans the community and has an address as login; the site's owners where nobody has."""
    query = (
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.community_id == community.id, Membership.role.in_(("coordinator", "admin")))
    )
    owners = select(Account).where(Account.owner)
    return _with_address(session.scalars(query)) or _with_address(session.scalars(owners))


def _with_address(accounts: Iterable[Account]) -> list[Account]:
    return [a for a in accounts if a.disabled_at is None and "@" in a.login.strip("@")]
