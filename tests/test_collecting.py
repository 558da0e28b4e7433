"""The garbage collector rests where it finds nothing, and is not kept from its work for good."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from roster.collecting import looking_at_new_only, set_aside, without_collecting
from roster.store import open_store
from web import serve
from web.serve import Housekeeping


def test_the_collector_rests_inside_and_runs_again_after() -> None:
    with without_collecting():
        assert not gc.isenabled()
        with without_collecting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_runs_again_after_an_error() -> None:
    with pytest.raises(KeyError), without_collecting():
        raise KeyError
    assert gc.isenabled()


def test_what_lives_is_left_alone_inside_and_looked_at_again_after() -> None:
    gc.unfreeze()
    with looking_at_new_only():
        assert gc.get_freeze_count() > 0
        with looking_at_new_only():
            pass
        assert gc.get_freeze_count() > 0, "the inner one does not end the outer one"
    assert gc.get_freeze_count() == 0


class Circle:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def fallen(circle: Circle) -> weakref.ref[Circle]:
    return weakref.ref(circle)


def test_what_lives_is_set_aside_and_what_falls_away_before_is_given_back(thawed: None) -> None:
    gone = fallen(Circle())
    living = Circle()
    set_aside()
    assert gone() is None
    assert gc.get_freeze_count() > 1000
    assert not any(found is living for found in gc.get_objects()), "it is looked at no more"


def test_circles_that_fall_away_later_are_found_when_all_is_looked_through_again(thawed: None) -> None:
    living = Circle()
    gone = fallen(living)
    set_aside()
    del living
    set_aside()
    assert gone() is not None
    set_aside(again=True)
    assert gone() is None


def test_the_site_looks_through_everything_once_a_day(
    thawed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[bool] = []
    monkeypatch.setattr(serve, "set_aside", lambda *, again: said.append(again))
    now = 1000.0
    monkeypatch.setattr(serve.time, "monotonic", lambda: now)
    store = open_store(f"sqlite:///{tmp_path / 'r.db'}")
    keeper = Housekeeping(store, {"SMTP_URL": "", "MAIL_FROM": "", "PUBLIC_URL": ""})
    for hours in (0, 1, 25, 26, 50):
        now = 1000.0 + 3600 * hours
        keeper.once()
    store.close()
    assert said == [False, False, True, False, True]
