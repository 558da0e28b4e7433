"""The state of a roster in words: what is broken, what is open, how much better it could be."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from roster.model import OPEN_UNITS, UNITS_PER_SEAT
from roster.words import Sentence, sentence, sentences


def summarise(document: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """Return the state of a ``roster/1`` document in at most four sentences.

    No more is claimed than the document's bounds prove.
    """
    told = [_open(document), _soft(document)]
    if document["score"]["hard"]:
        broken = sum(f["hard"] for f in document["findings"])
        told.insert(
            0,
            sentences(
                "1 hard rule is broken: this roster must not be published.",
                "{n} hard rules are broken: this roster must not be published.",
                broken,
            ),
        )
    if document["status"] == "interrupted":
        told.append(sentence("Stopped early; this is the best roster so far."))
    return tuple(told)


def gap(document: Mapping[str, Any]) -> float | None:
    """Return the share of the soft cost that might still be saved (0 to 1); ``None`` if nothing is proven."""
    soft, bound = document["score"]["soft"], document["bound"]["soft"]
    if bound is None:
        return None
    return 0.0 if soft <= bound else float((soft - bound) / soft)


def percent(share: float) -> str:
    """Return a share in per cent with one decimal, rounded up so that it never claims too much.

    Examples
    --------
    >>> percent(0.012), percent(0.00001), percent(0.0)
    ('1.2', '0.1', '0.0')
    """
    return f"{math.ceil(round(share * 1000, 6)) / 10:.1f}"


def open_seats(document: Mapping[str, Any]) -> int:
    """Return how many people are missing, whatever the priority."""
    return sum(int(seat["missing"]) for seat in document["open"])


def unavoidable(document: Mapping[str, Any]) -> int:
    """Return how many open seats are proven to be unavoidable, each counting one."""
    bound = document["bound"]["open"]
    if bound is None:
        return 0
    works = [*document.get("duties", ()), *document.get("visits", ())]
    heaviest = max((OPEN_UNITS[w.get("priority", "high")] for w in works), default=max(OPEN_UNITS.values()))
    return math.ceil(round(float(bound) * UNITS_PER_SEAT) / heaviest)


def cost_by_rule(document: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Return what each soft rule adds to the cost, the most first."""
    costs: Counter[str] = Counter()
    for finding in document["findings"]:
        costs[finding["rule"]] += finding["cost"]
    return tuple((rule, cost) for rule, cost in costs.most_common() if cost)


def _open(document: Mapping[str, Any]) -> Sentence:
    seats = open_seats(document)
    if not seats:
        return sentence("Every seat is filled.")
    least = min(unavoidable(document), seats)
    if least == seats:
        return sentences("1 seat open: proven unavoidable.", "{n} seats open: proven unavoidable.", seats)
    if _open_is_proven(document):
        return sentences(
            "1 seat open: proven the best, weighted by priority.",
            "{n} seats open: proven the best, weighted by priority.",
            seats,
        )
    if least:
        return sentences(
            "1 seat open.",
            "{n} seats open: at least {least} unavoidable; better may exist.",
            seats,
            least=least,
        )
    return sentences("1 seat open; better may exist.", "{n} seats open; better may exist.", seats)


def _soft(document: Mapping[str, Any]) -> Sentence:
    soft, bound = document["score"]["soft"], document["bound"]["soft"]
    share = gap(document)
    if soft == 0:
        return sentence("Every soft rule is met in full.")
    if share is None:
        return sentence("Soft cost {soft}; how much better it could be is not known.", soft=soft)
    if share == 0:
        if _open_is_proven(document):
            return sentence("Soft cost {soft}: proven the least possible.", soft=soft)
        return sentence("Soft cost {soft}: proven the least possible with these open seats.", soft=soft)
    return sentence(
        "Soft cost {soft}: at most {less} less is possible (gap {gap} %).",
        soft=soft,
        less=soft - bound,
        gap=percent(share),
    )


def _open_is_proven(document: Mapping[str, Any]) -> bool:
    bound = document["bound"]["open"]
    return bound is not None and document["score"]["open"] <= bound
