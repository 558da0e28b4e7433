"""``roster serve``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from roster.commands._common import language_option, plain_errors, refuse
from roster.words import sentence

if TYPE_CHECKING:
    from web.serve import Served

db_option = click.option(
    "--db",
    default="sqlite:///roster.db",
    envvar="ROSTER_DB",
    show_default=True,
    help="The store: sqlite:///FILE or postgresql://USER@HOST/NAME.",
)


@click.command(short_help="Serve the page for coordinators and volunteers.")
@db_option
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 is everywhere."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--load", metavar="NAME|FILE", help="Load this community first, such as muslim-lane.")
@click.option("--public-url", default="", envvar="ROSTER_PUBLIC_URL", help="The address that people use.")
@click.option("--proxies", type=click.IntRange(0, 5), default=0, help="Trusted proxies in front of the site.")
@click.option("--smtp", default="", envvar="ROSTER_SMTP", help="Mail server: smtp://USER:SECRET@HOST:587.")
@click.option("--mail-from", default="", envvar="ROSTER_MAIL_FROM", help="The sender of e-mails.")
@language_option
def serve(
    db: str,
    host: str,
    port: int,
    load: str | None,
    public_url: str,
    proxies: int,
    smtp: str,
    mail_from: str,
    language: str | None,
) -> None:
    """Serve the page, on SQLite in this folder unless told otherwise.

    Prints the address and, until somebody has signed in, a one-time sign-in link.

    \b
    Example:
      roster serve --load muslim-lane
    """
    check_address(public_url, language)
    from web.serve import CannotListenError
    from web.serve import serve as run

    config = {
        "DATABASE": db,
        "PUBLIC_URL": public_url,
        "PROXIES": proxies,
        "SMTP_URL": smtp,
        "MAIL_FROM": mail_from,
    }
    spoken = language or "en"
    asked = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("CI") is None
    try:
        with plain_errors(language):
            run(
                host=host,
                port=port,
                config=config,
                load=load,
                choose=(lambda names: _choose(names, spoken)) if asked else None,
                tell=lambda served: _tell(served, spoken),
            )
    except CannotListenError as problem:
        told = sentence(
            "The site cannot listen at {host}, port {port}: {problem}. Give another --port or --host.",
            host=host,
            port=port,
            problem=str(problem),
        )
        refuse(told, language)


def check_address(said: str, language: str | None) -> None:
    """Refuse an address from which no link could be made, before it stands in a letter or a QR code."""
    try:
        parts = urlsplit(said)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if said and not fits:
        told = sentence(
            'The address "{address}" is not understood. Give one such as https://roster.example.org.',
            address=said,
        )
        refuse(told, language)


def _choose(names: list[str], language: str) -> str | None:
    told = sentence("No community yet. Load one that is shipped? {names}", names=names)
    click.echo(told.say(language))
    return input(sentence("Its name, or Enter for none: ").say(language)).strip() or None


def _tell(served: Served, language: str) -> None:
    """Print where the site is, and how to sign in."""
    told = []
    if served.community is not None:
        name, key = served.community
        if key:
            told.append(sentence("Loaded {name} ({id}).", name=name, id=key))
        else:
            told.append(sentence("{name} is loaded already.", name=name))
    told.append(sentence("The roster is at {address}/", address=served.address))
    if served.everywhere:
        told.append(sentence("Links and QR codes need the address that telephones use: give --public-url."))
    if served.signin:
        told.append(sentence("Sign in once, within an hour: {link}", link=served.signin))
    else:
        told.append(sentence("A new sign-in link: roster account link LOGIN"))
    for line in told:
        click.echo(line.say(language))
    sys.stdout.flush()
