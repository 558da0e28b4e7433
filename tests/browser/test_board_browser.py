"""The board at a coordinator's desk: keys, clicks, drag and touch; findings, conflicts, undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from roster.services import accounts, drafts, members
from roster.services.common import now
from roster.services.drafts import Seat
from roster.store.tables_people import JobStep
from tests.answered_jobs import ended, repaired, supposed
from tests.browser.desk import LOGIN, WEEK_PATH, chromium, desk, sign_in
from tests.browser.volunteers_site import Site, served
from tests.site_world import WEEK
from tests.web.volunteer import MON, THU, TUE

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LARGEST = 300_000
SPILT = """
  [...document.querySelectorAll(".table td, .table th")]
    .filter((cell) => cell.offsetParent && cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(tmp_path) as running:
        yield running


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = desk(browser)
    found = sign_in(site, context)
    found.goto(site.url + WEEK_PATH)
    yield found
    context.close()


def draft_of(site: Site, work: str) -> list[str]:
    """Return who is at some work in the draft."""
    with site.store.read() as db:
        return [a.person for a in drafts.open_draft(db, "lane", WEEK).roster.at(work)]


def addresses(site: Site) -> list[str]:
    """Return every page of a coordinator."""
    repair, (first, _) = repaired(site.store, "lane", work=THU, people=("bai", "li"))
    failed = ended(site.store, "lane", "solve", {}, state="failed")
    return [
        f"{WEEK_PATH}/runs/{repair}",
        f"{WEEK_PATH}/runs/{failed}",
        f"{WEEK_PATH}/runs/{supposed(site.store, 'lane')}",
        f"{WEEK_PATH}/proposals/{first}",
        "/",
        WEEK_PATH,
        f"{WEEK_PATH}?view=posts&work={THU}",
        f"{WEEK_PATH}?view=people",
        f"{WEEK_PATH}?view=homes",
        f"{WEEK_PATH}?view=homes&work=visits/h21",
        f"{WEEK_PATH}/publish",
        f"{WEEK_PATH}/publish/texts",
        f"{WEEK_PATH}/history",
        f"{WEEK_PATH}/history/compare?old=0&new=1",
        f"{WEEK_PATH}/charts",
        f"{WEEK_PATH}/runs",
        f"{WEEK_PATH}/requests",
        "/c/lane/people",
        "/c/lane/configuration",
        "/c/lane/settings",
        "/c/lane/members",
        "/c/lane/log",
        "/account",
        f"/board/lane?week={WEEK}",
        "/c/lane/nothing",
    ]


@pytest.mark.parametrize(
    ("width", "language", "dark"),
    [(1440, "en-GB", False), (1440, "zh-CN", True), (390, "zh-CN", False), (320, "en-GB", False)],
)
def test_every_page_fits_and_axe_finds_nothing(
    browser: Browser, site: Site, width: int, language: str, dark: bool
) -> None:
    context = desk(browser, width=width, language=language, dark=dark)
    page = sign_in(site, context)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in addresses(site):
        page.goto(site.url + address)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{address} is {over} px too wide"
        assert not page.evaluate(SPILT), f"{address}: what stands in a cell runs into the next one"
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
    assert not [text for text in said if "404" not in text], said
    context.close()


def test_the_words_of_a_chart_are_as_large_on_a_phone(browser: Browser, site: Site) -> None:
    number = ended(site.store, "lane", "solve", {})
    with site.store.write() as session:
        for at in (1, 2):
            progress = dict.fromkeys(("phase", "open", "open_bound", "gap"), 0)
            progress |= {"seconds": at, "soft": 40 - at, "soft_bound": 10 + at}
            session.add(JobStep(job_id=number, number=at, at=now(), progress=progress))
    context = desk(browser, width=320)
    page = sign_in(site, context)
    page.goto(f"{site.url}{WEEK_PATH}/runs/{number}")
    word = page.locator("#chart text").last.bounding_box()
    chart = page.locator("#chart svg").bounding_box()
    assert word is not None
    assert chart is not None
    assert word["height"] >= 11
    assert word["x"] + word["width"] <= chart["x"] + chart["width"]
    context.close()


def test_a_page_weighs_little(browser: Browser, site: Site) -> None:
    context = desk(browser)
    page = sign_in(site, context)
    for address in (WEEK_PATH, f"{WEEK_PATH}?view=people"):
        sizes: list[int] = []
        page.on("response", lambda answer, into=sizes: into.append(len(answer.body())))
        page.goto(site.url + address, wait_until="networkidle")
        assert sum(sizes) < LARGEST
    context.close()


def test_keys_move_somebody_and_undo_takes_it_back(page: Page, site: Site) -> None:
    page.locator('td[tabindex="0"]').focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("td:focus .who").first).to_have_text("白雪莲")
    page.keyboard.press("m")
    expect(page.locator("#live")).to_contain_text("白雪莲 is picked up")
    page.keyboard.press("Escape")
    expect(page.locator("#live")).to_contain_text("Put back")
    page.keyboard.press("m")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("Done.")
    assert draft_of(site, THU) == ["bai"]
    expect(page.locator("td:focus .who").first).to_have_text("白雪莲")
    page.keyboard.press("Control+z")
    expect(page.locator("#toast")).to_contain_text("Undone.")
    assert draft_of(site, THU) == []
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#toast")).to_contain_text("Done again.")
    assert draft_of(site, THU) == ["bai"]


