"""Every sentence that the code says is in the Chinese catalogue."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from roster.words import LOCALE

ROOT = Path(__file__).parents[1]
KEYWORDS = {"sentence": None, "sentences": (1, 2)}
FORMS = {"sentence": 1, "sentences": 2, "_": 1, "gettext": 1, "ngettext": 2}
"""How many forms of a sentence the functions take that say one."""


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


@pytest.mark.parametrize("folder", ["roster", "solver", "web"])
def test_every_sentence_is_written_where_it_is_said(folder: str) -> None:
    """One that comes by a name is not found by what fills the catalogue."""
    hidden = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORMS:
                said = node.args[: FORMS[node.func.id]]
                if not all(isinstance(text, ast.Constant) for text in said):
                    hidden.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert hidden == []
