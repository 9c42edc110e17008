"""Expectations and the evidence lower bound, of Python functions; data against a density."""

import math

import pytest
import relent


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
    with pytest.raises(relent.InputError, match="estimate of the data's density"):
        relent.js_divergence(data, "normal(1, 1)")
