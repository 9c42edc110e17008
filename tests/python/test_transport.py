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


def penalised(plan, a, b, costs, rho):
    """<P, M> + rho KL(P 1 | a) + rho KL(P^T 1 | b) by its definition."""
    special = pytest.importorskip("scipy.special")
    rhos = np.broadcast_to(rho, 2)
    return (plan * costs).sum() + sum(
        r * special.kl_div(sums, masses).sum()
        for r, sums, masses in zip(rhos, (plan.sum(1), plan.sum(0)), (a, b), strict=True)
    )


@pytest.mark.parametrize(("rho", "pots_error"), [(0.05, 1e-12), (0.4, 1e-9), (3.0, 1e-3)])
def test_kl_penalties_are_pots_run_to_convergence(rho, pots_error):
    a, b, costs = RANDOM.random(15), 2 * RANDOM.random(20), RANDOM.random((15, 20))
    found = relent.emd(a, b, costs, unbalanced=rho)
    assert found.status == "optimal" and abs(found.gap) < 1e-13 and found.marginal_error < 1e-14
    assert found.cost == pytest.approx(penalised(found.plan, a, b, costs, rho), rel=1e-13)
    # POT's multiplicative steps lose by 0.999... what must go, the slower the larger rho is.
    pots = ot.unbalanced.mm_unbalanced(a, b, costs, rho, div="kl", numItermax=30_000, stopThr=1e-15)
    assert -1e-13 < penalised(pots, a, b, costs, rho) - found.cost < pots_error
    if rho < 1:
        np.testing.assert_allclose(found.plan, pots, atol=1e-4)


@pytest.mark.parametrize("rho", [(0.3, 0.8), (math.inf, 0.5)])
def test_kl_penalties_are_a_convex_programme(rho):
    a, b, costs = RANDOM.random(5), RANDOM.random(4), RANDOM.random((5, 4))
    found = relent.emd(a, b, costs, unbalanced=rho)
    held = math.isinf(rho[0])
    plan = found.plan

    def cost(flat):
        p = np.maximum(flat.reshape(5, 4), 0)
        return penalised(p, p.sum(1) if held else a, b, costs, (0 if held else rho[0], rho[1]))

    rows = [{"type": "eq", "fun": lambda flat: flat.reshape(5, 4).sum(1) - a}] if held else ()
    start = np.outer(a, b) / b.sum()
    solved = optimize.minimize(
        cost,
        start.ravel(),
        method="SLSQP",
        bounds=[(0, None)] * 20,
        constraints=rows,
        options={"ftol": 1e-15, "maxiter": 2000},
    )
    assert found.cost == pytest.approx(solved.fun, abs=1e-7)
    assert found.cost <= solved.fun + 1e-12
    np.testing.assert_allclose(plan, solved.x.reshape(5, 4), atol=1e-3)


def test_kl_penalties_have_gradients():
    a, b, costs = RANDOM.random(6), RANDOM.random(7), RANDOM.random((6, 7))
    at = relent.emd(a, b, costs, unbalanced=(0.4, 0.9))
    for i in range(6):
        more, less = a.copy(), a.copy()
        more[i] += 1e-6
        less[i] -= 1e-6
        ends = [relent.emd(w, b, costs, unbalanced=(0.4, 0.9)).cost for w in (more, less)]
        assert (ends[0] - ends[1]) / 2e-6 == pytest.approx(at.from_gradient[i], abs=1e-8)
    balanced = relent.emd(a / a.sum(), b / b.sum(), costs)
    np.testing.assert_array_equal(balanced.from_gradient, balanced.from_dual)


@pytest.mark.parametrize("shape", [(9, 14), (4, 5, 6), (31,)])
@pytest.mark.parametrize("power", [1, 2, 2.5])
def test_emd_grid_is_emd_on_the_places(shape, power):
    a, b = RANDOM.random(shape), RANDOM.random(shape)
    a[a < 0.2] = 0
    a, b = a / a.sum(), b / b.sum()
    spacing = [0.5, 1.5, 1.0][: len(shape)]
    places = np.stack(np.meshgrid(*map(np.arange, shape), indexing="ij"), -1).reshape(-1, len(shape)) * spacing
    costs = (np.abs(places[:, None] - places[None]) ** power).sum(-1)
    found = relent.emd_grid(a, b, power=power, spacing=spacing)
    assert found.status == "optimal"
    assert found.cost == pytest.approx(ot.emd2(a.ravel(), b.ravel(), costs), rel=1e-12)
    assert (found.plan * costs).sum() == pytest.approx(found.cost, rel=1e-12)
    assert abs(found.gap) < 1e-12 * found.cost and found.marginal_error < 1e-15
    assert (costs - found.from_dual[:, None] - found.to_dual[None]).min() > -1e-11


def test_a_dense_plan_too_large_says_so():
    image = np.ones((220, 220))
    found = relent.emd_grid(image, image, iteration_limit=0, power=1)
    with pytest.raises(MemoryError, match=r"48400 x 48400 takes 17 GiB; \.rows, \.columns and \.masses hold the same"):
        found.plan  # noqa: B018


REFUSED = [
    (lambda: relent.emd([math.nan, 1], [1, 1], np.ones((2, 2))), r"a\[0\] = nan"),
    (lambda: relent.emd([1, 1], [1, 1], [[1, math.nan], [1, 1]]), r"M\[0\]\[1\] = nan"),
    (lambda: relent.emd([1, 1], [1, 1], np.ones((2, 2)) * 1j), "M has complex numbers"),
    (lambda: relent.emd(1.0, [1, 1], np.ones((2, 2))), "a has 1 masses for 2 places"),
    (
        lambda: relent.emd([1, 1], [1, 1], np.ones((2, 2)), iteration_limit=1.5),
        "iteration_limit = 1.5, must be a whole",
    ),
    (lambda: relent.emd([0.7, 0.3], [0.5, 0.5], [[1, math.inf], [1, 1]]), "hold.* 0.7 and may only go to 1 column"),
    (lambda: relent.emd([1, 1], [1, 1], np.ones((2, 2)), unbalanced=0), "emd: unbalanced = 0, must be"),
    (lambda: relent.emd([1, 1], [1, 1], np.ones((2, 2)), unbalanced=[1, 2, 3]), r"unbalanced has shape \(3,\)"),
    (lambda: relent.emd([1, 1], [1, 1], np.ones((2, 2)), unbalanced=1, moved=1), "give one of them"),
    (lambda: relent.emd_grid(np.ones((2, 3)), np.ones((3, 2))), r"a has shape \(2, 3\) and b \(3, 2\)"),
    (lambda: relent.emd_grid([[1, 1], [1, -1]], np.ones((2, 2))), r"a\[1\]\[1\] = -1"),
    (lambda: relent.emd_grid([[1, 1]], [[1, 2]]), "a sums to 2 and b to 3"),
    (lambda: relent.emd_grid([1], [1], power=math.inf), "power = inf"),
    (lambda: relent.emd_grid([1, 2], [1, 2], spacing=[1, 2]), "spacing has 2 numbers for 1 axes"),
    (lambda: relent.emd_grid(np.ones((0, 2)), np.ones((0, 2))), "no places"),
    (lambda: relent.wasserstein_gradient([1, 2], [3, 4], math.inf), "only the pair that attains it"),
]


@pytest.mark.parametrize("call, words", REFUSED)
def test_bad_input_is_named(call, words):
    with pytest.raises(relent.Error, match=words):
        call()
