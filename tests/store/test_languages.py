"""Everybody is written to in the own language: as chosen on the page, else the list's, else the community's."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import select

from roster.services import (
    answers,
    communities,
    configurations,
    drafts,
    languages,
    links,
    publishing,
    reminders,
    requests,
    trading,
)
from roster.services.common import RefusedError
from roster.services.drafts import Seat
from roster.services.links import Visitor
from roster.store import Store
from roster.store.tables_people import Message
from tests.site_world import FILES, MAIN, PEOPLE, WEEK
from tests.web.volunteer import AT_MON, AT_TUE, MON, TUE, publish_lane

CHINESE = "您好"


def add(store: Store, spoken: dict[str, str]) -> None:
    """Add the lane with a column of languages in its list of people."""
    head, *rows = PEOPLE.splitlines()
    listed = [f"{head},语言", *(f"{row},{spoken.get(row.split(',')[0], '')}" for row in rows)]
    files = {**FILES, "people.csv": "\n".join(listed).encode()}
    communities.add_community(store, MAIN, files, author="test", wanted_id="lane")


def mails(store: Store, prefix: str) -> dict[str, str]:
    with store.read() as db:
        return {
            m.person or "": f"{m.subject}\n{m.body.decode()}"
            for m in db.scalars(select(Message).order_by(Message.id))
            if m.key.startswith(prefix)
        }


def test_those_who_are_told_of_a_publication_read_their_own_language(store: Store) -> None:
    add(store, {"han": "中文", "bai": "English"})
    publish_lane(store)
    told = mails(store, "published:")
    assert CHINESE in told["han"]
    assert "Hello 白雪莲" in told["bai"]
    assert "Hello 马玉芬" in told["ma"], "the community's language, where none is known"


def test_what_is_chosen_on_the_page_wins_over_the_list_and_the_newest_choice_counts(store: Store) -> None:
    add(store, {"han": "en"})
    for language in ("en", "zh_CN"):
        languages.choose(store, "lane", "han", language, by="person:han")
    languages.choose(store, "lane", "ma", "zh_CN", by="person:ma")
    publish_lane(store)
    told = mails(store, "published:")
    assert CHINESE in told["han"]
    assert CHINESE in told["ma"]
    assert "Hello" in told["bai"]


def test_a_choice_is_of_one_community_only(store: Store) -> None:
    add(store, {})
    communities.add_community(store, MAIN, FILES, author="test", wanted_id="other")
    languages.choose(store, "other", "han", "zh_CN", by="person:han")
    publish_lane(store)
    assert "Hello" in mails(store, "published:")["han"]


def test_every_letter_is_in_the_readers_language(store: Store) -> None:
    everybody = ("han", "ma", "bai", "liu", "wu", "zhao", "chen", "li")
    add(store, dict.fromkeys(everybody, "zh-CN"))
    publish_lane(store)
    number = answers.cannot_come(store, Visitor("lane", "bai", 0), WEEK, MON, AT_MON)
    with store.read() as db:
        asked = requests.get(db, "lane", number).waiting
    assert asked is not None
    answers.coming(store, Visitor("lane", "bai", 0), WEEK, MON, AT_MON)
    trading.offer_swap(
        store, Visitor("lane", "li", 0), WEEK, TUE, AT_TUE, person="bai", other_work=MON, other_start=AT_MON
    )
    links.send(store, "lane", "han", by="account:1")
    with store.read() as db:
        moment = drafts.open_draft(db, "lane", WEEK).problem.horizon.moment(0)
    reminders.remind(store, at=lambda: moment.replace(tzinfo=UTC) - timedelta(hours=12))
    with store.read() as db:
        said = {m.key.split(":")[0]: m.subject + m.body.decode() for m in db.scalars(select(Message))}
    assert set(said) >= {"published", "swap", "link", "remind", "asked", "cancelled"}
    for kind, text in said.items():
        words = text.replace("{link}", "").replace("Lane", "").replace("North gate", "")
        assert not any(word in words for word in ("you", "the", "Hello", "week", "Mon", "Tue")), (kind, text)


def test_a_language_that_is_not_spoken_is_refused(store: Store) -> None:
    add(store, {})
    with pytest.raises(RefusedError, match="en, zh_CN"):
        languages.choose(store, "lane", "han", "fr", by="person:han")


def test_a_change_of_the_list_counts_for_the_next_letter(store: Store) -> None:
    add(store, {})
    publish_lane(store)
    files = {**FILES, "people.csv": (PEOPLE.replace("consent\n", "consent,language\n")).encode()}
    files["people.csv"] = files["people.csv"].replace(
        b"han@example.org,yes", "han@example.org,yes,汉语".encode()
    )
    with store.write() as session:
        configurations.save(session, communities.get(session, "lane"), MAIN, files, author="test")
    drafts.edit(store, "lane", WEEK, base=1, remove=[Seat(MON, "han")], author="account:1")
    publishing.publish(store, "lane", WEEK, base=2, publication=1, author="account:1")
    assert CHINESE in mails(store, f"published:lane:{WEEK}:2")["han"]
