"""What was worked out from rows that never change, kept in memory for whoever asks next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")

MOST = 300


class Kept:
    """Answers by what they were worked out from; those unused for longest are forgotten.

    Nothing is ever told to forget, so a key must name *all* that an answer depends on: then
    no answer can be out of date, whichever process wrote last. Of several threads that miss
    the same answer, one works it out and the others wait for it.

    Parameters
    ----------
    most
        So many answers are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer of a key, worked out if it is not known.

        Parameters
        ----------
        key
            Names all that the answer is worked out from.
        make
            Works it out. It must not ask for the same key again; what it raises is passed on,
            and nothing is kept.
        """
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return cast("T", self._known[key])
            turn = self._making.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._known:
                    return cast("T", self._known[key])
            try:
                made = make()
                with self._lock:
                    self._known[key] = made
                    while len(self._known) > self._most:
                        self._known.popitem(last=False)
                return made
            finally:
                with self._lock:
                    self._making.pop(key, None)
