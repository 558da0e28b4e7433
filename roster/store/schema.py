"""Every table of the store, in the order in which they can be filled."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy

from roster.store import tables_people
from roster.store.tables import AppendOnly, Table

metadata = Table.metadata
__all__ = ["append_only", "in_order", "metadata", "tables_people"]


def in_order() -> Sequence[sqlalchemy.Table]:
    """Return the tables, each after those that it refers to."""
    return metadata.sorted_tables


def append_only() -> tuple[str, ...]:
    """Return the names of the tables whose rows are never changed."""
    return tuple(
        str(mapper.local_table.name)  # type: ignore[attr-defined]
        for mapper in sorted(Table.registry.mappers, key=lambda m: m.class_.__name__)
        if issubclass(mapper.class_, AppendOnly)
    )
