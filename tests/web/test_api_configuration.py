"""The configuration over the API: lines and cures, previews, and what it may not read."""

from __future__ import annotations

import base64
import io
from typing import Any

import openpyxl
import pytest

from tests.site_world import MAIN, PEOPLE, WEEK, YAML, gate
from tests.web.conftest import WEEK_URL, Person

URL = "/api/v1/communities/lane/configuration"


def send(person: Person, method: str, address: str, said: dict[str, Any]) -> Any:
    return person.client.open(
        f"{URL}{address}", method=method, json=said, headers={"X-CSRF-Token": person.csrf}
    )


def yaml(text: str) -> dict[str, Any]:
    return {"files": [{"name": MAIN, "text": text}]}


def test_mistakes_come_with_line_and_cure(coordinator: Person) -> None:
    answer = send(coordinator, "POST", "/check", yaml(YAML.replace("place: gate", "place: gaet")))
    (error,) = answer.json["errors"]
    assert (error["file"], error["line"]) == (MAIN, 8)
    assert "gate" in error["text"]
    assert "/tmp" not in answer.text


def test_a_preview_says_what_would_change_and_keeps_nothing(coordinator: Person) -> None:
    people = PEOPLE.replace("li,李志强", "lin,林志强").replace("13900000001", "13900000009")
    said = {"files": [{"name": "people.csv", "text": people}]}
    answer = send(coordinator, "POST", "/preview", said).json
    assert [p["id"] for p in answer["added"]] == ["lin"]
    assert [p["id"] for p in answer["removed"]] == ["li"]
    assert [(p["id"], p["what"]) for p in answer["changed"]] == [("han", ["phone"])]
    assert coordinator.get(URL).json["configuration"] == answer["configuration"]  # type: ignore[index]


def test_a_workbook_of_people_is_taken(coordinator: Person) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in PEOPLE.splitlines():
        sheet.append(line.split(","))
    content = io.BytesIO()
    book.save(content)
    files = [
        {"name": "people.xlsx", "base64": base64.b64encode(content.getvalue()).decode()},
        {"name": MAIN, "text": YAML.replace("people.csv", "people.xlsx")},
    ]
    answer = send(coordinator, "POST", "/preview", {"files": files})
    assert answer.status_code == 200, answer.text
    assert (answer.json["added"], answer.json["removed"]) == ([], [])


def test_kept_files_count_for_the_draft_at_once(coordinator: Person) -> None:
    coordinator.post(f"{WEEK_URL}/edit", {"base": 0, "add": [{"work": gate(WEEK), "person": "han"}]})
    known = coordinator.get(URL).json
    assert known is not None
    text = YAML.replace("people: 2,", "people: 3,")
    kept = send(coordinator, "PUT", "", {**yaml(text), "base": known["configuration"]})
    assert kept.status_code == 200, kept.text
    board = coordinator.get(WEEK_URL).json
    assert board is not None
    cell = board["posts"][0]["cells"][WEEK.isoformat()][0]
    assert (cell["min"], cell["missing"], len(cell["people"])) == (3, 2, 1)
    stale = send(coordinator, "PUT", "", {**yaml(YAML), "base": known["configuration"]})
    assert (stale.status_code, stale.json["code"]) == (409, "stale")


def test_a_file_that_does_not_load_is_not_kept(coordinator: Person) -> None:
    known = coordinator.get(URL).json
    assert known is not None
    answer = send(coordinator, "PUT", "", {**yaml("community: [x"), "base": known["configuration"]})
    assert (answer.status_code, answer.json["code"]) == (422, "configuration")
    assert answer.json["detail"]["errors"][0]["line"] == 1
    assert coordinator.get(URL).json == known


@pytest.mark.parametrize(
    "told",
    [
        "people: /etc/passwd",
        "people: ../../../../etc/passwd",
        "people: people.csv\nextends: /etc/hostname",
        "people: people.csv\nextends: ../secret.yaml",
        "people: people.csv\nhistory: /etc/passwd",
        "people: people.csv\ntravel: /etc/passwd",
        "people: people.csv\ntravel: {minutes: ../../etc/passwd}",
        "people: people.csv\nvisits: /etc/passwd",
    ],
)
def test_files_of_the_server_are_not_read(coordinator: Person, told: str) -> None:
    text = f"community: Lane\nweek: {WEEK}\n{told}\n"
    answer = send(coordinator, "POST", "/check", yaml(text))
    assert answer.json["errors"]
    assert "root:" not in answer.text
    assert "There is no file" in answer.text


@pytest.mark.parametrize("name", ["../x.yaml", "/etc/x", "a/../../b", "x\\y", "", "x" * 201])
def test_names_of_files_cannot_lead_elsewhere(coordinator: Person, name: str) -> None:
    answer = send(coordinator, "POST", "/check", {"files": [{"name": name, "text": "x"}]})
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert answer.json["errors"]


def test_a_viewer_does_not_see_the_configuration(signed_in: Any) -> None:
    viewer = signed_in("viewer@example.org", "viewer")
    assert viewer.get(URL).status_code == 403
