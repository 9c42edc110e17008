"""Distances on a line by every way that Python has to them: batches of pairs, weights, circles, bins, operands."""

import math

import numpy as np
import pytest
import relent

ot = pytest.importorskip("ot")
stats = pytest.importorskip("scipy.stats")


def test_pairs_have_weights_each_or_one_for_all(rng):
    x, y = rng.normal(size=(6, 30)), rng.normal(size=(6, 20)) + 1
    a, b = rng.gamma(1.5, size=(6, 30)), rng.gamma(1.5, size=20)
    for p in (1, 2.5, math.inf):
        every = relent.wasserstein_distance(x, y, p, x_weights=a, y_weights=b)
        one_by_one = [relent.wasserstein_distance(x[r], y[r], p, x_weights=a[r], y_weights=b) for r in range(6)]
        np.testing.assert_array_equal(every, one_by_one)
    first = relent.wasserstein_distance(x, y, x_weights=a, y_weights=b)
    assert first[2] == pytest.approx(stats.wasserstein_distance(x[2], y[2], a[2], b), rel=1e-12)
    with pytest.raises(relent.InputError, match=r"x_weights has shape \(5, 30\), must be \(6, 30\) or \(30,\)"):
        relent.wasserstein_distance(x, y, x_weights=a[:5])
    with pytest.raises(relent.InputError, match=r"x_weights\[3\] = -1"):
        relent.wasserstein_distance(x[0], y[0], x_weights=[1, 1, 1, -1] + [1] * 26)


def test_pairs_on_a_circle(rng):
    x, y, a = rng.uniform(size=(4, 20)), rng.uniform(size=(4, 15)), rng.gamma(1.5, size=(4, 20))
    every = relent.wasserstein_distance(x, y, period=1)
    np.testing.assert_allclose(every, np.ravel(ot.wasserstein_circle(x.T, y.T, p=1)), rtol=1e-7)
    weighted = relent.wasserstein_distance(x, y, x_weights=a, period=1)
    assert weighted[3] == relent.wasserstein_distance(x[3], y[3], x_weights=a[3], period=1)
    with pytest.raises(relent.InputError, match="on a circle p must be 1"):
        relent.wasserstein_distance(x, y, 2, period=1)


def test_bins_hold_the_distance_of_their_values(rng):
    x, y = rng.normal(size=3000), rng.normal(size=2500) * 1.2 + 0.3
    for bins in (4, 30, 400):
        edges = np.linspace(-7, 7, bins + 1)
        kept = [np.histogram(v, edges, weights=w)[0] for v in (x, y) for w in (np.ones_like(v), v)]
        found = relent.binned_wasserstein(edges, *kept)
        assert abs(found.value - relent.wasserstein_distance(x, y)) <= found.bound + 1e-12
        assert float(found) == found.value
    assert found.bound < 0.01
    # Counts and sums of parts add up to those of the whole.
    parts = [np.histogram(v, edges, weights=w)[0] for v in (x[:999], x[999:]) for w in (np.ones_like(v), v)]
    np.testing.assert_allclose(parts[0] + parts[2], kept[0])
    np.testing.assert_allclose(parts[1] + parts[3], kept[1], atol=1e-10)
    with pytest.raises(relent.InputError):
        relent.binned_wasserstein([0, 1], [1], [5], [1], [0.5])


def test_energy_and_cramer_by_name(rng):
    x, y, a = rng.normal(size=80), rng.normal(size=60) + 0.5, rng.gamma(1.5, size=80)
    expected = stats.energy_distance(x, y)
    assert relent.energy_distance(relent.samples(x), relent.samples(y)).value == pytest.approx(expected, rel=1e-12)
    assert relent.cramer_distance(x, y) * math.sqrt(2) == pytest.approx(expected, rel=1e-12)
    weighted = relent.energy_distance(relent.samples(x, weights=a), relent.samples(y))
    assert weighted.value == pytest.approx(stats.energy_distance(x, y, a), rel=1e-12)
    places = np.array([0.0, 1.5, 4.0])
    p, q = np.array([0.2, 0.5, 0.3]), np.array([0.6, 0.1, 0.3])
    for name, expected in (("energy_distance", stats.energy_distance), ("wasserstein_1", stats.wasserstein_distance)):
        found = getattr(relent, name)(p, q, support=places)
        assert found == pytest.approx(expected(places, places, p, q), rel=1e-12)
    by_places = relent.wasserstein_distance(places, places, 3, x_weights=p, y_weights=q)
    assert by_places == pytest.approx(ot.wasserstein_1d(places, places, p, q, p=3) ** (1 / 3), rel=1e-10)


def test_clouds_have_distances_as_operands(rng):
    x, y = rng.normal(size=(40, 3)), rng.normal(size=(30, 3)) + 1
    found = relent.measure(relent.samples(x), relent.samples(y), measure="w1")
    assert float(found) == pytest.approx(relent.emd(None, None, x=x, y=y).cost, rel=1e-13)

    w2 = relent.wasserstein_2(relent.samples(x), relent.samples(y)).value
    assert w2**2 == pytest.approx(ot.emd2([], [], ot.dist(x, y)), rel=1e-12)
