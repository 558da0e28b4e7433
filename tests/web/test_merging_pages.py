"""Two who edit the configuration at once: what fits together is put together on the page and over the API."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from roster.services import configurations, jobs, uploading
from roster.store import Store
from tests.site_world import MAIN, PEOPLE, YAML
from tests.web.conftest import Person

PAGE = "/c/lane/configuration"
URL = "/api/v1/communities/lane/configuration"
THEIRS = YAML.replace("times_per_week: 2", "times_per_week: 3")
FITS = YAML.replace("minutes: 40", "minutes: 45")
CLASHES = YAML.replace("times_per_week: 2", "times_per_week: 1")


@pytest.fixture
def seen(coordinator: Person, store: Store) -> int:
    """Let somebody else change the file, and return what was looked at before."""
    with store.read() as db:
        base = configurations.current(db, "lane").id
    uploading.keep(store, "lane", {MAIN: THEIRS.encode()}, base=base, author="account:9")
    return base


def send(person: Person, **fields: str) -> Any:
    return person.client.post(PAGE, data={"csrf_token": person.csrf, "file": MAIN, **fields})


def text_in(page: str) -> str:
    """Return what stands in the editor of a page."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert found
    return html.unescape(found[1])


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\d+)"', page)
    assert found
    return found[1]


def kept(store: Store) -> str:
    with store.read() as db:
        return configurations.files_of(db, configurations.current(db, "lane").id)[MAIN].decode()


def test_changes_of_different_lines_are_put_together_and_kept(
    coordinator: Person, store: Store, seen: int
) -> None:
    told = send(coordinator, do="keep", text=FITS, base=str(seen))
    assert told.status_code == 409
    assert "the two changes fit together" in told.text
    both = send(
        coordinator,
        do="merge",
        text=text_in(told.text),
        base=hidden(told.text, "base"),
    )
    merged = YAML.replace("times_per_week: 2", "times_per_week: 3").replace("minutes: 40", "minutes: 45")
    assert text_in(both.text) == merged
    assert "It loads." in both.text
    assert kept(store) == THEIRS, "nothing is kept yet"
    send(coordinator, do="keep", text=text_in(both.text), base=hidden(both.text, "base"))
    assert kept(store) == merged


def test_lines_that_both_have_changed_are_shown_and_chosen(coordinator: Person, seen: int) -> None:
    told = send(coordinator, do="keep", text=CLASHES, base=str(seen)).text
    assert "1 place was changed by both of you" in told
    shown = re.findall(r'<pre class="(\w+)"><code>\s*(.*?)</code>', told, re.S)
    assert shown == [
        ("gone", "times_per_week: 2"),
        ("come", "times_per_week: 1"),
        ("come", "times_per_week: 3"),
    ]
    fields = {"do": "merge", "text": CLASHES, "base": str(seen), "newest": hidden(told, "newest")}
    undecided = send(coordinator, **fields)
    assert undecided.status_code == 422
    assert "Choose at every place" in undecided.text
    assert text_in(send(coordinator, **fields, **{"clash-0": "theirs"}).text) == THEIRS
    assert text_in(send(coordinator, **fields, **{"clash-0": "mine"}).text) == CLASHES
    twice = send(coordinator, **fields, **{"clash-0": "both"}).text
    assert "1 mistake" in twice, "a key that is there twice is told at once"


def test_keeping_again_never_replaces_what_somebody_else_has_changed(
    coordinator: Person, store: Store, seen: int
) -> None:
    told = send(coordinator, do="keep", text=FITS, base=str(seen)).text
    assert 'value="keep"' not in told, "there is nothing to keep before both are together"
    again = send(coordinator, do="keep", text=text_in(told), base=hidden(told, "base"))
    assert again.status_code == 409
    assert "the two changes fit together" in again.text
    assert kept(store) == THEIRS


@pytest.mark.parametrize("first", ["check", "what-if"])
def test_what_is_tried_first_goes_on_from_what_was_looked_at(
    coordinator: Person, store: Store, seen: int, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_launch", lambda *_: None)
    page = send(coordinator, do=first, text=FITS, base=str(seen))
    if first == "what-if":
        number = page.headers["Location"].rpartition("/")[2]
        page = coordinator.get(f"{PAGE}?file={MAIN}&job={number}")
    assert text_in(page.text) == FITS
    assert send(coordinator, do="keep", text=FITS, base=hidden(page.text, "base")).status_code == 409
    assert kept(store) == THEIRS


def test_choices_count_only_for_the_change_that_was_shown(
    coordinator: Person, store: Store, seen: int
) -> None:
    told = send(coordinator, do="keep", text=CLASHES, base=str(seen)).text
    fields = {"do": "merge", "text": CLASHES, "base": str(seen), "newest": hidden(told, "newest")}
    third = THEIRS.replace("times_per_week: 3", "times_per_week: 4")
    uploading.keep(
        store, "lane", {MAIN: third.encode()}, base=int(hidden(told, "newest")), author="account:9"
    )
    again = send(coordinator, **fields, **{"clash-0": "mine"})
    assert again.status_code == 409
    assert "times_per_week: 4" in again.text
    fields["newest"] = hidden(again.text, "newest")
    assert text_in(send(coordinator, **fields, **{"clash-0": "theirs"}).text) == third


def test_a_change_of_another_file_stands_in_nobodys_way(coordinator: Person, store: Store, seen: int) -> None:
    with store.read() as db:
        newest = configurations.current(db, "lane").id
    people = PEOPLE + "sun,孙红,,,,2,,,\n"
    uploading.keep(store, "lane", {"people.csv": people.encode()}, base=newest, author="account:9")
    mine = THEIRS.replace("minutes: 40", "minutes: 45")
    told = send(coordinator, do="keep", text=mine, base=str(newest))
    assert told.status_code == 409
    send(coordinator, do="keep", text=text_in(told.text), base=hidden(told.text, "base"))
    assert kept(store) == mine


def test_the_api_puts_both_together(coordinator: Person, store: Store, seen: int) -> None:
    def ask(**said: Any) -> Any:
        return coordinator.post(f"{URL}/merge", {"base": seen, "name": MAIN, **said})

    fits = ask(text=FITS).json
    assert fits["clashes"] == []
    assert "minutes: 45" in fits["text"]
    assert "times_per_week: 3" in fits["text"]
    clashes = ask(text=CLASHES).json
    assert clashes["text"] is None
    assert [c["before"] for c in clashes["clashes"]] == [["    times_per_week: 2"]]
    assert ask(text=CLASHES, choices=["mine"]).json["text"] == CLASHES
    assert ask(text=CLASHES, choices=["mine", "mine"]).status_code == 409
    end = {"files": [{"name": MAIN, "text": FITS + "\n\n"}], "base": fits["configuration"]}
    answer = coordinator.client.put(URL, json=end, headers={"X-CSRF-Token": coordinator.csrf})
    assert answer.status_code == 200
    assert answer.json is not None
    assert kept(store) == FITS + "\n\n", "to the letter"
    newest = answer.json["configuration"]
    assert (
        coordinator.post(f"{URL}/merge", {"base": newest, "name": MAIN, "text": " x\n"}).json["text"]
        == " x\n"
    )  # type: ignore[index]
