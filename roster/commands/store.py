"""``roster backup``, ``roster restore``, ``roster remind`` and ``roster account``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from roster.commands._common import language_option, out, plain_errors, refuse, say
from roster.commands.serve import check_address, db_option
from roster.words import Sentence, sentence, sentences

if TYPE_CHECKING:
    from roster.store import Store
    from roster.store.tables_people import Account

ROLES = ("viewer", "coordinator", "admin", "none")


@contextmanager
def _opened(db: str, language: str | None) -> Iterator[Store]:
    """Open a store for a command; what is refused ends it with a sentence and exit code 2."""
    from roster.store import open_store

    with plain_errors(language):
        store = open_store(db)
        try:
            yield store
        finally:
            store.close()


def _tell(told: Sentence, language: str | None) -> None:
    say(out(), told, language or "en")


@click.command(short_help="Back up the store while it is in use.")
@db_option
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@language_option
def backup(db: str, path: Path, language: str | None) -> None:
    """Write everything in the store to one file, while the site is in use.

    The file can be restored on SQLite and on PostgreSQL.

    \b
    Example:
      roster backup monday.roster.gz
    """
    from roster.store import backup as backups

    with _opened(db, language) as store:
        count = backups.backup(store, path)
    _tell(sentences("1 row in {file}", "{n} rows in {file}", count, file=str(path)), language)


@click.command(short_help="Bring a backup back into an empty store.")
@db_option
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@language_option
def restore(db: str, path: Path, language: str | None) -> None:
    """Bring a backup back into a store that is empty or not there yet.

    \b
    Example:
      roster restore monday.roster.gz --db sqlite:///again.db
    """
    from roster.store import backup as backups

    with plain_errors(language):
        count = backups.restore(db, path)
    _tell(sentences("1 row restored", "{n} rows restored", count), language)


@click.command(short_help="Remind people of tomorrow's duties.")
@db_option
@click.option("--community", help="Only this one.")
@click.option("--days", type=click.IntRange(0, 14), default=1, show_default=True, help="1 is tomorrow.")
@click.option("--smtp", default="", envvar="ROSTER_SMTP", help="Mail server: smtp://USER:SECRET@HOST:587.")
@click.option("--mail-from", default="", envvar="ROSTER_MAIL_FROM", help="The sender of e-mails.")
@click.option("--public-url", default="", envvar="ROSTER_PUBLIC_URL", help="The address that people use.")
@language_option
def remind(
    db: str,
    community: str | None,
    days: int,
    smtp: str,
    mail_from: str,
    public_url: str,
    language: str | None,
) -> None:
    """Send each person with a duty tomorrow one reminder, however often this is run; for cron.

    Without --smtp the reminders wait in the outbox for the site to send them.

    \b
    Example:
      roster remind --smtp smtp://mail.example.org --mail-from roster@example.org --public-url https://roster.example.org
    """
    if smtp and not public_url:
        told = sentence("Give --public-url too: reminders carry a link to the person's page.")
        refuse(told, language)
    check_address(public_url, language)
    from roster.services import outbox, reminders
    from roster.services.asking import tick
    from roster.services.senders import senders_of

    with _opened(db, language) as store:
        senders = senders_of(store, smtp, mail_from)
        for name, count in reminders.remind(store, community=community, days=days).items():
            told = sentences(
                "{community}: 1 new reminder", "{community}: {n} new reminders", count, community=name
            )
            _tell(told, language)
        tick(store)
        if smtp:
            counts = outbox.deliver(store, senders, public_url=public_url, most=10_000)
            told = sentence(
                "{sent} sent, {waiting} waiting, {failed} failed, {unsure} of which nobody knows whether they arrived",
                **counts,
            )
            _tell(told, language)


def _known(store: Store, login: str) -> Account:
    from roster.services import accounts
    from roster.services.common import NotFoundError

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
@language_option
def account_add(db: str, login: str, name: str, owner: bool, language: str | None) -> None:
    """Add a coordinator.

    \b
    Example:
      roster account add ma@example.org --name "Ma Yufen"
    """
    from roster.services import accounts

    with _opened(db, language) as store:
        with store.write() as session:
            accounts.add_account(session, login, name=name, owner=owner)
        _tell(sentence("Added {login}.", login=login), language)


@account.command("role")
@db_option
@click.argument("login")
@click.argument("community")
@click.argument("role", type=click.Choice(ROLES))
@language_option
def account_role(db: str, login: str, community: str, role: str, language: str | None) -> None:
    """Say what a coordinator may do in a community.

    \b
    Example:
      roster account role ma@example.org muslim-lane coordinator
    """
    from roster.services import members

    with _opened(db, language) as store:
        members.grant(store, login, community, None if role == "none" else role, by="cli")
        _tell(_granted(login, community, role), language)


def _granted(login: str, community: str, role: str) -> Sentence:
    match role:
        case "viewer":
            return sentence("{login} may look at {community}.", login=login, community=community)
        case "coordinator":
            return sentence("{login} may coordinate {community}.", login=login, community=community)
        case "admin":
            return sentence("{login} may do everything in {community}.", login=login, community=community)
    return sentence("{login} may do nothing in {community} any more.", login=login, community=community)


@account.command("link")
@db_option
@click.argument("login")
@click.option("--public-url", default="http://127.0.0.1:8080", envvar="ROSTER_PUBLIC_URL")
@language_option
def account_link(db: str, login: str, public_url: str, language: str | None) -> None:
    """Print a one-time sign-in link that is good for an hour.

    \b
    Example:
      roster account link ma@example.org
    """
    check_address(public_url, language)
    from roster.services import accounts

    with _opened(db, language) as store:
        click.echo(f"{public_url.rstrip('/')}/sign-in/{accounts.signin_secret(store, login)}")


@account.command("disable")
@db_option
@click.argument("login")
@language_option
def account_disable(db: str, login: str, language: str | None) -> None:
    """Let a coordinator sign in no more, at once.

    \b
    Example:
      roster account disable ma@example.org
    """
    from roster.services import accounts

    with _opened(db, language) as store:
        accounts.disable(store, login, by="cli")
        _tell(sentence("{login} cannot sign in any more.", login=login), language)


@account.command("token")
@db_option
@click.argument("login")
@click.option("--label", required=True, help="What it is for.")
@language_option
def account_token(db: str, login: str, label: str, language: str | None) -> None:
    """Print a token for batch use; it may do what the account may, for a year.

    \b
    Example:
      roster account token ma@example.org --label cron
    """
    from roster.services import accounts

    with _opened(db, language) as store:
        known = _known(store, login)
        click.echo(accounts.api_token(store, known.id, label, by="cli"))


@account.command("password")
@db_option
@click.argument("login")
@click.password_option(help="Asked for if left out.")
@language_option
def account_password(db: str, login: str, password: str, language: str | None) -> None:
    """Give a coordinator a password.

    \b
    Example:
      roster account password ma@example.org
    """
    from roster.services import accounts

    with _opened(db, language) as store:
        known = _known(store, login)
        accounts.set_password(store, known.id, password, by="cli")
        _tell(sentence("{login} has a new password.", login=login), language)
