from __future__ import annotations

from typing import Any

import numpy as np

from . import _relent
from ._relent import Answer, InputError, InputTypeError, Operand
from ._types import Unit


def conditional_mutual_information(
    x: Any, y: Any, z: Any, *, unit: Unit = "nats", neighbours: int = 3, level: float = 0.95, threads: int = 0
) -> Answer:
    """I(X;Y|Z): what x and y tell of each other beyond what z tells of both.

    ``x``, ``y`` and ``z`` are numbers of the same rows, each with one axis, or with two for several columns; a row with a
    NaN is left out. Estimated from distances between neighbours (Frenzel & Pompe 2007) on the normal scores of the
    ranks, so that strictly monotone functions of a column change nothing; the interval is from disjoint subsets.
    """
    a, b, c = _complete_rows(x=x, y=y, z=z)
    return _relent._conditional_mutual_information(a, b, c, unit, neighbours, level, threads)


def transfer_entropy(
    source: Any,
    target: Any,
    lag: int = 1,
    *,
    source_lags: int = 1,
    target_lags: int = 1,
    unit: Unit = "nats",
    neighbours: int = 3,
    level: float = 0.95,
    threads: int = 0,
) -> Answer:
    """How much the source's past tells of the target's next value beyond the target's own past.

    ``source`` and ``target`` are evenly spaced moments, with one axis, or with two for several columns. ``lag`` is how
    many steps back the nearest value of the source lies, ``source_lags`` and ``target_lags`` are how many values of
    either past are used. The interval comes from windows of consecutive moments.
    Source: Schreiber 2000, eq. 4.
    """
    a, b = _moments(source=source, target=target)
    _refuse_negative(lag=lag, source_lags=source_lags, target_lags=target_lags)
    return _relent._transfer_entropy(a, b, lag, source_lags, target_lags, unit, neighbours, level, threads)


def independence_p_value(
    x: Any, y: Any, z: Any = None, *, permutations: int = 199, neighbours: int = 3, threads: int = 0
) -> float:
    """The probability of an estimated mutual information at least as large, were x and y independent (given z, where
    there is one): from rows of y permuted, or of x among rows near in z (Runge 2018). At least 1 / (1 + permutations).
    """
    if z is None:
        a, b = _complete_rows(x=x, y=y)
        return _relent._independence_p_value(a, b, None, permutations, neighbours, threads)
    a, b, c = _complete_rows(x=x, y=y, z=z)
    return _relent._independence_p_value(a, b, c, permutations, neighbours, threads)


def transfer_p_value(
    source: Any,
    target: Any,
    lag: int = 1,
    *,
    source_lags: int = 1,
    target_lags: int = 1,
    shifts: int = 199,
    neighbours: int = 3,
    threads: int = 0,
) -> float:
    """The probability of a transfer entropy at least as large, were the source's past irrelevant: the source is shifted
    against the target in a circle, so that both keep their own memory. At least 1 / (1 + shifts)."""
    a, b = _moments(source=source, target=target)
    _refuse_negative(lag=lag, source_lags=source_lags, target_lags=target_lags)
    return _relent._transfer_p_value(a, b, lag, source_lags, target_lags, shifts, neighbours, threads)


def _table(name: str, of: Any) -> np.ndarray:
    if isinstance(of, Operand):
        raise InputTypeError(f"{name} is an Operand; give the numbers themselves, as an array or a data frame")
    try:
        array = np.asarray(of, dtype=np.float64)
    except (TypeError, ValueError) as e:
        raise InputTypeError(f"{name}: numbers are needed: {e}") from None
    if array.ndim not in (1, 2):
        raise InputError(f"{name} has {array.ndim} axes, must have one or two")
    return array.reshape(len(array), -1)


def _refuse_negative(**counts: int) -> None:
    for name, value in counts.items():
        if value < 0:
            raise InputError(f"{name} = {value}, must be >= 1")


def _complete_rows(**named: Any) -> list[np.ndarray]:
    tables = {name: _table(name, of) for name, of in named.items()}
    first = next(iter(tables))
    for name, table in tables.items():
        if len(table) != len(tables[first]):
            raise InputError(
                f"{first} has {len(tables[first]):,} rows and {name} {len(table):,}; they must be the same"
            )
    there = ~np.any([np.isnan(t).any(axis=1) for t in tables.values()], axis=0)
    return [np.ascontiguousarray(t[there]) for t in tables.values()]


def _moments(**named: Any) -> list[np.ndarray]:
    """Moments may not be left out, or those behind would come too early."""
    tables = {name: _table(name, of) for name, of in named.items()}
    for name, table in tables.items():
        missing = np.flatnonzero(np.isnan(table).any(axis=1))
        if len(missing):
            raise InputError(f"{name}[{missing[0]}] is NaN; moments must be evenly spaced, none missing")
    return [np.ascontiguousarray(t) for t in tables.values()]