def test_who_picks_up_on_an_old_board_is_told_before_putting_down(page: Page, site: Site) -> None:
    drafts.edit(site.store, "lane", WEEK, base=1, add=[Seat(THU, "han")], author="account:9")
    page.locator(f'td:has(.item[data-w="{TUE}"])').focus()
    page.keyboard.press("m")
    expect(page.locator("#toast")).to_contain_text("Somebody else has changed the draft.")
    expect(page.locator(f'.item[data-w="{THU}"]')).to_contain_text("韩立新")
    expect(page.locator("table.carrying, .up, .from")).to_have_count(0)
    page.keyboard.press("m")
    expect(page.locator("#live")).to_contain_text("is picked up")
    expect(page.locator(".price").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".price")).to_have_count(0)


@pytest.mark.parametrize("others", ["own edit", "another's edit"])
def test_a_board_that_is_drawn_late_takes_nobody_out_of_the_hand(
    browser: Browser, site: Site, others: str
) -> None:
    context = desk(browser)
    page = sign_in(site, context)
    page.add_init_script(SLOW_BOARD)
    page.goto(site.url + WEEK_PATH)
    tuesday = page.locator(f'td:has(.item[data-w="{TUE}"])')
    if others == "own edit":
        tuesday.focus()
        page.keyboard.press("p")
        expect(page.locator("#toast")).to_contain_text("Pinned.")
    else:
        drafts.edit(site.store, "lane", WEEK, base=1, pin=[Seat(TUE, "ma")], author="account:9")
        page.evaluate("import('/static/js/draw.js').then((draw) => { draw.refresh(); })")
    with page.expect_response(re.compile("part=week")):
        page.locator(f'td:has(.item[data-w="{MON}"])').focus()
        page.keyboard.press("m")
        expect(page.locator("#live")).to_contain_text("白雪莲 is picked up")
        assert page.locator(f'.item[data-w="{TUE}"] .pinned').count() == 0, "the board is not drawn yet"
    expect(page.locator(f'.item[data-w="{TUE}"] .pinned')).to_have_count(1)
    if others == "own edit":
        expect(page.locator(f'.item[data-w="{MON}"] .up')).to_have_text("白雪莲")
        expect(page.locator(".price").first).to_be_visible()
        expect(page.locator("td:focus .who").first).to_have_text("白雪莲")
        page.locator(f'td:has(.item[data-w="{THU}"])').click()
        expect(page.locator("#toast")).to_contain_text("Done.")
        assert draft_of(site, THU) == ["bai"]
    context.close()


def test_of_two_cells_opened_in_a_row_the_second_is_shown(page: Page) -> None:
    slow = """
      const quick = window.fetch;
      let first = true;
      window.fetch = async (address, ...more) => {
        const late = String(address).includes("part=panel") && first;
        if (late) { first = false; await new Promise((go) => setTimeout(go, 800)); }
        return quick(address, ...more);
      };
    """
    page.evaluate(slow)
    page.locator(f'.item[data-w="{MON}"]').click()
    page.locator(f'.item[data-w="{TUE}"]').click()
    expect(page.locator("#cell-here")).to_contain_text("李志强")
    page.wait_for_timeout(1000)
    expect(page.locator("#cell-here")).to_contain_text("李志强")


