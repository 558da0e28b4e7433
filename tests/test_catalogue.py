"""The Chinese catalogue: it loads, keeps every value of a sentence, and is compiled from its source."""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from roster.words import LOCALE, sentence, sentences

SOURCE = LOCALE / "zh_CN" / "LC_MESSAGES" / "roster.po"
COMPILED = SOURCE.with_suffix(".mo")


def values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))


def entries(catalogue: Catalog) -> dict[str, str]:
    return {str(m.id): str(m.string) for m in catalogue if m.id}


def test_a_translation_keeps_the_values_of_its_sentence() -> None:
    for message in read_po(io.BytesIO(SOURCE.read_bytes()), locale="zh_CN"):
        if not message.id or not message.string:
            continue
        one, *many = [message.id] if isinstance(message.id, str) else message.id
        (said,) = [message.string] if isinstance(message.string, str) else message.string
        if not said:
            continue
        allowed = values(" ".join([one, *many])) | ({"n"} if many else set())
        assert values(said) <= allowed, said
        assert values(one) - {"n"} <= values(said), said
        assert "fuzzy" not in message.flags, said


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with SOURCE.open("rb") as source, COMPILED.open("rb") as compiled:
        buffer = io.BytesIO()
        write_mo(buffer, read_po(source, locale="zh_CN"))
        buffer.seek(0)
        fresh = entries(read_mo(buffer))
        assert entries(read_mo(compiled)) == fresh


def test_sentences_are_said_in_chinese_with_and_without_plural() -> None:
    assert sentence("Every seat is filled.").say("zh-CN") == "所有岗位都已排满。"
    seats = sentences("1 seat open: proven unavoidable.", "{n} seats open: proven unavoidable.", 2)
    assert seats.say("zh_CN") == "2 个空缺：已证明无法避免。"
    assert str(seats) == "2 seats open: proven unavoidable."


def test_the_catalogue_ships_with_the_package() -> None:
    wanted = {SOURCE.relative_to(LOCALE.parent), COMPILED.relative_to(LOCALE.parent)}
    said = (LOCALE.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    for path in wanted:
        pattern = f"locale/*/LC_MESSAGES/*{path.suffix}"
        assert Path(path).match(pattern)
        assert pattern in said
