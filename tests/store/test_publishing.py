"""Publishing: whom it affects, who is told, two at once, strict findings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from roster.document import check_document
from roster.services import communities, drafts, publishing, telling
from roster.services.board import newest_publication
from roster.services.common import RefusedError, StaleError
from roster.services.drafts import ConflictError, Seat
from roster.store import Store
from roster.store.tables_people import Message
from tests.site_world import FILES, MAIN, PEOPLE, WEEK, add_lane, gate

MON, TUE, WED = (gate(WEEK + timedelta(days=d)) for d in range(3))


def edit(store: Store, base: int, *, add: list[Seat] = [], remove: list[Seat] = [], reason: str = "") -> None:  # noqa: B006
    drafts.edit(store, "lane", WEEK, base=base, add=add, remove=remove, author="account:1", reason=reason)


def publish(store: Store, base: int, publication: int, reason: str = "") -> dict:  # type: ignore[type-arg]
    return publishing.publish(
        store, "lane", WEEK, base=base, publication=publication, author="account:1", reason=reason
    )


@pytest.fixture
def lane(store: Store) -> str:
    add_lane(store)
    edit(store, 0, add=[Seat(MON, "han"), Seat(MON, "bai")])
    return "lane"


def test_only_those_whose_own_duties_change_are_affected_and_told(store: Store, lane: str) -> None:
    first = publish(store, 1, 0)
    assert [p["person"] for p in first["affected"]] == ["han", "bai"]
    edit(store, 1, remove=[Seat(MON, "bai")], add=[Seat(MON, "li"), Seat(TUE, "ma")])
    with store.read() as db:
        preview = publishing.preview(db, lane, WEEK, "en")
    assert [p["person"] for p in preview["affected"]] == ["ma", "bai", "li"]
    second = publish(store, 2, 1)
    assert [p["person"] for p in second["affected"]] == ["ma", "bai", "li"]
    assert second["told"] == ["ma", "bai"]
    with store.read() as db:
        told = [(m.person, m.week) for m in db.scalars(select(Message).order_by(Message.id))]
    assert told == [("han", WEEK), ("bai", WEEK), ("ma", WEEK), ("bai", WEEK)]


def test_the_published_document_is_valid_and_stays_as_it_was(store: Store, lane: str) -> None:
    publish(store, 1, 0)
    edit(store, 1, remove=[Seat(MON, "han")])
    with store.read() as db:
        row = newest_publication(db, lane, WEEK)
        assert row is not None
        document = row.document
    check_document(document)
    assert {a["person"] for a in document["assignments"]} == {"han", "bai"}


def test_of_two_who_publish_the_second_is_told(store: Store, lane: str) -> None:
    publish(store, 1, 0)
    with pytest.raises(StaleError):
        publish(store, 1, 0)
    with pytest.raises(StaleError):
        publish(store, 0, 1)
    with pytest.raises(RefusedError, match="published already"):
        publish(store, 1, 1)


def test_a_broken_strict_rule_needs_a_reason_of_its_own_or_of_the_publication(
    store: Store, lane: str
) -> None:
    edit(store, 1, add=[Seat(WED, "bai")], reason="She comes back early.")
    assert publish(store, 2, 0)["publication"] == 1


def test_a_strict_finding_without_a_reason_is_not_published(store: Store, lane: str) -> None:
    with store.write() as session:
        draft = drafts.open_draft(session, lane, WEEK)
        new = drafts.place(draft.problem, draft.roster, Seat(WED, "bai"))
        roster = draft.roster.apply([drafts.Edit(add=(new,))])
        drafts.advance(session, draft, roster, kind="take", author="account:1", waived=True)
    with pytest.raises(ConflictError) as caught:
        publish(store, 2, 0)
    assert [f.rule.kind for f in caught.value.findings] == ["availability"]
    assert publish(store, 2, 0, reason="Agreed on the telephone.")["publication"] == 1


def test_nothing_is_published_without_a_draft(store: Store) -> None:
    add_lane(store, "empty")
    with pytest.raises(RefusedError, match="no draft"):
        publishing.publish(store, "empty", WEEK, base=0, publication=0, author="account:1")


def test_texts_to_paste_name_each_person_once(store: Store, lane: str) -> None:
    publish(store, 1, 0)
    with store.read() as db:
        texts = publishing.text_for_group(db, lane, WEEK, "en")
    assert texts["group"].count("韩立新") == 1
    assert f"Mon {WEEK.day} 19:00–21:00" in texts["group"]


def test_texts_are_for_a_team_in_either_language(store: Store) -> None:
    head, han, *rest = PEOPLE.splitlines()
    people = "\n".join((f"{head},teams", f"{han},east", *(f"{row}," for row in rest)))
    files = {**FILES, "people.csv": people.encode()}
    communities.add_community(store, MAIN, files, author="test", wanted_id="lane")
    edit(store, 0, add=[Seat(MON, "han"), Seat(MON, "bai")])
    publish(store, 1, 0)
    with store.read() as db:
        east = publishing.text_for_group(db, "lane", WEEK, "zh_CN", "east")
        west = publishing.text_for_group(db, "lane", WEEK, "en", "west")
    assert east["teams"] == ["east"]
    assert "韩立新\n新增：" in east["group"]
    assert "白雪莲" not in east["group"]
    assert [p["person"] for p in east["people"]] == ["han"]
    assert "nothing has changed" in west["group"]


def test_a_moved_visit_is_said_once_with_both_times(store: Store, lane: str) -> None:
    edit(store, 1, add=[Seat("visits/h21", "ma", 9 * 60)])
    publish(store, 2, 0)
    edit(store, 2, remove=[Seat("visits/h21", "ma", 9 * 60)], add=[Seat("visits/h21", "ma", 15 * 60)])
    with store.read() as db:
        (only,) = publishing.preview(db, lane, WEEK, "en")["affected"]
    day = f"Mon {WEEK.day}"
    assert only["text"] == f"Moved: {day} 15:00–15:40 Grandmother Bai, it was {day} 09:00–09:40"


def test_a_text_too_long_for_a_robot_says_who_has_to_look(
    store: Store, lane: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "ROBOT_BYTES", 60)
    communities.change_settings(store, lane, {"webhook": "https://robot.example/x"}, author="account:1")
    publish(store, 1, 0)
    with store.read() as db:
        (hook,) = db.scalars(select(Message).where(Message.channel == "webhook"))
    assert "2 people's duties change. Please look at your pages: 韩立新, 白雪莲" in hook.body.decode()


def test_a_webhook_is_told_once_for_all(store: Store, lane: str) -> None:
    communities.change_settings(store, lane, {"webhook": "https://robot.example/x"}, author="account:1")
    publish(store, 1, 0)
    with store.read() as db:
        hooks = list(db.scalars(select(Message).where(Message.channel == "webhook")))
    assert len(hooks) == 1
    assert "韩立新" in hooks[0].body.decode()


def test_the_next_week_knows_what_was_published(store: Store, lane: str) -> None:
    publish(store, 1, 0)
    with store.read() as db:
        problem = drafts.open_draft(db, lane, WEEK + timedelta(days=7)).problem
    assert [(p.person, p.task) for p in problem.past] == [("bai", "gate"), ("han", "gate")]
    assert all(p.span.end <= 0 for p in problem.past)


def test_standby_is_a_word_of_each_language() -> None:
    line = ("standby/day/2026-11-25", "2026-11-25T18:30", "2026-11-25T21:30", "", "standby")
    assert telling.duty(line).say("en") == "Wed 25 18:30–21:30 standby"
    assert telling.duty(line).say("zh_CN") == "周三 25 日 18:30–21:30 备勤"
