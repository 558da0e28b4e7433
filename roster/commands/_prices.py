"""What each rule costs more or less, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console

from roster.commands._common import say
from roster.moves import Price
from roster.rules import title_of
from roster.words import Sentence, sentence, write


def print_prices(console: Console, prices: Iterable[Price], language: str) -> None:
    """Print every rule's change of cost, with what it says of whom."""
    for price in prices:
        say(console, in_words(price), language)
        for told in price.new:
            say(console, f"  + {told.say(language)}")
        for told in price.gone:
            say(console, f"  \N{MINUS SIGN} {told.say(language)}")


def in_words(price: Price) -> Sentence:
    """Say what one rule costs more or less."""
    rule = title_of(price.kind)
    if price.cost == 0:
        return sentence("As much in all by {rule}", rule=rule)
    return sentence("{cost} by {rule}", cost=f"{price.cost:+d}", rule=rule)


def price_records(prices: Iterable[Price], language: str) -> list[dict[str, Any]]:
    """Return every rule's change of cost as JSON."""
    return [
        {
            "rule": price.kind,
            "title": in_language(price.kind, language),
            "cost": price.cost,
            "new": [told.say(language) for told in price.new],
            "gone": [told.say(language) for told in price.gone],
        }
        for price in prices
    ]


def in_language(kind: str, language: str) -> str:
    """Return what people call a kind of rule, in a language."""
    return write(title_of(kind), language)
