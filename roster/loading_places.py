"""Places of a file, grids among them, and the walking between them."""

from __future__ import annotations

from pathlib import Path

from roster.loading_draft import Draft, repeated
from roster.loading_files import Files
from roster.model import Place, Travel


def add_places(draft: Draft) -> None:
    """Give the draft its places: those listed, the grids, and one for each post that names none."""
    for section, what in _SECTIONS.items():
        repeated(draft, section, what)
    nodes = draft.node.get("places").items() if draft.node.has("places") else []
    for place, node in zip(draft.entry.places, nodes, strict=True):
        draft.places.setdefault(place.id, Place(place.id, place.name, place.at, place.grid, node.source))
    nodes = draft.node.get("grids").items() if draft.node.has("grids") else []
    for grid, node in zip(draft.entry.grids, nodes, strict=True):
        draft.places.setdefault(grid.id, Place(grid.id, grid.name, grid.at, grid.id, node.source))
    for service in ("patrols", "windows", "duties"):
        posts = getattr(draft.entry, service)
        nodes = draft.node.get(service).items() if draft.node.has(service) else []
        for post, node in zip(posts, nodes, strict=True):
            if post.place is None:
                draft.places.setdefault(post.id, Place(post.id, post.name, source=node.source))


_SECTIONS = {
    "places": "places",
    "grids": "grids",
    "patrols": "patrols",
    "windows": "windows",
    "visits": "homes",
    "duties": "duties",
    "standby": "standby entries",
}


def travel(draft: Draft, folder: Path, files: Files) -> Travel:
    """Return the walking between places, once all of them are known."""
    said = draft.entry.travel
    return Travel(
        walking_kmh=said.walking_kmh,
        detour=said.detour,
        table={},
        points={p.id: p.at for p in draft.places.values() if p.at is not None},
    )
