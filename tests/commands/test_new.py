"""What ``roster new`` and ``roster generate`` write, and what they never overwrite."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from roster.loading import load_problem
from roster.model import NOWHERE
from tests.commands.small import SMALL, run


def test_the_starter_solves_as_it_is_and_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "my-lane"
    assert run("new", folder).exit_code == 0
    assert {p.name for p in folder.iterdir()} == {"community.yaml", "people.csv"}
    result = run("solve", folder, "--out", tmp_path / "out", "--time-limit", 15)
    assert result.exit_code == 0, result.stderr
    assert "Every seat is filled." in result.stdout
    (folder / "community.yaml").unlink()
    again = run("new", folder)
    assert again.exit_code == 2
    assert "holds people.csv already" in again.stderr
    assert not (folder / "community.yaml").exists()


def test_the_starter_speaks_chinese_and_means_the_same(tmp_path: Path) -> None:
    said = run("new", tmp_path / "lane", "--language", "zh_CN").stdout
    assert "下一步：roster solve" in said
    run("new", tmp_path / "plain")
    chinese, plain = (load_problem(tmp_path / name / "community.yaml") for name in ("lane", "plain"))
    assert (chinese.language, plain.language) == ("zh_CN", "en")
    assert list(chinese.works) == list(plain.works)
    assert chinese.people.keys() == plain.people.keys()
    assert [rule.kind for rule in chinese.rules] == [rule.kind for rule in plain.rules]
    untitled = [replace(d, title="", source=NOWHERE) for d in plain.duties]
    assert [replace(d, title="", source=NOWHERE) for d in chinese.duties] == untitled


def test_generate_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    numbers = ["--people", 20, "--homes", 5, "--posts", 1, "--windows", 1, "--grids", 1]
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert run("generate", "community", *numbers, "--seed", seed, "--out", tmp_path / name).exit_code == 0
    a, b, c = ((tmp_path / name / "people.csv").read_bytes() for name in "abc")
    assert a == b != c
    assert len(load_problem(tmp_path / "a" / "community.yaml").people) == 20


@pytest.mark.parametrize("many", [("--windows", 1000), ("--grids", 1000), ("--posts", 300)])
def test_what_is_generated_can_be_loaded_however_much_it_is(tmp_path: Path, many: tuple[str, int]) -> None:
    numbers = {"--people": 60, "--homes": 0, "--posts": 0, "--windows": 0, "--grids": 0, many[0]: many[1]}
    words = [word for pair in numbers.items() for word in pair]
    assert run("generate", "community", *words, "--out", tmp_path).exit_code == 0
    assert len(load_problem(tmp_path / "community.yaml").people) == 60


def test_generate_overwrites_what_it_invented_and_nothing_else(tmp_path: Path) -> None:
    numbers = ["--people", 5, "--homes", 0, "--posts", 1, "--windows", 0, "--grids", 0, "--out", tmp_path]
    assert run("generate", "community", *numbers).exit_code == 0
    assert run("generate", "community", *numbers, "--seed", 2).exit_code == 0
    (tmp_path / "community.yaml").write_text(SMALL, encoding="utf-8")
    refused = run("generate", "community", *numbers)
    assert refused.exit_code == 2
    assert "holds community.yaml, people.csv already" in refused.stderr
    assert (tmp_path / "community.yaml").read_text(encoding="utf-8") == SMALL
