"""Making many objects without the garbage collector looking on."""

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
