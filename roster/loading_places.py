"""Places of a file, grids among them, and the walking between them."""

from __future__ import annotations

from pathlib import Path

from roster.loading_draft import Draft, repeated
from roster.loading_files import Files
from roster.loading_tables import read_rows
from roster.model import Place, Travel
from roster.schema_errors import unknown_id
from roster.words import sentence


def add_places(draft: Draft) -> None:
    """Give the draft its places: those listed, the grids, and one for each post that names none."""
    for section, what in _SECTIONS.items():
        repeated(draft, section, what)
    nodes = draft.node.get("places").items() if draft.node.has("places") else []
    for place, node in zip(draft.entry.places, nodes, strict=True):
        draft.places.setdefault(
            place.id, Place(place.id, place.name, place.at, place.grid, node.source, place.address)
        )
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
    "places": sentence("places"),
    "grids": sentence("grids"),
    "patrols": sentence("patrols"),
    "windows": sentence("windows"),
    "visits": sentence("homes"),
    "duties": sentence("duties"),
    "standby": sentence("standby entries"),
}


def travel(draft: Draft, files: Files) -> Travel:
    """Return the walking between places, once all of them are known."""
    said = draft.entry.travel
    return Travel(
        walking_kmh=said.walking_kmh,
        detour=said.detour,
        table=_minutes(draft, Path(said.minutes), files) if said.minutes else {},
        points={p.id: p.at for p in draft.places.values() if p.at is not None},
    )


def _minutes(draft: Draft, path: Path, files: Files) -> dict[tuple[str, str], int]:
    """Read walking minutes; both ends must be places or homes."""
    table: dict[tuple[str, str], int] = {}
    for row in read_rows(path, "minutes", "travel", files, draft.errors, draft.node.at("travel", "minutes")):
        ends = []
        for key in ("from", "to"):
            if key not in row:
                draft.wrong(
                    next(iter(row.values())).source,
                    sentence("This row has no {key}.", key=key),
                    sentence("Fill the cell, or take the row out."),
                )
            elif row[key].value not in draft.places:
                draft.errors.append(unknown_id(row[key].source, "place", row[key].value, draft.places))
            else:
                ends.append(row[key].value)
        minutes = row.get("minutes")
        if minutes is None or not minutes.value.isdigit() or int(minutes.value) > 1440:
            draft.wrong(
                minutes.source if minutes else next(iter(row.values())).source,
                sentence('"{text}" is not a number of minutes.', text=minutes.value if minutes else ""),
                sentence("Write a whole number from 0 to 1440."),
            )
        elif len(ends) == 2:
            table[ends[0], ends[1]] = int(minutes.value)
    return table
