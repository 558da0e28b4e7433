"""The pages for people are true: every command of the README runs, and so does CONTRIBUTING's new rule."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from roster.cli import main
from roster.exports import registry as exports

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[list[str]]:
    lines = [
        line for block in blocks(page, "console") for line in block.splitlines() if line.startswith("$ ")
    ]
    return [shlex.split(line.removeprefix("$ ")) for line in lines]


def test_every_command_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = commands(README)
    assert {words[1] for words in found} == set(main.commands) - {"serve"}
    for words in found:
        result = CliRunner().invoke(main, words[1:], catch_exceptions=False)
        assert result.exit_code == 0, (words, result.stderr)
    assert (tmp_path / "wall" / "board.html").is_file()


def test_the_ten_lines_of_the_readme_are_the_first_steps() -> None:
    (block,) = blocks(README, "yaml")
    assert (
        block.strip()
        == (ROOT / "configs" / "first-steps" / "community.yaml").read_text(encoding="utf-8").strip()
    )
    assert len(block.strip().splitlines()) <= 12


def test_the_python_of_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = blocks(README, "python")
    exec(compile(block, "README.md", "exec"), {})
    assert "Status.OPTIMAL" in capsys.readouterr().out


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page):
        assert (ROOT / target).exists(), target


def test_every_make_target_of_the_pages_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in (README, CONTRIBUTING):
        for block in blocks(page, "sh"):
            assert set(re.findall(r"^make (\w+)", block, re.MULTILINE)) <= targets


def test_the_help_of_export_names_every_format() -> None:
    told = CliRunner().invoke(main, ["export", "--help"]).stdout
    for name in exports():
        assert re.search(rf"^ +{name} ", told, re.MULTILINE), name


def test_the_rule_of_contributing_fulfils_the_contract(tmp_path: Path) -> None:
    """Steps 1 to 3, word by word, in a copy of the project."""
    for folder in ("roster", "solver", "tests", "configs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = re.search(r"\*\*1\. Write `(.*?)`", CONTRIBUTING)
    assert path is not None
    (block,) = blocks(CONTRIBUTING, "python")
    (tmp_path / path[1]).write_text(block, encoding="utf-8")
    for words in commands(CONTRIBUTING):
        program = ["-c", "from roster.cli import main; main()"] if words[0] == "roster" else []
        done = subprocess.run(
            [sys.executable, *program, *words[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, (words, done.stdout[-3000:], done.stderr[-3000:])
    assert " passed" in done.stdout
    assert "max-posts" in (tmp_path / "configs" / "REFERENCE.md").read_text(encoding="utf-8")
