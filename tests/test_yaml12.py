"""YAML with the meaning of 1.2, with positions, and safe from bombs."""

from __future__ import annotations

from typing import Any

import pytest

from roster.errors import ConfigErrors
from roster.yaml12 import MAX_NODES, Float, Int, read_yaml, rooted, written


def plain(text: str) -> Any:
    return read_yaml(text, "x.yaml").plain()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[D, N, off]", ["D", "N", "off"]),
        ("[no, yes, on, y, n]", ["no", "yes", "on", "y", "n"]),
        ("[true, False, null, ~]", [True, False, None, None]),
        ("12:30", "12:30"),
        ("2026-11-25", "2026-11-25"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("[1.5, .5, 1e3, -2]", [1.5, 0.5, 1000.0, -2]),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("{a: , b: ''}", {"a": None, "b": ""}),
    ],
)
def test_meaning(text: str, expected: object) -> None:
    found = plain(f"x: {text}")["x"]
    assert found == expected
    assert isinstance(found, type(expected))


def test_infinity_and_no_number() -> None:
    low, none = plain("x: [-.inf, .nan]")["x"]
    assert low == float("-inf")
    assert none != none


def test_numbers_remember_how_they_were_written() -> None:
    found = plain("x: [010, 1.50, 0138, true]")["x"]
    assert [written(value) for value in found] == ["010", "1.50", "0138", "true"]
    assert isinstance(found[0], Int)
    assert isinstance(found[1], Float)
    assert written(None) == ""


def test_positions_and_paths() -> None:
    node = rooted(read_yaml("a:\n  - {b: 1,\n     c: [x, y]}\n", "x.yaml"))
    assert str(node.at("a", 0, "c", 1)) == "x.yaml:3:13 a.0.c.1"
    assert str(node.get("a", 0).key_at("c")) == "x.yaml:3:6 a.0.c"
    assert str(node.at("a", 0, "nothing")) == "x.yaml:2:5 a.0"


def test_columns_count_characters_of_any_script() -> None:
    node = read_yaml("{名: 韩立新, id: 7}", "x.yaml")
    assert node.at("id").column == 14


def test_aliases_and_merge_keys() -> None:
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: *a\nd: {<<: [*a, {z: 4}]}"
    assert plain(text) == {
        "a": {"x": 1, "y": 2},
        "b": {"y": 3, "x": 1},
        "c": {"x": 1, "y": 2},
        "d": {"x": 1, "y": 2, "z": 4},
    }


def test_every_double_key_is_said() -> None:
    with pytest.raises(ConfigErrors) as caught:
        plain("a: 1\nb: {c: 1, c: 2}\na: 2")
    assert [(e.source.line, e.source.column) for e in caught.value.errors] == [(2, 11), (3, 1)]


def test_a_bomb_of_aliases_is_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
    )
    with pytest.raises(
        ConfigErrors, match=rf"x\.yaml:6:\d+: The file unfolds to more than {MAX_NODES} values"
    ):
        plain(bomb)


def test_a_bomb_of_merge_keys_is_refused() -> None:
    bomb = "a0: &a0 {" + ", ".join(f"k{i}: 1" for i in range(1000)) + "}\n"
    bomb += "".join(f"b{i}: {{<<: [*a0, *a0, *a0, *a0]}}\n" for i in range(100))
    with pytest.raises(ConfigErrors, match="unfolds"):
        plain(bomb)


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " + "[" * 100 + "]" * 100, "- " * 200 + "x"])
def test_values_nested_too_deep_are_refused(text: str) -> None:
    with pytest.raises(ConfigErrors):
        plain(text)


def test_control_characters_are_refused_with_their_line() -> None:
    with pytest.raises(ConfigErrors, match=r"^x\.yaml:2:1: The file has a character"):
        plain("a: 1\nb: \x07\n")


@pytest.mark.parametrize("text", ["", "# only a remark", "---\n", "~"])
def test_nothing_is_no_configuration(text: str) -> None:
    with pytest.raises(ConfigErrors, match="The file is empty"):
        plain(text)


@pytest.mark.parametrize("text", ["? [a, b]\n: c", "{[a]: b}", "? {a: b}\n: c"])
def test_keys_are_words(text: str) -> None:
    with pytest.raises(ConfigErrors, match="A key has to be one word"):
        plain(text)
