"""relent.fit and relent.rank, beside scipy and numpy."""

import math

import numpy as np
import pytest
import relent
from scipy import optimize, stats


def test_reverse_kl_has_every_optimum():
    found = relent.fit("0.5*normal(-4,1)+0.5*normal(4,1)", "normal", "reverse_kl")
    assert [round(abs(o.parameters["mean"]), 6) for o in found.optima] == [3.999602, 3.999602, 0]
    assert found.best.value == pytest.approx(0.693052941666, abs=1e-11)
    assert sum(o.basin_share for o in found.optima) == pytest.approx(1)
    assert found.unseen < 0.5


def test_forward_kl_is_the_targets_moments():
    found = relent.fit(stats.logistic(loc=1, scale=2), "normal")
    assert found.parameters["mean"] == pytest.approx(1)
    assert found.parameters["sd"] == pytest.approx(2 * math.pi / math.sqrt(3))


def test_samples_agree_with_scipy_and_the_information():
    x = stats.gamma(4, scale=10).rvs(400, random_state=1)
    found = relent.fit(relent.samples(x), "gamma")
    shape, _, scale = stats.gamma.fit(x, floc=0)
    assert found.parameters["shape"] == pytest.approx(shape, rel=1e-6)
    assert found.parameters["rate"] == pytest.approx(1 / scale, rel=1e-6)
    # The expected information of a gamma, which for its exponential family is the observed one.
    from scipy.special import polygamma

    rate = 1 / scale
    information = 400 * np.array([[polygamma(1, shape), -1 / rate], [-1 / rate, shape / rate**2]])
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    assert found.best.standard_errors["shape"] == pytest.approx(errors[0], rel=1e-4)
    assert found.best.standard_errors["rate"] == pytest.approx(errors[1], rel=1e-4)
    low, high = found.best.intervals["shape"]
    assert low < shape < high


def test_js_agrees_with_a_search_by_scipy():
    p = relent.distribution("0.3*normal(-1,0.5)+0.7*normal(2,1)")

    def cost(u):
        return float(relent.js_divergence(p, relent.normal(u[0], math.exp(u[1]))))

    best = optimize.minimize(cost, [1, 0.5], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12})
    found = relent.fit(p, "normal", "js")
    assert found.value == pytest.approx(best.fun, abs=1e-9)
    assert found.parameters["mean"] == pytest.approx(best.x[0], abs=1e-4)


def test_a_python_log_density_has_its_evidence_and_elbo():
    # Prior N(0,1), one observation 1.2 with unit noise: the posterior is N(0.6, 1/2).
    def log_joint(z):
        return -(z**2 + (1.2 - z) ** 2) / 2 - math.log(2 * math.pi)

    found = relent.fit(log_joint, "normal", "reverse_kl")
    assert found.log_evidence == pytest.approx(-1.625512123485, abs=1e-11)
    assert found.parameters == pytest.approx({"mean": 0.6, "sd": math.sqrt(0.5)}, abs=1e-7)
    assert found.best.elbo == pytest.approx(found.log_evidence, abs=1e-9)


def test_a_function_of_arrays_is_called_with_arrays():
    sizes = []

    def log_density(x):
        sizes.append(np.size(x))
        return -0.5 * np.square(x)

    found = relent.fit(log_density, "normal", "reverse_kl")
    assert found.log_evidence == pytest.approx(0.5 * math.log(2 * math.pi), abs=1e-10)
    assert max(sizes) > 500 and sum(sizes) > 3 * len(sizes)
    one = relent.fit(lambda x: -0.5 * math.pow(x, 2), "normal", "reverse_kl")
    assert one.log_evidence == pytest.approx(found.log_evidence, abs=1e-12)
    assert "evidence lower bound" in repr(one)

    def fails(x):
        raise KeyError("no such thing")

    with pytest.raises(KeyError):
        relent.fit(fails, "normal", "reverse_kl")


