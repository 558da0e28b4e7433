"""The board over the API: look, edit, conflict, undo, side by side."""

from __future__ import annotations

import re
from datetime import timedelta

from roster.document import check_document
from tests.site_world import WEEK, gate
from tests.web.conftest import WEEK_URL, Person

MON = gate(WEEK)


def cell(board: dict, work: str) -> dict:  # type: ignore[type-arg]
    return next(
        cell
        for row in board["posts"]
        for cells in row["cells"].values()
        for cell in cells
        if cell["work"] == work
    )


def test_the_board_shows_posts_people_homes_and_open_seats(coordinator: Person) -> None:
    board = coordinator.get(WEEK_URL).json
    assert board is not None
    assert board["draft"]["number"] == 0
    assert {row["title"] for row in board["posts"]} >= {"gate"} or board["posts"]
    assert [p["name"] for p in board["people"]][:2] == ["韩立新", "马玉芬"]
    assert board["homes"][0]["title"] == "Grandmother Bai"
    assert [day["open"] for day in board["days"]] == [3, 3, 3, 3, 3, 2, 2]
    assert cell(board, MON)["missing"] == 2


def test_an_edit_shows_on_the_board_and_is_undone(coordinator: Person) -> None:
    answer = coordinator.post(f"{WEEK_URL}/edit", {"base": 0, "add": [{"work": MON, "person": "han"}]})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert answer.json["number"] == 1
    assert [a["name"] for a in answer.json["added"]] == ["韩立新"]
    board = coordinator.get(WEEK_URL).json
    assert board is not None
    assert [seat["person"] for seat in cell(board, MON)["people"]] == ["han"]
    undone = coordinator.post(f"{WEEK_URL}/undo", {"base": 1})
    assert undone.json is not None
    assert undone.json["can_redo"]
    board = coordinator.get(WEEK_URL).json
    assert board is not None
    assert cell(board, MON)["people"] == []


