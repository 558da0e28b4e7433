"""What is kept in memory of a published week is never older than the store, whoever wrote there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from roster.services import answers, communities, configurations, drafts, marks, publishing, volunteers
from roster.services.common import NotFoundError, now
from roster.services.drafts import Seat
from roster.services.links import Visitor
from roster.services.published import published, weeks
from roster.services.situations import situation_of
from roster.store import Store, open_store
from roster.store.tables_people import Response
from tests.site_world import NEXT, WEEK, add_lane, gate

MON, TUE, WED = (gate(WEEK + timedelta(days=d)) for d in range(3))
AT_MON = 19 * 60
BAI = Visitor("lane", "bai", 0)


@pytest.fixture
def other(url: str, store: Store) -> Iterator[Store]:
    """The same store as another process has it open, with a published week; it writes, ``store`` looks."""
    opened = open_store(url)
    add_lane(opened)
    seats = [Seat(MON, "han"), Seat(MON, "bai"), Seat(TUE, "ma"), Seat(TUE, "li")]
    drafts.edit(opened, "lane", WEEK, base=0, add=seats, author="account:1")
    publishing.publish(opened, "lane", WEEK, base=1, publication=0, author="account:1")
    yield opened
    opened.close()


def duties(store: Store) -> dict[str, object]:
    """Return Bai's duties with the answer to each."""
    with store.read() as db:
        return {d["work"]: d["answer"] for d in volunteers.my_page(db, BAI, "en")["duties"]}


def hash_of(store: Store, week: date = WEEK) -> str:
    with store.read() as db:
        return situation_of(db, "lane", week).hash


def respond(number: int, answer: str) -> Response:
    return Response(
        id=number,
        community_id="lane",
        week=WEEK,
        person="bai",
        work=MON,
        start=AT_MON,
        answer=answer,
        at=now(),
    )


def test_an_answer_is_seen_at_once(store: Store, other: Store) -> None:
    assert duties(store) == {MON: None}
    answers.coming(other, BAI, WEEK, MON, AT_MON)
    assert duties(store) == {MON: "coming"}


def test_who_cannot_come_changes_what_the_week_is_planned_from(store: Store, other: Store) -> None:
    before = hash_of(store)
    answers.cannot_come(other, BAI, WEEK, MON, AT_MON, "ill")
    assert hash_of(store) != before
    assert hash_of(store) == hash_of(other)


def test_a_new_publication_is_seen_at_once_with_what_is_missing_and_new(store: Store, other: Store) -> None:
    assert duties(store) == {MON: None}
    with store.read() as db:
        before = published(db, "lane", WEEK).missing
    assert MON not in before
    remove, add = [Seat(MON, "han")], [Seat(WED, "bai")]
    drafts.edit(other, "lane", WEEK, base=1, remove=remove, add=add, author="account:1", reason="x")
    publishing.publish(other, "lane", WEEK, base=2, publication=1, author="account:1", reason="x")
    assert set(duties(store)) == {MON, WED}
    with store.read() as db:
        seen = published(db, "lane", WEEK)
    assert MON in seen.missing
    assert [line[0] for line in seen.changes["bai"].added] == [WED]


def test_a_draft_that_is_not_published_is_not_seen(store: Store, other: Store) -> None:
    assert duties(store) == {MON: None}
    drafts.edit(other, "lane", WEEK, base=1, remove=[Seat(MON, "bai")], author="account:1", reason="x")
    assert duties(store) == {MON: None}


def test_what_is_said_of_a_week_changes_that_week_alone(store: Store, other: Store) -> None:
    this, following = hash_of(store), hash_of(store, NEXT)
    volunteers.say_available(other, BAI, NEXT, available=["Mon 18:00-22:00"])
    assert hash_of(store, NEXT) != following
    assert hash_of(store) == this


def test_a_new_configuration_is_seen_at_once(store: Store, other: Store) -> None:
    before = hash_of(store)
    with other.write() as session:
        row = configurations.current(session, "lane")
        files = configurations.files_of(session, row.id)
        main = files[row.main] + b"\n# said again\n"
        community = communities.get(session, "lane")
        configurations.save(session, community, row.main, {**files, row.main: main}, author="account:1")
    assert hash_of(store) != before


def test_a_publication_of_another_week_is_seen_at_once(store: Store, other: Store) -> None:
    with store.read() as db:
        assert weeks(db, "lane") == (WEEK,)
        with pytest.raises(NotFoundError):
            published(db, "lane", NEXT)
    before = hash_of(store, NEXT)
    drafts.edit(other, "lane", NEXT, base=0, add=[Seat(gate(NEXT), "han")], author="account:1", reason="x")
    publishing.publish(other, "lane", NEXT, base=1, publication=0, author="account:1", reason="x")
    with store.read() as db:
        assert weeks(db, "lane") == (WEEK, NEXT)
        assert published(db, "lane", NEXT).roster.at(gate(NEXT))
    assert hash_of(store, NEXT) == before, "the week before was published already"


def test_a_row_that_is_seen_later_than_a_newer_one_counts(store: Store, other: Store) -> None:
    """PostgreSQL gives ids when rows are written and shows them when they are committed."""
    with other.write() as session:
        session.add(respond(90, "coming"))
    assert duties(store) == {MON: "coming"}
    with store.read() as db:
        before = marks.of_week(db, "lane", WEEK)
    with other.write() as session:
        session.add(respond(80, "cannot"))
    with store.read() as db:
        assert marks.of_week(db, "lane", WEEK) != before


def test_what_was_taken_back_leaves_nothing(store: Store, other: Store) -> None:
    """The id of a row that was taken back may be given to another one."""

    def write_and_fail() -> None:
        with store.write() as session:
            session.add(respond(70, "cannot"))
            session.flush()
            assert situation_of(session, "lane", WEEK).patch["absences"]
            raise RuntimeError("taken back")

    with pytest.raises(RuntimeError, match="taken back"):
        write_and_fail()
    with other.write() as session:
        session.add(respond(70, "coming"))
    with store.read() as db:
        assert situation_of(db, "lane", WEEK).patch["absences"] == {}
    assert duties(store) == {MON: "coming"}


def test_what_is_kept_needs_no_session(store: Store, other: Store) -> None:
    with store.read() as db:
        kept = situation_of(db, "lane", WEEK)
        db.rollback()
    with store.read() as db:
        assert situation_of(db, "lane", WEEK) is kept
        assert kept.patch["absences"] == {}


def test_a_page_that_nothing_changed_asks_the_store_little(store: Store, other: Store) -> None:
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    duties(store)
    first = len(asked)
    asked.clear()
    duties(store)
    assert len([said for said in asked if said != "BEGIN"]) <= 5 < first
