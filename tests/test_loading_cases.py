"""Every folder of tests/cases holds a community with mistakes and the exact words that are said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from roster.errors import ConfigErrors
from roster.loading import load_problem

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_says_what_is_wrong(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    with pytest.raises(ConfigErrors) as caught:
        load_problem("community.yaml")
    assert str(caught.value) + "\n" == Path("expected.txt").read_text(encoding="utf-8")


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40
