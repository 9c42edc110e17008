"""Named distributions and what is built from them, as Python objects: the catalogue's families beside SciPy's."""

import copy
import inspect
import math
import pickle

import numpy as np
import pytest
import relent
from scipy import stats

# One member of every family, and the same in SciPy where it has it.
MEMBERS = {
    "bernoulli": ((0.3,), stats.bernoulli(0.3)),
    "beta_binomial": ((10, 2, 3), stats.betabinom(10, 2, 3)),
    "binomial": ((10, 0.3), stats.binom(10, 0.3)),
    "categorical": (([0.2, 0.5, 0.3],), stats.rv_discrete(values=([0, 1, 2], [0.2, 0.5, 0.3]))),
    "discrete_uniform": ((2, 6), stats.randint(2, 7)),
    "geometric": ((0.3,), stats.geom(0.3, loc=-1)),
    "hypergeometric": ((20, 7, 12), stats.hypergeom(20, 7, 12)),
    "negative_binomial": ((5, 0.4), stats.nbinom(5, 0.6)),
    "poisson": ((3.5,), stats.poisson(3.5)),
    "zipf": ((3.5,), stats.zipf(3.5)),
    "beta": ((2, 3.5), stats.beta(2, 3.5)),
    "cauchy": ((1, 2), stats.cauchy(1, 2)),
    "chi": ((3,), stats.chi(3)),
    "chi_squared": ((3,), stats.chi2(3)),
    "continuous_bernoulli": ((0.3,), None),
    "exponential": ((2,), stats.expon(scale=0.5)),
    "gamma": ((2, 3), stats.gamma(2, scale=1 / 3)),
    "generalized_normal": ((1.5, 1, 2), stats.gennorm(1.5, 1, 2)),
    "gumbel": ((1, 2), stats.gumbel_r(1, 2)),
    "half_normal": ((2,), stats.halfnorm(scale=2)),
    "inverse_gamma": ((4, 3), stats.invgamma(4, scale=3)),
    "inverse_gaussian": ((0.7, 0, 2), stats.invgauss(0.7, 0, 2)),
    "kumaraswamy": ((2, 3), None),
    "laplace": ((1, 2), stats.laplace(1, 2)),
    "log_normal": ((0.5, 0.75), stats.lognorm(0.75, scale=math.exp(0.5))),
    "logistic": ((1, 2), stats.logistic(1, 2)),
    "logit_normal": ((0.5, 0.75), None),
    "moyal": ((1, 2), stats.moyal(1, 2)),
    "normal": ((1, 2), stats.norm(1, 2)),
    "pareto": ((2, 3), stats.pareto(3, scale=2)),
    "rayleigh": ((2,), stats.rayleigh(scale=2)),
    "student_t": ((5, 1, 2), stats.t(5, 1, 2)),
    "triangular": ((0.3, 1, 2), stats.triang(0.3, 1, 2)),
    "uniform": ((1, 4), stats.uniform(1, 3)),
    "von_mises": ((0, 2), stats.vonmises(2)),
    "weibull": ((2, 1.5), stats.weibull_min(1.5, scale=2)),
}
FAMILIES = {f.name: f for f in relent.families()}
FAMILIES_OF_SCIPY = [name for name, (_, peer) in MEMBERS.items() if peer is not None]


def member(name):
    return FAMILIES[name](*MEMBERS[name][0])


def test_every_family_of_the_catalogue_has_a_case_here():
    assert MEMBERS.keys() == FAMILIES.keys()


@pytest.mark.parametrize("name", MEMBERS)
def test_a_family_is_an_object_of_its_name(name):
    family, d = getattr(relent, name), member(name)
    assert family is FAMILIES[name]
    assert (d.name, d.discrete) == (name, family.discrete)
    assert family.formula in family.__doc__
    names = [p.name for p in family.parameters]
    assert list(inspect.signature(family).parameters) == names
    assert family(**dict(zip(names, MEMBERS[name][0], strict=True))) == d
    assert relent.distribution(str(d)) == d
    assert len(d.parameter_names) == d.log_density_gradient(np.asarray(d.quantile([0.3, 0.6]))).shape[-1]


