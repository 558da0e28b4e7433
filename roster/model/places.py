"""Places, and the way between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from roster.model.source import NOWHERE, Source

EARTH_METRES = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees of latitude and longitude."""

    lat: float
    lon: float

    def metres(self, other: Point) -> float:
        """Return the great-circle distance (haversine)."""
        lat1, lat2 = math.radians(self.lat), math.radians(other.lat)
        dlat, dlon = lat2 - lat1, math.radians(other.lon - self.lon)
        h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
        return 2 * EARTH_METRES * math.asin(math.sqrt(h))


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere people serve. Homes of visits are places too, with the visit's id."""

    id: str
    name: str = ""
    at: Point | None = None
    grid: str | None = None
    source: Source = NOWHERE
    address: str = ""


@dataclass(frozen=True)
class Travel:
    """Walking minutes between places, rounded up; 0 where a position is not known.

    ``table`` (from ``travel: minutes.csv``) wins over the positions.
    """

    walking_kmh: float = 4.0
    detour: float = 1.3
    table: Mapping[tuple[str, str], int] = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=dict)

    def minutes(self, a: str, b: str) -> int:
        """Return whole walking minutes from place ``a`` to place ``b``."""
        return _walk(self, a, b)

    def __hash__(self) -> int:
        return id(self)


@lru_cache(maxsize=1_000_000)
def _walk(travel: Travel, a: str, b: str) -> int:
    if a == b:
        return 0
    known = travel.table.get((a, b), travel.table.get((b, a)))
    if known is not None:
        return known
    here, there = travel.points.get(a), travel.points.get(b)
    if here is None or there is None:
        return 0
    metres = here.metres(there) * travel.detour
    return math.ceil(round(metres * 60 / (travel.walking_kmh * 1000), 6))
