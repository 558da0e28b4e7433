"""How much somebody serves, wherever the board says a name: beside the row, the seat, and the stand-in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.site_world import WEEK, gate
from tests.web.conftest import WEEK_URL, Person

HERE = f"/c/lane/{WEEK}"
MON, TUE = gate(WEEK), gate(WEEK + timedelta(days=1))


def planned(coordinator: Person) -> None:
    """Let Han serve twice, Chen once, and two visit the home, who is familiar to one of them."""
    start = 9 * 60
    seats = [(MON, "han", None), (TUE, "han", None), (TUE, "chen", None)]
    visits = [("visits/h21", "ma", start), ("visits/h21", "bai", start + 3 * 1440)]
    add = [{"work": w, "person": p, "start": s} for w, p, s in (*seats, *visits)]
    assert coordinator.post(f"{WEEK_URL}/edit", {"base": 0, "add": add}).status_code == 200


def test_each_person_has_a_load_beside_the_row(coordinator: Person) -> None:
    planned(coordinator)
    page = coordinator.get(f"{HERE}?view=people").text
    rows = re.findall(r'<th scope="row" data-p="(\w+)">.*?<td class="load">(.*?)</td>', page, re.S)
    loads = {who: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for who, text in rows}
    assert re.fullmatch(r"4 h 2 duties [+−]\d\.\d", loads["han"])
    assert loads["chen"].startswith("2 h 1 duty")
    assert len(loads) == 8
    assert page.count('class="under load-line"') == 8, "on a phone the load stands under the name"


def test_a_cell_says_the_load_of_who_is_there_and_of_who_could_come(coordinator: Person) -> None:
    planned(coordinator)
    panel = coordinator.get(f"{HERE}?work={MON}&part=panel").text
    seat, _, others = panel.partition("standin-group")
    assert "4 h, 2 duties" in seat
    assert "2 h, 1 duty" in others
    assert others.count('class="balance"') == 7, "everybody else"


@pytest.mark.parametrize("view", ["posts", "homes"])
def test_beside_posts_and_homes_everybodys_load_is_listed(coordinator: Person, view: str) -> None:
    planned(coordinator)
    page = coordinator.get(f"{HERE}?view={view}").text
    rows = re.findall(r"<tr><th scope=\"row\"><a href=\"\?view=people&amp;of=(\w+)\">(.*?)</tr>", page, re.S)
    loads = {who: re.sub(r"<[^>]+>", " ", text).split() for who, text in rows}
    assert loads["han"][:4] == ["韩立新", "4", "h", "2"]
    assert loads["chen"][1:4] == ["2", "h", "1"]
    assert len(loads) == 8
    over = [float(text[4].replace("−", "-").replace("±", "")) for text in loads.values()]
    assert over == sorted(over, reverse=True)
    assert over[0] > over[-1]
    assert "loads" not in coordinator.get(f"{HERE}?view=people&part=week").text


def test_a_home_says_how_many_faces_come_and_how_many_are_new(coordinator: Person) -> None:
    planned(coordinator)
    page = " ".join(re.sub(r"<[^>]+>", " ", coordinator.get(f"{HERE}?view=homes").text).split())
    assert "2 of 2 visits 2 faces , 1 new" in page or "2 of 2 visits 2 faces, 1 new" in page
