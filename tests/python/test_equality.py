"""relent.test_equality beside SciPy where that is exact too, and what it says of ties, kinds and bad input."""

import warnings

import numpy as np
import pytest
import relent

stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize(("n", "m", "shift"), [(7, 5, 0.5), (40, 25, 0.3), (300, 500, 0.1), (12, 9, 5.0)])
def test_kolmogorov_smirnov_is_scipys_without_ties(rng, n, m, shift):
    x, y = rng.normal(0, 1, n), rng.normal(shift, 1, m)
    found = relent.test_equality(x, y, "ks")
    peer = stats.ks_2samp(x, y, method="exact")
    assert found.test == "Kolmogorov-Smirnov, exact"
    assert found.statistic == pytest.approx(peer.statistic, rel=1e-14)
    assert found.p_value == pytest.approx(peer.pvalue, rel=1e-9)


@pytest.mark.parametrize(("n", "m"), [(6, 6), (9, 7), (12, 12), (20, 15)])
def test_cramer_von_mises_is_scipys_without_ties(rng, n, m):
    x, y = rng.normal(0, 1, n), rng.normal(0.7, 1, m)
    found = relent.test_equality(x, y, "cvm")
    peer = stats.cramervonmises_2samp(x, y, method="exact")
    assert found.statistic == pytest.approx(peer.statistic, rel=1e-12)
    if "exact" in found.test:
        assert found.p_value == pytest.approx(peer.pvalue, rel=1e-9)
    else:
        assert found.p_value == pytest.approx(peer.pvalue, rel=0.05, abs=0.005)


def test_cramer_von_mises_limit_is_scipys(rng):
    x, y = rng.normal(0, 1, 400), rng.normal(0.1, 1, 300)
    found = relent.test_equality(x, y, "cvm")
    peer = stats.cramervonmises_2samp(x, y, method="asymptotic")
    assert found.p_value == pytest.approx(peer.pvalue, rel=1e-8)


@pytest.mark.parametrize("grid", [0, 0.5])
def test_anderson_darling_statistic_is_scipys(rng, grid):
    x, y = rng.normal(0, 1, 80), rng.normal(0.6, 1, 60)
    if grid:
        x, y = np.round(x / grid) * grid, np.round(y / grid) * grid
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the signature of later versions, and of p-values beyond the table
        # Its table knows no ties; with them only its permutations are right.
        how = {"method": stats.PermutationMethod(n_resamples=9999, rng=1)} if grid else {}
        peer = stats.anderson_ksamp([x, y], **how)
    found = relent.test_equality(x, y)
    assert found.test.startswith("Anderson-Darling")
    assert found.statistic == pytest.approx(peer.statistic, rel=1e-9)
    assert 0.001 < peer.pvalue < 0.25  # what SciPy's table spans
    assert found.p_value == pytest.approx(peer.pvalue, rel=0.1)


def test_counts_are_scipys(rng):
    p, q = rng.integers(20, 90, 6), rng.integers(20, 90, 6)
    table = np.array([p, q])
    for test, method in (("chi_square", "pearson"), ("g", "log-likelihood")):
        found = relent.test_equality(relent.counts(p), relent.counts(q), test)
        peer = stats.chi2_contingency(table, correction=False, lambda_=method)
        assert found.statistic == pytest.approx(peer.statistic, rel=1e-12)
        assert found.p_value == pytest.approx(peer.pvalue, rel=1e-10)
    small = [[8, 2], [1, 5]]
    found = relent.test_equality(relent.counts(small[0]), relent.counts(small[1]), "fisher")
    assert found.p_value == pytest.approx(stats.fisher_exact(small).pvalue, rel=1e-12)


def test_words_are_lined_up_and_missing_ones_noted():
    found = relent.test_equality(["a", "b", None, "a"], ["c", "b", "a", "a"])
    assert found.test == "G, exact"
    assert found.p_value == 1
    assert found.notes == ["p: 1 of 4 values are missing and left out"]
    with pytest.raises(relent.InputError, match="words have no order"):
        relent.test_equality(["a", "b"], ["a", "c"], "ks")


