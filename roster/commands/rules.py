"""``roster rules``."""

from __future__ import annotations

import inspect

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from roster.commands._common import language_option, out, refuse, say
from roster.rules import registry
from roster.rules.api import Rule
from roster.schema_errors import meant
from roster.words import Sentence, sentence, write


@click.command(short_help="What rules there are, and what each of them means.")
@click.argument("kind", required=False)
@language_option
def rules(kind: str | None, language: str | None) -> None:
    """List the rules, or say all about one, from the rule's own file.

    \b
    Example:
      roster rules rest
    """
    if kind is None:
        _print_list(language or "en")
    elif kind in registry():
        _print_rule(registry()[kind], language or "en")
    else:
        cure = meant(kind, registry()) or sentence("`roster rules` lists them.")
        refuse(sentence("There is no rule {kind}. {cure}", kind=kind, cure=cure), language)


def _table(language: str, *heads: Sentence | str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(write(head, language), overflow="fold")
    return table


def _print_list(language: str) -> None:
    table = _table(language, sentence("Rule"), sentence("Meaning"), "")
    always = sentence("always").say(language)
    for kind, rule in registry().items():
        first = _document(rule).split("\n\n")[0].replace("\n", " ")
        table.add_row(kind, Text(first), always if rule.builtin else "")
    out().print(table)
    told = sentence("`roster rules KIND` says all about one. Rules marked always hold without being named.")
    say(out(), told, language)


def _print_rule(rule: type[Rule], language: str) -> None:
    console = out()
    console.print(Text(rule.kind, style="bold"))
    console.print(_document(rule))
    console.print()
    say(console, sentence("Example"), language, "bold")
    console.print(f"rules:\n  - {rule.example}")
    table = _table(language, sentence("Key"), sentence("If left out"), sentence("Meaning"))
    for name, field in rule.model_fields.items():
        default = (
            sentence("required").say(language)
            if field.is_required()
            else "–"
            if field.default is None
            else str(field.default)
        )
        table.add_row(field.alias or name, Text(default), Text(field.description or ""))
    console.print(table)
    if rule.builtin:
        told = sentence("This rule always holds. Name it in rules: only to change it.")
        say(console, told, language)


def _document(rule: type[Rule]) -> str:
    return inspect.cleandoc(rule.__doc__ or "")
