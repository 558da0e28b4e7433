"""Every sentence that the code says is in the Chinese catalogue."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from roster.words import LOCALE

ROOT = Path(__file__).parents[1]
KEYWORDS = {"sentence": None, "sentences": (1, 2)}


def said_in(folder: str) -> set[str]:
    """Return the sentences of a folder's code; of one with a plural the singular."""
    found = set()
    for _, _, message, _, _ in extract_from_dir(
        ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        found.add(message[0] if isinstance(message, tuple) else message)
    return found


@pytest.mark.parametrize("folder", ["roster", "solver", "web/api"])
def test_no_sentence_is_left_untranslated(folder: str) -> None:
    source = (LOCALE / "zh_CN" / "LC_MESSAGES" / "roster.po").read_bytes()
    known = set()
    for message in read_po(io.BytesIO(source), locale="zh_CN"):
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and all(strings):
            known.add(message.id if isinstance(message.id, str) else message.id[0])
    said = said_in(folder)
    assert said, folder
    assert said <= known, sorted(said - known)