def test_permutation_with_a_statistic_of_ones_own(rng):
    x, y = rng.normal(0, 1, (30, 2)), rng.normal(0.9, 1, (25, 2))

    def apart(a, b):
        return float(np.linalg.norm(a.mean(axis=0) - b.mean(axis=0)))

    found = relent.test_equality(x, y, statistic=apart, permutations=499)
    assert found.p_value == pytest.approx(1 / 500)
    assert found.statistic == pytest.approx(apart(x, y), rel=1e-15)
    same = relent.test_equality(x, x, statistic=apart, permutations=99)
    assert same.p_value == 1
    with pytest.raises(ZeroDivisionError):
        relent.test_equality(x, y, statistic=lambda a, b: 1 / 0)
    with pytest.raises(relent.InputError, match="permutation"):
        relent.test_equality(x, y, "ks", statistic=apart)


def test_permutation_does_not_depend_on_threads(rng):
    x, y = rng.normal(0, 1, 50), rng.normal(0.3, 1, 60)
    one, two = (relent.test_equality(x, y, "permutation", threads=t, permutations=999) for t in (1, 2))
    assert one.p_value == two.p_value
    assert relent.test_equality(x, y, "permutation", seed=5, permutations=999).p_value == pytest.approx(
        one.p_value, abs=0.1
    )


def test_numbers_in_cells(rng):
    found = relent.test_equality(rng.normal(0, 1, 2000), rng.normal(0, 1.3, 2000), "chi_square")
    assert found.p_value < 1e-6
    assert "equal shares" in found.notes[-1]


@pytest.mark.parametrize(
    ("x", "y", "test", "words"),
    [
        ([], [1.0], "auto", "has no values|no values"),
        ([1.0, np.inf], [1.0], "auto", r"x\[1\] = inf"),
        ([1.0, 2.0], ["a", "b"], "auto", "different kinds"),
        ("counts:1,2", "counts:1,2,3", "auto", "2 counts and q has 3"),
        ("counts:1,2.5", "counts:1,2", "auto", r"p\[1\] = 2.5, must be a whole number"),
        ("counts:1,-2", "counts:1,2", "auto", r"p\[1\] = -2"),
        ("counts:0,0", "counts:1,2", "auto", "p counted nothing"),
        ("normal(0, 1)", [1.0], "auto", "p is no sample"),
        ("0.5,0.5", "counts:1,2", "auto", "p is no sample"),
        ([1.0], [2.0], "kss", 'test "kss" is not one of auto, ks.*did you mean "ks"'),
        ([1.0], [2.0], "fisher", "counts and words"),
    ],
)
def test_bad_input_is_named(x, y, test, words):
    with pytest.raises(relent.Error, match=words):
        relent.test_equality(x, y, test)


def test_what_can_be_said_of_almost_nothing():
    assert relent.test_equality([1.0], [2.0]).p_value == 1
    constant = relent.test_equality([3.0, 3.0], [3.0])
    assert constant.p_value == 1
    assert "nothing to test" in constant.notes[0]
    assert relent.test_equality("counts:1000000000,2", "counts:999999999,5").p_value > 0.01
    all_missing = np.array([np.nan, np.nan])
    with pytest.raises(relent.InputError, match="p has no values"):
        relent.test_equality(all_missing, [1.0])


def test_measures_of_two_data_say_whether_they_differ(rng):
    same = relent.measure(relent.samples(rng.normal(0, 1, 500)), relent.samples(rng.normal(0, 1, 500)), "js")
    assert any(note.startswith("the data do not tell P from Q (Anderson-Darling") for note in same.notes)
    apart = relent.measure(relent.counts([90, 10]), relent.counts([50, 50]), "tv")
    assert any(note.startswith("the data tell P from Q (G") for note in apart.notes)
