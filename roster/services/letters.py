"""Letters to people of a community, each in the person's own language, put into the outbox once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from roster.model import Person
from roster.services import languages, outbox
from roster.store.tables import Community
from roster.words import Sentence


class Letters:
    """Puts letters of a community into the outbox, in the caller's transaction."""

    def __init__(self, session: Session, community: Community) -> None:
        self._session, self._community = session, community
        self._language_of = languages.spoken(session, community)

    def put(
        self,
        key: str,
        person: Person,
        *,
        subject: Sentence,
        body: Sequence[Sentence | None],
        week: date | None = None,
    ) -> bool:
        """Put a letter for a person; say whether it is new, and the person has an address.

        Parameters
        ----------
        key
            Names the letter for good: one with a key that was ever there is not put again.
        body
            One paragraph each; ``None`` is an empty line.
        """
        if not person.email:
            return False
        language = self._language_of(person)
        lines = ["" if line is None else line.say(language) for line in body]
        return outbox.put(
            self._session,
            key,
            community=self._community.id,
            week=week,
            channel="email",
            person=person.id,
            address=person.email,
            subject=subject.say(language),
            body="\n".join(lines) + "\n",
        )
