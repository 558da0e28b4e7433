"""Tables beside the YAML: people, homes, places and walking minutes, row by row as nodes."""

from __future__ import annotations

from pathlib import Path

from roster.errors import ConfigError
from roster.loading_files import Files
from roster.yaml12 import Node


def with_tables(node: Node, folder: Path, files: Files) -> tuple[Node, list[ConfigError]]:
    """Return the file with each table that it names read into its section."""
    return node, []


def minutes_table() -> None:
    """Read walking minutes."""
