from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from . import _relent
from ._operands import operand, samples
from ._relent import EqualityTest, InputError, Operand

Test = Literal["auto", "ks", "cvm", "ad", "chi_square", "g", "fisher", "permutation", "energy", "mmd"]


def test_equality(
    x: Any,
    y: Any,
    test: Test = "auto",
    *,
    statistic: Callable[[Any, Any], float] | None = None,
    permutations: int = 9999,
    seed: int = 1,
    threads: int = 0,
) -> EqualityTest:
    """Do two samples come from the same distribution? The p-value, with how it was got.

    ``x`` and ``y`` are samples (arrays or lists of numbers or words, a column of pandas, polars or pyarrow,
    ``"data.parquet:age"``, ``"x.npy"``) or both counts (``relent.counts(c)``, ``"counts:19,2"``). NaN and null are
    missing and left out; a note says how many.

    ``test`` is for numbers ``"ad"`` (Anderson-Darling, what ``"auto"`` takes), ``"ks"`` (Kolmogorov-Smirnov), ``"cvm"``
    (Cramer-von Mises); for words and counts ``"g"`` (the likelihood ratio, ``"auto"``), ``"chi_square"`` (Pearson),
    ``"fisher"``; for either ``"permutation"``; for rows of several numbers (arrays with two axes) ``"energy"`` (the energy
    distance, ``"auto"``) and ``"mmd"`` (maximum mean discrepancy, Gaussian kernels around the median distance). Ties are taken as they are, and small samples exactly; ``.test`` says
    where a limit stands instead. Counts may be tested by ks, cvm and ad too, in their order.

    ``statistic(x, y)``: any number that grows with the difference of two samples; the permutation test deals the pooled
    rows of ``x`` and ``y`` (arrays whose first axis is the observations) out ``permutations`` times, and the p-value is
    (1 + those at least as large) / (1 + permutations). Equal seeds give equal answers, on any number of ``threads``.

    Returns an EqualityTest: ``.p_value``, ``.statistic``, ``.test``, ``.notes``.
    """
    if statistic is None:
        return _relent._test_equality(_data(x), _data(y), test, permutations, seed, threads)
    if test not in ("auto", "permutation"):
        raise InputError(f'test_equality: a statistic of your own needs test="permutation", not {test!r}')
    first, second = np.asarray(x), np.asarray(y)
    if first.ndim == 0 or second.ndim == 0 or first.shape[1:] != second.shape[1:]:
        raise InputError(
            f"test_equality: x has shape {first.shape} and y {second.shape}; rows of the same kind are needed"
        )
    pooled = np.concatenate([first, second])
    return _relent._permutation_test(
        len(first), len(second), lambda p, q: statistic(pooled[p], pooled[q]), permutations, seed
    )


test_equality.__test__ = False  # no test of pytest's, wherever it is imported


def _data(x: Any) -> Operand:
    """Arrays and lists are samples here: masses would be no data."""
    return operand(x) if isinstance(x, (Operand, str)) or hasattr(x, "__fspath__") else samples(x)
