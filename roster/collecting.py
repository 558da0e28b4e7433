"""Keeping the garbage collector from looking through a large community again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Keep the garbage collector from running, then let it run again as before.

    While hundreds of thousands of objects are made that all stay, the collector looks
    through them again and again and finds nothing: a third of the time that a model takes. Where the memory is
    full of a community, one look alone takes several times as long as ranking stand-ins.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def looking_at_new_only() -> Iterator[None]:
    """Let the garbage collector leave alone what lives at the beginning, and look at all again in the end.

    Where a process has set something aside for good, that stays so, and nothing more is.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def set_aside(*, again: bool = False) -> None:
    """Let the garbage collector leave alone from now on what lives at this moment.

    In a process that serves, one look through a community of 150 and the code takes a third
    of a second, in which nobody is answered, and there is one every few requests. After this it
    looks only through what has been made since. What falls away is given back as ever,
    except for circles of objects that fall away later.

    Parameters
    ----------
    again
        Look through everything once more, circles that have fallen away since included; it
        takes as long as there is much.
    """
    if again:
        gc.unfreeze()
    gc.collect()
    gc.freeze()
