"""One contract for every kind of rule: it is tested because it exists."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from roster.roster import Roster
from roster.rules import registry
from roster.rules.api import Rule
from roster.verify import verify
from roster.yaml12 import read_yaml
from solver.accept import accepts
from solver.compile import compile_problem
from tests.rules.kinds import every_kind, every_nature
from tests.rules.reach import functions_of, reached
from tests.rules.tiny import (
    judged_rosters,
    reordered,
    reversing_names,
    roster_of,
    some_rosters,
    with_weight,
    world,
)

REFERENCE = Path(__file__).parents[2] / "configs" / "REFERENCE.md"
FEW, MANY = 120, 4096


def example_of(kind: type[Rule]) -> dict[str, object]:
    said = read_yaml(kind.example, "example").plain()
    assert said.pop("kind") == kind.kind
    return said


@every_kind
def test_it_says_what_it_is(kind: type[Rule]) -> None:
    module = inspect.getmodule(kind)
    assert module is not None
    assert module.__name__ == f"roster.rules.{kind.kind.replace('-', '_')}"
    assert len(inspect.cleandoc(kind.__doc__ or "")) > 60
    assert [k for k in registry() if str(registry()[k].title) == str(kind.title)] == [kind.kind]
    described = set(kind.model_fields)
    assert all(kind.model_fields[name].description for name in described)


@every_kind
def test_its_example_loads_and_round_trips(kind: type[Rule]) -> None:
    rule = kind.model_validate(example_of(kind))
    written = rule.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert kind.model_validate(written) == rule
    assert set(written) == set(example_of(kind))


@every_kind
def test_it_refuses_an_unknown_key(kind: type[Rule]) -> None:
    with pytest.raises(ValidationError, match="no_such_key"):
        kind.model_validate({**example_of(kind), "no_such_key": 1})


@every_kind
def test_it_refuses_a_weight_of_nothing(kind: type[Rule]) -> None:
    with pytest.raises(ValidationError, match="weight"):
        kind.model_validate({**example_of(kind), "weight": 0})


def the_model_agrees(kind: type[Rule], weight: int | None, bound: int) -> None:
    """Hold the model's opinion of many rosters against the verdict."""
    problem = with_weight(world(kind), kind, weight)
    assert any(type(rule) is kind for rule in problem.rules)
    index = compile_problem(problem)
    for roster, verdict in judged_rosters(problem, kind, bound):
        allowed, soft = accepts(problem, roster, index=index)
        said = f"{roster.assignments}\n{[(f.rule.kind, f.where, f.excess) for f in verdict.findings]}"
        assert allowed == (verdict.score.hard == 0), said
        if allowed:
            assert soft == verdict.score.soft, said


@every_nature
def test_the_model_accepts_what_the_check_accepts(kind: type[Rule], weight: int | None) -> None:
    """All rosters of the tiny world if they are few, otherwise a fixed sample of them."""
    the_model_agrees(kind, weight, FEW)


@pytest.mark.slow
@every_nature
def test_the_model_accepts_what_the_check_accepts_at_length(kind: type[Rule], weight: int | None) -> None:
    """All rosters up to 4096, a fixed sample of so many above."""
    the_model_agrees(kind, weight, MANY)


@every_kind
def test_it_has_cases_of_both_verdicts(kind: type[Rule]) -> None:
    found = Counter(case.excess > 0 for case in kind.cases)
    assert found[True]
    assert found[False]
    assert len({case.name for case in kind.cases}) == len(kind.cases)


@pytest.mark.parametrize("turned", [False, True], ids=["as-written", "renamed-and-reordered"])
@every_kind
def test_its_cases_hold_for_both_sides(kind: type[Rule], turned: bool) -> None:
    rename = reversing_names(world(kind)) if turned else {}
    problem = reordered(world(kind, rename)) if turned else world(kind)
    index = compile_problem(problem)
    for case in kind.cases:
        roster = roster_of(problem, case, rename)
        verdict = verify(problem, roster)
        mine = [f for f in verdict.findings if type(f.rule) is kind]
        assert sum(f.excess for f in mine) == case.excess, (case.name, mine)
        allowed, soft = accepts(problem, roster, index=index)
        assert allowed == (verdict.score.hard == 0), case.name
        if allowed:
            assert soft == verdict.score.soft, case.name


@every_kind
def test_every_finding_is_explained(kind: type[Rule]) -> None:
    problem = world(kind)
    seen = 0
    for roster in [*some_rosters(kind, FEW), *(roster_of(problem, case) for case in kind.cases)]:
        for finding in verify(problem, roster).findings:
            if type(finding.rule) is not kind:
                continue
            seen += 1
            assert finding.excess >= 1
            for language in ("en", "zh-CN"):
                words = finding.rule.explain(problem, finding).say(language)
                assert re.fullmatch(r"[^{}]{10,}[.。]", words), words
                if finding.where.person is not None:
                    person = problem.people[finding.where.person]
                    assert (person.name or person.id) in words
    assert seen


@every_kind
def test_post_and_check_share_no_function_of_their_module(kind: type[Rule]) -> None:
    module = inspect.getmodule(kind)
    assert module is not None
    functions = functions_of(module, kind)
    posting = reached(functions, "self.post", kind)
    checking = reached(functions, "self.check", kind)
    assert not (posting | {"self.post"}) & (checking | {"self.check"})


@every_kind
def test_rules_do_not_know_the_solver(kind: type[Rule]) -> None:
    source = inspect.getsource(inspect.getmodule(kind) or kind)
    assert not re.search(r"^\s*(import|from)\s+(ortools|solver|flask|web)\b", source, re.MULTILINE)


@every_kind
def test_the_reference_lists_it(kind: type[Rule]) -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    assert re.search(rf"^#+ .*`?{kind.kind}`?$", page, re.MULTILINE), f"{kind.kind} has no heading"
    assert kind.example in page


@every_kind
def test_findings_come_in_one_order(kind: type[Rule]) -> None:
    """The order in which assignments were written down does not matter."""
    problem = world(kind)
    for case in kind.cases:
        roster = roster_of(problem, case)
        turned = Roster.of(reversed(roster.assignments))
        assert verify(problem, roster).findings == verify(problem, turned).findings