@pytest.mark.parametrize("name", FAMILIES_OF_SCIPY)
def test_functions_are_scipys(name):
    d, peer = member(name), MEMBERS[name][1]
    u = np.array([[0.03, 0.2], [0.6, 0.97]])
    x = peer.ppf(u)
    log = peer.logpmf(x) if d.discrete else peer.logpdf(x)
    np.testing.assert_allclose(d.log_density(x), log, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(d.density(x), np.exp(log), rtol=1e-9)
    np.testing.assert_allclose(d.cdf(x), peer.cdf(x), rtol=1e-9)
    np.testing.assert_allclose(d.survival(x), peer.sf(x), rtol=1e-9)
    np.testing.assert_allclose(d.quantile(u), x, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(d.quantile_survival(1 - u), x, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", [n for n in FAMILIES_OF_SCIPY if n not in ("cauchy", "von_mises")])
def test_moments_are_scipys(name):
    d, peer = member(name), MEMBERS[name][1]
    assert d.mean() == pytest.approx(peer.mean(), rel=1e-9)
    assert d.variance() == pytest.approx(peer.var(), rel=1e-8)
    assert d.sd() == pytest.approx(peer.std(), rel=1e-8)
    assert d.entropy() == pytest.approx(float(peer.entropy()), rel=1e-6)
    assert d.entropy("bits") == pytest.approx(d.entropy() / math.log(2), rel=1e-15)


@pytest.mark.parametrize("name", MEMBERS)
def test_draws_come_from_the_distribution(name):
    d = member(name)
    x = d.sample(2000, seed=7)
    np.testing.assert_array_equal(x, d.sample(2000, 7, threads=1))
    assert not np.array_equal(x, d.sample(2000, 8))
    # Dvoretzky, Kiefer & Wolfowitz: the empirical cdf leaves this band once in 10^9 times.
    grid = np.asarray(d.quantile(np.linspace(0.05, 0.95, 19)))
    shares = (x[:, None] <= grid).mean(axis=0)
    assert np.abs(shares - d.cdf(grid)).max() < math.sqrt(math.log(2e9) / (2 * 2000))


@pytest.mark.parametrize("name", ["normal", "gamma", "beta", "poisson", "laplace", "weibull", "categorical"])
def test_fits_find_what_was_drawn(name):
    d = member(name)
    found = FAMILIES[name].fit(d.sample(20000, 3))
    for key, value in d.parameters.items():
        assert found.parameters[key] == pytest.approx(value, rel=0.1, abs=0.1)
    with pytest.raises(relent.InputError, match=f"{name}: no values"):
        FAMILIES[name].fit([])


@pytest.mark.parametrize(
    "text",
    [
        "normal(1, 2)",
        "categorical([0.2, 0.8])",
        "0.5*normal(1, 0.1) + 0.5*gamma(2, 0.3333333333333333)",
        "truncated(normal(0, 1), 0, inf)",
        "affine(gamma(2, 3), 3, -1)",
        "exp(normal(0, 1))",
        "log(gamma(2, 3))",
    ],
)
def test_distributions_are_values(text):
    d = relent.distribution(text)
    assert str(d) == repr(d) == text
    for same in (pickle.loads(pickle.dumps(d)), copy.copy(d), copy.deepcopy(d), relent.distribution(d.text)):
        assert same == d
        assert hash(same) == hash(d)
    assert d != relent.normal(9, 9)
    assert d != d.text
    assert len({d, relent.distribution(d.text)}) == 1


def test_functions_keep_shape_and_library():
    torch = pytest.importorskip("torch")
    d = relent.normal(1, 2)
    assert isinstance(d.cdf(0.5), float)
    assert d.cdf(3) == d.cdf(np.float32(3))
    x = np.arange(12, dtype=np.float32).reshape(3, 4)
    assert d.log_density(x).shape == (3, 4)
    np.testing.assert_array_equal(d.log_density(x.T), d.log_density(x).T)
    np.testing.assert_array_equal(d.log_density(x[::2, ::-1].astype(float)), d.log_density(x)[::2, ::-1])
    tensor = d.log_density(torch.from_numpy(x))
    assert isinstance(tensor, torch.Tensor)
    np.testing.assert_array_equal(tensor.numpy(), d.log_density(x))
    assert d.log_density([]).shape == (0,)


def test_what_is_built_from_others():
    p, q = relent.normal(-2, 1), relent.normal(2, 1)
    mixed = 0.5 * p + q * 0.5
    assert (
        mixed
        == relent.mixture([0.5, 0.5], [p, "normal(2, 1)"])
        == relent.distribution("0.5*normal(-2,1)+0.5*normal(2,1)")
    )
    assert mixed.parameters == {"weights": [0.5, 0.5], "components": [p, q]}
    assert mixed.parameter_names[-1] == "components[1].sd"
    thirds = 0.2 * p + 0.3 * q + np.float64(0.5) * mixed
    assert len(thirds.parameters["weights"]) == 4
    assert "part of a mixture" in repr(0.2 * p + 0.3 * q)
    half = relent.truncated(relent.normal(0, 1), low=0)
    assert half.support == (0, math.inf)
    assert relent.kl_divergence(half, relent.half_normal(1)).value == pytest.approx(0, abs=1e-12)
    moved = relent.affine(relent.exponential(1), 3, -2)
    assert moved.mean() == pytest.approx(1, rel=1e-14)
    assert moved.parameter_names == ["of.rate"]
    grown = relent.exp_of(relent.normal(0.5, 0.25))
    assert grown.parameters == {"of": relent.normal(0.5, 0.25)}
    assert grown.parameter_names == ["of.mean", "of.sd"]
    assert grown.mean() == pytest.approx(relent.log_normal(0.5, 0.25).mean(), rel=1e-12)
    assert relent.log_of("gamma(2, 1)") == relent.distribution("log(gamma(2, 1))")
    with pytest.raises(relent.InputError, match="can be below 0"):
        relent.log_of(relent.normal(0, 1))


def test_densities_from_data(rng):
    x = rng.normal(size=200)
    kernel = relent.kernel_density(x)
    peer = stats.gaussian_kde(x, bw_method=kernel.parameters["components"][0].parameters["sd"] / x.std(ddof=1))
    np.testing.assert_allclose(kernel.density(x[:9]), peer(x[:9]), rtol=1e-10)
    assert "200 components" in repr(kernel)
    blocks = relent.histogram_density(x, 10)
    heights, edges = np.histogram(x, 10, density=True)
    np.testing.assert_allclose(blocks.density((edges[1:] + edges[:-1]) / 2), heights, rtol=1e-12)
    assert relent.empirical_masses([0, 2, 2, 1]).parameters == {"probabilities": [0.25, 0.25, 0.5]}
    assert relent.kl_divergence(kernel, relent.normal.fit(x)).value > 0


def test_distributions_are_operands_everywhere():
    p, q = relent.normal(0, 1), relent.normal(1, 1)
    answer = relent.kl_divergence(p, q)
    assert (answer.value, answer.method) == (0.5, "closed_form")
    assert relent.kl_divergence(p, "normal(1, 1)", unit="bits").value == pytest.approx(0.5 / math.log(2))
    assert relent.cross_entropy(p, q).value == pytest.approx(0.5 + p.entropy())
    assert relent.entropy(p).value == p.entropy()
    assert relent.measure(p, 0.5 * p + 0.5 * q, ["js", "tv"])["tv"].value == pytest.approx(0.19146246, abs=1e-8)
    counts = relent.binomial(2, 0.55)
    ours = relent.measure(counts, [0.2, 0.5, 0.3], "kl").value
    assert ours == pytest.approx(relent.kl_divergence(counts.density([0, 1, 2]), [0.2, 0.5, 0.3]), rel=1e-12)
    assert relent.measure(p).p == "normal(0, 1)"


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (lambda: relent.normal(0, -1), relent.InputError, "normal: sd = -1, must be > 0"),
        (lambda: relent.normal(math.nan, 1), relent.InputError, "normal: mean = nan, must be finite"),
        (lambda: relent.normal(0), relent.InputTypeError, "normal: needs mean, sd; sd is missing"),
        (
            lambda: relent.normal(0, 1, 2),
            relent.InputTypeError,
            r"normal: takes 2 parameters \(mean, sd\), 3 are given",
        ),
        (lambda: relent.normal(0, sigma=1), relent.InputTypeError, 'normal: no parameter "sigma"; it has mean, sd'),
        (lambda: relent.normal(0, 1, sd=1), relent.InputTypeError, "normal: sd is given twice"),
        (lambda: relent.normal(0, mean=1), relent.InputTypeError, "normal: mean is given twice"),
        (lambda: relent.normal("a", 1), relent.InputTypeError, "mean"),
        (lambda: relent.categorical(3), relent.InputError, "probabilities has 0 axes, must have one"),
        (lambda: relent.categorical([0.5, 0.6]), relent.InputError, "the probabilities sum to 1.1"),
        (lambda: -1 * relent.normal(0, 1), relent.InputError, "mixture: weight = -1, must be > 0"),
        (lambda: relent.mixture([0.5, 0.6], ["normal(0, 1)"] * 2), relent.InputError, "the weights sum to 1.1"),
        (lambda: relent.mixture([1], [3]), relent.InputTypeError, "int is no distribution"),
        (lambda: relent.distribution("nomal(0, 1)"), relent.InputError, 'did you mean "normal"'),
        (lambda: relent.truncated("normal(0, 1)", 2, 1), relent.InputError, "truncated"),
        (lambda: relent.kernel_density([1, 1]), relent.InputError, "equal"),
        (lambda: relent.measure(relent.normal(0, 1), [0.5, 0.5], "kl"), relent.InputError, "density|masses"),
    ],
)
def test_what_is_refused(make, kind, words):
    with pytest.raises(kind, match=words):
        make()


def test_two_distributions_are_not_added_without_weights():
    with pytest.raises(TypeError, match="unsupported operand"):
        relent.normal(0, 1) + relent.normal(1, 1)
