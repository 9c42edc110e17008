"""Estimates from counts, through the Python door; against SciPy and textbook formulas on numpy arrays."""

import numpy as np
import pytest
import relent
from scipy import special, stats

COUNTS = np.array([19, 2, 0, 7, 1, 1, 40])


def entropy(counts, estimator):
    return relent.measure(relent.counts(counts), measure="entropy", estimator=estimator).value


def test_plug_in_is_scipys_entropy():
    assert entropy(COUNTS, "plug_in") == pytest.approx(stats.entropy(COUNTS), rel=1e-14)


def test_formulas_on_arrays():
    n, c = COUNTS.sum(), COUNTS[COUNTS > 0]
    assert entropy(COUNTS, "miller_madow") == pytest.approx(stats.entropy(c) + (c.size - 1) / (2 * n), rel=1e-14)
    g = special.digamma(c) + (-1.0) ** c / 2 * (special.digamma((c + 1) / 2) - special.digamma(c / 2))
    assert entropy(COUNTS, "grassberger") == pytest.approx(np.log(n) - (c * g).sum() / n, rel=1e-13)
    coverage = 1 - (c == 1).sum() / n
    p = coverage * c / n
    assert entropy(COUNTS, "chao_shen") == pytest.approx(-(p * np.log(p) / (1 - (1 - p) ** n)).sum(), rel=1e-13)
    without = [stats.entropy(COUNTS - np.eye(COUNTS.size)[i]) for i in range(COUNTS.size) if COUNTS[i] > 0]
    assert entropy(COUNTS, "jackknife") == pytest.approx(n * stats.entropy(c) - (n - 1) / n * (c * without).sum())


def test_the_default_says_what_it_is():
    answer = relent.measure(relent.counts(COUNTS), measure="entropy")
    assert answer.method == "grassberger"
    assert answer.interval[0] < answer.value < answer.interval[1]
    assert any("70 observations of 7 categories" in note for note in answer.notes)
    few = relent.measure(relent.counts([1, 1, 0, 0, 2, 1, 0, 0, 1, 0, 0, 0]), measure="entropy")
    assert few.method == "best_polynomial" and any("no promise" in note for note in few.notes)


def test_huge_counts():
    answer = relent.measure(relent.counts([1e9, 3e9, 5]), measure="entropy")
    assert answer.value == pytest.approx(stats.entropy([1e9, 3e9, 5]), rel=1e-8)
    million = np.full(1_000_000, 1000)
    assert relent.measure(relent.counts(million), measure="entropy").value == pytest.approx(np.log(1e6), abs=1e-6)


def test_unseen_mass():
    answer = relent.unseen_mass([4, 1, 1, 2, 0, 1, 2, 9])
    assert answer.value == pytest.approx(3 / 20) and answer.method == "good_turing"
    assert relent.unseen_mass(relent.counts([5, 1]), level=0.5).level == 0.5
    with pytest.raises(relent.InputError, match=r"unseen_mass: counts\[1\] = -1"):
        relent.unseen_mass([1, -1])


def test_refusals():
    with pytest.raises(relent.InputError, match="did you mean"):
        entropy(COUNTS, "nbs")
    with pytest.raises(relent.InputError, match="does not answer"):
        relent.measure([0.5, 0.5], measure="entropy", estimator="nsb")
    with pytest.raises(relent.InputError, match="whole number"):
        entropy([1, 2.5], "nsb")
