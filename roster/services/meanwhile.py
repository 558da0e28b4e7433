"""What somebody else has changed in a file of the configuration while one was writing in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from roster.merging import Merged, matcher, merge
from roster.services import configurations
from roster.services.board import name_of
from roster.store.tables import Configuration

CONTEXT = 1
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Another change of a file.

    Attributes
    ----------
    newest
        The configuration that holds it.
    author, reason
        Whose it is, and why it was made.
    lines
        ``+`` or ``-`` or a blank, the number of the line in the newest file (in the older one
        where it is gone), and the line.
    merged
        That change and one's own put together.
    """

    newest: int
    author: str
    reason: str
    lines: tuple[tuple[str, int, str], ...]
    merged: Merged


def meanwhile(session: Session, community: str, base: int, name: str, text: str = "") -> Meanwhile | None:
    """Return what has changed in a file since a configuration; ``None`` if that is the newest one.

    Parameters
    ----------
    base
        The configuration that was looked at; one of another community counts as unknown.
    text
        What was made of the file meanwhile by who asks.
    """
    newest = configurations.current(session, community)
    if newest.id == base:
        return None
    seen = session.get(Configuration, base)
    old = b""
    if seen is not None and seen.community_id == community:
        old = configurations.files_of(session, base).get(name, b"")
    before, after = _text(old), _text(configurations.files_of(session, newest.id).get(name, b""))
    lines = tuple(_differing(before.splitlines(), after.splitlines()))[:MOST_LINES]
    both = merge(before, text.replace("\r\n", "\n"), after)
    return Meanwhile(newest.id, name_of(session, newest.author), newest.reason, lines, both)


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def _differing(old: list[str], new: list[str]) -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = []
    for group in matcher(old, new).get_grouped_opcodes(CONTEXT):
        for tag, a, b, c, d in group:
            if tag == "equal":
                found += [(" ", c + n + 1, line) for n, line in enumerate(new[c:d])]
                continue
            found += [("-", a + n + 1, line) for n, line in enumerate(old[a:b])]
            found += [("+", c + n + 1, line) for n, line in enumerate(new[c:d])]
    return found
