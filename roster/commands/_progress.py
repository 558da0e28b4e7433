"""Live progress of a solve on standard error: one line, or a plain line now and then."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from roster.model import UNITS_PER_SEAT
from roster.summary import percent
from roster.words import Sentence, sentence

QUIET_SECONDS = 5.0
"""How often a plain line is written where there is no terminal."""


class Standing(Protocol):
    """Where a solve stands; see ``solver.Progress``."""

    @property
    def open_units(self) -> int | None: ...
    @property
    def open_bound(self) -> int | None: ...
    @property
    def soft(self) -> int | None: ...
    @property
    def soft_bound(self) -> int | None: ...
    @property
    def phase(self) -> Sentence: ...
    @property
    def notes(self) -> tuple[Sentence, ...]: ...


class ProgressLine:
    """Shows a solve while it runs; use it as a context and as ``on_progress``.

    Parameters
    ----------
    console
        Standard error.
    language
        Of the words.
    title
        What is solved, for a batch.
    """

    def __init__(self, console: Console, language: str, title: str = "") -> None:
        self._console, self._language, self._title = console, language, title
        self._began = time.monotonic()
        self._last: Standing | None = None
        self._written = -QUIET_SECONDS
        self._stopping = False
        self._noted = 0
        self._lock = threading.Lock()
        self._spinner = Spinner("line")
        self._live: Live | None = None

    def __call__(self, progress: Standing) -> None:
        with self._lock:
            self._last = progress
            for note in progress.notes[self._noted :]:
                self._console.print(Text(note.say(self._language)), soft_wrap=True)
            self._noted = len(progress.notes)
            elapsed = time.monotonic() - self._began
            if self._live is None and elapsed - self._written >= QUIET_SECONDS:
                self._written = elapsed
                self._console.print(self._text(), soft_wrap=True)

    def __enter__(self) -> ProgressLine:
        if self._console.is_terminal:
            self._live = Live(
                console=self._console, refresh_per_second=4, transient=True, get_renderable=self._frame
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
        if kind is None:
            self._console.print(self._text(), soft_wrap=True)

    def stopping(self) -> None:
        """Say that the solve was asked to stop."""
        self._stopping = True
        if self._live is None:
            self._console.print(self._text(), soft_wrap=True)

    def _frame(self) -> Spinner:
        self._spinner.update(text=self._text())
        return self._spinner

    def _text(self) -> Text:
        return Text(self.line(time.monotonic() - self._began), overflow="ellipsis", no_wrap=True)

    def line(self, elapsed: float) -> str:
        """Return the line after some seconds."""
        parts = [self._title] if self._title else []
        parts.append(sentence("{seconds} s", seconds=round(elapsed)).say(self._language))
        if self._last is not None:
            parts += [part.say(self._language) for part in _standing(self._last)]
        if self._stopping:
            parts.append(sentence("stopping, keeping the best (Ctrl-C again: give up)").say(self._language))
        return " · ".join(parts)


def _standing(at: Standing) -> list[Sentence]:
    parts = []
    if at.open_units is None:
        parts.append(sentence("no roster yet"))
    else:
        seats = at.open_units / UNITS_PER_SEAT
        if at.open_bound is None:
            parts.append(sentence("open {open}", open=seats))
        else:
            parts.append(
                sentence("open {open} (bound {bound})", open=seats, bound=at.open_bound / UNITS_PER_SEAT)
            )
    if at.soft is not None:
        if at.soft_bound is None:
            parts.append(sentence("cost {soft}", soft=at.soft))
        else:
            share = 0.0 if at.soft <= at.soft_bound else (at.soft - at.soft_bound) / at.soft
            parts.append(
                sentence(
                    "cost {soft} (bound {bound}, gap {gap} %)",
                    soft=at.soft,
                    bound=at.soft_bound,
                    gap=percent(share),
                )
            )
    parts.append(at.phase)
    return parts
