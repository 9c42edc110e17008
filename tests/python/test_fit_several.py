"""relent.fit and relent.rank of several numbers, beside scikit-learn, scipy and numpy."""

import math

import numpy as np
import pytest
import relent
from scipy import optimize, special, stats
from sklearn.mixture import GaussianMixture

TWO = "0.5*mvnormal([-2,2],[[1,.6],[.6,1]]) + 0.5*mvnormal([2,-2],[[1,.6],[.6,1]])"


@pytest.fixture
def rows():
    rng = np.random.default_rng(1)
    means = np.array([[-2, 0, 1], [0, 2, -1], [3, -1, 0]])
    return np.concatenate([m + rng.standard_normal((400, 3)) @ np.diag([1, 0.5, 2]) for m in means])


def test_two_modes_both_ways():
    forward = relent.fit(TWO, "mvnormal")
    assert np.allclose(forward.parameters["covariance"], [[5, -3.4], [-3.4, 5]])
    assert forward.value == pytest.approx(0.829125594285, abs=1e-11)
    reverse = relent.fit(TWO, "mvnormal", "reverse-kl")
    assert [round(o.value, 10) for o in reverse.optima] == [0.6931356086, 0.6931356086, 2.4991890179]
    assert sorted(round(o.parameters["mean"][0], 9) for o in reverse.optima[:2]) == [-1.999975865, 1.999975865]
    assert reverse.best.elbo == pytest.approx(-reverse.value)
    assert isinstance(reverse.distribution, relent.JointDistribution)
    assert "3 optima" in repr(reverse)


