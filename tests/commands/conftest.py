"""What the tests of the commands share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.small import SMALL


@pytest.fixture
def lane(tmp_path: Path) -> Path:
    path = tmp_path / "lane.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path
