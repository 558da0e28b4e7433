"""Corners are solutions of the relaxation that cost hardly more and use few; guides speak of people and work."""

from __future__ import annotations

import math
import pickle
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from roster.loading import load_text
from solver import shortlist
from solver.compile import compile_problem
from solver.corners import Corners
from solver.engine import Clock, Effort
from solver.guide import Guide, paid_for, place_of
from solver.incumbent import Incumbent
from solver.leaning import Leaning
from solver.linear_bound import Real, approach
from solver.neighbourhoods import Neighbourhoods
from solver.opening import open_roster
from solver.prover import prove
from solver.relaxation import Relaxation
from solver.side_process import Task, hearing_failures
from solver.translate import cost
from tests.solver.fingerprint import WEEK


@pytest.fixture(scope="module")
def told() -> tuple[Relaxation, list[Real]]:
    found: list[Relaxation] = []
    prices: list[Real] = []
    problem = load_text(WEEK, "week.yaml")
    prove(
        problem, 5.0, 1, lambda *_: None, lambda: False, found.append, lambda _, above: prices.append(above)
    )
    (relaxation,) = found
    return relaxation, prices


@pytest.fixture(scope="module")
def relaxation(told: tuple[Relaxation, list[Real]]) -> Relaxation:
    return told[0]


def test_what_a_best_solution_uses_costs_nothing_above_its_worth(
    told: tuple[Relaxation, list[Real]],
) -> None:
    relaxation, prices = told
    best = approach(relaxation.linear, None, seconds=5.0).values
    used = relaxation.choices & (best > 0.05)
    assert used.any()
    assert prices[0][used].max() <= shortlist.NEAR
    assert (prices[0][relaxation.choices] > shortlist.NEAR).any(), "prices tell some from others"


def test_corners_keep_the_rows_and_cost_hardly_more(relaxation: Relaxation) -> None:
    linear = relaxation.linear
    middle = approach(linear, None, seconds=5.0)
    assert middle.solved
    least = float(linear.cost @ middle.values)
    leaning = Leaning(1)
    corners = [leaning.next(linear, relaxation.choices, middle, time.monotonic() + 5) for _ in range(2)]
    for corner in corners:
        sums = linear.matrix.astype(float).dot(corner.values)
        assert np.maximum(linear.low - sums, sums - linear.high).max() < 0.1
        assert float(linear.cost @ corner.values) < 1.1 * least
    some, others = (corner.values[relaxation.choices].round(1) for corner in corners)
    assert (some != others).any(), "another lean leads to another corner"
    assert (some > 0).sum() <= (middle.values[relaxation.choices].round(1) > 0).sum()


def test_the_relaxation_says_which_columns_are_choices(relaxation: Relaxation) -> None:
    record = compile_problem(load_text(WEEK, "week.yaml")).record
    lits = {int(choice.lit) for choice in record.choices}
    assert set(relaxation.linear.columns[relaxation.choices].tolist()) <= lits
    assert not lits & set(relaxation.linear.columns[~relaxation.choices].tolist())


def test_a_guide_names_who_has_most_at_any_corner_and_what_is_paid_in_the_mean() -> None:
    index = compile_problem(load_text(WEEK, "week.yaml"))
    first = index.record.choices[0]
    second = next(c for c in index.record.choices if c.person is not first.person)
    column, label = next(iter(index.record.cost_label.items()))
    guide = Guide.read(
        index, [{int(first.lit): 0.7, int(second.lit): 0.001, column: 1.0}, {int(first.lit): 0.2}]
    )
    assert guide.share[first.work.key][first.person.id] == 0.7
    assert math.isclose(guide.due[paid_for(label)], 0.5)
    assert second.person.id not in guide.share[second.work.key]
    assert [corner[place_of(first)] for corner in guide.corners] == [0.7, 0.2]
    assert not any(place_of(second) in corner for corner in guide.corners), "next to nothing"


