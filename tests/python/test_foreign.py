"""Distributions of torch and SciPy where relent takes one: their densities, their divergences, and what has no counterpart."""

import math
import subprocess
import sys

import numpy as np
import pytest
import relent
from scipy import stats

torch = pytest.importorskip("torch")
td = torch.distributions


def f64(*values):
    return [torch.tensor(v, dtype=torch.float64) for v in values]


TORCHS = {
    "bernoulli": lambda: td.Bernoulli(*f64(0.3)),
    "bernoulli logits": lambda: td.Bernoulli(logits=f64(-0.8)[0]),
    "beta": lambda: td.Beta(*f64(2.0, 3.5)),
    "binomial": lambda: td.Binomial(10, *f64(0.3)),
    "binomial logits": lambda: td.Binomial(10, logits=f64(0.4)[0]),
    "categorical": lambda: td.Categorical(*f64([0.2, 0.5, 0.3])),
    "categorical logits": lambda: td.Categorical(logits=f64([0.2, -0.5, 1.3])[0]),
    "cauchy": lambda: td.Cauchy(*f64(1.0, 2.0)),
    "chi_squared": lambda: td.Chi2(*f64(3.0)),
    "continuous_bernoulli": lambda: td.ContinuousBernoulli(*f64(0.3)),
    "exponential": lambda: td.Exponential(*f64(2.0)),
    "gamma": lambda: td.Gamma(*f64(2.0, 3.0)),
    "geometric": lambda: td.Geometric(*f64(0.3)),
    "geometric logits": lambda: td.Geometric(logits=f64(0.3)[0]),
    "gumbel": lambda: td.Gumbel(*f64(1.0, 2.0)),
    "half_cauchy": lambda: td.HalfCauchy(*f64(2.0)),
    "half_normal": lambda: td.HalfNormal(*f64(2.0)),
    "independent": lambda: td.Independent(td.Normal(*f64(1.0, 2.0)), 0),
    "inverse_gamma": lambda: td.InverseGamma(*f64(4.0, 3.0)),
    "kumaraswamy": lambda: td.Kumaraswamy(*f64(2.0, 3.0)),
    "laplace": lambda: td.Laplace(*f64(1.0, 2.0)),
    "log_normal": lambda: td.LogNormal(*f64(0.5, 0.75)),
    "mixture": lambda: td.MixtureSameFamily(td.Categorical(*f64([0.2, 0.8])), td.Normal(*f64([-1.0, 2.0], [0.5, 1.0]))),
    "mixture with an empty part": lambda: td.MixtureSameFamily(td.Categorical(*f64([0.2, 0.0, 0.8])),
                                                               td.Gamma(*f64([1.0, 2.0, 3.0], 2.0))),
    "negative_binomial": lambda: td.NegativeBinomial(*f64(5.0, 0.4)),
    "normal": lambda: td.Normal(*f64(1.0, 2.0)),
    "normal of numbers": lambda: td.Normal(1, 2),
    "pareto": lambda: td.Pareto(*f64(2.0, 3.0)),
    "poisson": lambda: td.Poisson(*f64(3.5)),
    "student_t": lambda: td.StudentT(*f64(5.0, 1.0, 2.0)),
    "uniform": lambda: td.Uniform(*f64(1.0, 4.0)),
    "von_mises": lambda: td.VonMises(*f64(0.5, 2.0)),
    "weibull": lambda: td.Weibull(*f64(2.0, 1.5)),
    "exp of normal": lambda: td.TransformedDistribution(td.Normal(*f64(0.5, 0.75)), [td.ExpTransform()]),
    "exp of moved normal": lambda: td.TransformedDistribution(
        td.Normal(*f64(0.5, 0.75)), [td.AffineTransform(1.0, -0.5), td.ExpTransform()]),
    "sigmoid of normal": lambda: td.TransformedDistribution(td.Normal(*f64(0.5, 0.75)), [td.SigmoidTransform()]),
    "logistic": lambda: td.TransformedDistribution(
        td.Uniform(*f64(0.0, 1.0)), [td.SigmoidTransform().inv, td.AffineTransform(*f64(1.0, 2.0))]),
    "moved gamma": lambda: td.TransformedDistribution(td.Gamma(*f64(2.0, 3.0)), [td.AffineTransform(1.0, -2.0)]),
    "composed": lambda: td.TransformedDistribution(
        td.Laplace(*f64(0.0, 1.0)), td.ComposeTransform([td.AffineTransform(1.0, -2.0), td.AffineTransform(1.0, 3.0)])),
}  # fmt: skip


@pytest.mark.parametrize("name", TORCHS)
def test_a_torch_distribution_has_the_same_density(name):
    theirs = TORCHS[name]()
    ours = relent.distribution(theirs)
    x = ours.quantile(np.array([0.05, 0.3, 0.6, 0.9]))
    want = theirs.log_prob(torch.from_numpy(x)).numpy()
    # Numbers become f32; the Bessel function of torch's von Mises is a polynomial of eight digits.
    tolerance = {"normal of numbers": 1e-6, "von_mises": 1e-8}.get(name, 1e-12)
    np.testing.assert_allclose(ours.log_density(x), want, rtol=tolerance, atol=tolerance)


