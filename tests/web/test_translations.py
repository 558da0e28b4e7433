"""Every string of the pages and their scripts is there in every language."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask

from roster.words import LANGUAGES
from web.pages.script_words import job_words, script_words

WEB = Path(__file__).resolve().parents[2] / "web"
OTHERS = [language for language in LANGUAGES if language != "en"]
MAPPING = [("**.py", "python"), ("templates/**.html", "jinja2")]
SAME = {"%(when)s %(what)s"}
"""What is written alike in every language."""


def extracted() -> dict[str, str | tuple[str, ...]]:
    """Return every message of the pages by its first form."""
    found = {}
    for _file, _line, message, _comments, _context in extract_from_dir(WEB, MAPPING):
        found[message if isinstance(message, str) else message[0]] = message
    return found


def folder(language: str) -> Path:
    """Return the folder in which Babel looks for a language."""
    return WEB / "translations" / str(Locale.parse(language)) / "LC_MESSAGES"


def catalogue(language: str) -> Catalog:
    path = folder(language) / "messages.po"
    return read_po(BytesIO(path.read_bytes()), locale=language)


def said(catalog: Catalog, key: str) -> str:
    message = catalog.get(key)
    string = message.string if message else ""
    return string if isinstance(string, str) else string[0]


@pytest.mark.parametrize("language", OTHERS)
def test_every_string_of_the_pages_is_translated(language: str) -> None:
    catalog = catalogue(language)
    missing = [key for key in extracted() if not said(catalog, key).strip()]
    assert missing == [], "run `make messages` and translate these"


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_the_english_string(language: str) -> None:
    catalog = catalogue(language)
    same = [k for k in extracted() if said(catalog, k) == k and re.search("[A-Za-z]{3}", k)]
    assert set(same) <= SAME


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_their_values(language: str) -> None:
    catalog = catalogue(language)
    wrong = [
        key
        for key, message in extracted().items()
        if values(said(catalog, key)) != values(key if isinstance(message, str) else message[1])
    ]
    assert wrong == []


def values(text: str) -> set[str]:
    """Return the places for values of a message."""
    return set(re.findall(r"%\(\w+\)s|\{\w+\}", text))


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    compiled = read_mo(BytesIO((folder(language) / "messages.mo").read_bytes()))
    catalog = catalogue(language)
    assert {k for k in extracted() if said(compiled, k) != said(catalog, k)} == set(), "run `make messages`"


def test_the_browser_chooses_the_language(app: Flask) -> None:
    client = app.test_client()
    assert ">登录</h1>" in client.get("/sign-in", headers={"Accept-Language": "zh-CN"}).text
    assert ">Sign in</h1>" in client.get("/sign-in", headers={"Accept-Language": "de"}).text


def test_every_sentence_that_a_script_says_is_known(app: Flask) -> None:
    with app.test_request_context("/"):
        of_a_job = {"job.js", "gap_chart.js"}
        of_the_board = {path.name for path in (WEB / "static" / "js").glob("*.js")} - of_a_job
        for words, scripts in ((script_words(), of_the_board), (job_words(), of_a_job)):
            text = "".join((WEB / "static" / "js" / name).read_text() for name in scripts)
            used = set(re.findall(r'say\("(\w+)"', text)) | set(re.findall(r'no: "(\w+)"', text))
            assert used <= set(words)


def test_the_scripts_have_no_sentence_of_their_own() -> None:
    for path in sorted((WEB / "static" / "js").glob("*.js")):
        code = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(), flags=re.S)
        assert re.findall(r'"[A-Z][a-z]+ [a-z]+[^"]*"', code) == [], path.name
