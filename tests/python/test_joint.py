"""Distributions of several numbers: Python objects, measures between them, torch's."""

import copy
import math
import pickle

import numpy as np
import pytest
import relent

SPREAD = np.array([[2.0, 0.5], [0.5, 1.0]])


def test_families_are_called_by_name_place_and_keyword():
    p = relent.mvnormal([1, -2], SPREAD)
    assert p == relent.mvnormal(mean=np.array([1.0, -2.0]), covariance=SPREAD)
    assert p == relent.distribution("mvnormal([1, -2], [[2, 0.5], [0.5, 1]])")
    assert p.text == "mvnormal([1, -2], [[2, 0.5], [0.5, 1]])"
    assert (p.name, p.size) == ("mvnormal", 2)
    assert np.array_equal(p.covariance(), SPREAD) and np.array_equal(p.mean(), [1, -2])
    assert {"mvnormal", "dirichlet", "wishart"} <= {f.name for f in relent.joint_families()}
    assert "symmetric and positive definite" in relent.mvnormal.__doc__


def test_log_density_and_draws_are_scipys():
    stats = pytest.importorskip("scipy.stats")
    p, other = relent.mvnormal([1, -2], SPREAD), stats.multivariate_normal([1, -2], SPREAD)
    x = p.sample(2000, seed=3)
    assert x.shape == (2000, 2)
    np.testing.assert_allclose(p.log_density(x), other.logpdf(x), rtol=1e-12)
    np.testing.assert_allclose(p.entropy(), other.entropy(), rtol=1e-13)
    np.testing.assert_allclose(np.cov(x.T), SPREAD, atol=0.15)
    assert np.array_equal(x, p.sample(2000, seed=3, threads=1))
    assert isinstance(p.log_density([0, 0]), float)
    d, theirs = relent.dirichlet([0.5, 2, 7]), stats.dirichlet([0.5, 2, 7])
    np.testing.assert_allclose(d.log_density([0.1, 0.2, 0.7]), theirs.logpdf([0.1, 0.2, 0.7]), rtol=1e-12)
    w, theirs = relent.wishart(4, SPREAD), stats.wishart(4, SPREAD)
    np.testing.assert_allclose(w.log_density([1, 0.2, 0.2, 3]), theirs.logpdf([[1, 0.2], [0.2, 3]]), rtol=1e-12)
    t, theirs = relent.mv_student_t(3, [0, 1], SPREAD), stats.multivariate_t([0, 1], SPREAD, df=3)
    np.testing.assert_allclose(t.log_density([[5, 1], [0, 0]]), theirs.logpdf([[5, 1], [0, 0]]), rtol=1e-12)


def test_measures_take_them_and_texts():
    p, q = relent.mvnormal([0, 1], SPREAD), relent.mvnormal([0.3, 0], np.eye(2))
    found = relent.kl_divergence(p, q)
    assert found.method == "closed_form"
    by_hand = 0.5 * (np.trace(SPREAD) - 2 - np.log(np.linalg.det(SPREAD)) + 0.3**2 + 1)
    assert float(found) == pytest.approx(by_hand, rel=1e-14)
    assert float(relent.kl_divergence(p, q.text)) == float(found)
    mixed = relent.joint_mixture([0.5, 0.5], [p, q])
    assert relent.js_divergence(p, q).method == "quadrature"
    assert float(relent.kl_divergence(mixed, mixed)) == pytest.approx(0, abs=1e-14)
    a = relent.kl_divergence(relent.dirichlet([1, 2, 3]), "0.5*dirichlet([2, 2, 2]) + 0.5*dirichlet([1, 1, 1])")
    assert a.method == "monte_carlo" and a.interval[0] < float(a) < a.interval[1]
    assert relent.entropy(p).value == pytest.approx(p.entropy())
    assert (
        float(relent.wasserstein_2(relent.mvnormal_diagonal([0, 0], [1, 2]), relent.mvnormal_diagonal([3, 0], [1, 6])))
        == 5
    )


