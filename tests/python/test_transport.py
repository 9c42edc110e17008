"""Exact transport against POT's network simplex, SciPy's linear programme and assignment, and against itself."""

import math

import numpy as np
import pytest
import relent

ot = pytest.importorskip("ot")
optimize = pytest.importorskip("scipy.optimize")
stats = pytest.importorskip("scipy.stats")

RANDOM = np.random.default_rng(20240607)


def shares(n):
    return RANDOM.dirichlet(np.ones(n))


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (40, 40), (60, 25), (200, 300)])
def test_emd_is_pots(shape):
    a, b, costs = shares(shape[0]), shares(shape[1]), RANDOM.uniform(size=shape)
    found = relent.emd(a, b, costs)
    assert found.status == "optimal"
    assert found.cost == pytest.approx(ot.emd2(a, b, costs), rel=1e-12)
    np.testing.assert_allclose(found.plan, ot.emd(a, b, costs), atol=1e-14)
    np.testing.assert_allclose(np.asarray(found), found.plan)
    assert abs(found.gap) < 1e-14 and found.marginal_error < 1e-15


def test_emd_is_a_linear_programme():
    for _ in range(10):
        n, m = RANDOM.integers(1, 9, 2)
        a, b = shares(n), shares(m)
        costs = RANDOM.integers(0, 4, (n, m)).astype(float)  # ties everywhere
        sums = np.vstack([np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))])
        programme = optimize.linprog(costs.ravel(), A_eq=sums, b_eq=np.concatenate([a, b]), method="highs")
        assert relent.emd(a, b, costs).cost == pytest.approx(programme.fun, abs=1e-12)


def test_equal_weights_are_an_assignment():
    costs = RANDOM.uniform(size=(150, 150))
    rows, columns = optimize.linear_sum_assignment(costs)
    found = relent.emd([], [], costs)
    assert found.cost == pytest.approx(costs[rows, columns].mean(), rel=1e-13)
    np.testing.assert_array_equal(found.columns, columns)
    np.testing.assert_array_equal(found.rows, rows)


@pytest.mark.parametrize("metric", ["euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine"])
@pytest.mark.parametrize("dimensions", [1, 2, 3, 9])
def test_clouds_are_matrices(metric, dimensions):
    x, y = RANDOM.normal(size=(70, dimensions)), RANDOM.normal(size=(50, dimensions)) + 1
    x[10:20] = x[0]  # duplicated points
    a, b = shares(70), shares(50)
    a[3:9] = 0
    a /= a.sum()
    costs = ot.dist(x, y, metric=metric)
    found = relent.emd(a, b, x=x, y=y, metric=metric)
    assert found.cost == pytest.approx(ot.emd2(a, b, costs), rel=1e-12, abs=1e-14)
    assert found.plan[3:9].sum() == 0
    assert (costs - found.from_dual[:, None] - found.to_dual[None, :]).min() > -1e-12


def test_partial_and_unbalanced_are_pots():
    a, b, costs = shares(20), 2 * shares(30), RANDOM.uniform(size=(20, 30))
    expected = ot.partial.partial_wasserstein(a, b, costs, m=0.4)
    found = relent.emd(a, b, costs, moved=0.4)
    assert found.masses.sum() == pytest.approx(0.4)
    assert found.cost == pytest.approx((expected * costs).sum(), rel=1e-10)
    tv = relent.emd(a, b, costs, unmoved_cost=0.1)
    penalised = tv.plan
    left = a.sum() + b.sum() - 2 * penalised.sum()
    assert tv.cost == pytest.approx((penalised * costs).sum() + 0.1 * left, rel=1e-12)
    for moved in (0.1, 0.3, 0.9):  # no other amount would be cheaper
        other = relent.emd(a, b, costs, moved=moved)
        assert tv.cost <= other.cost + 0.1 * (a.sum() + b.sum() - 2 * moved) + 1e-12


def test_limits_and_certificate():
    a, b, costs = shares(80), shares(90), RANDOM.uniform(size=(80, 90))
    best = ot.emd2(a, b, costs)
    stopped = relent.emd(a, b, costs, iteration_limit=5)
    assert stopped.status == "iteration_limit" and stopped.pivots == 5
    assert stopped.cost - stopped.gap <= best + 1e-14 <= stopped.cost + 2e-14
    again = relent.emd(a, b, costs, start_dual=relent.emd(a, b, costs).to_dual)
    assert again.cost == pytest.approx(best, rel=1e-13)


def test_emd_refuses():
    costs = np.ones((2, 2))
    with pytest.raises(relent.InputError, match=r"a\[1\] = -1"):
        relent.emd([2, -1], [0.5, 0.5], costs)
    with pytest.raises(relent.InputError, match="a sums to 1 and b to 2"):
        relent.emd([0.5, 0.5], [1, 1], costs)
    with pytest.raises(relent.InputError, match="either M"):
        relent.emd([0.5, 0.5], [0.5, 0.5])
    with pytest.raises(relent.InputError, match="two axes"):
        relent.emd([1], [1], [1.0])
    with pytest.raises(relent.Error, match="may only go to 0 columns"):
        relent.emd([0.5, 0.5], [0.5, 0.5], [[math.inf, math.inf], [1, 1]])


def test_the_line_is_scipys_and_pots():
    x, y = RANDOM.normal(size=301), RANDOM.normal(size=207) + 1
    a, b = shares(301), shares(207)
    assert relent.wasserstein_distance(x, y) == pytest.approx(stats.wasserstein_distance(x, y), rel=1e-12)
    weighted = relent.wasserstein_distance(x, y, x_weights=a, y_weights=b)
    assert weighted == pytest.approx(stats.wasserstein_distance(x, y, a, b), rel=1e-12)
    for p in (1, 2, 3.5):
        expected = ot.wasserstein_1d(x, y, a, b, p=p) ** (1 / p)
        assert relent.wasserstein_distance(x, y, p, x_weights=a, y_weights=b) == pytest.approx(expected, rel=1e-10)
    cramer = relent.cramer_distance(x, y, x_weights=a, y_weights=b)
    assert cramer * math.sqrt(2) == pytest.approx(stats.energy_distance(x, y, a, b), rel=1e-12)
    turns, others = RANDOM.uniform(size=100), RANDOM.uniform(size=80)
    expected = ot.wasserstein_circle(turns, others, p=1)
    assert relent.wasserstein_distance(turns, others, period=1) == pytest.approx(np.ravel(expected)[0], rel=1e-8)


def test_line_pairs_coupling_and_gradient():
    x, y = RANDOM.normal(size=(5, 40)), RANDOM.normal(size=(5, 30))
    every = relent.wasserstein_distance(x, y, 2)
    assert every.shape == (5,)
    assert every[3] == relent.wasserstein_distance(x[3], y[3], 2)
    rows, columns, masses = relent.quantile_coupling(x[0], y[0])
    assert (masses * np.abs(x[0][rows] - y[0][columns])).sum() == pytest.approx(relent.wasserstein_distance(x[0], y[0]))
    gradient = relent.wasserstein_gradient(x[0], y[0], 2)
    moved = x[0].copy()
    moved[7] += 1e-6
    change = (relent.wasserstein_distance(moved, y[0], 2) - gradient.value) / 1e-6
    assert gradient.x[7] == pytest.approx(change, abs=1e-5)
    with pytest.raises(relent.InputError, match="as many rows"):
        relent.wasserstein_distance(x, y[:3])
