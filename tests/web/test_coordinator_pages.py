"""The coordinator's pages without a browser: who may see and do what, and what each answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from roster.services import communities, configurations, drafts, jobs, uploading
from roster.services.drafts import Seat
from roster.services.meanwhile import meanwhile
from roster.store import Store
from roster.store.tables import Event
from roster.words import sentence
from tests.answered_jobs import ended, repaired
from tests.site_world import FILES, MAIN, NEXT, PEOPLE, WEEK, YAML, add_lane, gate
from tests.web.conftest import Person, csrf_of
from web.pages import history as history_pages
from web.pages import log
from web.pages.event_words import event_words

HERE = f"/c/lane/{WEEK}"
TUE = gate(WEEK + timedelta(days=1))
READ = [
    HERE,
    f"{HERE}?view=people",
    f"{HERE}?view=homes",
    f"{HERE}?work={TUE}&part=panel",
    f"{HERE}/publish",
    f"{HERE}/history",
    f"{HERE}/charts",
    f"{HERE}/runs",
]
CHANGE = [
    "/c/lane/log",
    f"{HERE}/requests",
    f"{HERE}/publish/texts",
    "/c/lane/people",
    "/c/lane/configuration",
]
POSTS = [
    f"{HERE}/undo",
    f"{HERE}/redo",
    f"{HERE}/runs",
    f"{HERE}/runs/1/stop",
    f"{HERE}/proposals/1",
    f"{HERE}/proposals/1/set-aside",
    f"{HERE}/publish",
    f"{HERE}/history/restore",
    f"{HERE}/requests/1",
    "/c/lane/people/upload",
    "/c/lane/people/keep",
    "/c/lane/people/han/link",
    "/c/lane/configuration",
    "/c/lane/settings",
    "/c/lane/members",
    "/c/lane/members/link",
]

SignIn = Callable[[str, str | None], Person]


def send(person: Person, address: str, **fields: object) -> object:
    """Send a form as a page does."""
    data = {"csrf_token": person.csrf, **fields}
    return person.client.post(address, data=data, content_type="multipart/form-data")


@pytest.mark.parametrize("address", READ + CHANGE)
def test_a_coordinator_sees_every_page(coordinator: Person, address: str) -> None:
    for language in ("en", "zh-CN"):
        answer = coordinator.get(address, headers={"Accept-Language": language})
        assert answer.status_code == 200, answer.text[-500:]


@pytest.mark.parametrize("address", READ + CHANGE)
def test_who_is_not_signed_in_is_led_to_the_form(stranger: Person, address: str) -> None:
    answer = stranger.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in"


@pytest.mark.parametrize("address", READ + CHANGE)
def test_another_community_is_as_if_it_were_not_there(signed_in: SignIn, address: str) -> None:
    assert signed_in("other@example.org", None).get(address).status_code == 404


@pytest.mark.parametrize("address", CHANGE)
def test_a_viewer_does_not_see_what_only_coordinators_need(signed_in: SignIn, address: str) -> None:
    assert signed_in("viewer@example.org", "viewer").get(address).status_code == 403


@pytest.mark.parametrize("address", POSTS)
def test_a_viewer_changes_nothing(signed_in: SignIn, address: str) -> None:
    assert send(signed_in("viewer@example.org", "viewer"), address).status_code == 403  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", [*POSTS, "/load", "/looks"])
def test_a_forged_form_is_refused(coordinator: Person, address: str) -> None:
    assert coordinator.client.post(address, data={"kind": "solve"}).status_code == 400


def test_a_week_that_is_none_is_not_found(coordinator: Person) -> None:
    for week in ("2026-11-24", "soon", f"{WEEK}x"):
        assert coordinator.get(f"/c/lane/{week}").status_code == 404


def test_undo_and_redo_work_without_scripts(coordinator: Person, store: Store) -> None:
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(TUE, "ma")], author="test")
    assert "马玉芬" in coordinator.get(HERE).text.split('class="item"')[2]
    send(coordinator, f"{HERE}/undo", base="1")
    with store.read() as db:
        assert drafts.open_draft(db, "lane", WEEK).roster.assignments == ()
    send(coordinator, f"{HERE}/redo", base="2")
    with store.read() as db:
        assert len(drafts.open_draft(db, "lane", WEEK).roster.assignments) == 1


def test_publishing_on_a_page_that_is_old_is_refused(coordinator: Person, store: Store) -> None:
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(TUE, "ma")], author="test")
    coordinator.get(f"{HERE}/publish")
    drafts.edit(store, "lane", WEEK, base=1, add=[Seat(TUE, "li")], author="test")
    send(coordinator, f"{HERE}/publish", base="1", publication="0")
    assert "has changed meanwhile" in coordinator.get(f"{HERE}/publish").text
    send(coordinator, f"{HERE}/publish", base="2", publication="0")
    assert "Published 1" in coordinator.get(HERE).text


def test_names_are_text_and_never_markup(coordinator: Person, store: Store) -> None:
    bad = PEOPLE.replace("韩立新", "<script>alert(1)</script>")
    answer = send(
        coordinator, "/c/lane/people/upload", file="people.csv", list=(BytesIO(bad.encode()), "p.csv")
    )
    assert "<script>alert" not in answer.text  # type: ignore[attr-defined]
    assert "&lt;script&gt;alert" in answer.text or "name" in answer.text  # type: ignore[attr-defined]


def test_a_configuration_with_mistakes_is_not_kept(coordinator: Person, store: Store) -> None:
    with store.read() as db:
        before = configurations.current(db, "lane").id
    answer = send(
        coordinator,
        "/c/lane/configuration",
        file="community.yaml",
        text="community: 3\n",
        do="keep",
        base="1",
    )
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "community.yaml:" in answer.text  # type: ignore[attr-defined]
    with store.read() as db:
        assert configurations.current(db, "lane").id == before


def test_a_new_list_replaces_the_one_of_people_unless_another_is_chosen(
    coordinator: Person, store: Store
) -> None:
    text = YAML.partition("visits:")[0] + "visits: homes.csv\n"
    homes = "id,name,times_per_week,minutes,between\nh21,Grandmother Bai,2,40,09:00-11:30\n"
    files = {**FILES, MAIN: text.encode(), "homes.csv": homes.encode()}
    with store.write() as session:
        configurations.save(session, communities.get(session, "lane"), MAIN, files, author="test")
    page = coordinator.get("/c/lane/people").text
    assert re.findall(r"<option[^>]*>(.*?)</option>", page) == ["people.csv", "homes.csv"]


def test_only_admins_settle_what_the_pages_may_do(signed_in: SignIn, store: Store) -> None:
    assert signed_in("fang@example.org", "coordinator").get("/c/lane/settings").status_code == 403
    admin = signed_in("admin@example.org", "admin")
    assert admin.get("/c/lane/settings").status_code == 200
    send(admin, "/c/lane/settings", claim_approval="on", answer_hours="6", webhook="", webhook_kind="feishu")
    with store.read() as db:
        kept = communities.settings(communities.get(db, "lane"))
    assert (kept["claim_approval"], kept["swap_approval"], kept["answer_hours"]) == (True, False, 6)
    assert kept["webhook_kind"] == "feishu"


def test_looks_are_remembered_and_lead_nowhere_else(stranger: Person) -> None:
    token = csrf_of(stranger.get("/sign-in").text)
    for back, leads in (("/sign-in", "/sign-in"), ("//evil.example", "/"), ("https://evil.example", "/")):
        answer = stranger.client.post(
            "/looks", data={"csrf_token": token, "theme": "dark", "language": "zh_CN", "back": back}
        )
        assert answer.headers["Location"] == leads
    page = stranger.get("/sign-in").text
    assert 'data-theme="dark"' in page
    assert 'lang="zh-CN"' in page


def test_the_next_week_has_a_board_of_its_own(coordinator: Person) -> None:
    page = coordinator.get(f"/c/lane/{NEXT}").text
    assert "Nothing is planned yet." in page


def test_pages_carry_no_script_or_style_of_their_own(coordinator: Person) -> None:
    for address in READ + CHANGE:
        page = coordinator.get(address).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page), address
        for script in re.findall(r"<script[^>]*>", page):
            assert "src=" in script or 'type="application/json"' in script, (address, script)


def test_the_board_is_told_of_every_script_that_it_will_need(coordinator: Person, app: Flask) -> None:
    folder = Path(str(app.static_folder)) / "js"
    needed, left = set(), ["board.js"]
    while left:
        found = set(re.findall(r'from "\./(\w+\.js)"', (folder / left.pop()).read_text())) - needed
        needed |= found
        left += found
    page = coordinator.get(HERE).text
    assert set(re.findall(r'rel="modulepreload" href="/static/js/(\w+\.js)', page)) == needed


def test_a_proposal_says_that_its_proofs_are_of_another_configuration(
    coordinator: Person, store: Store
) -> None:
    _, (first, _second) = repaired(store, "lane", work=TUE, people=("han", "li"))
    page = coordinator.get(f"{HERE}/proposals/{first}").text
    assert "proven: less is impossible" in page
    assert "was proven before" not in page
    with store.write() as session:
        files = {**FILES, MAIN: YAML.replace("people: 2, needs", "people: 3, needs").encode()}
        configurations.save(session, communities.get(session, "lane"), MAIN, files, author="test")
    page = coordinator.get(f"{HERE}/proposals/{first}").text
    assert "proven: less is impossible" not in page
    assert "was proven before" in page


def test_a_failed_solve_is_told_on_the_board_and_hides_no_proposal(
    coordinator: Person, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_launch", lambda *_: None)
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(gate(WEEK), "han")], author="test")
    _, (first, _) = repaired(store, "lane", work=TUE, people=("ma", "li"))
    failed = ended(store, "lane", "solve", {}, state="failed", options={"time_limit": 30})
    board = coordinator.get(HERE).text
    assert f"/runs/{failed}" in board
    assert f"/proposals/{first}" in board
    page = coordinator.get(f"{HERE}/runs/{failed}").text
    assert "Start it again" in page
    answer = send(coordinator, f"{HERE}/runs", kind="solve", time_limit="30")
    going = answer.headers["Location"]  # type: ignore[attr-defined]
    board = coordinator.get(HERE).text
    assert going in board
    assert "The last solve failed" not in board
    with store.write() as session:
        jobs.fail(session, jobs.get(session, "lane", int(going.rpartition("/")[2])), sentence("Stopped."))
    assert "The last solve failed" in coordinator.get(HERE).text
    drafts.edit(store, "lane", WEEK, base=1, add=[Seat(TUE, "ma")], author="test")
    assert "The last solve failed" not in coordinator.get(HERE).text


def test_setting_a_proposal_aside_takes_it_off_the_board(coordinator: Person, store: Store) -> None:
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(gate(WEEK), "han")], author="test")
    _, (first, second) = repaired(store, "lane", work=TUE, people=("ma", "li"))
    page = coordinator.get(f"{HERE}/proposals/{first}").text
    assert page.count('scope="col"') >= 2, "the ways stand side by side"
    for number, left in ((first, second), (second, None)):
        send(coordinator, f"{HERE}/proposals/{number}/set-aside")
        board = coordinator.get(HERE).text
        assert (f"/proposals/{left}" in board) is (left is not None)
        assert f"/proposals/{number}" not in board
    assert "set a proposal aside" in coordinator.get(f"{HERE}/history").text


def test_who_keeps_second_sees_what_the_other_changed_and_keeps_the_text(
    coordinator: Person, store: Store
) -> None:
    with store.read() as db:
        base = configurations.current(db, "lane").id
    theirs = YAML.replace("times_per_week: 2", "times_per_week: 3")
    uploading.keep(
        store, "lane", {MAIN: theirs.encode()}, base=base, author="account:9", reason="she asked for it"
    )
    mine = YAML.replace("minutes: 40", "minutes: 45")
    fields = {"file": MAIN, "text": mine, "do": "keep"}
    answer = send(coordinator, "/c/lane/configuration", base=str(base), **fields)
    assert answer.status_code == 409  # type: ignore[attr-defined]
    page = answer.text  # type: ignore[attr-defined]
    assert "she asked for it" in page
    changed = re.findall(r'<tr class="(come|gone)">.*?<code>\s*(.*?)</code>', page, re.DOTALL)
    assert changed == [("gone", "times_per_week: 2"), ("come", "times_per_week: 3")]
    assert "minutes: 45" in page.partition("<textarea")[2], "the text is still there"


def test_another_communitys_configuration_is_not_told_as_a_difference(store: Store) -> None:
    add_lane(store, "other")
    with store.read() as db:
        foreign = configurations.current(db, "other").id
        found = meanwhile(db, "lane", foreign, MAIN)
    assert found is not None
    assert {sign for sign, _, _ in found.lines} == {"+"}


def test_any_two_versions_stand_side_by_side_however_old(
    coordinator: Person, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_pages, "PAGE", 3)
    for n in range(6):
        side = {"add": [Seat(TUE, "ma")]} if n % 2 == 0 else {"remove": [Seat(TUE, "ma")]}
        drafts.edit(store, "lane", WEEK, base=n, author="test", reason=f"edit {n}", **side)  # type: ignore[arg-type]
    first = coordinator.get(f"{HERE}/history").text
    assert re.findall(r'name="old" value="(\d+)"', first) == ["6", "5", "4"]
    older = re.search(r'history\?before=(\d+)"', first)
    assert older
    second = coordinator.get(f"{HERE}/history?before={older[1]}").text
    assert re.findall(r'name="old" value="(\d+)"', second) == ["3", "2", "1"]
    page = coordinator.get(f"{HERE}/history/compare?old=1&new=4").text
    assert "edit 0" in page
    assert "edit 3" in page
    assert "马玉芬" in page
    assert coordinator.get(f"{HERE}/history/compare?old=1&new=99").status_code == 404


def test_the_log_tells_all_weeks_page_by_page(
    coordinator: Person, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "PAGE", 2)
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(TUE, "ma")], author="test", reason="<i>why</i>")
    page = coordinator.get("/c/lane/log").text
    assert "&lt;i&gt;why&lt;/i&gt;" in page
    older = re.search(r'log\?before=(\d+)"', page)
    assert older
    assert "changed the configuration" in coordinator.get(f"/c/lane/log?before={older[1]}").text
    assert "Nothing older." in coordinator.get("/c/lane/log?before=1").text


def test_the_log_dates_what_happens_by_the_clocks_of_the_community(coordinator: Person, store: Store) -> None:
    late = datetime(2026, 11, 25, 20, tzinfo=UTC)
    with store.write() as session:
        session.add(Event(community_id="lane", at=late, actor="test", kind="published"))
    assert "Thursday, 26 November 2026 04:00" in coordinator.get("/c/lane/log").text


def kinds_recorded() -> set[str]:
    """Return the kinds of events of communities that the services write as they stand in the code."""
    found: set[str] = set()
    for path in Path(communities.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if call.func.id == "record" and any(k.arg == "community" for k in call.keywords):
                said = [n.value for n in ast.walk(call.args[1]) if isinstance(n, ast.Constant)]
                found |= {str(kind) for kind in said if not str(kind).endswith(".")}
    return found


def test_every_kind_of_event_has_words_for_people(app: Flask) -> None:
    recorded = kinds_recorded()
    assert {"board.printed", "language.chosen", "job.started", "request.declined"} <= recorded
    with app.test_request_context():
        assert recorded <= event_words().keys()