def test_a_conflict_is_answered_with_its_findings_in_the_language_asked_for(coordinator: Person) -> None:
    wish = {"base": 0, "add": [{"work": MON, "person": "liu"}]}
    answer = coordinator.post(f"{WEEK_URL}/edit", wish, headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["code"] == "conflict"
    assert [f["rule"] for f in answer.json["detail"]["findings"]] == ["availability"]
    again = coordinator.post(f"{WEEK_URL}/edit", {**wish, "reason": "Comes all the same."})
    assert again.status_code == 200
    board = coordinator.get(WEEK_URL).json
    assert board is not None
    assert [f["waived"] for f in board["findings"] if f["hard"]] == ["Comes all the same."]


def test_of_two_who_edit_the_second_is_told(coordinator: Person) -> None:
    first = {"base": 0, "add": [{"work": MON, "person": "han"}]}
    second = {"base": 0, "add": [{"work": MON, "person": "li"}]}
    coordinator.post(f"{WEEK_URL}/edit", first)
    told = coordinator.post(f"{WEEK_URL}/edit", second)
    assert told.status_code == 409
    assert told.json is not None
    assert told.json["code"] == "stale"
    (added,) = told.json["detail"]["current"]["added"]
    assert {key: added[key] for key in ("work", "person", "start")} == {
        "work": MON,
        "person": "han",
        "start": 1140,
    }
    assert (added["name"], added["title"], added["from"]) == ("韩立新", "gate", f"{WEEK}T19:00")


def test_stand_ins_are_ranked_with_reasons(coordinator: Person) -> None:
    answer = coordinator.get(f"{WEEK_URL}/stand-ins", query_string={"work": MON})
    assert answer.json is not None
    groups = {s["person"]: s["group"] for s in answer.json["stand_ins"]}
    assert groups["liu"] == "conflict"
    assert groups["han"] != "conflict"
    assert all(s["reasons"] for s in answer.json["stand_ins"])


def test_the_price_of_an_edit_is_what_making_it_changes(coordinator: Person) -> None:
    """To another post, into a full one by changing places, into a conflict, and where there is nothing."""
    tue, wed = gate(WEEK + timedelta(days=1)), gate(WEEK + timedelta(days=2))
    full = [{"work": tue, "person": "ma"}, {"work": tue, "person": "chen"}]
    coordinator.post(f"{WEEK_URL}/edit", {"base": 0, "add": [{"work": MON, "person": "han"}, *full]})
    leave = {"work": MON, "person": "han"}
    edits = [
        {"remove": [leave], "add": [{"work": wed, "person": "han"}]},
        {
            "remove": [leave, full[0]],
            "add": [{"work": tue, "person": "han"}, {"work": MON, "person": "ma"}],
        },
        {"remove": [leave], "add": [{"work": wed, "person": "bai"}]},
        {"remove": [leave]},
        {"remove": [leave], "add": [{"work": "patrols/none", "person": "han"}]},
        {"remove": [{"work": wed, "person": "han"}]},
        {"add": [{"work": "visits/h21", "person": "ma"}]},
    ]
    answer = coordinator.post(f"{WEEK_URL}/prices", {"base": 1, "edits": edits})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    found = answer.json["prices"]
    assert found[4:] == [None, None, None]
    assert [price["hard"] > 0 for price in found[:4]] == [False, False, True, False]
    assert [price["open_seats"] for price in found[:4]] == [0, 0, 0, 1]
    for number, (edit, price) in enumerate(zip(edits[:4], found[:4], strict=True)):
        made = coordinator.post(f"{WEEK_URL}/edit", {"base": 1 + 2 * number, "reason": "x", **edit}).json
        assert made is not None
        for key in ("hard", "open", "soft"):
            assert made["score"][key] - made["old_score"][key] == price[key], (edit, key)
        coordinator.post(f"{WEEK_URL}/undo", {"base": 2 + 2 * number})


def test_prices_of_a_draft_that_has_moved_are_refused(coordinator: Person) -> None:
    coordinator.post(f"{WEEK_URL}/edit", {"base": 0, "add": [{"work": MON, "person": "han"}]})
    told = coordinator.post(f"{WEEK_URL}/prices", {"base": 0, "edits": []})
    assert told.status_code == 409
    assert told.json is not None
    assert told.json["code"] == "stale"


def test_open_seats_have_reasons(coordinator: Person) -> None:
    answer = coordinator.get(f"{WEEK_URL}/open", query_string={"work": MON})
    assert answer.json is not None
    (seat,) = answer.json["open"]
    assert seat["reason"]


def test_versions_and_events_say_who_did_what(coordinator: Person) -> None:
    coordinator.post(f"{WEEK_URL}/edit", {"base": 0, "add": [{"work": MON, "person": "han"}]})
    versions = coordinator.get(f"{WEEK_URL}/versions").json
    events = coordinator.get(f"{WEEK_URL}/events").json
    assert versions is not None
    assert events is not None
    assert [v["author"] for v in versions["versions"]] == ["coordinator@example.org", "system"]
    assert events["events"][0]["kind"] == "draft.edit"
    compared = coordinator.get(f"{WEEK_URL}/compare?old=0&new=1").json
    assert compared is not None
    assert compared["people"] == ["han"]


def test_the_description_names_every_address(coordinator: Person) -> None:
    description = coordinator.get("/api/v1/openapi.json").json
    assert description is not None
    paths = set(description["paths"])
    for rule in coordinator.client.application.url_map.iter_rules():
        address = str(rule)
        if address.startswith("/api/v1/") and not address.endswith("openapi.json"):
            assert re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", address) in paths, address


def test_a_week_that_is_none_is_not_found(coordinator: Person) -> None:
    for week in ("2026-11-24", "x", "2026-11-233", "9999-12-27", "../../etc"):
        answer = coordinator.get(f"/api/v1/communities/lane/weeks/{week}")
        assert answer.status_code == 404, week


def test_what_is_published_can_be_read_as_a_document(coordinator: Person) -> None:
    assert coordinator.get(f"{WEEK_URL}/document").status_code == 404
    coordinator.post(f"{WEEK_URL}/edit", {"base": 0, "add": [{"work": MON, "person": "han"}]})
    published = coordinator.post(f"{WEEK_URL}/publish", {"base": 1, "publication": 0})
    assert published.status_code == 200, published.text
    document = coordinator.get(f"{WEEK_URL}/document").json
    check_document(document)
    assert document is not None
    assert [a["person"] for a in document["assignments"]] == ["han"]
