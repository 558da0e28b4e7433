"""Where a coordinator wrote something."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a coordinator wrote something: file, line and column (from 1), and path."""

    file: str
    line: int
    column: int = 1
    path: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place} {self.path}" if self.path else place

    @property
    def short(self) -> str:
        """``file:line``, as sentences quote it."""
        return f"{self.file}:{self.line}"


NOWHERE = Source("", 0)
