"""Entropic and sliced transport and tests of equality of rows, against POT where it is installed, and numpy."""

import warnings

import numpy as np
import pytest
import relent

ot = pytest.importorskip("ot")


@pytest.fixture
def problem(rng):
    x, y = rng.normal(size=(40, 2)), rng.normal(size=(30, 2)) + [0.7, 0]
    a, b = rng.gamma(1.5, size=40), rng.gamma(1.5, size=30)
    return x, y, a / a.sum(), b / b.sum(), ot.dist(x, y)


@pytest.mark.parametrize("form", ["log", "scaling"])
@pytest.mark.parametrize("reg", [0.2, 1.0, 20.0])
def test_sinkhorn_is_pot_s(problem, reg, form):
    _, _, a, b, M = problem
    expected = ot.bregman.sinkhorn_log(a, b, M, reg, numItermax=50_000, stopThr=1e-13)
    found = relent.sinkhorn(a, b, M, reg, form=form, tolerance=1e-12)
    assert found.converged
    assert not found.notes
    np.testing.assert_allclose(found.plan, expected, rtol=1e-8, atol=1e-13)
    assert found.transport_cost == pytest.approx((expected * M).sum(), rel=1e-10)
    divergence = (expected * np.log(expected / np.outer(a, b))).sum()
    assert found.value == pytest.approx((expected * M).sum() + reg * divergence, rel=1e-10)
    assert float(found) == found.value


def test_clouds_are_their_matrix(problem):
    x, y, a, b, M = problem
    whole = relent.sinkhorn(a, b, M, 0.3, tolerance=1e-12)
    points = relent.empirical_sinkhorn(x, y, 0.3, a, b, tolerance=1e-12)
    assert points.value == pytest.approx(whole.value, rel=1e-11)
    np.testing.assert_allclose(points.plan, whole.plan, rtol=1e-8, atol=1e-14)
    again = relent.empirical_sinkhorn(x, y, 0.3, a, b, tolerance=1e-12, start=points.g)
    assert again.iterations <= 2


@pytest.mark.parametrize("metric", ["euclidean", "cityblock", "chebyshev", "cosine", "minkowski"])
def test_metrics_are_scipy_s(problem, metric):
    cdist = pytest.importorskip("scipy.spatial.distance").cdist
    x, y, a, b, _ = problem
    M = cdist(x, y, metric, **({"p": 3} if metric == "minkowski" else {}))
    expected = relent.sinkhorn(a, b, M, 0.2, tolerance=1e-12).value
    found = relent.empirical_sinkhorn(x, y, 0.2, a, b, metric, order=3, tolerance=1e-12)
    assert found.value == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("rho", [0.3, 2.0])
def test_penalties_are_pot_s(problem, rho):
    _, _, a, b, M = problem
    expected = ot.unbalanced.sinkhorn_unbalanced(a, 2 * b, M, 0.2, rho, numItermax=50_000, stopThr=1e-14)
    found = relent.sinkhorn(a, 2 * b, M, 0.2, unbalanced=rho, tolerance=1e-12)
    np.testing.assert_allclose(found.plan, expected, rtol=1e-7, atol=1e-13)
    both = relent.sinkhorn(a, 2 * b, M, 0.2, unbalanced=(rho, rho), tolerance=1e-12)
    assert both.value == found.value


def test_sinkhorn_tends_to_the_exact_cost(problem):
    _, _, a, b, M = problem
    exact = ot.emd2(a, b, M)
    found = relent.sinkhorn(a, b, M, 0.005, max_iterations=100_000, tolerance=1e-8)
    assert found.converged
    assert exact - 1e-7 <= found.transport_cost <= exact + 0.02


def test_divergence_is_made_of_pot_s_plans(problem):
    x, y, a, b, _ = problem

    def value(u, v, p, q):
        M = ot.dist(u, v)
        plan = ot.bregman.sinkhorn_log(p, q, M, 0.5, numItermax=50_000, stopThr=1e-13)
        return (plan * M).sum() + 0.5 * (plan * np.log(plan / np.outer(p, q))).sum()

    expected = value(x, y, a, b) - (value(x, x, a, a) + value(y, y, b, b)) / 2
    found = relent.sinkhorn_divergence(x, y, 0.5, a, b)
    assert found.value == pytest.approx(expected, rel=1e-9)
    first, second, third = found.terms
    assert found.value == pytest.approx(first - (second + third) / 2, rel=1e-12)
    assert relent.sinkhorn_divergence(x, x, 0.5, a, a).value == pytest.approx(0, abs=1e-12)