def test_every_class_of_torch_is_mapped_or_refused_by_name():
    from relent import _from_torch

    unlike = {"Distribution", "ExponentialFamily", "FisherSnedecor", "GeneralizedPareto", "LKJCholesky",
              "LogisticNormal", "OneHotCategorical",
              "OneHotCategoricalStraightThrough", "RelaxedBernoulli", "RelaxedOneHotCategorical"}  # fmt: skip
    classes = {
        n for n in td.__all__ if isinstance(getattr(td, n), type) and issubclass(getattr(td, n), td.Distribution)
    }
    mapped = {kind.__name__ for kind in _from_torch._MADE}
    assert mapped <= classes
    assert classes - mapped <= unlike


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: td.OneHotCategorical(torch.ones(3)), "torch.distributions.OneHotCategorical has no counterpart"),
        (lambda: td.LKJCholesky(3), "torch.distributions.LKJCholesky has no"),
        (lambda: td.Dirichlet(torch.ones(2, 3)), r"torch.distributions.Dirichlet of batch shape \(2,\)"),
        (lambda: td.FisherSnedecor(*f64(1.0, 2.0)), "torch.distributions.FisherSnedecor has no"),
        (lambda: td.LogisticNormal(torch.zeros(2), torch.ones(2)), "torch.distributions.LogisticNormal has no"),
        (lambda: td.Independent(td.Normal(torch.zeros(2, 3), 1.0), 1), r"Independent of batch shape \(2,\)"),
        (lambda: td.Categorical(torch.ones(2, 3)), r"Categorical of batch shape \(2,\)"),
        (lambda: td.MixtureSameFamily(td.Categorical(torch.ones(2, 3)), td.Normal(torch.zeros(2, 3), 1.0)),
         r"MixtureSameFamily of batch shape \(2,\)"),
        (lambda: td.TransformedDistribution(td.Gamma(*f64(1.0, 2.0)), [td.SigmoidTransform()]),
         "TransformedDistribution: SigmoidTransform of gamma"),
        (lambda: stats.f(1, 2), "scipy.stats.f has no counterpart"),
        (lambda: 3, "int is no distribution"),
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_named(make, words):
    with pytest.raises(relent.InputTypeError, match=words):
        relent.kl_gradient(make(), "normal(0, 1)")


def test_a_class_of_the_programs_own_is_its_family():
    class Mine(td.Normal):
        pass

    assert relent.distribution(Mine(*f64(1.0, 2.0))) == relent.normal(1, 2)


def test_torch_distributions_are_operands():
    p, q = td.Normal(*f64(0.0, 1.0)), td.Normal(*f64(1.0, 1.0))
    assert relent.kl_divergence(p, q).value == 0.5
    assert relent.measure(p, "laplace(0, 1)", "kl").value == relent.kl_divergence("normal(0,1)", "laplace(0,1)").value
    assert relent.measure(p, relent.normal(1, 1), ["kl", "js"]).p == "normal(0, 1)"
    assert relent.entropy(p).value == pytest.approx(float(p.entropy()))
    assert relent.mixture([0.5, 0.5], [p, stats.norm(1, 1)]) == 0.5 * relent.normal(0, 1) + 0.5 * relent.normal(1, 1)
    assert relent.kl_gradient(p, q).p["mean"] == pytest.approx(-1, rel=1e-10)
    counts = td.Binomial(2, *f64(0.55))
    assert relent.measure([0.2, 0.5, 0.3], counts, "kl").value == relent.measure(
        [0.2, 0.5, 0.3], "binomial(2, 0.55)", "kl").value  # fmt: skip
    grown = td.Normal(*(t.requires_grad_() for t in f64(0.0, 1.0)))
    assert relent.kl_divergence(grown, q).value == 0.5


