"""What distances of transport must be whatever the data: metrics, indifferent to translation, in proportion to scale."""

import itertools
import math

import numpy as np
import pytest
import relent
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

numbers = st.floats(-100, 100).map(lambda x: round(x, 3))
orders = st.sampled_from([1, 1.5, 2, 5, math.inf])
metrics = st.sampled_from(["euclidean", "cityblock", "chebyshev", "minkowski"])


def samples(least=1, most=12):
    return hnp.arrays(np.float64, st.integers(least, most), elements=numbers)


def clouds(d=2, most=9):
    return hnp.arrays(np.float64, st.tuples(st.integers(1, most), st.just(d)), elements=numbers)


def cost(x, y, metric):
    return relent.emd(None, None, x=x, y=y, metric=metric, order=3).cost


@given(samples(), samples(), samples(), orders)
def test_on_a_line_it_is_a_metric(x, y, z, p):
    xy, yz, xz = (relent.wasserstein_distance(u, v, p) for u, v in ((x, y), (y, z), (x, z)))
    assert xy >= 0
    assert relent.wasserstein_distance(x, x[::-1], p) == 0
    assert xy == pytest.approx(relent.wasserstein_distance(y, x, p), rel=1e-12)
    assert xz <= (xy + yz) * (1 + 1e-12) + 1e-12
    if sorted(x) != sorted(y) and len(x) == len(y):
        assert xy > 0


@given(samples(), samples(), orders, numbers, st.floats(0.01, 100))
def test_on_a_line_translation_changes_nothing_and_scale_scales(x, y, p, shift, scale):
    here = relent.wasserstein_distance(x, y, p)
    assert relent.wasserstein_distance(x + shift, y + shift, p) == pytest.approx(here, rel=1e-9, abs=1e-10)
    assert relent.wasserstein_distance(-scale * x, -scale * y, p) == pytest.approx(scale * here, rel=1e-9, abs=1e-12)
    assert relent.wasserstein_distance(x, x + shift, p) == pytest.approx(abs(shift), abs=1e-10)


@given(clouds(), clouds(), clouds(), metrics)
@settings(max_examples=40)
def test_exact_transport_by_a_metric_is_one(x, y, z, metric):
    xy, yz, xz = cost(x, y, metric), cost(y, z, metric), cost(x, z, metric)
    assert xy >= 0
    assert cost(x, x[::-1], metric) == pytest.approx(0, abs=1e-12)
    assert xy == pytest.approx(cost(y, x, metric), rel=1e-11, abs=1e-12)
    assert xz <= xy + yz + 1e-9


@given(clouds(), clouds(), metrics, hnp.arrays(np.float64, 2, elements=numbers), st.floats(0.01, 100))
@settings(max_examples=40)
def test_exact_transport_by_translation_and_scale(x, y, metric, shift, scale):
    here = cost(x, y, metric)
    assert cost(x + shift, y + shift, metric) == pytest.approx(here, rel=1e-9, abs=1e-9)
    assert cost(scale * x, scale * y, metric) == pytest.approx(scale * here, rel=1e-9, abs=1e-9)


@given(samples(2, 20), samples(2, 20), st.sampled_from([1, 2, 3.5]), st.randoms(use_true_random=False))
def test_the_simplex_is_sorting(x, y, p, random):
    a, b = (np.array([random.random() + 0.01 for _ in side]) for side in (x, y))
    a, b = a / a.sum(), b / b.sum()
    plan = relent.emd(a, b, np.abs(x[:, None] - y[None]) ** p)
    by_sorting = relent.wasserstein_distance(x, y, p, x_weights=a, y_weights=b)
    assert plan.cost == pytest.approx(by_sorting**p, rel=1e-9, abs=1e-9)


@given(hnp.arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 8)), elements=numbers))
def test_duals_are_feasible_and_prove_the_cost(costs):
    plan = relent.emd(None, None, costs)
    n, m = costs.shape
    size = np.abs(costs).max()
    assert (costs - plan.from_dual[:, None] - plan.to_dual[None]).min() >= -1e-12 * size - 1e-300
    assert plan.from_dual.sum() / n + plan.to_dual.sum() / m == pytest.approx(plan.cost, rel=1e-11, abs=1e-11 * size)
    np.testing.assert_allclose(plan.plan.sum(1), 1 / n, atol=1e-14)
    np.testing.assert_allclose(plan.plan.sum(0), 1 / m, atol=1e-14)


def test_sinkhorn_falls_to_the_exact_cost_with_epsilon(rng):
    x, y = rng.normal(size=(30, 2)), rng.normal(size=(25, 2)) + [1, 0]
    costs = ((x[:, None] - y[None]) ** 2).sum(-1)
    exact = relent.emd(None, None, costs).cost
    above = []
    for reg in (1.0, 0.3, 0.1, 0.05):
        found = relent.sinkhorn(None, None, costs, reg, max_iterations=20_000, tolerance=1e-6)
        assert found.converged
        assert found.transport_cost >= exact - 1e-4
        assert found.value >= found.transport_cost - 1e-4
        above.append(found.value - exact)
    assert all(next <= now for now, next in itertools.pairwise(above))
    assert 0 < above[-1] < 0.15 * above[0]
    divergence = relent.sinkhorn_divergence(x, y, 0.05, max_iterations=20_000, tolerance=1e-6)
    assert divergence.value == pytest.approx(exact, rel=0.03)


@given(clouds(3), clouds(3), st.sampled_from([1, 2]), hnp.arrays(np.float64, 3, elements=numbers), st.floats(0.01, 100))
@settings(max_examples=30)
def test_sliced_and_energy_by_translation_and_scale(x, y, p, shift, scale):
    for distance, power in (
        (lambda u, v: relent.sliced_wasserstein(u, v, n_projections=16, p=p).value, 1),
        (lambda u, v: relent.test_equality(u, v, "energy", permutations=1).statistic, 1),
    ):
        here, size = distance(x, y), np.abs(np.concatenate([x, y])).max() + np.abs(shift).max()
        assert here >= -1e-12 * size
        assert distance(y, x) == pytest.approx(here, rel=1e-10, abs=1e-12 * size)
        assert distance(x + shift, y + shift) == pytest.approx(here, rel=1e-8, abs=1e-7 * size)
        assert distance(scale * x, scale * y) == pytest.approx(scale**power * here, rel=1e-8, abs=1e-8 * scale * size)


def test_entropic_divergence_by_translation_and_scale(rng):
    x, y = rng.normal(size=(20, 3)), rng.normal(size=(15, 3)) + 1
    here = relent.sinkhorn_divergence(x, y, 0.5, tolerance=1e-12).value
    assert relent.sinkhorn_divergence(x + 7, y + 7, 0.5, tolerance=1e-12).value == pytest.approx(here, rel=1e-8)
    assert relent.sinkhorn_divergence(3 * x, 3 * y, 4.5, tolerance=1e-12).value == pytest.approx(9 * here, rel=1e-8)
    assert relent.sinkhorn_divergence(y, x, 0.5, tolerance=1e-12).value == pytest.approx(here, rel=1e-8)