def test_gradients_are_torch_s(problem):
    torch = pytest.importorskip("torch")
    x, y, a, b, _ = problem
    u = torch.tensor(x, requires_grad=True)

    def value(u, v, p, q, reg=0.5):
        M = ((u[:, None] - v[None]) ** 2).sum(-1)
        f, g = torch.zeros(len(u), dtype=torch.float64), torch.zeros(len(v), dtype=torch.float64)
        for _ in range(300):  # both at once, by halves: converges for self-terms too
            new_f = -reg * torch.logsumexp(q.log() + (g - M) / reg, 1)
            new_g = -reg * torch.logsumexp((p.log() + f / reg)[:, None] - M / reg, 0)
            f, g = (f + new_f) / 2, (g + new_g) / 2
        return (p * f).sum() + (q * g).sum()

    v, p, q = torch.tensor(y), torch.tensor(a), torch.tensor(b)
    loss = value(u, v, p, q) - value(u, u, p, p) / 2
    loss.backward()
    found = relent.sinkhorn_divergence(x, y, 0.5, a, b, tolerance=1e-12).gradient()
    np.testing.assert_allclose(found.x, u.grad.numpy(), atol=1e-7)
    assert found.y.shape == y.shape
    assert found.a.shape == a.shape


def test_barycenter_is_pot_s(rng):
    places = np.linspace(0, 1, 60)
    A = np.stack([np.exp(-((places - m) ** 2) / (2 * s**2)) for m, s in ((0.3, 0.05), (0.7, 0.1), (0.5, 0.2))], axis=1)
    A /= A.sum(0)
    M = (places[:, None] - places[None]) ** 2
    weights = np.array([0.2, 0.5, 0.3])
    # POT 0.9.7's method "sinkhorn" takes unequal weights for others; its logarithms do not.
    expected = ot.bregman.barycenter(A, M, 0.01, weights, "sinkhorn_log", numItermax=50_000, stopThr=1e-13)
    found = relent.barycenter(A, M, 0.01, weights, tolerance=1e-11, max_iterations=50_000)
    assert found.converged
    np.testing.assert_allclose(found.masses, expected, atol=1e-9)


def test_sliced_is_pot_s_on_the_same_directions_up_to_their_interval(rng):
    x, y = rng.normal(size=(300, 5)), rng.normal(size=(200, 5)) * 1.3 + 0.4
    many = ot.sliced_wasserstein_distance(x, y, n_projections=20_000, seed=1)
    found = relent.sliced_wasserstein(x, y, n_projections=400)
    assert found.value == pytest.approx(many, rel=0.02)
    low, high = found.interval
    assert low < found.value < high
    a, b = rng.gamma(1, size=300), rng.gamma(1, size=200)
    weighted = ot.sliced_wasserstein_distance(x, y, a / a.sum(), b / b.sum(), n_projections=20_000, seed=1, p=1)
    assert relent.sliced_wasserstein(x, y, a, b, 400, 1).value == pytest.approx(weighted, rel=0.02)
    most = ot.max_sliced_wasserstein_distance(x, y, n_projections=5000, seed=1)
    value, direction = relent.max_sliced_wasserstein(x, y)
    assert value >= most * (1 - 1e-9)
    assert np.linalg.norm(direction) == pytest.approx(1)


def test_rows_are_tested_by_energy_and_mmd(rng):
    cdist = pytest.importorskip("scipy.spatial.distance").cdist
    x, y = rng.normal(size=(60, 3)), rng.normal(size=(50, 3)) + 0.3
    found = relent.test_equality(x, y, "energy", permutations=199)

    def energy(p, q):
        return 2 * cdist(p, q).mean() - cdist(p, p).mean() - cdist(q, q).mean()

    assert found.statistic == pytest.approx(energy(x, y), rel=1e-12)
    assert found.p_value == relent.test_equality(x, y, statistic=energy, permutations=199).p_value
    assert relent.test_equality(x, y, permutations=199).test == found.test  # what auto takes of rows
    mmd = relent.test_equality(x, y, "mmd", permutations=199)
    assert mmd.p_value < 0.2
    assert "bandwidths" in mmd.notes[0]
    line = relent.test_equality(x[:, 0], y[:, 0], "energy", permutations=199)
    assert line.statistic == pytest.approx(energy(x[:, :1], y[:, :1]), rel=1e-12)
    with pytest.raises(relent.InputError, match="rows of several are tested by energy"):
        relent.test_equality(x, y, "ks")


