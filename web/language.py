"""Which language to speak: the one chosen on this device, else on another, else the browser's or community's."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request
from flask_babel import Babel

from roster.words import LANGUAGES, supported

COOKIE = "language"


def init(app: Flask) -> None:
    """Let the pages of an application speak each visitor's language."""
    Babel(app, locale_selector=current, default_locale="en")
    app.context_processor(_words_of_templates)


def current() -> str:
    """Return the language of this request, ``en`` or ``zh_CN``."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    own = str(g.get("own_language", ""))
    if own in LANGUAGES:
        return own
    home = supported(g.get("community_language", "en"))
    return supported(request.accept_languages.best_match(["en", "zh-CN", "zh"], home))


def html_tag(language: str) -> str:
    """Return how HTML names a language."""
    return {"zh_CN": "zh-CN"}.get(language, language)


def _words_of_templates() -> dict[str, Any]:
    language = current()
    return {"language": language, "html_lang": html_tag(language)}