PAIRS = {
    "Normal": (td.Normal, 2), "Gamma": (td.Gamma, 2), "Beta": (td.Beta, 2), "Laplace": (td.Laplace, 2),
    "Exponential": (td.Exponential, 1), "Poisson": (td.Poisson, 1), "LogNormal": (td.LogNormal, 2),
    "HalfNormal": (td.HalfNormal, 1), "Gumbel": (td.Gumbel, 2), "Cauchy": (td.Cauchy, 2),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_a_batch_of_torchs_is_a_batch(name):
    make, count = PAIRS[name]
    generator = torch.Generator().manual_seed(1)
    draw = lambda *shape: torch.rand(shape, dtype=torch.float64, generator=generator) * 3 + 0.3
    p, q = [draw(5, 1) for _ in range(count)], [draw(4) for _ in range(count)]
    found = relent.kl_divergence(make(*p), make(*q))
    assert isinstance(found, torch.Tensor)
    assert found.shape == (5, 4)
    torch.testing.assert_close(found, td.kl_divergence(make(*p), make(*q)), rtol=1e-9, atol=1e-12)
    if name in ("Gumbel", "Cauchy"):
        return
    leaves = [t.clone().requires_grad_() for t in p + q]
    td.kl_divergence(make(*leaves[:count]), make(*leaves[count:])).sum().backward()
    gradient = relent.kl_gradient(make(*p), make(*q))
    for d, leaf in zip([*gradient.p.values(), *gradient.q.values()], leaves, strict=True):
        # torch's distributions broadcast their own parameters, which here have one shape.
        torch.testing.assert_close(d, leaf.grad, rtol=1e-8, atol=1e-10)


def test_batches_of_transformed_and_refused_ones():
    base = td.Normal(*f64([0.0, 1.0], [1.0, 2.0]))
    moved = td.TransformedDistribution(base, [td.AffineTransform(*f64([1.0, 2.0], -2.0)), td.ExpTransform()])
    found = relent.kl_divergence(moved, relent.log_normal(1, 2))
    want = relent.kl_divergence(relent.log_normal([1.0, 0.0], [2.0, 4.0]), relent.log_normal(1, 2))
    assert isinstance(found, torch.Tensor)
    np.testing.assert_allclose(found.numpy(), want, rtol=1e-14)
    with pytest.raises(relent.InputError, match="mean requires grad"):
        relent.kl_divergence(td.Normal(torch.zeros(2, requires_grad=True), 1.0), "normal(0, 1)")
    with pytest.raises(relent.InputError, match="one distribution is needed"):
        relent.measure(base, "normal(0, 1)")
    one = td.Independent(td.Normal(*f64([1.0], [2.0])), 1)
    assert relent.distribution(one) == relent.normal(1, 2)


SCIPYS = [
    stats.bernoulli(0.3), stats.betabinom(10, 2, 3), stats.binom(10, 0.3), stats.geom(0.3), stats.geom(0.3, loc=-1),
    stats.hypergeom(20, 7, 12), stats.nbinom(5, 0.4), stats.poisson(3.5), stats.poisson(3.5, 2), stats.randint(2, 7),
    stats.zipf(3.5), stats.beta(2, 3.5), stats.beta(2, 3.5, 1, 2), stats.cauchy(1, 2), stats.chi(3), stats.chi2(3, 0, 2),
    stats.expon(scale=2), stats.expon(1, 2), stats.gamma(2, scale=3), stats.gennorm(1.5, 1, 2), stats.gumbel_l(1, 2),
    stats.gumbel_r(1, 2), stats.halfnorm(scale=2), stats.halfnorm(1, 2), stats.invgamma(4, scale=3),
    stats.invgauss(0.7, 1, 2), stats.laplace(1, 2), stats.logistic(1, 2), stats.lognorm(0.75, scale=2), stats.moyal(1, 2),
    stats.norm(1, 2), stats.norm(scale=2, loc=1), stats.pareto(3, scale=2), stats.rayleigh(scale=2),
    stats.t(5, 1, 2), stats.triang(0.3, 1, 2), stats.truncnorm(-1, 2, 1, 2), stats.uniform(1, 3),
    stats.weibull_min(1.5, scale=2),
]  # fmt: skip


@pytest.mark.parametrize("theirs", SCIPYS, ids=lambda s: f"{s.dist.name}{s.args}{s.kwds}")
def test_a_frozen_distribution_of_scipy_has_the_same_density(theirs):
    ours = relent.distribution(theirs)
    x = theirs.ppf([0.05, 0.3, 0.6, 0.9])
    log = theirs.logpmf(x) if ours.discrete else theirs.logpdf(x)
    np.testing.assert_allclose(ours.log_density(x), log, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(ours.cdf(x), theirs.cdf(x), rtol=1e-9)


def test_frozen_distributions_are_operands():
    assert relent.kl_divergence(stats.norm(0, 1), stats.norm(1, 1)).value == 0.5
    many = stats.gamma([1.0, 2.0], scale=[2.0, 0.5])
    found = relent.kl_divergence(many, relent.gamma(2, 2))
    np.testing.assert_allclose(found, [relent.kl_divergence(f"gamma({a}, {b})", "gamma(2, 2)").value
                                       for a, b in ((1, 0.5), (2, 2))], rtol=1e-13)  # fmt: skip
    with pytest.raises(relent.InputError, match="a loc or a scale of their own"):
        relent.kl_divergence(stats.gamma([1.0, 2.0], loc=3), "gamma(2, 2)")
    assert math.isinf(relent.kl_divergence(stats.expon(1), stats.expon(2)).value)


def test_neither_library_is_imported():
    program = (
        "import sys, relent\n"
        "relent.kl_divergence(relent.normal(0, 1), 'normal(1, 1)'); relent.kl_gradient('normal(0, 1)', 'normal(1, 1)')\n"
        "relent.kl_divergence((0.5, 0.5), (0.5, 0.5))\n"
        "print([m for m in ('torch', 'scipy') if m in sys.modules])\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
