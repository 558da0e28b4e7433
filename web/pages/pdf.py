"""Pages as PDF. Nothing is fetched: style sheets are our own, pictures are in the page."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast

from flask import current_app

CACHED = 16


class NoPdfError(Exception):
    """PDFs cannot be made here: the libraries that draw text are missing."""


class Cache:
    """The PDFs made last, by what they were made from."""

    def __init__(self, most: int = CACHED) -> None:
        self._most = most
        self._known: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """Return a PDF that was made before."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def put(self, key: str, made: bytes) -> None:
        """Keep a PDF; the oldest goes."""
        with self._lock:
            self._known[key] = made
            while len(self._known) > self._most:
                self._known.popitem(last=False)


_CACHE = Cache()
_ONE_AT_A_TIME = Lock()


@cache
def possible() -> bool:
    """Say whether PDFs can be made: WeasyPrint needs Pango from the system (Debian: ``libpango-1.0-0``)."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


def of_html(html: str, *sheets: str) -> bytes:
    """Return a page as PDF.

    Parameters
    ----------
    html
        The page; it may hold ``data:`` pictures.
    sheets
        Names of style sheets under ``static``.

    Raises
    ------
    NoPdfError
        If Pango is not installed.
    """
    if not possible():
        raise NoPdfError
    styles = [_style(name) for name in sheets]
    key = hashlib.sha256("\0".join((html, *styles)).encode()).hexdigest()
    made = _CACHE.get(key)
    if made is None:
        with _ONE_AT_A_TIME:
            made = _make(html, styles)
        _CACHE.put(key, made)
    return made


def _style(name: str) -> str:
    return (Path(str(current_app.static_folder)) / name).read_text(encoding="utf-8")


def _make(html: str, styles: list[str]) -> bytes:
    from weasyprint import CSS, HTML, URLFetcher  # loads Pango: only where a PDF is made

    fetcher = URLFetcher(allowed_protocols={"data"})
    fonts = _fonts()
    sheets = [CSS(string=style, url_fetcher=fetcher, font_config=fonts) for style in styles]
    document = HTML(string=html, url_fetcher=fetcher)
    return cast("bytes", document.write_pdf(stylesheets=sheets, font_config=fonts))


@cache
def _fonts() -> object:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()
