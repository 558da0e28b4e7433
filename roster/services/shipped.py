"""The communities that are shipped with the software."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache
def _folders() -> tuple[Path, ...]:
    """Return the folders in which communities are shipped: beside the code, and where one works."""
    beside = Path(__file__).resolve().parents[2] / "configs"
    return tuple(f for f in (beside, Path.cwd() / "configs") if f.is_dir())


def shipped_communities() -> dict[str, Path]:
    """Return the communities that can be loaded, by the name of their folder."""
    starter = Path(__file__).resolve().parents[1] / "starter" / "community.yaml"
    found = {"starter": starter} if starter.is_file() else {}
    for folder in _folders():
        for file in sorted(folder.glob("*/community.yaml")):
            found.setdefault(file.parent.name, file)
    return found
