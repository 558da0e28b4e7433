"""``roster rules``."""

from __future__ import annotations

import inspect
import sys
from difflib import get_close_matches

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from roster.commands._common import Exit, out
from roster.rules import registry
from roster.rules.api import Rule


@click.command(short_help="What rules there are, and what each of them means.")
@click.argument("kind", required=False)
def rules(kind: str | None) -> None:
    """List the rules, or say all about one, from the rule's own file.

    \b
    Example:
      roster rules rest
    """
    if kind is None:
        _print_list()
    elif kind in registry():
        _print_rule(registry()[kind])
    else:
        close = get_close_matches(kind, registry(), n=1)
        hint = f"Did you mean {close[0]}?" if close else "`roster rules` lists them."
        click.echo(f"There is no rule {kind}. {hint}", err=True)
        sys.exit(Exit.BAD_INPUT)


def _print_list() -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in ("Rule", "Meaning", ""):
        table.add_column(head, overflow="fold")
    for kind, rule in registry().items():
        table.add_row(
            kind, Text(_document(rule).split("\n\n")[0].replace("\n", " ")), "always" if rule.builtin else ""
        )
    out().print(table)
    out().print("`roster rules KIND` says all about one. Rules marked always hold without being named.")


def _print_rule(rule: type[Rule]) -> None:
    console = out()
    console.print(Text(rule.kind, style="bold"))
    console.print(_document(rule))
    console.print(Text("\nExample", style="bold"))
    console.print(f"rules:\n  - {rule.example}")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in ("Key", "If left out", "Meaning"):
        table.add_column(head, overflow="fold")
    for name, field in rule.model_fields.items():
        default = "required" if field.is_required() else "–" if field.default is None else str(field.default)
        table.add_row(field.alias or name, Text(default), Text(field.description or ""))
    console.print(table)
    if rule.builtin:
        console.print("This rule always holds. Name it in rules: only to change it.")


def _document(rule: type[Rule]) -> str:
    return inspect.cleandoc(rule.__doc__ or "")
