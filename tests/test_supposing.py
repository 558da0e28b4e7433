"""What is supposed without editing a configuration is what editing it would give."""

from __future__ import annotations

from typing import Any

import pytest

from roster.loading import load_text
from roster.model import Duty, Problem
from roster.supposing import SupposingError, number_of, posts_of, suppose

TEXT = """\
community: Lane
week: 2026-11-23
people:
  - {id: han, name: Han, limits: {duties: 4}}
  - {id: ma, name: Ma}
patrols:
  - id: gate
    shifts:
      - {id: evening, days: [Mon, Tue], time: 19:00-21:00, people: 2}
visits:
  - {id: h1, times_per_week: 2, minutes: 30, between: [09:00-11:00]}
rules:
  - {kind: rest, hours: 10}
  - {kind: fair-share, of: duties, weight: 5}
"""
POST = "patrols/gate/evening"


def loaded(text: str = TEXT) -> Problem:
    return load_text(text)


@pytest.fixture
def problem() -> Problem:
    return loaded()


def bare(problem: Problem) -> list[Any]:
    """Return the duties and visits without where they were written."""
    facts = [(d.key, d.day, d.span, d.min, d.target, d.most, d.needs, d.place) for d in problem.duties]
    return [*sorted(facts), *((v.key, v.times) for v in problem.visits)]


@pytest.mark.parametrize(
    ("said", "old", "new"),
    [
        ({"kind": "seats", "post": POST, "by": 1}, "people: 2}", "people: 3}"),
        ({"kind": "seats", "post": POST, "by": -1}, "people: 2}", "people: 1}"),
        ({"kind": "seats", "post": "visits/h1", "by": 1}, "times_per_week: 2", "times_per_week: 3"),
        ({"kind": "shift", "post": POST, "day": 4}, "[Mon, Tue]", "[Mon, Tue, Fri]"),
    ],
)
def test_it_is_as_if_it_had_been_written(problem: Problem, said: dict[str, Any], old: str, new: str) -> None:
    after, told = suppose(problem, said)
    assert bare(after) == bare(loaded(TEXT.replace(old, new)))
    assert told.say("zh_CN") != told.say("en")
    assert bare(problem) == bare(loaded()), "the community itself stays as it is"


def test_a_limit_of_somebody(problem: Problem) -> None:
    after, told = suppose(problem, {"kind": "limit", "person": "han", "duties": 2})
    assert after.people["han"].limits.duties == 2
    assert str(told) == "Han gives at most 2 duties a week."
    once = suppose(problem, {"kind": "limit", "person": "han", "duties": 1})[1]
    assert (once.say("en"), once.say("zh_CN")) == ("Han gives at most 1 duty a week.", "Han每周最多 1 次。")
    after, _ = suppose(problem, {"kind": "limit", "person": "ma", "hours": 7.5})
    assert after.people["ma"].limits.minutes == 450


def test_a_rule_with_another_number_as_a_wish_or_left_out(problem: Problem) -> None:
    number = next(n for n, rule in enumerate(problem.rules) if rule.kind == "rest")
    rest = problem.rules[number]
    assert number_of(rest) == "hours"
    after, told = suppose(problem, {"kind": "rule", "number": number, "value": 8})
    assert after.rules[number].model_dump() == {**rest.model_dump(), "hours": 8}
    assert after.rules[number].source == rest.source
    assert "8 instead of 10" in str(told)
    after, _ = suppose(problem, {"kind": "rule", "number": number, "weight": 3})
    assert (rest.weight, after.rules[number].weight) == (None, 3)
    after, _ = suppose(problem, {"kind": "rule", "number": number})
    assert [r.kind for r in after.rules] == [r.kind for r in problem.rules if r is not rest]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kind": "seats", "post": "patrols/none", "by": 1},
        {"kind": "seats", "post": POST, "by": 0},
        {"kind": "seats", "post": POST, "by": -2},
        {"kind": "shift", "post": POST, "day": 0},
        {"kind": "shift", "post": POST, "day": 7},
        {"kind": "limit", "person": "nobody", "duties": 1},
        {"kind": "limit", "person": "han", "duties": 4},
        {"kind": "rule", "number": 0},
        {"kind": "rule", "number": 999},
        {"kind": "rule", "number": -1},
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(problem: Problem, said: dict[str, Any]) -> None:
    with pytest.raises(SupposingError) as refused:
        suppose(problem, said)
    assert refused.value.message.say("zh_CN") != str(refused.value)


def test_a_rule_keeps_to_what_it_may_be(problem: Problem) -> None:
    number = next(n for n, rule in enumerate(problem.rules) if rule.kind == "rest")
    with pytest.raises(SupposingError, match="cannot have"):
        suppose(problem, {"kind": "rule", "number": number, "value": -5})
    fair = next(n for n, rule in enumerate(problem.rules) if rule.kind == "fair-share")
    with pytest.raises(SupposingError, match="wish already"):
        suppose(problem, {"kind": "rule", "number": fair, "weight": 3})


def test_posts_are_found_by_how_their_keys_begin(problem: Problem) -> None:
    ((key, (_, duties)),) = posts_of(problem).items()
    assert key == POST
    assert all(isinstance(duty, Duty) for duty in duties)