def test_a_page_is_written_or_returned(tmp_path):
    found = relent.fit("0.5*normal(-4,1)+0.5*normal(4,1)", "normal", "reverse_kl")
    found.to_html(tmp_path / "fit.html")
    assert (tmp_path / "fit.html").read_text() == found.to_html()
    assert "the best of 3 optima" in found.to_html()
    log_density = relent.fit(lambda x: -(x**4), "normal", "reverse_kl")
    assert "Evidence lower bound" in log_density.to_html()
    ranking = relent.rank([1.0, 2.0, 4.0, 2.5, 3.0], ["normal", "uniform"])
    assert "loses least" in ranking.to_html()


def test_weighted_samples_and_places():
    rng = np.random.default_rng(5)
    x, w = rng.normal(2, 3, 500), rng.uniform(0, 2, 500)
    found = relent.fit(relent.samples(x, weights=w), "normal")
    mean = np.average(x, weights=w)
    assert found.parameters["mean"] == pytest.approx(mean, abs=1e-6)
    sandwich = math.sqrt(np.sum(w**2 * (x - mean) ** 2)) / w.sum()
    assert found.best.standard_errors["mean"] == pytest.approx(sandwich, rel=1e-4)
    shape, _, _ = stats.gamma.fit(np.repeat([1.0, 2.0, 5.0], [3, 4, 2]), floc=0)
    placed = relent.fit(relent.counts([3, 4, 2]), "gamma", support=[1, 2, 5])
    assert placed.parameters["shape"] == pytest.approx(shape, rel=1e-6)
    histogram = relent.fit(relent.samples(x), "histogram(bins=7)")
    shares, edges = np.histogram(x, 7)
    assert [histogram.parameters[f"masses[{i}]"] for i in range(7)] == pytest.approx(shares / 500)
    assert histogram.distribution.cdf(edges[3]) == pytest.approx(shares[:3].sum() / 500)


def test_reverse_kl_of_a_mixture_agrees_with_a_search_by_scipy():
    target = relent.distribution("0.3*normal(-6, 1) + 0.4*normal(0, 0.7) + 0.3*normal(5, 1.2)")
    found = relent.fit(target, "mixture", "reverse_kl", components=2)
    x = np.linspace(-40, 40, 40001)
    log_p = target.log_density(x)

    def cost(u):
        w = 1 / (1 + math.exp(-u[0]))
        log_q = np.logaddexp(
            math.log(w) + stats.norm(u[1], math.exp(u[3])).logpdf(x),
            math.log1p(-w) + stats.norm(u[2], math.exp(u[4])).logpdf(x),
        )
        return np.trapezoid(np.exp(log_q) * (log_q - log_p), x)

    for o in found.optima:
        p = o.parameters
        at = [math.log(p["weights[0]"] / p["weights[1]"]), p["means[0]"], p["means[1]"]]
        at += [math.log(p["sds[0]"]), math.log(p["sds[1]"])]
        beside = optimize.minimize(cost, np.array(at) + 0.01, method="BFGS", options={"gtol": 1e-8})
        assert beside.fun == pytest.approx(o.value, abs=1e-9)
        assert beside.x[1:3] == pytest.approx(at[1:3], abs=1e-4)


def test_em_steps_are_scikit_learns():
    mixture = pytest.importorskip("sklearn.mixture")
    rng = np.random.default_rng(2)
    x = np.concatenate([rng.normal(m, 0.5 + 0.1 * m, 2500) for m in range(4)])
    weights, means, sds = np.full(4, 0.25), np.arange(4) + 0.2, np.full(4, 0.6)
    peer = mixture.GaussianMixture(
        4, tol=0, reg_covar=0, max_iter=7, weights_init=weights, means_init=means[:, None],
        precisions_init=(1 / sds**2)[:, None, None],
    )  # fmt: skip
    with pytest.warns():
        peer.fit(x[:, None])
    ours = relent._relent._em_steps(x, list(weights), list(means), list(sds), 8, 1)
    assert ours[3] == pytest.approx(peer.score(x[:, None]), abs=1e-12)


