"""Makes answers small on their way, but no answer whose length could tell a stranger what is in it."""

from __future__ import annotations

from flask import Flask, Request, Response, current_app, request
from flask_compress import Compress
from werkzeug.wsgi import ClosingIterator, FileWrapper

from web.security import by_token

OWN = ("same-origin", "none")
"""What a browser says of who made it ask (``Sec-Fetch-Site``): our own page, or the user."""

_compress = Compress()


def init(app: Flask) -> None:
    """Let an application compress what it answers; a live stream of events stays as it is."""
    app.config.setdefault("COMPRESS_ALGORITHM", ["zstd", "br", "gzip"])
    app.config.setdefault("COMPRESS_ALGORITHM_STREAMING", ["zstd", "br"])
    app.config["COMPRESS_REGISTER"] = False
    _compress.init_app(app)
    app.after_request(_answer)


def may_be_small(asked: Request, *, encrypted: bool) -> bool:
    """Say whether an answer may be compressed.

    Compression lets somebody who watches the length of encrypted answers, and who can make
    a browser ask for chosen addresses from a page elsewhere, guess secrets in them byte by
    byte (Gluck, Harris and Prado, BREACH, 2013). So an encrypted page is compressed only
    where the browser says that our own page or the user asked for it. A token is added by
    no browser, and a static file is the same for everybody.
    """
    if asked.endpoint == "static" or by_token(asked):
        return True
    if asked.method not in ("GET", "HEAD"):
        return False
    return not encrypted or asked.headers.get("Sec-Fetch-Site") in OWN


def _answer(response: Response) -> Response:
    encrypted = request.is_secure or str(current_app.config["PUBLIC_URL"]).startswith("https://")
    if not may_be_small(request, encrypted=encrypted):
        return response
    if request.endpoint == "static":
        _read_whole(response)
    return _compress.after_request(response)


def _read_whole(response: Response) -> None:
    """Take a file into the answer and close it; compressing it piece by piece would leave it open."""
    file = response.response
    response.direct_passthrough = False
    response.get_data()
    if isinstance(file, ClosingIterator | FileWrapper):
        file.close()