def test_a_part_at_a_corner_frees_what_is_held_and_what_the_corner_would_rather_do() -> None:
    index = compile_problem(load_text(WEEK, "week.yaml"))
    values = open_roster(index, Clock(time.monotonic() + 10), Effort(1, 1))
    assert values is not None
    best = Incumbent()
    best.offer(values, *cost(index, values))
    held = {c.lit for c in index.record.choices if values[c.lit]}
    rather = [c for c in index.record.choices if c.lit not in held][:3]
    guide = Guide.read(index, [{int(c.lit): 0.5 + 0.2 * i for i, c in enumerate(rather)}])
    parts = Neighbourhoods(index, best, Effort(1, 1), guide=guide)
    (corner,) = (kind for kind in parts.kinds if kind.name == "corner")
    assert {c.lit for c in corner.draw(3)} == held | {c.lit for c in rather}
    assert {c.lit for c in corner.draw(1)} == held | {rather[-1].lit}, "the greatest share comes first"
    assert not any(kind.name == "corner" for kind in Neighbourhoods(index, best, Effort(1, 1)).kinds)


def test_a_roster_that_meets_a_corner_takes_of_it_what_is_better() -> None:
    index = compile_problem(load_text(WEEK, "week.yaml"))
    values = open_roster(index, Clock(time.monotonic() + 10), Effort(1, 1))
    assert values is not None
    best = Incumbent()
    best.offer(values, *cost(index, values))
    parts = Neighbourhoods(index, best, Effort(1, 1))
    held = {c.lit for c in index.record.choices if values[c.lit]}
    rather = {place_of(c): 0.5 for c in index.record.choices[::2]}
    hardly = {place_of(c): 0.2 for c in index.record.choices[1::2]}
    before = best.open_units
    parts.meet({**rather, **hardly}, Clock(time.monotonic() + 10))
    assert best.values is not None
    assert best.open_units < before
    for choice in index.record.choices:
        if best.values[choice.lit]:
            assert choice.lit in held or place_of(choice) in rather


def test_the_failure_of_a_process_that_another_thread_has_started_is_told(tmp_path: Path) -> None:
    failed: list[str] = []
    with hearing_failures(lambda module, why: failed.append(f"{module}: {why}")):
        corners = Corners(Task(tmp_path, 20.0, 1), lambda corner: None, lambda: [])
    starter = threading.Thread(target=corners.learn, args=(str(tmp_path / "missing"),))
    starter.start()
    starter.join()
    until = time.monotonic() + 20
    while not failed and time.monotonic() < until:
        time.sleep(0.1)
    corners.end()
    assert len(failed) == 1
    assert failed[0].startswith("solver.thin_corners: FileNotFoundError")


def test_corners_of_thin_relaxations_follow_those_of_the_whole_one_once_there_are_prices(
    relaxation: Relaxation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, priced = tmp_path / "relaxation.pickle", tmp_path / "priced.pickle"
    whole.write_bytes(pickle.dumps(relaxation))
    priced.write_bytes(pickle.dumps((relaxation, np.zeros(len(relaxation.choices)))))
    heard: list[str] = []
    for name in ("_hear_wide", "_hear_thin"):
        hear = getattr(Corners, name)

        def watched(
            corners: Corners,
            words: list[str],
            name: str = name,
            hear: Callable[[Corners, list[str]], None] = hear,
        ) -> None:
            heard.append(name)
            hear(corners, words)

        monkeypatch.setattr(Corners, name, watched)

    def await_corners(name: str, count: int) -> None:
        until = time.monotonic() + 30
        while heard.count(name) < count and time.monotonic() < until:
            time.sleep(0.05)
        assert heard.count(name) >= count

    corners = Corners(Task(tmp_path, 60.0, 1), lambda corner: None, lambda: [])
    try:
        corners.start(str(whole))
        await_corners("_hear_wide", 2)
        assert "_hear_thin" not in heard
        corners.learn(str(priced))
        corners.hurry()
        await_corners("_hear_thin", 3)
    finally:
        corners.end()
    first = heard.index("_hear_thin")
    assert set(heard[first:]) == {"_hear_thin"}
