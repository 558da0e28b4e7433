"""Makes the application from a configuration; nothing happens at import."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from roster.store import Store, open_store
from roster.store.tables_people import Site as SiteValue
from web import api, auth, compression, feeds, pages, security

DEFAULTS: Mapping[str, Any] = {
    "DATABASE": "sqlite:///roster.db",
    "MAX_CONTENT_LENGTH": 12_000_000,
    "MAX_FORM_MEMORY_SIZE": 2_000_000,
    "MAX_FORM_PARTS": 200,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_NAME": "roster",
    "PERMANENT_SESSION_LIFETIME": 14 * 24 * 3600,
    "WTF_CSRF_TIME_LIMIT": None,
    "WTF_CSRF_HEADERS": ["X-CSRF-Token"],
    "WTF_CSRF_SSL_STRICT": False,
    "RATELIMIT_STORAGE_URI": "memory://",
    "RATELIMIT_HEADERS_ENABLED": True,
    "PROXIES": 0,
    "PUBLIC_URL": "",
    "SMTP_URL": "",
    "MAIL_FROM": "",
}


class Site(Flask):
    """An application that keeps what is secret in an address out of its log."""

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]
    ) -> None:
        """Log which view failed; an address may hold somebody's personal link."""
        self.logger.error("%s failed", request.url_rule or "routing", exc_info=exc_info)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make the application.

    Parameters
    ----------
    config
        Overrides of :data:`DEFAULTS`. ``DATABASE`` is the store's URL, ``PUBLIC_URL`` the
        address under which people reach the site, ``PROXIES`` how many proxies in front of
        it are trusted to name the client, ``SMTP_URL`` such as ``smtp://user:secret@host:587``.

    Returns
    -------
    Flask
        Ready to be served; its store is opened and migrated.
    """
    app = Site("web")
    app.config.from_mapping(DEFAULTS)
    app.config.from_mapping(config or {})
    app.jinja_options = {"cache_size": -1}  # all are kept, without the lock that a limit needs
    app.json.sort_keys = False  # type: ignore[attr-defined]
    store = open_store(app.config["DATABASE"])
    app.extensions["roster_store"] = store
    app.secret_key = app.config.get("SECRET_KEY") or _secret_key(store)
    app.config["SESSION_COOKIE_SECURE"] = str(app.config["PUBLIC_URL"]).startswith("https://")
    if app.config["PROXIES"]:
        hops = int(app.config["PROXIES"])
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    compression.init(app)
    security.init(app)
    auth.init(app)
    api.init(app)
    app.register_blueprint(feeds.blueprint)
    pages.init(app)
    return app


def _secret_key(store: Store) -> str:
    """Return the key that signs cookies; it is made once and kept in the store."""
    with store.write() as session:
        row = session.get(SiteValue, "secret_key")
        if row is None:
            row = SiteValue(key="secret_key", value=secrets.token_hex(32))
            session.add(row)
        return row.value
