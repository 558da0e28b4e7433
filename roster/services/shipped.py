"""The communities that are shipped with the software."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from roster.schema_errors import meant
from roster.services.common import NotFoundError
from roster.words import sentence


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


def shipped_or_file(said: str) -> Path:
    """Return the file of a community that is shipped, or that is at a path.

    Raises
    ------
    NotFoundError
        If it is neither.
    """
    shipped = shipped_communities()
    path = shipped.get(said) or Path(said)
    if not path.exists():
        cure = meant(said, shipped) or sentence("Use {known}.", known=list(shipped))
        raise NotFoundError(
            sentence(
                "No community {name} is shipped, and there is no such file. {cure}", name=said, cure=cure
            )
        )
    return path
