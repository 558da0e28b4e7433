"""``roster backup``, ``roster restore``, ``roster remind`` and ``roster account``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from roster.commands.serve import db_option

if TYPE_CHECKING:
    from roster.store import Store
    from roster.store.tables_people import Account

ROLES = ("viewer", "coordinator", "admin", "none")


@contextmanager
def _opened(db: str) -> Iterator[Store]:
    """Open a store for a command; what is refused ends it with a sentence and exit code 2."""
    from roster.services.common import ServiceError
    from roster.store import backup as backups
    from roster.store import open_store

    try:
        store = open_store(db)
        try:
            yield store
        finally:
            store.close()
    except (ServiceError, backups.BackupError, ValueError, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)


@click.command(short_help="Back up the store while it is in use.")
@db_option
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def backup(db: str, path: Path) -> None:
    """Write everything in the store to one file, while the site is in use.

    The file can be restored on SQLite and on PostgreSQL.

    \b
    Example:
      roster backup monday.roster.gz
    """
    from roster.store import backup as backups

    with _opened(db) as store:
        count = backups.backup(store, path)
        click.echo(f"{count} rows in {path}")


@click.command(short_help="Bring a backup back into an empty store.")
@db_option
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(db: str, path: Path) -> None:
    """Bring a backup back into a store that is empty or not there yet.

    \b
    Example:
      roster restore monday.roster.gz --db sqlite:///again.db
    """
    from roster.store import backup as backups

    with _opened(db):
        pass
    try:
        count = backups.restore(db, path)
    except backups.BackupError as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    click.echo(f"{count} rows restored")


@click.command(short_help="Remind people of tomorrow's duties.")
@db_option
@click.option("--community", help="Only this one.")
@click.option("--days", type=click.IntRange(0, 14), default=1, show_default=True, help="1 is tomorrow.")
@click.option("--smtp", default="", envvar="ROSTER_SMTP", help="Mail server: smtp://USER:SECRET@HOST:587.")
@click.option("--mail-from", default="", envvar="ROSTER_MAIL_FROM", help="The sender of e-mails.")
@click.option("--public-url", default="", envvar="ROSTER_PUBLIC_URL", help="The address that people use.")
def remind(db: str, community: str | None, days: int, smtp: str, mail_from: str, public_url: str) -> None:
    """Send each person with a duty tomorrow one reminder, however often this is run; for cron.

    Without --smtp the reminders wait in the outbox for the site to send them.

    \b
    Example:
      roster remind --smtp smtp://mail.example.org --mail-from roster@example.org --public-url https://roster.example.org
    """
    if smtp and not public_url:
        raise click.UsageError("Give --public-url too: reminders carry a link to the person's page.")
    from roster.services import outbox, reminders
    from roster.services.asking import tick
    from roster.services.senders import senders_of

    with _opened(db) as store:
        for name, count in reminders.remind(store, community=community, days=days).items():
            click.echo(f"{name}: {count} new reminders")
        tick(store)
        if smtp:
            counts = outbox.deliver(
                store, senders_of(store, smtp, mail_from), public_url=public_url, most=10_000
            )
            click.echo(", ".join(f"{n} {state}" for state, n in counts.items()))


def _known(store: Store, login: str) -> Account:
    from roster.services import accounts
    from roster.services.common import NotFoundError
    from roster.words import sentence

    with store.read() as session:
        known = accounts.by_login(session, login)
    if known is None:
        raise NotFoundError(sentence("There is no account with this login."))
    return known


@click.group(short_help="Coordinators' accounts and sign-in links.")
def account() -> None:
    """Add coordinators, give them roles, and print sign-in links.

    \b
    Example:
      roster account add ma@example.org --name "Ma Yufen"
      roster account role ma@example.org muslim-lane coordinator
      roster account link ma@example.org
    """


@account.command("add")
@db_option
@click.argument("login")
@click.option("--name", default="", help="As people call the person.")
@click.option("--owner", is_flag=True, help="May do everything in every community.")
def account_add(db: str, login: str, name: str, owner: bool) -> None:
    """Add a coordinator.

    \b
    Example:
      roster account add ma@example.org --name "Ma Yufen"
    """
    from roster.services import accounts

    with _opened(db) as store:
        with store.write() as session:
            accounts.add_account(session, login, name=name, owner=owner)
        click.echo(f"Added {login}.")


@account.command("role")
@db_option
@click.argument("login")
@click.argument("community")
@click.argument("role", type=click.Choice(ROLES))
def account_role(db: str, login: str, community: str, role: str) -> None:
    """Say what a coordinator may do in a community.

    \b
    Example:
      roster account role ma@example.org muslim-lane coordinator
    """
    from roster.services import members

    with _opened(db) as store:
        members.grant(store, login, community, None if role == "none" else role, by="cli")
        click.echo(f"{login} in {community}: {role}")


@account.command("link")
@db_option
@click.argument("login")
@click.option("--public-url", default="http://127.0.0.1:8080", envvar="ROSTER_PUBLIC_URL")
def account_link(db: str, login: str, public_url: str) -> None:
    """Print a one-time sign-in link that is good for an hour.

    \b
    Example:
      roster account link ma@example.org
    """
    from roster.services import accounts

    with _opened(db) as store:
        click.echo(f"{public_url.rstrip('/')}/sign-in/{accounts.signin_secret(store, login)}")


@account.command("disable")
@db_option
@click.argument("login")
def account_disable(db: str, login: str) -> None:
    """Let a coordinator sign in no more, at once.

    \b
    Example:
      roster account disable ma@example.org
    """
    from roster.services import accounts

    with _opened(db) as store:
        accounts.disable(store, login, by="cli")
        click.echo(f"{login} cannot sign in any more.")


@account.command("token")
@db_option
@click.argument("login")
@click.option("--label", required=True, help="What it is for.")
def account_token(db: str, login: str, label: str) -> None:
    """Print a token for batch use; it may do what the account may, for a year.

    \b
    Example:
      roster account token ma@example.org --label cron
    """
    from roster.services import accounts

    with _opened(db) as store:
        known = _known(store, login)
        click.echo(accounts.api_token(store, known.id, label, by="cli"))


@account.command("password")
@db_option
@click.argument("login")
@click.password_option(help="Asked for if left out.")
def account_password(db: str, login: str, password: str) -> None:
    """Give a coordinator a password.

    \b
    Example:
      roster account password ma@example.org
    """
    from roster.services import accounts

    with _opened(db) as store:
        known = _known(store, login)
        accounts.set_password(store, known.id, password, by="cli")
