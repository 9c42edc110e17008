"""Expectations and the evidence lower bound, of Python functions; data against a density."""

import math

import numpy as np
import pytest
import relent
import scipy.stats


def test_an_expectation_of_known_value():
    found = relent.expectation("gamma(2, 1)", math.log)
    assert found.value == pytest.approx(1 - 0.57721566490153286, abs=1e-13)
    assert found.method == "quadrature"
    assert relent.expectation(relent.poisson(3.5), lambda k: k * (k - 1)).value == pytest.approx(12.25, rel=1e-12)
    assert math.isnan(relent.expectation("cauchy(0, 1)", lambda x: x).value)


def test_the_bound_and_the_gap_are_the_evidence():
    prior = relent.normal(0, 1)

    def log_joint(z):
        return prior.log_density(z) + relent.normal(z, 1).log_density(1.2)

    bound = relent.evidence_lower_bound(prior, log_joint)
    assert bound.value == pytest.approx(-2.138938533205, abs=1e-12)
    posterior = relent.normal(0.6, math.sqrt(0.5))
    evidence = relent.evidence_lower_bound(posterior, log_joint)
    assert evidence.value == pytest.approx(-1.625512123485, abs=1e-12)
    assert bound.value + relent.kl_divergence(prior, posterior).value == pytest.approx(evidence.value, abs=1e-12)


def test_what_is_refused():
    with pytest.raises(relent.InputError, match="must be a number"):
        relent.expectation("normal(0, 1)", lambda x: math.nan)

    class OwnError(Exception):
        pass

    def fails(x):
        raise OwnError

    with pytest.raises(OwnError):
        relent.expectation("normal(0, 1)", fails)


def test_data_against_a_density(rng):
    data = relent.samples(rng.normal(size=500))
    found = relent.kl_divergence(data, "normal(1, 1)")
    assert found.method == "knn"
    assert found.interval[0] < 0.5 < found.interval[1]
    assert relent.cross_entropy(data, "normal(1, 1)").method == "plug_in"
    ratio = relent.js_divergence(data, "normal(1, 1)")
    assert ratio.method == "density_ratio"
    assert ratio.interval[0] < 0.111426 < ratio.interval[1]  # of N(0, 1) and N(1, 1), by quadrature


def test_counts_beside_masses_are_the_values_beside_them():
    measures = ["kl", "reverse_kl", "js", "tv"]
    of_values = relent.measure(relent.samples([0, 0, 0, 1, 1, 2, 3]), "poisson(1.5)", measures)
    of_counts = relent.measure(relent.counts([3, 2, 1, 1]), "poisson(1.5)", measures)
    assert [a.value for a in of_counts] == [a.value for a in of_values]
    assert [a.interval for a in of_counts] == [a.interval for a in of_values]
    gaps = relent.counts([3, 0, 2, 1, 0, 1])
    p = np.array([3, 0, 2, 1, 0, 1, 0]) / 7
    q = scipy.stats.poisson(1.5).pmf(np.arange(6))
    q = np.append(q, 1 - q.sum())
    assert relent.total_variation(gaps, "poisson(1.5)").value == pytest.approx(abs(p - q).sum() / 2, rel=1e-12)
    turned = relent.measure("poisson(1.5)", gaps, "reverse_kl")
    assert turned.value == relent.kl_divergence(gaps, "poisson(1.5)").value
    with pytest.raises(relent.InputError, match="has a density, no masses"):
        relent.kl_divergence(relent.counts([3, 4]), "normal(0, 1)")