def test_an_edit_made_while_signed_out_is_kept_until_signed_in_again(page: Page, site: Site) -> None:
    elsewhere = page.context.new_page()
    elsewhere.goto(f"{site.url}/account")
    elsewhere.get_by_role("button", name="Sign out").click()
    cell = page.locator("td.cell", has=page.locator(f'.item[data-w="{TUE}"]'))
    cell.focus()
    page.keyboard.press("Delete")
    expect(page.locator("#toast")).to_contain_text("You are signed out")
    expect(page.locator("#toast").get_by_role("link", name="Sign in")).to_have_attribute("target", "_blank")
    before = draft_of(site, TUE)
    elsewhere.goto(f"{site.url}/sign-in/{accounts.signin_secret(site.store, LOGIN)}")
    elsewhere.locator("main button").click()
    expect(elsewhere.locator("h1")).to_be_visible()
    page.locator("#toast").get_by_role("button", name="Do it now").click()
    expect(page.locator("#toast")).to_contain_text("Done.")
    assert len(draft_of(site, TUE)) == len(before) - 1
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#toast")).to_contain_text("Undone.")


def test_nobody_changes_places_with_himself(page: Page, site: Site) -> None:
    drafts.edit(site.store, "lane", WEEK, base=1, add=[Seat(THU, "li")], author="account:1")
    page.reload()
    page.locator(f'.item[data-w="{TUE}"] .who', has_text="李志强").click()
    page.locator("#cell-here li", has_text="李志强").get_by_role("button", name="Move").click()
    there = page.locator(f'td:has(.item[data-w="{THU}"])')
    expect(there).not_to_have_class(re.compile(r"\bmay\b"))
    there.click()
    expect(page.locator("#live")).to_have_text("This person serves there already.")
    assert draft_of(site, THU) == ["li"]
    assert "li" in draft_of(site, TUE)