def test_large_ones_are_described_not_spelled_out():
    p = relent.mvnormal(np.zeros(300), np.eye(300))
    found = relent.measure(p, relent.mvnormal(np.ones(300), np.eye(300)), "kl")
    assert found.p == "mvnormal of points of 300 numbers"
    assert found["kl_divergence"].value == pytest.approx(150, rel=1e-13)


def test_products_and_fits():
    p = relent.independent(relent.normal(0, 1), "gamma(2, 1)")
    assert p.text == "independent(normal(0, 1), gamma(2, 1))"
    assert float(relent.kl_divergence(p, relent.independent("normal(1, 1)", "gamma(2, 1)"))) == pytest.approx(0.5)
    rows = relent.mvnormal([1, -2], SPREAD).sample(5000, seed=1)
    fitted = relent.mvnormal.fit(rows)
    np.testing.assert_allclose(fitted.mean(), rows.mean(axis=0))
    np.testing.assert_allclose(fitted.covariance(), np.cov(rows.T, bias=True))


def test_they_are_values():
    p = relent.mvnormal([1, -2], SPREAD)
    assert pickle.loads(pickle.dumps(p)) == p and copy.deepcopy(p) is p and hash(p) == hash(relent.distribution(p.text))
    assert pickle.loads(pickle.dumps(relent.mvnormal)).name == "mvnormal"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: relent.mvnormal([0, 0], [[1, 2], [2, 1]]),
            "covariance, whose least eigenvalue is -1, must be positive definite",
        ),
        (lambda: relent.mvnormal([0, 0], [1, 2]), "covariance has 1 axes, must have two"),
        (lambda: relent.mvnormal([0, math.nan], np.eye(2)), "mean[1] = nan, must be finite"),
        (lambda: relent.mvnormal([0, 0]), "needs mean, covariance; covariance is missing"),
        (lambda: relent.mvnormal([0, 0], np.eye(3)), "covariance is 3 x 3, must be 2 x 2"),
        (lambda: relent.dirichlet([1, -1]), "concentration[1] = -1, must be > 0"),
        (
            lambda: relent.mvnormal([0], [[1]]).log_density([1, 2]),
            "x has 2 numbers along its last axis, must have the 1",
        ),
        (lambda: relent.independent(), "no distributions"),
        (
            lambda: relent.kl_divergence(relent.dirichlet([1, 1]), relent.mvnormal([0, 0], np.eye(2))),
            "no common base measure",
        ),
        (
            lambda: relent.kl_divergence(relent.dirichlet([1, 1]), relent.normal(0, 1)),
            "several numbers and one of a single",
        ),
    ],
)
def test_refusals_say_what_is_wrong(make, words):
    with pytest.raises(relent.Error) as caught:
        make()
    assert words in str(caught.value)


def test_torchs_distributions_are_accepted():
    torch = pytest.importorskip("torch")
    td = torch.distributions
    f64 = torch.float64
    p = td.MultivariateNormal(torch.tensor([1.0, -2.0], dtype=f64), torch.tensor(SPREAD))
    q = td.LowRankMultivariateNormal(
        torch.zeros(2, dtype=f64), torch.tensor([[1.0], [0.5]], dtype=f64), torch.tensor([0.5, 2.0], dtype=f64)
    )
    assert float(relent.kl_divergence(p, q)) == pytest.approx(float(td.kl_divergence(p, q)), rel=1e-12)
    for a, b in [
        (td.Dirichlet(torch.tensor([1.0, 2, 3], dtype=f64)), td.Dirichlet(torch.tensor([2.0, 2, 5], dtype=f64))),
        (
            td.Independent(td.Normal(torch.zeros(3, dtype=f64), torch.ones(3, dtype=f64)), 1),
            td.Independent(td.Normal(torch.ones(3, dtype=f64), 2 * torch.ones(3, dtype=f64)), 1),
        ),
    ]:
        assert float(relent.kl_divergence(a, b)) == pytest.approx(float(td.kl_divergence(a, b)), rel=1e-12)
    w = td.Wishart(torch.tensor(4.0, dtype=f64), torch.tensor(SPREAD))
    x = np.array([[1.0, 0.2], [0.2, 3.0]])
    assert relent.distribution(w).log_density(x.ravel()) == pytest.approx(float(w.log_prob(torch.tensor(x))), rel=1e-12)
    m = td.Multinomial(5, torch.tensor([0.2, 0.3, 0.5], dtype=f64))
    assert relent.distribution(m).log_density([1, 2, 2]) == pytest.approx(
        float(m.log_prob(torch.tensor([1.0, 2, 2], dtype=f64))), rel=1e-12
    )
    with pytest.raises(relent.InputTypeError, match="batch shape"):
        relent.entropy(td.Dirichlet(torch.ones(2, 3)))


