"""The store: what communities planned, published and answered, kept for good."""

from __future__ import annotations

from roster.store.engine import Store, open_store

__all__ = ["Store", "open_store"]
