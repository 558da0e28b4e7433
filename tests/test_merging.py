"""Two changes of a text: what fits together is put together, and what does not is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roster.merging import Clash, merge

BASE = "a\nb\nc\nd\ne\n"
LINES = st.lists(st.sampled_from("abcde"), max_size=7).map("\n".join)


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\nE\n"),
        ("A\nb\nc\nd\ne\n", "a\nB\nc\nd\ne\n", "A\nB\nc\nd\ne\n"),
        ("a\nb\nx\nc\nd\ne\n", "a\nb\nC\nd\ne\n", "a\nb\nx\nC\nd\ne\n"),
        ("a\nb\nx\nc\nd\ne\n", "a\nB\nc\nd\ne\n", "a\nB\nx\nc\nd\ne\n"),
        ("a\nc\nd\ne\n", "a\nb\nc\nd\ne\nf\n", "a\nc\nd\ne\nf\n"),
        ("a\nB\nc\nd\ne\n", "a\nB\nc\nd\nE\n", "a\nB\nc\nd\nE\n"),
        ("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\ne\nf\n"),
    ],
)
def test_changes_of_different_lines_are_both_kept(mine: str, theirs: str, both: str) -> None:
    assert merge(BASE, mine, theirs).text() == both
    assert merge(BASE, theirs, mine).text() == both


def test_a_line_that_both_change_is_a_clash_with_the_line_as_it_was() -> None:
    found = merge(BASE, "a\nmine\nc\nd\ne\n", "A\ntheirs\nc\nd\ne\n")
    assert found.clashes == (Clash(2, ("b",), ("mine",), ("theirs",)),)
    assert found.text(["mine"]) == "A\nmine\nc\nd\ne\n"
    assert found.text(["theirs"]) == "A\ntheirs\nc\nd\ne\n"
    assert found.text(["both"]) == "A\ntheirs\nmine\nc\nd\ne\n"
    with pytest.raises(ValueError, match="1 choices are needed"):
        found.text()


def test_two_who_add_at_the_end_clash_and_may_keep_both() -> None:
    found = merge(BASE, BASE + "f\n", BASE + "g\n")
    assert found.clashes == (Clash(6, (), ("f",), ("g",)),)
    assert found.text(["both"]) == BASE + "g\nf\n"


def test_a_line_changed_by_one_and_taken_out_by_the_other_is_a_clash() -> None:
    (clash,) = merge(BASE, "a\nB\nc\nd\ne\n", "a\nd\ne\n").clashes
    assert (clash.before, clash.mine, clash.theirs) == (("b", "c"), ("B", "c"), ())


@given(LINES, LINES)
def test_where_only_one_has_changed_anything_the_result_is_theirs(before: str, after: str) -> None:
    assert merge(before, after, before).text() == after
    assert merge(before, before, after).text() == after
    assert merge(before, after, after).text() == after


@given(LINES, LINES, LINES)
def test_taking_one_side_of_every_clash_leaves_what_the_other_changed_alone(
    before: str, mine: str, theirs: str
) -> None:
    """The two sides are treated alike, and every choice gives a text."""
    one, other = merge(before, mine, theirs), merge(before, theirs, mine)
    count = len(one.clashes)
    assert len(other.clashes) == count
    assert one.text(["mine"] * count) == other.text(["theirs"] * count)
