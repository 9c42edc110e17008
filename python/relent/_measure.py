from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import _relent
from ._relent import Measurement
from ._types import Normaliser, Unit


def measure(
    p: Any,
    q: Any = None,
    measure: str | Sequence[str] | None = None,
    *,
    unit: Unit = "nats",
    explain: bool = False,
    level: float = 0.95,
    normalize: bool = False,
    generalized: bool = False,
    alpha: float = 0.5,
    weight: float = 0.5,
    normaliser: Normaliser = "arithmetic",
    support: Sequence[float] | None = None,
    serial: bool = False,
    threads: int = 0,
) -> Measurement:
    """The difference between two distributions, or what one holds, as ``relent measure`` on the command line.

    ``p`` and ``q`` are any mix of: masses (an array or a list), ``relent.samples``, ``relent.counts``,
    ``relent.masses``, a distribution (``relent.normal(0, 1)``, one of torch.distributions or a frozen one of
    scipy.stats), a column of pandas, polars or pyarrow (samples), or a text as the command line reads it
    (``"0.25,0.75"``, ``"counts:19,2"``, ``"data.parquet:age"``, ``"x.npy"``). ``measure`` is a name or several;
    none means those that are shown by default.

    Returns a Measurement: ``.value``, ``.interval``, ``.level``, ``.method`` of the first answer, ``result["js"]`` for
    one by name, iteration over all. ``explain`` fills each answer's ``.contributions``; ``level`` is the intervals'.
    ``support`` says where masses and counts lie on the line, for the distances along it (``w1``, ``w2``, ``energy``)
    and beside a distribution on whole numbers: one position for each, rising; without it they are 0, 1, 2, ...
    ``serial`` says that columns of numbers are stationary series in the order of their rows: the intervals then allow
    for their autocorrelation, where the measure's estimate can; it is refused where it cannot.
    """
    names = [] if measure is None else [measure] if isinstance(measure, str) else list(measure)
    return _relent._ask(
        p, q, names, unit, explain, level, normalize, generalized, alpha, weight, normaliser, support, serial, threads
    )
