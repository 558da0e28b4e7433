"""Every kind of rule, as tests are repeated over them."""

from __future__ import annotations

import pytest

from roster.rules import registry
from roster.rules.api import Rule

KINDS = sorted(registry().items())
SOFT_WEIGHT = 7

every_kind = pytest.mark.parametrize("kind", [k for _, k in KINDS], ids=[name for name, _ in KINDS])


def natures(kind: type[Rule]) -> list[int | None]:
    """Return the weights with which a kind is tried: hard, soft, or both."""
    if kind.structural:
        return [None]
    return [SOFT_WEIGHT] if kind.soft_only else [None, SOFT_WEIGHT]


every_nature = pytest.mark.parametrize(
    ("kind", "weight"),
    [pytest.param(k, w, id=f"{n}-{'soft' if w else 'hard'}") for n, k in KINDS for w in natures(k)],
)
