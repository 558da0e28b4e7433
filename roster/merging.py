"""Two changes of one text put together: line by line, where they do not touch the same lines."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Choice = Literal["mine", "theirs", "both"]
"""What to take where both have changed the same lines; ``both`` puts theirs before mine."""

LONG = 3000
"""Comparing longer texts exactly could take minutes, where one line is in them thousands of times."""

CHOICES: tuple[Choice, ...] = ("mine", "theirs", "both")


@dataclass(frozen=True, slots=True)
class Clash:
    """Lines that both have changed, in different ways.

    Attributes
    ----------
    line
        The number of the first of them in the text from which both started.
    before, mine, theirs
        The lines as they were, and as each has them.
    """

    line: int
    before: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """Two changes put together: lines that are settled, and clashes, in order."""

    parts: tuple[str | Clash, ...]

    @property
    def clashes(self) -> tuple[Clash, ...]:
        return tuple(part for part in self.parts if isinstance(part, Clash))

    def text(self, choices: Sequence[Choice] = ()) -> str:
        """Return the whole text.

        Raises
        ------
        ValueError
            If there is not one choice for each clash.
        """
        left = iter(choices)
        if len(choices) != len(self.clashes):
            raise ValueError(f"{len(self.clashes)} choices are needed, {len(choices)} were given.")
        lines: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                lines.append(part)
                continue
            choice = next(left)
            lines += part.theirs if choice in ("theirs", "both") else ()
            lines += part.mine if choice in ("mine", "both") else ()
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, order=True)
class _Edit:
    """Some lines of the first text, from ``start`` up to ``end``, replaced by others."""

    start: int
    end: int
    lines: tuple[str, ...]


def merge(before: str, mine: str, theirs: str) -> Merged:
    """Put two changes of a text together.

    A change of lines and one of the lines next to them do not clash, nor do two changes that
    are the same. Lines put in at the same place by both do.
    """
    base, one, other = (text.split("\n") for text in (before, mine, theirs))
    parts: list[str | Clash] = []
    at = 0
    for start, end, left, right in _groups(list(_edits(base, one)), list(_edits(base, other))):
        parts += base[at:start]
        at = end
        here, there = (tuple(_applied(base, start, end, edits)) for edits in (left, right))
        if not right or here == there:
            parts += here
        elif not left:
            parts += there
        else:
            parts.append(Clash(start + 1, tuple(base[start:end]), here, there))
    return Merged((*parts, *base[at:]))


def matcher(old: list[str], new: list[str]) -> difflib.SequenceMatcher[str]:
    """Return what compares two texts line by line; in long ones lines that are everywhere do not align."""
    return difflib.SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > LONG)


def _edits(base: list[str], new: list[str]) -> Iterator[_Edit]:
    for tag, a, b, c, d in matcher(base, new).get_opcodes():
        if tag == "equal":
            continue
        if b - a == d - c:
            yield from (_Edit(a + n, a + n + 1, (new[c + n],)) for n in range(b - a))
        else:
            yield _Edit(a, b, tuple(new[c:d]))


def _groups(mine: list[_Edit], theirs: list[_Edit]) -> Iterator[tuple[int, int, list[_Edit], list[_Edit]]]:
    """Yield the edits that touch the same lines together, with the lines that they touch, in order."""
    waiting = sorted([*((e, True) for e in mine), *((e, False) for e in theirs)], key=lambda p: p[0])
    while waiting:
        first, is_mine = waiting.pop(0)
        start, end = first.start, first.end
        left, right = ([first], []) if is_mine else ([], [first])
        while waiting and _touches(start, end, waiting[0][0]):
            edit, is_mine = waiting.pop(0)
            end = max(end, edit.end)
            (left if is_mine else right).append(edit)
        yield start, end, left, right


def _touches(start: int, end: int, edit: _Edit) -> bool:
    """Say whether an edit, which does not begin before ``start``, is about the same lines or the same gap."""
    if start == end:
        return edit.start == edit.end == start
    return edit.start < end


def _applied(base: list[str], start: int, end: int, edits: Iterable[_Edit]) -> Iterator[str]:
    at = start
    for edit in edits:
        yield from base[at : edit.start]
        yield from edit.lines
        at = edit.end
    yield from base[at:end]
