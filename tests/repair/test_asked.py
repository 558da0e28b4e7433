"""What has happened, as it is written on the command line."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from pathlib import Path

import pytest
from click.testing import CliRunner

from roster.cli import main
from roster.commands import _asked
from roster.commands._asked import OptionError, moment_in
from roster.commands._happened import Said, happened
from roster.disruption import disrupted
from roster.document import to_document, write_document
from roster.loading import load_text
from roster.roster import Assignment, Roster
from roster.verify import verify
from solver.repair import repair

HOME = """
community: Home
week: 2026-11-23
language: zh_CN
people: [{id: p1}, {id: p2}]
patrols: [{id: gate, shifts: [{id: s, days: Mon, time: 14:00-16:00, people: 1}]}]
visits: [{id: h1, times_per_week: 2, days: Mon-Fri, minutes: 30, between: [09:00-10:00]}]
"""


class Tuesday(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Tuesday:
        return cls(2026, 11, 24, 15, 0, tzinfo=tz)


def test_a_time_without_a_date_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_asked, "datetime", Tuesday)
    problem = load_text(HOME)
    today = problem.horizon.day_span(1).start
    assert moment_in(problem, "--now", "14:00") == today + 14 * 60
    assert moment_in(problem, "--now", "2026-11-25T9:05") == today + 1440 + 9 * 60 + 5
    assert moment_in(problem, "--now", "now") == today + 15 * 60


def visited(*days: int) -> Roster:
    problem = load_text(HOME)
    starts = [problem.horizon.day_span(day).start + 9 * 60 for day in days]
    return Roster.of(Assignment(start, start + 30, "visits/h1", "p1") for start in starts)


def test_a_visit_moves_to_the_day_that_is_asked_for() -> None:
    problem, old = load_text(HOME), visited(0, 2)
    what, _ = happened(problem, old, Said(move=("h1:2026-11-23:2026-11-27",)))
    found = repair(disrupted(problem, what), old, deterministic=True)
    assert found.best is not None
    days = [problem.horizon.day_of(a.start) for a in found.best.roster.at("visits/h1")]
    assert days == [2, 4]
    assert found.best.costs[1] == 1


def test_a_visit_moves_to_some_other_day_where_none_is_asked_for() -> None:
    problem, old = load_text(HOME), visited(0, 2)
    what, _ = happened(problem, old, Said(move=("h1:2026-11-23",)))
    found = repair(disrupted(problem, what), old, deterministic=True)
    assert found.best is not None
    days = {
        problem.horizon.date_of(problem.horizon.day_of(a.start)) for a in found.best.roster.at("visits/h1")
    }
    assert len(days) == 2
    assert date(2026, 11, 23) not in days


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("h1:2026-11-24", "the home is not visited on that date. Its visits are Mon 23, Wed 25."),
        ("h1:2026-11-23:2026-11-28", "the home cannot be visited on 2026-11-28."),
        ("h1", "name a home and its date"),
    ],
)
def test_a_visit_that_cannot_be_moved_so_is_refused(said: str, told: str) -> None:
    with pytest.raises(OptionError) as refused:
        happened(load_text(HOME), visited(0, 2), Said(move=(said,)))
    assert told in refused.value.say("en")
    assert refused.value.language == "zh_CN"
    assert "home" not in refused.value.say(refused.value.language).replace("--move", "")


def test_a_proposal_is_never_written_over(tmp_path: Path) -> None:
    config, kept = tmp_path / "community.yaml", tmp_path / "proposal-1.json"
    config.write_text(HOME, encoding="utf-8")
    problem = load_text(HOME)
    made = visited(0, 2)
    write_document(
        kept,
        to_document(
            problem, made, verify(problem, made), status="feasible", bound=None, provenance={"config": str(config)}
        ),
    )  # fmt: skip
    before = kept.read_bytes()
    done = CliRunner().invoke(
        main, ["repair", str(config), str(kept), "--away", "p1:2026-11-23", "--proposals", "1"]
    )
    assert done.exit_code == 0, done.output
    assert kept.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("*.json")) == ["proposal-1.json", "proposal-2.json"]


def test_a_roster_of_another_community_is_refused(tmp_path: Path) -> None:
    config, kept = tmp_path / "community.yaml", tmp_path / "roster.json"
    text = HOME.replace("p1", "q1").replace("p2", "q2").replace("h1", "g1").replace("Home", "Elsewhere")
    config.write_text(text, encoding="utf-8")
    problem, made = load_text(HOME), visited(0, 2)
    document = to_document(problem, made, verify(problem, made), status="feasible", bound=None, provenance={})
    write_document(kept, document)
    done = CliRunner().invoke(main, ["repair", str(config), str(kept), "--language", "en"])
    assert done.exit_code == 2
    assert "Nothing of this roster fits Elsewhere: it is of Home." in done.output


def test_a_home_that_is_visited_twice_in_the_same_hours_is_mended() -> None:
    """A roster that was edited by hand; the second visit is lost, as if nobody could make it."""
    problem, old = load_text(HOME), visited(0, 2)
    second = Assignment(old.assignments[0].start + 30, old.assignments[0].end + 30, "visits/h1", "p2")
    found = repair(problem, Roster.of([*old.assignments, second]), deterministic=True)
    assert found.lost == (second,)
    assert found.best is not None
    assert set(old.assignments) <= set(found.best.roster.assignments)
    assert found.best.costs[:3] == (0, 1, 1)
