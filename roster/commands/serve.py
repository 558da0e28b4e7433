"""``roster serve``."""

from __future__ import annotations

import os
import sys

import click

from roster.errors import ConfigErrors

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
def serve(
    db: str,
    host: str,
    port: int,
    load: str | None,
    public_url: str,
    proxies: int,
    smtp: str,
    mail_from: str,
) -> None:
    """Serve the page, on SQLite in this folder unless told otherwise.

    Prints the address and, until somebody has signed in, a one-time sign-in link.

    \b
    Example:
      roster serve --load muslim-lane
    """
    from roster.services.common import ServiceError
    from web.serve import serve as run

    config = {
        "DATABASE": db,
        "PUBLIC_URL": public_url,
        "PROXIES": proxies,
        "SMTP_URL": smtp,
        "MAIL_FROM": mail_from,
    }
    ask = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("CI") is None
    try:
        run(host=host, port=port, config=config, load=load, ask=ask)
    except (ServiceError, ConfigErrors, ValueError, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
