"""In which language each person is spoken to: as chosen on the own page, else the list's, else the community's."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.model import Person
from roster.services.common import RefusedError, now, record
from roster.store import Store
from roster.store.tables import Community
from roster.store.tables_people import Preference
from roster.words import LANGUAGES, sentence, supported


def choose(store: Store, community: str, person: str, language: str, *, by: str) -> None:
    """Keep the language that a volunteer chose on the own page; messages come in it from now on."""
    if language not in LANGUAGES:
        raise RefusedError(sentence("Choose one of {languages}.", languages=LANGUAGES))
    with store.write() as session:
        if chosen(session, community, person) == language:
            return
        session.add(Preference(community_id=community, person=person, language=language, at=now()))
        record(session, "language.chosen", by, community=community, detail={"language": language})


def chosen(session: Session, community: str, person: str) -> str:
    """Return the language that somebody chose on the own page; empty if none."""
    query = select(Preference.language).where(
        Preference.community_id == community, Preference.person == person
    )
    return session.scalars(query.order_by(Preference.id.desc()).limit(1)).first() or ""


def spoken(session: Session, community: Community) -> Callable[[Person], str]:
    """Return a function that tells the language of each person of a community."""
    query = select(Preference.person, Preference.language).where(Preference.community_id == community.id)
    said = {row.person: row.language for row in session.execute(query.order_by(Preference.id))}
    home = supported(community.language)
    return lambda person: said.get(person.id) or person.language or home