def test_gradients_have_their_parameters_names_and_shapes():
    p = relent.mvnormal([0, 1], [[2, 0.5], [0.5, 1]])
    q = relent.mvnormal([0.5, 0], [[1, 0], [0, 2]])
    found = relent.kl_gradient(p, q)
    assert found.value == relent.kl_divergence(p, q).value
    assert list(found.p) == ["mean", "covariance"] and found.p["covariance"].shape == (2, 2)
    inverse_p, inverse_q = (np.linalg.inv(d.covariance()) for d in (p, q))
    away = p.mean() - q.mean()
    np.testing.assert_allclose(found.p["mean"], inverse_q @ away, rtol=1e-13)
    np.testing.assert_allclose(found.p["covariance"], (inverse_q - inverse_p) / 2, rtol=1e-13, atol=1e-15)
    inside = p.covariance() + np.outer(away, away)
    np.testing.assert_allclose(found.q["covariance"], (inverse_q - inverse_q @ inside @ inverse_q) / 2, atol=1e-14)
    assert np.all(found.q_error["covariance"] < 1e-12)


def test_gradients_of_other_measures_agree_with_torch():
    torch = pytest.importorskip("torch")
    a, b = (torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in ([0.7, 2.0, 5.0], [1.5, 0.4, 9.0]))
    torch.distributions.kl_divergence(torch.distributions.Dirichlet(a), torch.distributions.Dirichlet(b)).backward()
    found = relent.divergence_gradient("kl", relent.dirichlet([0.7, 2, 5]), "dirichlet([1.5, 0.4, 9])")
    np.testing.assert_allclose(found.p["concentration"], a.grad, rtol=1e-8)
    np.testing.assert_allclose(found.q["concentration"], b.grad, rtol=1e-8)
    js = relent.divergence_gradient("js", "normal(0, 1)", "0.5*normal(1, 1) + 0.5*normal(2, 1)", weight=0.25)
    h = 1e-5
    values = [relent.js_divergence(relent.normal(x, 1), "0.5*normal(1, 1) + 0.5*normal(2, 1)", weight=0.25).value
              for x in (h, -h)]  # fmt: skip
    assert js.p["mean"] == pytest.approx((values[0] - values[1]) / (2 * h), rel=1e-7)


@pytest.mark.parametrize(
    ("measure", "p", "q", "words"),
    [
        ("w2", "dirichlet([1, 2])", "dirichlet([2, 2])", "wasserstein_2"),
        ("kl", "normal(0, 1)", "mvnormal([0, 0], [[1, 0], [0, 1]])", "the other several"),
        ("nothing", "normal(0, 1)", "normal(0, 1)", "nothing"),
        ("hellinger", "mvnormal([0], [[1]])", "mvnormal([0], [[1]])", "0 here"),
    ],
)
def test_gradients_that_are_not_there_say_why(measure, p, q, words):
    with pytest.raises(relent.InputError, match=words):
        relent.divergence_gradient(measure, p, q)
