"""What is kept in memory: worked out once, forgotten in order of use, never after a failure."""

from __future__ import annotations

import threading

import pytest

from roster.store.kept import Kept


def test_an_answer_is_worked_out_once_for_a_key() -> None:
    kept, asked = Kept(), []
    for key in ("a", "b", "a", "b"):
        assert kept.of(key, lambda key=key: asked.append(key) or key.upper()) == key.upper()  # type: ignore[misc]
    assert asked == ["a", "b"]


def test_what_was_unused_for_longest_is_forgotten() -> None:
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.of(key, lambda: 1)
    assert kept.of("a", lambda: 2) == 1
    assert kept.of("b", lambda: 2) == 2


def test_a_failure_is_passed_on_and_not_kept() -> None:
    kept = Kept()

    def fails() -> int:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        kept.of("a", fails)
    assert kept.of("a", lambda: 3) == 3


def test_of_many_threads_one_works_and_the_others_wait() -> None:
    kept, made, got = Kept(), [], []
    started, go_on = threading.Event(), threading.Event()

    def make() -> str:
        started.set()
        go_on.wait(20)
        made.append(1)
        return "answer"

    threads = [threading.Thread(target=lambda: got.append(kept.of("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    started.wait(20)
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert made == [1]
    assert got == ["answer"] * 8
