"""Communities in the store: add one from its files, list them, change what the page may do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.services import configurations
from roster.services.common import NotFoundError, RefusedError, now, record
from roster.services.configuration_files import collect
from roster.store import Store
from roster.store.tables import Community
from roster.words import sentence

SETTINGS: Mapping[str, Any] = {
    "board_public": True,
    "swap_approval": True,
    "claim_approval": False,
    "answer_hours": 12,
    "alarm_email": True,
    "alarm_group": False,
    "webhook": "",
    "webhook_kind": "plain",
}
"""What a coordinator may set for the page, with what holds unless set."""


def add_community(
    store: Store, main: str, files: Mapping[str, bytes], *, author: str, wanted_id: str = ""
) -> Community:
    """Add a community from its files.

    Parameters
    ----------
    store
        Where it is kept.
    main, files
        As :func:`roster.services.configuration_files.collect` gives them.
    author
        Who adds it.
    wanted_id
        Its id in addresses; made from the folder's or the community's name if empty.

    Raises
    ------
    ConfigErrors
        If the files do not load.
    RefusedError
        If the id is taken or not fit for an address.
    """
    problem = configurations.check(main, files)
    with store.write() as session:
        taken = set(session.scalars(select(Community.id)))
        if wanted_id and not configurations.valid_id(wanted_id):
            raise RefusedError(sentence("An id has small letters, digits and hyphens, such as muslim-lane."))
        if wanted_id in taken:
            raise RefusedError(
                sentence("There is a community {id} already. Choose another id.", id=wanted_id)
            )
        key = wanted_id or configurations.community_id(problem.name, taken)
        community = Community(
            id=key, name=problem.name, language=problem.language, settings={}, created_at=now()
        )
        session.add(community)
        session.flush()
        record(session, "community.added", author, community=key)
        configurations.save(session, community, main, files, author=author)
        return community


def load_community(store: Store, path: Path, *, author: str, wanted_id: str = "") -> Community:
    """Add a community from its YAML file and the files beside it that it names."""
    main, files = collect(path)
    return add_community(store, main, files, author=author, wanted_id=wanted_id)


def get(session: Session, community: str) -> Community:
    """Return a community by its id."""
    row = session.get(Community, community)
    if row is None:
        raise NotFoundError(sentence("There is no such community."))
    return row


def all_of(session: Session) -> list[Community]:
    """Return every community, by id."""
    return list(session.scalars(select(Community).order_by(Community.id)))


def settings(community: Community) -> dict[str, Any]:
    """Return the settings of a community, those not set as they are by default."""
    return {**SETTINGS, **community.settings}


def change_settings(store: Store, community: str, changes: Mapping[str, Any], *, author: str) -> None:
    """Change settings; unknown ones are refused."""
    unknown = sorted(set(changes) - set(SETTINGS))
    if unknown:
        raise RefusedError(
            sentence(
                "There is no setting {name}. Use one of {known}.", name=unknown[0], known=sorted(SETTINGS)
            )
        )
    for name, value in changes.items():
        if not isinstance(value, type(SETTINGS[name])):
            raise RefusedError(sentence("The setting {name} is of another kind.", name=name))
    with store.write() as session:
        row = get(session, community)
        row.settings = {**row.settings, **changes}
        record(session, "settings.changed", author, community=community, detail={"names": sorted(changes)})
