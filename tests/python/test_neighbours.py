"""Estimates from numbers beside what SciPy makes of the same numbers."""

import re

import numpy as np
import pytest
import relent
from scipy import stats
from scipy.spatial import cKDTree
from scipy.special import digamma


def numbers(n, shift=0.0, seed=1):
    return np.random.default_rng(seed).normal(shift, 1, n)


def spacings_entropy(x):
    x = np.sort(x)
    at = np.arange(len(x))
    low, high = np.maximum(at - 3, 0), np.minimum(at + 3, len(x) - 1)
    return digamma(len(x) + 1) + np.mean(np.log(x[high] - x[low]) - digamma(high - low))


@pytest.mark.parametrize("n, m", [(50, 50), (700, 300), (1000, 2500)])
def test_kl_is_that_of_scipys_tree(n, m):
    x, y = numbers(n), numbers(m, 0.5, 2)
    away = cKDTree(y[:, None]).query(x[:, None], k=[5])[0][:, 0]
    cross = digamma(m + 1) - digamma(5) + np.log(2) + np.mean(np.log(away))
    entropy = spacings_entropy(x)
    assert relent.cross_entropy(relent.samples(x), relent.samples(y)).value == pytest.approx(cross, abs=1e-12)
    assert relent.entropy(relent.samples(x)).value == pytest.approx(entropy, abs=1e-12)
    answer = relent.kl_divergence(relent.samples(x), relent.samples(y))
    assert answer.value == pytest.approx(max(0, cross - entropy), abs=1e-12)


def test_entropy_is_near_scipys():
    x = numbers(5000)
    answer = relent.entropy(relent.samples(x))
    assert answer.value == pytest.approx(stats.differential_entropy(x, method="ebrahimi"), abs=0.03)
    assert answer.interval[0] < stats.norm.entropy() < answer.interval[1]


@pytest.mark.parametrize("n", [10, 200, 3000])
def test_the_p_value_is_scipys(n):
    x = numbers(n, 0.1)
    notes = relent.kl_divergence(relent.samples(x), relent.normal(0, 1)).notes
    told = re.search(r"p-value ([\d.e-]+) by Kolmogorov", " ".join(notes))
    assert float(told[1]) == pytest.approx(stats.kstest(x, stats.norm.cdf).pvalue, rel=6e-3)


def test_what_cannot_be_answered_says_why(rng):
    rows = relent.samples(rng.normal(size=(100, 2)))
    few = relent.samples(rng.normal(size=(12, 2)))
    assert relent.kl_divergence(few, rows).method == "knn"  # neighbours do with less than the ratio of densities
    for ask, words in (
        (lambda: relent.js_divergence(few, rows), "p has 12 rows; the ratio of two densities takes 20 a side"),
        (lambda: relent.kl_divergence(relent.samples(rng.normal(size=100)), rows), "nothing to compare"),
        (lambda: relent.kl_divergence(relent.samples(rng.normal(size=(3, 5))), few), "p has 5 numbers|5 numbers, one"),
        (
            lambda: relent.kl_divergence(relent.samples([1.0, 2.0], weights=[0, 0]), relent.samples([1.0, 3.0])),
            "weights of p sum to zero",
        ),
    ):
        with pytest.raises(relent.InputError, match=words):
            ask()


def test_a_p_value_of_zero_is_said_as_small():
    found = relent.kl_divergence(relent.counts([10**9, 2 * 10**9]), relent.counts([10**9, 10**9]))
    assert any("p < 1e-12" in note for note in found.notes)