def test_what_has_not_converged_says_so(problem):
    _, _, a, b, M = problem
    with pytest.warns(RuntimeWarning, match="not converged: after 3 iterations"):
        found = relent.sinkhorn(a, b, M, 0.01, max_iterations=3, anneal=False)
    assert not found.converged
    assert found.marginal_error > 1e-9
    assert "not converged" in repr(found)
    gap = abs(found.plan.sum(1) - a).sum() + abs(found.plan.sum(0) - b).sum()
    assert found.marginal_error == pytest.approx(gap, rel=1e-10)


def test_masses_may_be_left_out(problem):
    x, y, _, _, M = problem
    even = relent.sinkhorn(np.full(40, 1 / 40), np.full(30, 1 / 30), M, 0.5)
    assert relent.sinkhorn([], None, M, 0.5).value == even.value
    assert relent.empirical_sinkhorn(x, y, 0.5).value == pytest.approx(even.value, rel=1e-9)
    assert relent.sliced_wasserstein(x[:, 0], x[:, 0] + 2).value == pytest.approx(2)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: relent.sinkhorn([0.5, 0.5], [1.0], [[1.0, 2.0]], 1), "shape"),
        (lambda: relent.sinkhorn([0.5, 0.6], [1.0], [[1.0], [2.0]], 1), "equal totals"),
        (lambda: relent.sinkhorn([1.0], [1.0], [[float("nan")]], 1), r"M\[0\]"),
        (lambda: relent.sinkhorn([1.0], [1.0], [1.0], 1), "two axes are needed"),
        (lambda: relent.sinkhorn([1.0], [1.0], [[1.0]], 0), ": reg = 0"),
        (lambda: relent.sinkhorn([1.0], [1.0], [["one"]], 1), "M: could not convert"),
        (lambda: relent.sinkhorn([1.0], [1.0], [[1.0]], 1, form="fast"), "not one of auto, log, scaling"),
        (lambda: relent.empirical_sinkhorn([[0.0, 1]], [[0.0]], 1), "dimensions"),
        (lambda: relent.empirical_sinkhorn([[0.0]], [[0.0]], 1, metric="taxi"), "no metric"),
        (lambda: relent.empirical_sinkhorn([[0.0]], [[0.0]], 1, metric="cityblock").gradient(), "euclidean"),
        (lambda: relent.barycenter([[0.5], [0.6]], [[0.0, 1], [1, 0]], 1), "sums to"),
        (lambda: relent.sliced_wasserstein([[0.0, float("inf")]], [[0.0, 1]]), r"x\[0\]\[1\]"),
        (lambda: relent.sliced_wasserstein([[0.0, 1]], [[0.0, 1]], n_projections=0), "n_projections"),
        (lambda: relent.sliced_wasserstein([[1e300, 0]], [[-1e300, 1]]), "divide the points"),
        (lambda: relent.test_equality([[1e200, 0]], [[-1e200, 1]], "energy"), r"x\[0\]\[0\] = 1e\+200"),
    ],
)
def test_bad_input_is_refused_by_name(call, words):
    with pytest.raises(relent.Error, match=words):
        call()


def test_nothing_warns_that_converged(problem):
    _, _, a, b, M = problem
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        relent.sinkhorn(a, b, M, 1)


@pytest.fixture
def images(rng):
    a, b = rng.gamma(1.5, size=(2, 6, 9))
    a[:2], b[:, 3] = 0, 0
    return a / a.sum(), b / b.sum()


def image_costs(shape, power=2.0, spacing=(1, 1)):
    steps = [np.abs(np.subtract.outer(np.arange(n), np.arange(n)) * s) ** power for n, s in zip(shape, spacing)]
    return (steps[0][:, None, :, None] + steps[1][None, :, None, :]).reshape(np.prod(shape), -1)