def test_while_somebody_is_carried_each_cell_says_what_it_would_cost(page: Page) -> None:
    page.locator(f'td:has(.item[data-w="{TUE}"])').focus()
    page.keyboard.press("m")
    expect(page.locator(f'td:has(.item[data-w="{THU}"]) .price')).to_have_text(
        re.compile("cost|open|conflict")
    )
    expect(page.locator("td.may:not(:has(.price))")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#live")).to_have_text(page.locator("td:focus .price").inner_text())
    page.keyboard.press("Escape")
    expect(page.locator(".price, td.may")).to_have_count(0)


def test_a_conflict_needs_a_reason_which_is_kept(page: Page, site: Site) -> None:
    page.locator(f'.item[data-w="{THU}"]').click()
    conflict = page.locator(".standin-group", has_text="Conflict")
    conflict.locator("summary").click()
    conflict.locator(".standin", has_text="吴国庆").get_by_role("button", name="Give a reason").click()
    page.get_by_label("Why all the same?").fill("Nobody else is in town")
    page.get_by_role("button", name="Keep it with this reason").click()
    expect(page.locator(".who.waived").first).to_have_text("吴国庆")
    page.locator("[data-close]").click()
    expect(page.locator("#findings")).to_contain_text("Nobody else is in town")


def test_pinning_by_key_and_by_button(page: Page, site: Site) -> None:
    page.locator(f'.item[data-w="{TUE}"] .who').first.click()
    page.locator("#cell-here").get_by_role("button", name="Pin").first.click()
    expect(page.locator(f'.item[data-w="{TUE}"] .pinned')).to_have_count(1)
    page.locator(f'td:has(.item[data-w="{TUE}"])').focus()
    page.keyboard.press("p")
    expect(page.locator(f'.item[data-w="{TUE}"] .pinned')).to_have_count(0)


def test_dragging_puts_somebody_elsewhere(page: Page, site: Site) -> None:
    page.locator(f'.item[data-w="{TUE}"] .who', has_text="李志强").drag_to(
        page.locator(f'.item[data-w="{THU}"]')
    )
    expect(page.locator("#toast")).to_contain_text("Done.")
    assert draft_of(site, THU) == ["li"]


def test_a_finger_picks_up_and_puts_down(browser: Browser, site: Site) -> None:
    context = desk(browser, width=1024, height=768, has_touch=True)
    page = sign_in(site, context)
    page.goto(site.url + WEEK_PATH)
    page.locator(f'.item[data-w="{TUE}"] .who', has_text="李志强").tap()
    page.locator("#cell-here li", has_text="李志强").get_by_role("button", name="Move").tap()
    page.locator(f'td:has(.item[data-w="{THU}"])').tap()
    expect(page.locator("#toast")).to_contain_text("Done.")
    assert draft_of(site, THU) == ["li"]
    context.close()


def test_in_the_view_of_people_a_duty_goes_to_another_person_of_that_day(page: Page, site: Site) -> None:
    page.keyboard.press("2")
    row = page.locator("tr", has=page.locator('th[data-p="li"]'))
    other = page.locator("tr", has=page.locator('th[data-p="chen"]'))
    row.locator(f'.item[data-w="{TUE}"]').drag_to(other.locator("td.cell").nth(1))
    expect(page.locator("#toast")).to_contain_text("Done.")
    assert sorted(draft_of(site, TUE)) == ["chen", "ma"]


def test_who_edits_second_is_told_and_keeps_the_edit(page: Page, site: Site) -> None:
    drafts.edit(site.store, "lane", WEEK, base=1, add=[Seat(THU, "han")], author="account:9")
    page.locator(f'.item[data-w="{TUE}"] .who', has_text="李志强").drag_to(
        page.locator(f'.item[data-w="{THU}"]')
    )
    expect(page.locator("#toast")).to_contain_text("Somebody else has changed the draft")
    expect(page.locator("#toast li")).to_have_text([re.compile(r"^new: 韩立新, .+19:00$")])
    expect(page.locator(f'.item[data-w="{THU}"]')).to_contain_text("韩立新")
    page.get_by_role("button", name="Do it now").click()
    expect(page.locator("#toast")).to_contain_text("Done.")
    assert sorted(draft_of(site, THU)) == ["han", "li"]


def test_findings_lead_to_their_cells(page: Page) -> None:
    page.keyboard.press("f")
    expect(page.locator("#cell-here h2")).to_be_visible()
    expect(page.locator("td.selected")).to_have_count(1)


def test_all_is_readable_without_scripts(browser: Browser, site: Site) -> None:
    context = desk(browser, script=False)
    page = sign_in(site, context)
    page.goto(site.url + WEEK_PATH)
    page.locator(f'.item[href*="{THU}"]').click()
    expect(page.locator("#cell-here")).to_contain_text("Who could take the open seat?")
    expect(page.locator(".js-only").first).to_be_hidden()
    page.locator('a[data-view="people"]').click()
    expect(page.locator("table.people")).to_contain_text("韩立新")
    context.close()


def test_a_viewer_sees_the_board_and_no_button_to_change_it(browser: Browser, site: Site) -> None:
    with site.store.write() as session:
        accounts.add_account(session, "viewer@example.org")
    members.grant(site.store, "viewer@example.org", "lane", "viewer", by="test")
    context = desk(browser)
    page = context.new_page()
    page.goto(f"{site.url}/sign-in/{accounts.signin_secret(site.store, 'viewer@example.org')}")
    page.locator("main button").click()
    page.goto(f"{site.url}{WEEK_PATH}?view=posts&work={TUE}")
    expect(page.locator("#cell-here")).to_contain_text("李志强")
    assert page.locator("[data-act], #week form").count() == 0
    context.close()


SLOW_BOARD = """
const quick = window.fetch;
window.fetch = async (address, ...more) => {
  if (String(address).includes("part=week")) await new Promise((go) => setTimeout(go, 1500));
  return quick(address, ...more);
};
"""


def test_an_edit_is_told_before_the_board_is_drawn_and_the_next_one_can_follow(
    browser: Browser, site: Site
) -> None:
    context = desk(browser)
    page = sign_in(site, context)
    page.add_init_script(SLOW_BOARD)
    page.goto(site.url + WEEK_PATH)
    page.locator(f'td:has(.item[data-w="{TUE}"])').focus()
    page.keyboard.press("p")
    expect(page.locator("#toast")).to_contain_text("Pinned.")
    assert page.locator(f'.item[data-w="{TUE}"] .pinned').count() == 0, "the board is not drawn yet"
    page.keyboard.press("Control+z")
    expect(page.locator("#toast")).to_contain_text("Undone.")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#toast")).to_contain_text("Done again.")
    expect(page.locator(f'.item[data-w="{TUE}"] .pinned')).to_have_count(1)
    with site.store.read() as db:
        assert drafts.open_draft(db, "lane", WEEK).number == 4
    context.close()
