"""An empty CP-SAT model that is given back in time."""

from __future__ import annotations

from ortools.sat.python import cp_model


def new_model() -> cp_model.CpModel:
    """Return an empty model whose memory is given back as soon as nobody holds it any more.

    OR-Tools keeps the old names of its methods in every model, which so holds itself until
    the garbage collector looks through everything: a search that solves a model every
    second holds hundreds of megabytes of them.
    """
    model = cp_model.CpModel()
    vars(model).clear()
    return model
