"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then renamed.

    Missing folders are made. An older file stays as it is until the new one is complete.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def json_bytes(value: Any) -> bytes:
    """Return readable JSON in UTF-8, names as written, with a line end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
