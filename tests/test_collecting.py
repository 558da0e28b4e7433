"""The garbage collector runs again after something was built, whatever happened."""

from __future__ import annotations

import gc

import pytest

from roster.collecting import without_collecting


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
