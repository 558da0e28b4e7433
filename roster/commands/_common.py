"""What the commands share: exit codes, consoles, the language option, plain error messages."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from rich.console import Console
from rich.text import Text

from roster.errors import ConfigErrors, SaidError
from roster.files import trouble
from roster.words import LANGUAGES, Sentence

F = TypeVar("F", bound=Callable[..., Any])


class Exit(IntEnum):
    """Exit codes; :func:`worst` orders them."""

    FINE = 0
    BROKEN = 1
    BAD_INPUT = 2
    NOTHING_FOUND = 3
    INTERRUPTED = 130


_BAD_TO_WORST = (Exit.FINE, Exit.NOTHING_FOUND, Exit.BROKEN, Exit.BAD_INPUT, Exit.INTERRUPTED)


def worst(codes: Iterable[Exit]) -> Exit:
    """Return the worst of some exit codes; fine if there are none."""
    return max(codes, key=_BAD_TO_WORST.index, default=Exit.FINE)


def out() -> Console:
    """Return a console on standard output, wide when it is not a terminal."""
    return _console(stderr=False)


def err() -> Console:
    """Return a console on standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, markup=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(stderr=stderr, highlight=False, markup=False, width=160)
    return console


def say(console: Console, told: Sentence | str, language: str = "en", style: str = "") -> None:
    """Print one sentence on one line, however long."""
    text = told.say(language) if isinstance(told, Sentence) else told
    console.print(Text(text, style=style), soft_wrap=True)


def print_json(value: Any) -> None:
    """Print JSON on standard output, names as written."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def language_option(command: F) -> F:
    """Add ``--language``."""
    option: Callable[[F], F] = click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        envvar="ROSTER_LANGUAGE",
        help="Language of what is printed and exported; the community's own unless given.",
    )
    return option(command)


def answer_options(*, seconds: float | None, meaning: str) -> Callable[[F], F]:
    """Add what every command has that answers a question: ``--time-limit``, ``--deterministic``, ``--json``, ``--language``.

    Parameters
    ----------
    seconds
        The time limit unless one is given; ``None`` where it depends on what is asked.
    meaning
        What the seconds are for.
    """
    options: tuple[Callable[[F], F], ...] = (
        click.option(
            "--time-limit",
            type=click.FloatRange(0.5, 86_400),
            default=seconds,
            show_default=seconds is not None,
            help=meaning,
        ),
        click.option(
            "--deterministic",
            is_flag=True,
            help="The same answer on every run and machine; the limit then scales work, not seconds.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON."),
        language_option,
    )

    def add(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@contextmanager
def plain_errors(language: str | None) -> Iterator[None]:
    """Turn bad input into its messages and exit code 2."""
    try:
        yield
    except (ConfigErrors, SaidError, OSError) as error:
        click.echo(message_of(error, language), err=True)
        sys.exit(Exit.BAD_INPUT)


def refuse(told: Sentence, language: str | None = None) -> NoReturn:
    """End the program with exit code 2 and a sentence on what was wrong with the input."""
    click.echo(told.say(language or "en"), err=True)
    sys.exit(Exit.BAD_INPUT)


def message_of(error: ConfigErrors | SaidError | OSError, language: str | None = None) -> str:
    """Return what is wrong with an input, one line for each mistake."""
    if isinstance(error, SaidError):
        return error.message.say(language or "en")
    if isinstance(error, OSError):
        file = f"{error.filename}: " if error.filename else ""
        return file + trouble(error).say(language or "en")
    return error.say(language or error.language)


def community_file(path: Path) -> Path:
    """Return the configuration that a path means: a folder stands for its ``community.yaml``."""
    inside = path / "community.yaml"
    return inside if path.is_dir() and inside.is_file() else path
