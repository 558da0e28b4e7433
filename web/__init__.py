"""The page of a community: coordinators adjust and publish, volunteers check their shifts."""

from __future__ import annotations

from web.app import create_app

__all__ = ["create_app"]