def test_iterations_are_scikit_learns_from_the_same_start(rows):
    weights = np.full(3, 1 / 3)
    means = np.array([[-1.0, 0, 0], [0, 1, 0], [1, 0, 0]])
    covariances = np.stack([np.eye(3) * 3] * 3)
    model = GaussianMixture(
        3, reg_covar=0, weights_init=weights, means_init=means, precisions_init=np.linalg.inv(covariances)
    )
    model._initialize_parameters(rows, np.random.RandomState(0))
    expected = []
    for _ in range(25):
        likelihood, shares = model._e_step(rows)
        model._m_step(rows, shares)
        expected.append(likelihood)
    found = relent._relent._mixture_steps(rows, weights, means, covariances, 25, 0.0, 1)
    assert np.allclose(found, expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize(("family", "kind"), [("mvnormal", "full"), ("mvnormal_diagonal", "diag")])
def test_mixtures_are_as_likely_as_scikit_learns(rows, family, kind):
    found = relent.fit(rows, family, components=3)
    peer = max(
        GaussianMixture(3, covariance_type=kind, reg_covar=0, tol=1e-9, max_iter=500, random_state=s)
        .fit(rows)
        .score(rows)
        for s in range(3)
    )
    assert -found.value >= peer - 1e-6
    assert sum(found.parameters["weights"]) == pytest.approx(1)
    own = found.distribution.log_density(rows).mean()
    assert own == pytest.approx(-found.value, rel=1e-10)


def test_components_auto_and_cross_validated(rows):
    assert len(relent.fit(rows, "mixture", components="auto").parameters["weights"]) == 3
    crossed = relent.fit(rows, "mvnormal_diagonal", components="auto", choose="cross_validation")
    assert any("cross-validation" in n for n in crossed.notes)
    for bad in (0, -2, "many", 2.5):
        with pytest.raises(relent.InputError, match="components"):
            relent.fit(rows, "mvnormal", components=bad)


def test_normal_rows_have_numpys_moments_and_errors(rows):
    found = relent.fit(relent.samples(rows), "mvnormal")
    assert np.allclose(found.parameters["mean"], rows.mean(0))
    assert np.allclose(found.parameters["covariance"], np.cov(rows.T, bias=True))
    errors = found.best.standard_errors
    assert np.allclose(errors["mean"], rows.std(0) / math.sqrt(len(rows)))
    fourth = stats.wishart(len(rows), np.array(found.parameters["covariance"]) / len(rows)).var()
    assert np.allclose(np.square(errors["covariance"]), fourth, rtol=1e-9)
    low, high = found.best.intervals["mean"][0]
    assert low < rows[:, 0].mean() < high


def test_dirichlet_is_the_maximum_with_its_information():
    rng = np.random.default_rng(2)
    x = rng.dirichlet([2, 0.8, 4], size=500)
    found = relent.fit(relent.samples(x), "dirichlet")

    def loss(c):
        return -(special.gammaln(c.sum()) - special.gammaln(c).sum() + ((c - 1) * np.log(x).mean(0)).sum())

    best = optimize.minimize(loss, [1, 1, 1.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14}).x
    assert np.allclose(found.parameters["concentration"], best, rtol=1e-5)
    c = np.array(found.parameters["concentration"])
    information = np.diag(special.polygamma(1, c)) - special.polygamma(1, c.sum())
    errors = np.sqrt(np.diag(np.linalg.inv(information)) / 500)
    assert np.allclose(found.best.standard_errors["concentration"], errors, rtol=1e-9)


def test_student_errors_are_near_the_curvatures():
    x = stats.multivariate_t([1, -1], [[1, 0.4], [0.4, 2]], df=5).rvs(4000, random_state=3)
    found = relent.fit(relent.samples(x), "mvt")
    p = found.parameters

    def loss(u):
        shape = [[u[3], u[4]], [u[4], u[5]]]
        return -stats.multivariate_t(u[1:3], shape, df=u[0]).logpdf(x).sum()

    at = np.array([p["df"], *p["location"], p["shape"][0][0], p["shape"][0][1], p["shape"][1][1]])
    steps = 1e-3 * np.maximum(np.abs(at), 0.1)
    curvature = np.empty((6, 6))
    for i in range(6):
        for j in range(6):
            a, b = np.eye(6)[i] * steps[i], np.eye(6)[j] * steps[j]
            four = loss(at + a + b) - loss(at + a - b) - loss(at - a + b) + loss(at - a - b)
            curvature[i, j] = four / (4 * steps[i] * steps[j])
    expected = np.sqrt(np.diag(np.linalg.inv(curvature)))
    e = found.best.standard_errors
    mine = [e["df"], *e["location"], e["shape"][0][0], e["shape"][0][1], e["shape"][1][1]]
    assert np.allclose(mine, expected, rtol=0.15)


def test_a_function_of_several_numbers():
    precision = np.array([[2, -0.7], [-0.7, 1]])
    middle = np.array([1.0, 2.0])

    def log_density(z):
        return 3 - 0.5 * np.einsum("ni,ij,nj->n", z - middle, precision, z - middle)

    evidence = 3 + math.log(2 * math.pi) - 0.5 * math.log(np.linalg.det(precision))
    for gradient in (None, lambda z: -(z - middle) @ precision):
        found = relent.fit(log_density, "mvnormal", "reverse-kl", about=[0, 0], gradient=gradient)
        assert found.log_evidence == pytest.approx(evidence, abs=1e-8)
        assert found.best.elbo == pytest.approx(evidence, abs=1e-6)
        assert np.allclose(found.parameters["covariance"], np.linalg.inv(precision), atol=1e-5)
    flat = relent.fit(log_density, "mvnormal_diagonal", "reverse-kl", about=[0, 0], log_evidence=evidence)
    gap = 0.5 * math.log(2 * 1 / np.linalg.det(precision))
    assert flat.value == pytest.approx(gap, abs=1e-6)
    assert flat.best.elbo == pytest.approx(evidence - gap, abs=1e-6)


def test_pages(rows, tmp_path):
    found = relent.fit(rows, "mvnormal")
    found.to_html(tmp_path / "fit.html")
    assert (tmp_path / "fit.html").read_text() == found.to_html()
    assert found.to_html().count('class="chart plane"') == 3
    assert "loses least" in relent.rank(rows, ["mvnormal", "mvnormal_diagonal"]).to_html()
    seen = []

    def log_density(z):
        seen.append(z.shape)
        return -(z**2).sum(1)

    plane = relent.fit(log_density, "mvnormal", "reverse-kl", about=[0, 0])
    before = len(seen)
    assert "The shades of grey" in plane.to_html()
    assert len(seen) == before + 2 and seen[-1][1] == 2
    space = relent.fit(log_density, "mvnormal", "reverse-kl", about=[0, 0, 0])
    assert "the optima alone" in space.to_html()


def test_a_function_that_is_wrong_says_so():
    with pytest.raises(relent.InputError, match="returned 1 numbers"):
        relent.fit(lambda z: np.zeros(1), "mvnormal", "reverse-kl", about=[0, 0])
    with pytest.raises(relent.InputError, match="log_density = nan"):
        relent.fit(lambda z: np.full(len(z), np.nan), "mvnormal", "reverse-kl", about=[0, 0])
    with pytest.raises(ZeroDivisionError):
        relent.fit(lambda z: 1 / 0, "mvnormal", "reverse-kl", about=[0, 0])
    with pytest.raises(relent.InputError, match="reverse_kl"):
        relent.fit(lambda z: -(z**2).sum(1), "mvnormal", about=[0, 0])
    with pytest.raises(relent.InputError, match="one number"):
        relent.fit(lambda z: -(z**2).sum(1), "gamma", "reverse-kl", about=[0, 0])


def test_rank_of_rows(rows):
    found = relent.rank(rows, ["mixture(3)", "mvnormal", "mixture(3, diagonal)", relent.mvnormal([0, 0, 0], np.eye(3))])
    assert [m.fitted_parameters for m in found] == [29, 20, 9, 0] or found.best.model.count("mvnormal") == 3
    by_model = {m.fitted_parameters: m for m in found}
    given = by_model[0]
    surprise = -stats.multivariate_normal(np.zeros(3), np.eye(3)).logpdf(rows) / math.log(2)
    assert given.cross_entropy == pytest.approx(surprise.mean())
    assert given.behind_p_value < 1e-6
    assert given.aic == pytest.approx(2 * surprise.sum() * math.log(2))
    fitted = by_model[9]
    assert fitted.bic - fitted.aic == pytest.approx(9 * (math.log(len(rows)) - 2))
    assert found.best.kl_divergence < given.kl_divergence
    assert found.best.interval[0] <= found.best.kl_divergence <= found.best.interval[1]


def test_rank_refuses_models_of_other_spaces():
    x = np.random.default_rng(4).dirichlet([2, 3], size=50)
    alone = relent.rank(x, ["dirichlet"])
    assert alone.best.kl_divergence is None
    assert alone.best.cross_entropy < 0
    with pytest.raises(relent.InputError, match="cannot be compared"):
        relent.rank(x, ["dirichlet", "mvnormal_diagonal"])
    with pytest.raises(relent.InputError, match="one number"):
        relent.rank(x, ["normal"])