@pytest.mark.parametrize("reg", [0.05, 1.0, 30.0])
def test_grids_are_their_matrix(images, reg):
    a, b = images
    M = image_costs(a.shape, 1.5, (0.5, 2))
    whole = relent.sinkhorn(a.ravel(), b.ravel(), M, reg, tolerance=1e-12, max_iterations=20_000)
    found = relent.sinkhorn_grid(a, b, reg, power=1.5, spacing=(0.5, 2), tolerance=1e-12, max_iterations=20_000)
    assert found.converged
    assert found.value == pytest.approx(whole.value, rel=1e-12)
    assert found.transport_cost == pytest.approx(whole.transport_cost, rel=1e-11)
    assert found.f.shape == a.shape
    with np.errstate(divide="ignore"):
        plan = np.exp((found.f.reshape(-1, 1) + found.g.reshape(1, -1) - M) / reg) * np.outer(a, b)
    np.testing.assert_allclose(plan, whole.plan, rtol=1e-8, atol=1e-13)
    again = relent.sinkhorn_grid(a, b, reg, power=1.5, spacing=(0.5, 2), start=found.g)
    assert again.iterations <= 2


def test_grid_divergence_is_that_of_the_places(images):
    a, b = images
    places = 0.3 * np.stack(np.meshgrid(np.arange(6), np.arange(9), indexing="ij"), axis=-1).reshape(-1, 2)
    for rho in (None, 0.7):
        known = relent.sinkhorn_divergence(places, places, 0.2, a.ravel(), b.ravel(), unbalanced=rho, tolerance=1e-12)
        found = relent.sinkhorn_divergence_grid(a, b, 0.2, spacing=0.3, unbalanced=rho, tolerance=1e-12)
        assert found.value == pytest.approx(known.value, rel=1e-10)
    found = relent.sinkhorn_divergence_grid(a, b, 0.2, spacing=0.3, tolerance=1e-12)
    known = relent.sinkhorn_divergence(places, places, 0.2, a.ravel(), b.ravel(), tolerance=1e-12).gradient()
    for slope, expected in zip(found.potentials, (known.a, known.b)):
        np.testing.assert_allclose(slope.ravel() - slope.mean(), expected - expected.mean(), atol=1e-9)


def test_barycenter_of_images_is_pot_s(rng):
    n = 24
    t = np.linspace(0, 1, n)
    A = np.stack(
        [np.exp(-((t[:, None] - u) ** 2 + (t[None] - v) ** 2) / 0.01) for u, v in ((0.3, 0.3), (0.6, 0.7), (0.4, 0.8))]
    )
    A /= A.sum((1, 2), keepdims=True)
    weights = np.array([0.2, 0.5, 0.3])
    expected = ot.bregman.convolutional_barycenter2d(
        A, 0.02, weights, method="sinkhorn_log", numItermax=50_000, stopThr=1e-13
    )
    found = relent.barycenter_grid(A, 0.02, weights, spacing=1 / (n - 1), tolerance=1e-12, max_iterations=50_000)
    assert found.converged
    np.testing.assert_allclose(found.masses, expected, atol=1e-9)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: relent.sinkhorn_grid(np.ones((2, 3)), np.ones((3, 2)), 1), "one grid for both is needed"),
        (lambda: relent.sinkhorn_grid(np.ones((2, 3)), np.ones((2, 3)), 0), ": reg = 0"),
        (lambda: relent.sinkhorn_grid(np.ones((2, 3)), 2 * np.ones((2, 3)), 1), "equal totals"),
        (
            lambda: relent.sinkhorn_grid(np.ones((2, 3)), np.ones((2, 3)), 1, spacing=[1, 2, 3]),
            "spacing has 3 numbers for 2 axes",
        ),
        (lambda: relent.sinkhorn_grid(np.ones((2, 3)), np.ones((2, 3)), 1, power=0), "power = 0"),
        (lambda: relent.sinkhorn_grid(np.ones((0, 3)), np.ones((0, 3)), 1), "no places"),
        (lambda: relent.sinkhorn_grid(np.full((2, 3), np.nan), np.ones((2, 3)), 1), r"a\[0\]\[0\] = nan"),
        (lambda: relent.barycenter_grid(np.ones(3), 1), "1 axes"),
        (lambda: relent.barycenter_grid(np.ones((2, 3)), 1), r"barycenter_grid: A\[0\] sums to 3"),
    ],
)
def test_bad_grids_are_refused_by_name(call, words):
    with pytest.raises(relent.Error, match=words):
        call()