def test_a_mixture_is_as_likely_as_scikit_learns():
    mixture = pytest.importorskip("sklearn.mixture")
    rng = np.random.default_rng(2)
    x = np.concatenate([rng.normal(-3, 1, 300), rng.normal(2, 0.5, 700)])
    peer = mixture.GaussianMixture(2, tol=1e-10, max_iter=2000, reg_covar=0, random_state=0).fit(x[:, None])
    found = relent.fit(relent.samples(x), "mixture", components=2)
    assert -found.value == pytest.approx(peer.score(x[:, None]), abs=1e-8)


def test_the_worms_teeth():
    a = relent.masses([0.001, 0.009, 0.042, 0.139, 0.169, 0.170, 0.121, 0.089, 0.1, 0.085, 0.075])
    b = relent.masses([0.02, 0.03, 0.05, 0.14, 0.16, 0.15, 0.12, 0.08, 0.1, 0.08, 0.07])
    models = ["binomial(n=10)", relent.discrete_uniform(0, 10)]
    first, second = relent.rank(a, models), relent.rank(b, models)
    assert first.best.model == second.best.model == "discrete_uniform(0, 10)"
    assert [m.kl_divergence for m in first] == pytest.approx([0.3383998611, 0.4769743908], abs=1e-10)
    nats = [m.kl_divergence * math.log(2) for m in second]
    assert nats == pytest.approx([0.136679710950, 0.427349724856], abs=1e-11)
    assert relent.fit(a, "binomial(n=10)").parameters["p"] == pytest.approx(0.57, abs=1e-9)


def test_rank_counts_parameters_and_tests_the_lead():
    x = stats.gamma(4, scale=10).rvs(500, random_state=3)
    found = relent.rank(x, ["normal", "gamma", "gamma(4,0.1)"])
    fitted = {m.model.split("(")[0]: m for m in found if m.fitted_parameters}
    normal = fitted["normal"]
    log_likelihood = stats.norm(*stats.norm.fit(x)).logpdf(x)
    assert normal.aic == pytest.approx(4 - 2 * log_likelihood.sum())
    assert normal.bic == pytest.approx(2 * math.log(500) - 2 * log_likelihood.sum())
    assert normal.cross_entropy == pytest.approx(-log_likelihood.mean() / math.log(2))
    shape, _, scale = stats.gamma.fit(x, floc=0)
    difference = stats.gamma(shape, scale=scale).logpdf(x) - log_likelihood
    z = difference.mean() / (difference.std(ddof=1) / math.sqrt(500))
    assert normal.behind_p_value == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-3)
    assert found.best.interval[0] <= found.best.kl_divergence <= found.best.interval[1]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: relent.fit("cauchy(0,1)", "normal"), "variance"),
        (lambda: relent.fit("normal(0,1)", "gamma"), "infinite for every gamma"),
        (lambda: relent.fit("normal(0,1)", "gama"), "did you mean"),
        (lambda: relent.fit(relent.samples([1.0, 1.0, 1.0]), "normal"), "equal"),
        (lambda: relent.fit(relent.samples([1.0, 2.0]), "mixture", components=3), "distinct"),
        (lambda: relent.fit(lambda x: 0.0, "normal", "reverse_kl"), "does not integrate"),
        (lambda: relent.fit("normal(0,1)", "normal", components=0), "components"),
        (lambda: relent.rank([0.5, 1.5], ["poisson(2)"]), "whole numbers"),
        (lambda: relent.rank([1, 2], ["poisson(2)", "normal(1,1)"]), "cannot be compared"),
        (
            lambda: relent.fit(relent.samples([1.0, 2.0]), "mixture", components="auto", choose="aic"),
            "cross_validation",
        ),
        (lambda: relent.fit(lambda x: -x * x, "normal", support=[1]), "support"),
        (lambda: relent.rank(relent.masses([0.5, 0.5]), ["uniform(0,1)"]), "discrete_uniform"),
        (lambda: relent.rank([1.0, 2.0], []), "no models"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(relent.Error, match=words):
        call()
