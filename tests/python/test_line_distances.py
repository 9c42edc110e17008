"""Distances along a line, against SciPy and POT where they have them."""

import numpy as np
import pytest
import relent
from scipy import stats

DISTANCES = ["wasserstein_1", "wasserstein_2", "energy_distance"]


def test_masses_at_places_are_scipys(simplex, rng):
    support = np.sort(rng.normal(size=40)) * 3
    p, q = simplex(40), simplex(40)
    expected = stats.wasserstein_distance(support, support, p, q)
    assert relent.wasserstein_1(p, q, support=support) == pytest.approx(expected, rel=1e-12)
    expected = stats.energy_distance(support, support, p, q)
    assert relent.energy_distance(p, q, support=support) == pytest.approx(expected, rel=1e-12)
    assert relent.wasserstein_1(p, q) == relent.wasserstein_1(p, q, support=range(40))


def test_wasserstein_2_is_pots(simplex, rng):
    ot = pytest.importorskip("ot")
    support = np.sort(rng.normal(size=40)) * 3
    p, q = simplex(40), simplex(40)
    expected = np.sqrt(ot.emd2_1d(support, support, p, q))
    assert relent.wasserstein_2(p, q, support=support) == pytest.approx(expected, rel=1e-8)


def test_samples_are_scipys(rng):
    x, y = rng.normal(size=300), rng.normal(0.5, 2, size=500)
    found = relent.wasserstein_1(relent.samples(x), relent.samples(y))
    assert found.value == pytest.approx(stats.wasserstein_distance(x, y), rel=1e-12)
    assert found.method == "plug_in"
    assert found.interval[0] < found.value < found.interval[1]
    assert found.unit == ""
    both = relent.measure(relent.samples(x), relent.samples(y), ["wasserstein", "energy"])
    assert both["energy"].value == pytest.approx(stats.energy_distance(x, y), rel=1e-12)
    assert both["w1"].value == found.value


def test_distributions_and_masses_at_a_support():
    # E|X - 2| of a standard uniform is 1.5.
    assert relent.measure("uniform(0,1)", [1.0], "w1", support=[2]).value == pytest.approx(1.5, rel=1e-13)
    found = relent.measure("poisson(1)", [0.5, 0.5], "kl", support=[0, 5])
    assert found.value == np.inf


@pytest.mark.parametrize("name", DISTANCES)
def test_gradients_take_the_support(name, simplex):
    p, q, support = simplex(5) + 0.1, simplex(5) + 0.1, [-2.0, 0.0, 0.5, 7.0, 7.5]
    function = getattr(relent, name)
    dp, dq = relent.gradient(name, p, q, support=support, normalize=True)
    for slopes, side in ((dp, 0), (dq, 1)):
        for i in range(5):
            ends = []
            for step in (1e-6, -1e-6):
                moved = [p.copy(), q.copy()]
                moved[side][i] += step
                ends.append(function(*moved, support=support, normalize=True))
            assert slopes[i] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-8)
    shares = relent.contributions(name, p, q, support=support, normalize=True)
    assert shares.sum() == pytest.approx(function(p, q, support=support, normalize=True), rel=1e-12)


@pytest.mark.parametrize(
    ("support", "message"),
    [
        ([0, 1], "support has 2 positions, the masses have 3"),
        ([0, 2, 1], r"support\[2\] = 1, must be > 2"),
        ([0, 1, np.nan], r"support\[2\] = nan, must be finite"),
        ([], "support is empty"),
    ],
)
def test_a_bad_support_is_refused(support, message):
    with pytest.raises(relent.InputError, match=message):
        relent.wasserstein_1([0.2, 0.3, 0.5], [0.5, 0.3, 0.2], support=support)


def test_masses_as_they_are_have_no_distance():
    with pytest.raises(relent.InputError, match="not defined for masses taken as they are"):
        relent.energy_distance([1.0, 2.0], [2.0, 1.0], generalized=True)
