"""
The difference between probability distributions: the compiled half of relent.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
import enum
import os
from typing import Annotated, Any, overload

import numpy
import numpy.typing
from numpy.typing import NDArray

from relent._gradients import KlGradient
from relent._types import DistributionLike, Masses, Numbers, Unit



class Error(Exception):
    """
    Everything relent refuses. One line: what, where, which value, which bound. `code` says which kind ("invalid_value", "shape_mismatch", ...).
    """
    code: str

class InputError(Error, ValueError):
    """A value, a shape, a name or a text that does not do."""

class InputTypeError(Error, TypeError):
    """Words where numbers are needed, and the like."""

class FileError(Error, OSError):
    """A file that cannot be read or written."""

class MissingFileError(FileError, FileNotFoundError):
    """No such file."""

class Distribution:
    """
    A distribution of one number: a named family's member, or built from others. Immutable; an operand wherever
    relent takes one. Its functions take numbers and arrays. `0.5*p + 0.5*q` is a mixture.
    """

    @property
    def name(self) -> str:
        """"normal", "mixture", ..."""

    @property
    def text(self) -> str:
        """The expression that makes it again, as the command line reads it."""

    @property
    def parameters(self) -> dict[str, Any]:
        """By name: numbers, a list, or the distributions that it is built from."""

    @property
    def parameter_names(self) -> list[str]:
        """In the order of `log_density_gradient`."""

    @property
    def support(self) -> tuple[float, float]:
        """(lower, upper); whole numbers only where `discrete`."""

    @property
    def discrete(self) -> bool:
        """Masses on whole numbers, no density."""

    def __repr__(self) -> str: ...

    def __str__(self) -> str: ...

    def __eq__(self, other: object, /) -> bool: ...

    def __hash__(self) -> int: ...

    def __copy__(self) -> Distribution: ...

    def __deepcopy__(self, memo: Any, /) -> Distribution: ...

    def __reduce__(self) -> tuple[Any, ...]: ...

    def log_density(self, x: Numbers) -> Any:
        """
        The log of the density, or of the mass on whole numbers; -inf outside the support. A float for a number, an
        array of x's shape for an array.
        """

    def cdf(self, x: Numbers) -> Any:
        """P(X <= x)."""

    def survival(self, x: Numbers) -> Any:
        """P(X > x), without the cancellation of 1 - cdf(x)."""

    def quantile(self, u: Numbers) -> Any:
        """The least x with cdf(x) >= u; NaN where u is no probability."""

    def quantile_survival(self, u: Numbers) -> Any:
        """The least x with survival(x) <= u."""

    def density(self, x: Numbers) -> Any:
        """The density, or the mass on whole numbers; 0 outside the support."""

    def log_density_gradient(self, x: Numbers) -> Any:
        """
        The derivatives of log_density(x) with respect to `parameter_names`, along a last axis that x has not; NaN
        outside the support.
        """

    def sample(self, count: int, seed: int | None = None, *, threads: int = 0) -> numpy.typing.NDArray[numpy.float64]:
        """
        So many draws. Draw i depends on the seed and on i alone, whatever the number of threads (0: all); without a
        seed every call draws anew.
        """

    def mean(self) -> float:
        """E[X]; NaN where it does not exist."""

    def variance(self) -> float:
        """E[(X - mean)^2]; infinite or NaN where it does not exist."""

    def sd(self) -> float:
        """The root of the variance."""

    def entropy(self, unit: Unit = "nats") -> float:
        """
        -E[log_density(X)], differential for densities. relent.entropy(d) says how it was got.
        """

    def __mul__(self, weight: float, /) -> Any: ...

    def __rmul__(self, weight: float, /) -> Any: ...

    __array_ufunc__: None = None

class _WeightedParts:
    """
    Part of a mixture: add `weight*distribution` until the weights sum to 1.
    """

    def __add__(self, other: _WeightedParts, /) -> Any: ...

    def __repr__(self) -> str: ...

def mixture(weights: Numbers, components: Iterable[DistributionLike]) -> Distribution:
    """
    The mixture whose density is the sum of weight times density. Weights > 0 that sum to 1, one a component; all
    components densities, or all on whole numbers. `0.5*p + 0.5*q` is the same. Raises relent.InputError.
    """

def affine(of: DistributionLike, shift: float, factor: float) -> Distribution:
    """
    shift + factor X. A distribution on whole numbers needs a whole shift and a factor of 1 or -1.
    Raises relent.InputError.
    """

def truncated(of: DistributionLike, low: float = float("-inf"), high: float = float("inf")) -> Distribution:
    """
    X conditioned on low <= X <= high. Raises relent.InputError where there is no probability between them.
    """

def exp_of(of: DistributionLike) -> Distribution:
    """
    e^X, for an X with a density. Raises relent.InputError for masses on whole numbers.
    """

def log_of(of: DistributionLike) -> Distribution:
    """
    The logarithm of X, for an X >= 0 with a density. Raises relent.InputError for masses on whole numbers, and
    where X can be below 0.
    """

def _parse_distribution(text: str) -> Distribution | JointDistribution: ...

def kernel_density(values: Numbers, bandwidth: float | None = None) -> Distribution:
    """
    A normal density around each value, weighted equally. The bandwidth, > 0, is Silverman's by default:
    0.9 min(sd, interquartile range / 1.34) n^(-1/5). Each evaluation takes time proportional to the number of
    different values. Raises relent.InputError without values, or where all are equal and no bandwidth is given.

    Source: Silverman 1986, eq. 3.31
    """

def histogram_density(values: Numbers, bins: int) -> Distribution:
    """
    Uniform within each of `bins` bins of equal width between the least and the greatest value, with the share of
    values there; empty bins have no density. relent.histogram counts instead. Raises relent.InputError.
    """

def empirical_masses(values: Numbers) -> Distribution:
    """
    The shares of 0, 1, 2, ...: the empirical distribution of whole numbers. Raises relent.InputError for a value
    that is no whole number >= 0.
    """

class DistributionBatch:
    """
    Many members of one family, as relent.normal(means, sds) makes them: parameters are arrays that broadcast as
    numpy's do. Contiguous f64 is not copied. Bad values are refused with their place: when the batch is made, or, beyond 65,536
    members, when it is used. Measures of two batches, or of a batch and one distribution, give an
    array; `batch[i]` is a member.
    """

    @property
    def name(self) -> str: ...

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def size(self) -> int:
        """How many they are."""

    @property
    def parameters(self) -> dict[str, Any]:
        """By name, as arrays of f64."""

    @property
    def discrete(self) -> bool: ...

    def __len__(self) -> int: ...

    def __getitem__(self, index: Any, /) -> Any: ...

    def __repr__(self) -> str: ...

    def log_density(self, x: Numbers) -> Any:
        """As relent.Distribution's, x broadcast with the members."""

    def cdf(self, x: Numbers) -> Any:
        """P(X <= x), x broadcast with the members."""

    def survival(self, x: Numbers) -> Any:
        """P(X > x), x broadcast with the members."""

    def quantile(self, u: Numbers) -> Any:
        """The least x with cdf(x) >= u, u broadcast with the members."""

    def quantile_survival(self, u: Numbers) -> Any:
        """The least x with survival(x) <= u."""

    def density(self, x: Numbers) -> Any:
        """The density or mass."""

    def mean(self) -> Any:
        """Of each member."""

    def variance(self) -> Any:
        """Of each member."""

    def sd(self) -> Any:
        """Of each member."""

    def entropy(self, unit: Unit = "nats") -> Any:
        """Of each member."""

    def sample(self, count: int, seed: int | None = None, *, threads: int = 0) -> Any:
        """
        So many draws of each member, along a first axis. They do not depend on the number of threads (0: all).
        """

class ParameterInfo:
    """One parameter of a family."""

    @property
    def name(self) -> str: ...

    @property
    def requirement(self) -> str: ...

    @property
    def default(self) -> float | None: ...

    def __repr__(self) -> str: ...

class Family:
    """A named family: call it with its parameters for a relent.Distribution."""

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> list[str]: ...

    @property
    def parameters(self) -> list[ParameterInfo]: ...

    @property
    def discrete(self) -> bool:
        """Masses on whole numbers."""

    @property
    def formula(self) -> str: ...

    @property
    def support(self) -> str: ...

    @property
    def __signature__(self) -> Any: ...

    def fit(self, values: Numbers) -> Distribution:
        """
        The maximum-likelihood fit to an array of values. Raises relent.InputError without values, for NaN, for a value
        outside the support, and where the likelihood has no maximum (all values equal).
        """

    def __reduce__(self) -> str: ...

    def __repr__(self) -> str: ...

class _bernoulli_family(Family):
    """
    bernoulli(p): mass p at 1, 1 - p at 0 for x = 0, 1

    p: between 0 and 1
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, p: float) -> Distribution: ...

    @overload
    def __call__(self, p: Numbers) -> DistributionBatch: ...

bernoulli: _bernoulli_family = ...

class _beta_binomial_family(Family):
    """
    beta_binomial(trials, alpha, beta): mass C(trials, x) B(x + alpha, trials - x + beta) / B(alpha, beta) for x = 0..trials

    trials: a whole number from 0 to 10^7
    alpha: > 0
    beta: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also betabinom.
    """

    @overload
    def __call__(self, trials: float, alpha: float, beta: float) -> Distribution: ...

    @overload
    def __call__(self, trials: Numbers, alpha: Numbers, beta: Numbers) -> DistributionBatch: ...

beta_binomial: _beta_binomial_family = ...

class _binomial_family(Family):
    """
    binomial(trials, p): mass C(trials, x) p^x (1-p)^(trials-x) for x = 0..trials

    trials: a whole number >= 0
    p: between 0 and 1
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also binom.
    """

    @overload
    def __call__(self, trials: float, p: float) -> Distribution: ...

    @overload
    def __call__(self, trials: Numbers, p: Numbers) -> DistributionBatch: ...

binomial: _binomial_family = ...

class _categorical_family(Family):
    """
    categorical(probabilities): mass probabilities[x] for x = 0..n-1

    probabilities: >= 0, with sum 1
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, probabilities: Numbers) -> Distribution: ...

    @overload
    def __call__(self, probabilities: Numbers) -> DistributionBatch: ...

categorical: _categorical_family = ...

class _discrete_uniform_family(Family):
    """
    discrete_uniform(low, high): mass 1 / (high - low + 1) for x = low..high

    low: a whole number
    high: a whole number >= low
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also randint.
    """

    @overload
    def __call__(self, low: float, high: float) -> Distribution: ...

    @overload
    def __call__(self, low: Numbers, high: Numbers) -> DistributionBatch: ...

discrete_uniform: _discrete_uniform_family = ...

class _geometric_family(Family):
    """
    geometric(p): mass (1-p)^x p, failures before the first success for x = 0, 1, ...

    p: > 0 and <= 1
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also geom.
    """

    @overload
    def __call__(self, p: float) -> Distribution: ...

    @overload
    def __call__(self, p: Numbers) -> DistributionBatch: ...

geometric: _geometric_family = ...

class _hypergeometric_family(Family):
    """
    hypergeometric(population, successes, draws): mass C(successes, x) C(population - successes, draws - x) / C(population, draws) for max(0, draws + successes - population) <= x <= min(successes, draws)

    population: a whole number >= 0
    successes: a whole number from 0 to population
    draws: a whole number from 0 to population
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also hypergeom.
    """

    @overload
    def __call__(self, population: float, successes: float, draws: float) -> Distribution: ...

    @overload
    def __call__(self, population: Numbers, successes: Numbers, draws: Numbers) -> DistributionBatch: ...

hypergeometric: _hypergeometric_family = ...

class _negative_binomial_family(Family):
    """
    negative_binomial(total_count, p): mass C(x + total_count - 1, x) p^x (1-p)^total_count for x = 0, 1, ...

    total_count: > 0
    p: >= 0 and < 1
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also nbinom.
    """

    @overload
    def __call__(self, total_count: float, p: float) -> Distribution: ...

    @overload
    def __call__(self, total_count: Numbers, p: Numbers) -> DistributionBatch: ...

negative_binomial: _negative_binomial_family = ...

class _poisson_family(Family):
    """
    poisson(rate): mass rate^x exp(-rate) / x! for x = 0, 1, ...

    rate: >= 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, rate: float) -> Distribution: ...

    @overload
    def __call__(self, rate: Numbers) -> DistributionBatch: ...

poisson: _poisson_family = ...

class _zipf_family(Family):
    """
    zipf(a): mass x^-a / zeta(a) for x = 1, 2, ...

    a: > 1
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also zeta.
    """

    @overload
    def __call__(self, a: float) -> Distribution: ...

    @overload
    def __call__(self, a: Numbers) -> DistributionBatch: ...

zipf: _zipf_family = ...

class _beta_family(Family):
    """
    beta(alpha, beta): density x^(alpha-1) (1-x)^(beta-1) / B(alpha, beta) for 0 < x < 1

    alpha: > 0
    beta: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, alpha: float, beta: float) -> Distribution: ...

    @overload
    def __call__(self, alpha: Numbers, beta: Numbers) -> DistributionBatch: ...

beta: _beta_family = ...

class _cauchy_family(Family):
    """
    cauchy(location, scale): density 1 / (pi scale (1 + z^2)), z = (x - location) / scale for all x

    location: finite
    scale: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also lorentz.
    """

    @overload
    def __call__(self, location: float, scale: float) -> Distribution: ...

    @overload
    def __call__(self, location: Numbers, scale: Numbers) -> DistributionBatch: ...

cauchy: _cauchy_family = ...

class _chi_family(Family):
    """
    chi(df): density 2^(1-df/2) x^(df-1) exp(-x^2/2) / Gamma(df/2) for x > 0

    df: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, df: float) -> Distribution: ...

    @overload
    def __call__(self, df: Numbers) -> DistributionBatch: ...

chi: _chi_family = ...

class _chi_squared_family(Family):
    """
    chi_squared(df): density (x/2)^(df/2) exp(-x/2) / (x Gamma(df/2)) for x > 0

    df: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also chi2, chi_square.
    """

    @overload
    def __call__(self, df: float) -> Distribution: ...

    @overload
    def __call__(self, df: Numbers) -> DistributionBatch: ...

chi_squared: _chi_squared_family = ...

class _continuous_bernoulli_family(Family):
    """
    continuous_bernoulli(p): density C(p) p^x (1-p)^(1-x) for 0 <= x <= 1

    p: > 0 and < 1
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, p: float) -> Distribution: ...

    @overload
    def __call__(self, p: Numbers) -> DistributionBatch: ...

continuous_bernoulli: _continuous_bernoulli_family = ...

class _exponential_family(Family):
    """
    exponential(rate): density rate exp(-rate x) for x >= 0

    rate: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also expon.
    """

    @overload
    def __call__(self, rate: float) -> Distribution: ...

    @overload
    def __call__(self, rate: Numbers) -> DistributionBatch: ...

exponential: _exponential_family = ...

class _gamma_family(Family):
    """
    gamma(shape, rate): density rate^shape x^(shape-1) exp(-rate x) / Gamma(shape) for x > 0

    shape: > 0
    rate: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, shape: float, rate: float) -> Distribution: ...

    @overload
    def __call__(self, shape: Numbers, rate: Numbers) -> DistributionBatch: ...

gamma: _gamma_family = ...

class _generalized_normal_family(Family):
    """
    generalized_normal(beta, location = 0, scale = 1): density beta exp(-|z|^beta) / (2 scale Gamma(1/beta)), z = (x - location) / scale for all x

    beta: > 0
    location: finite; 0 by default
    scale: > 0; 1 by default
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also generalised_normal, gennorm, exponential_power.
    """

    @overload
    def __call__(self, beta: float, location: float = 0, scale: float = 1) -> Distribution: ...

    @overload
    def __call__(self, beta: Numbers, location: Numbers = 0, scale: Numbers = 1) -> DistributionBatch: ...

generalized_normal: _generalized_normal_family = ...

class _gumbel_family(Family):
    """
    gumbel(location, scale): density exp(-z - exp(-z)) / scale, z = (x - location) / scale for all x

    location: finite
    scale: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also gumbel_r.
    """

    @overload
    def __call__(self, location: float, scale: float) -> Distribution: ...

    @overload
    def __call__(self, location: Numbers, scale: Numbers) -> DistributionBatch: ...

gumbel: _gumbel_family = ...

class _half_normal_family(Family):
    """
    half_normal(scale): density sqrt(2/pi) exp(-x^2 / (2 scale^2)) / scale for x >= 0

    scale: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, scale: float) -> Distribution: ...

    @overload
    def __call__(self, scale: Numbers) -> DistributionBatch: ...

half_normal: _half_normal_family = ...

class _inverse_gamma_family(Family):
    """
    inverse_gamma(shape, rate): density rate^shape x^(-shape-1) exp(-rate/x) / Gamma(shape) for x > 0

    shape: > 0
    rate: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also inv_gamma.
    """

    @overload
    def __call__(self, shape: float, rate: float) -> Distribution: ...

    @overload
    def __call__(self, shape: Numbers, rate: Numbers) -> DistributionBatch: ...

inverse_gamma: _inverse_gamma_family = ...

class _inverse_gaussian_family(Family):
    """
    inverse_gaussian(mu, location = 0, scale = 1): density exp(-(y-mu)^2 / (2 mu^2 y)) / (scale sqrt(2 pi y^3)), y = (x - location) / scale for x > location

    mu: > 0
    location: finite; 0 by default
    scale: > 0; 1 by default
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also inv_gauss, wald.
    """

    @overload
    def __call__(self, mu: float, location: float = 0, scale: float = 1) -> Distribution: ...

    @overload
    def __call__(self, mu: Numbers, location: Numbers = 0, scale: Numbers = 1) -> DistributionBatch: ...

inverse_gaussian: _inverse_gaussian_family = ...

class _kumaraswamy_family(Family):
    """
    kumaraswamy(a, b): density a b x^(a-1) (1-x^a)^(b-1) for 0 < x < 1

    a: > 0
    b: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, a: float, b: float) -> Distribution: ...

    @overload
    def __call__(self, a: Numbers, b: Numbers) -> DistributionBatch: ...

kumaraswamy: _kumaraswamy_family = ...

class _laplace_family(Family):
    """
    laplace(location, scale): density exp(-|x - location| / scale) / (2 scale) for all x

    location: finite
    scale: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, location: float, scale: float) -> Distribution: ...

    @overload
    def __call__(self, location: Numbers, scale: Numbers) -> DistributionBatch: ...

laplace: _laplace_family = ...

class _log_normal_family(Family):
    """
    log_normal(location, scale): density exp(-(log x - location)^2 / (2 scale^2)) / (x scale sqrt(2 pi)) for x > 0

    location: finite
    scale: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, location: float, scale: float) -> Distribution: ...

    @overload
    def __call__(self, location: Numbers, scale: Numbers) -> DistributionBatch: ...

log_normal: _log_normal_family = ...

class _logistic_family(Family):
    """
    logistic(location, scale): density exp(-z) / (scale (1 + exp(-z))^2), z = (x - location) / scale for all x

    location: finite
    scale: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, location: float, scale: float) -> Distribution: ...

    @overload
    def __call__(self, location: Numbers, scale: Numbers) -> DistributionBatch: ...

logistic: _logistic_family = ...

class _logit_normal_family(Family):
    """
    logit_normal(location, scale): density exp(-(log(x/(1-x)) - location)^2 / (2 scale^2)) / (x (1-x) scale sqrt(2 pi)) for 0 < x < 1

    location: finite
    scale: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also logistic_normal.
    """

    @overload
    def __call__(self, location: float, scale: float) -> Distribution: ...

    @overload
    def __call__(self, location: Numbers, scale: Numbers) -> DistributionBatch: ...

logit_normal: _logit_normal_family = ...

class _moyal_family(Family):
    """
    moyal(location, scale): density exp(-(z + exp(-z)) / 2) / (scale sqrt(2 pi)), z = (x - location) / scale for all x

    location: finite
    scale: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, location: float, scale: float) -> Distribution: ...

    @overload
    def __call__(self, location: Numbers, scale: Numbers) -> DistributionBatch: ...

moyal: _moyal_family = ...

class _normal_family(Family):
    """
    normal(mean, sd): density exp(-(x - mean)^2 / (2 sd^2)) / (sd sqrt(2 pi)) for all x

    mean: finite
    sd: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also gaussian, norm.
    """

    @overload
    def __call__(self, mean: float, sd: float) -> Distribution: ...

    @overload
    def __call__(self, mean: Numbers, sd: Numbers) -> DistributionBatch: ...

normal: _normal_family = ...

class _pareto_family(Family):
    """
    pareto(scale, alpha): density alpha scale^alpha x^(-alpha-1) for x >= scale

    scale: > 0
    alpha: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, scale: float, alpha: float) -> Distribution: ...

    @overload
    def __call__(self, scale: Numbers, alpha: Numbers) -> DistributionBatch: ...

pareto: _pareto_family = ...

class _rayleigh_family(Family):
    """
    rayleigh(scale): density x exp(-x^2 / (2 scale^2)) / scale^2 for x > 0

    scale: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, scale: float) -> Distribution: ...

    @overload
    def __call__(self, scale: Numbers) -> DistributionBatch: ...

rayleigh: _rayleigh_family = ...

class _student_t_family(Family):
    """
    student_t(df, location = 0, scale = 1): density (1 + z^2/df)^(-(df+1)/2) / (scale sqrt(df) B(df/2, 1/2)), z = (x - location) / scale for all x

    df: > 0
    location: finite; 0 by default
    scale: > 0; 1 by default
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also t.
    """

    @overload
    def __call__(self, df: float, location: float = 0, scale: float = 1) -> Distribution: ...

    @overload
    def __call__(self, df: Numbers, location: Numbers = 0, scale: Numbers = 1) -> DistributionBatch: ...

student_t: _student_t_family = ...

class _triangular_family(Family):
    """
    triangular(c, location = 0, scale = 1): density 2 z / (c scale) for z <= c, 2 (1-z) / ((1-c) scale) for z > c, z = (x - location) / scale for location <= x <= location + scale

    c: between 0 and 1
    location: finite; 0 by default
    scale: > 0; 1 by default
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also triang.
    """

    @overload
    def __call__(self, c: float, location: float = 0, scale: float = 1) -> Distribution: ...

    @overload
    def __call__(self, c: Numbers, location: Numbers = 0, scale: Numbers = 1) -> DistributionBatch: ...

triangular: _triangular_family = ...

class _uniform_family(Family):
    """
    uniform(low, high): density 1 / (high - low) for low <= x <= high

    low: finite
    high: > low
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, low: float, high: float) -> Distribution: ...

    @overload
    def __call__(self, low: Numbers, high: Numbers) -> DistributionBatch: ...

uniform: _uniform_family = ...

class _von_mises_family(Family):
    """
    von_mises(location, concentration): density exp(concentration cos(x - location)) / (2 pi I_0(concentration)) for -pi <= x <= pi

    location: finite
    concentration: >= 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit.
    """

    @overload
    def __call__(self, location: float, concentration: float) -> Distribution: ...

    @overload
    def __call__(self, location: Numbers, concentration: Numbers) -> DistributionBatch: ...

von_mises: _von_mises_family = ...

class _weibull_family(Family):
    """
    weibull(scale, shape): density shape/scale z^(shape-1) exp(-z^shape), z = x / scale for x > 0

    scale: > 0
    shape: > 0
    Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a relent.DistributionBatch.
    Raises relent.InputError, which names the parameter and its bound. `.fit(values)` is
    the maximum-likelihood fit. In texts also weibull_min.
    """

    @overload
    def __call__(self, scale: float, shape: float) -> Distribution: ...

    @overload
    def __call__(self, scale: Numbers, shape: Numbers) -> DistributionBatch: ...

weibull: _weibull_family = ...

def families() -> list[Family]:
    """
    The list of families: each with its parameters, formula and support; call one to make a distribution.
    """

class JointDistribution:
    """
    A distribution of several numbers: a family's member, a product, or a mixture. Immutable; an operand wherever
    relent takes one.
    """

    @property
    def name(self) -> str:
        """"mvnormal", "mixture", ..."""

    @property
    def text(self) -> str:
        """The expression that makes it again, as the command line reads it."""

    @property
    def size(self) -> int:
        """How many numbers a point has."""

    @property
    def space(self) -> str:
        """What the points are, in words."""

    def __repr__(self) -> str: ...

    def __str__(self) -> str: ...

    def __eq__(self, other: object, /) -> bool: ...

    def __hash__(self) -> int: ...

    def __copy__(self) -> JointDistribution: ...

    def __deepcopy__(self, memo: Any, /) -> JointDistribution: ...

    def __reduce__(self) -> tuple[Any, ...]: ...

    def log_density(self, x: Numbers) -> Any:
        """
        The log of the density, or of the mass on whole numbers, at points along x's last axis; -inf outside the space.
        """

    def mean(self) -> numpy.typing.NDArray[numpy.float64]:
        """E[X]; NaN where it does not exist."""

    def covariance(self) -> numpy.typing.NDArray[numpy.float64]:
        """E[(X - mean)(X - mean)^T], infinite or NaN where it does not exist."""

    def entropy(self, unit: Unit = "nats") -> float:
        """
        -E[log_density(X)], differential for densities. relent.entropy(d) says how it was got, with its error.
        """

    def sample(self, count: int, seed: int | None = None, *, threads: int = 0) -> numpy.typing.NDArray[numpy.float64]:
        """
        So many draws, a row each. Draw i depends on the seed and on i alone, whatever the number of threads (0: all);
        without a seed every call draws anew.
        """

class JointFamily:
    """
    A family of several numbers: call it with its parameters for a relent.JointDistribution.
    """

    @property
    def name(self) -> str: ...

    @property
    def parameters(self) -> list[ParameterInfo]: ...

    @property
    def formula(self) -> str: ...

    @property
    def support(self) -> str: ...

    def fit(self, rows: Numbers) -> JointDistribution:
        """
        The maximum-likelihood fit to rows of data. Raises relent.InputError without rows, for NaN, for a row outside
        the space, and where the likelihood has no maximum (a constant column, collinear ones).
        """

    def __reduce__(self) -> str: ...

    def __repr__(self) -> str: ...

class _dirichlet_family(JointFamily):
    """
    dirichlet(concentration): density Gamma(sum c) / prod Gamma(c_i) * prod x_i^(c_i - 1), c = concentration, shares x_i > 0 with sum 1

    concentration: array, > 0
    Raises relent.InputError, which names the parameter, the place and the bound.
    """

    def __call__(self, concentration: Numbers) -> JointDistribution: ...

dirichlet: _dirichlet_family = ...

class _matrix_normal_family(JointFamily):
    """
    matrix_normal(mean, row_covariance, column_covariance): density normal, Cov(x_ik, x_jl) = row_covariance_ij column_covariance_kl, r x c matrices, row by row

    mean: matrix, finite
    row_covariance: matrix, symmetric and positive definite
    column_covariance: matrix, symmetric and positive definite
    Raises relent.InputError, which names the parameter, the place and the bound.
    """

    def __call__(self, mean: Numbers, row_covariance: Numbers, column_covariance: Numbers) -> JointDistribution: ...

matrix_normal: _matrix_normal_family = ...

class _multinomial_family(JointFamily):
    """
    multinomial(trials, probabilities): mass trials! / prod x_i! * prod p_i^x_i, whole x_i >= 0 with sum trials

    trials: a whole number >= 0
    probabilities: array, >= 0, with sum 1
    Raises relent.InputError, which names the parameter, the place and the bound.
    """

    def __call__(self, trials: float, probabilities: Numbers) -> JointDistribution: ...

multinomial: _multinomial_family = ...

class _mv_student_t_family(JointFamily):
    """
    mv_student_t(df, location, shape): density proportional to (1 + d^2/df)^(-(df+n)/2), d^2 = (x - location)^T shape^-1 (x - location), x in R^n

    df: > 0
    location: array, finite
    shape: matrix, symmetric and positive definite
    Raises relent.InputError, which names the parameter, the place and the bound.
    """

    def __call__(self, df: float, location: Numbers, shape: Numbers) -> JointDistribution: ...

mv_student_t: _mv_student_t_family = ...

class _mvnormal_family(JointFamily):
    """
    mvnormal(mean, covariance): density exp(-(x - mean)^T covariance^-1 (x - mean) / 2) / sqrt(det(2 pi covariance)), x in R^n

    mean: array, finite
    covariance: matrix, symmetric and positive definite
    Raises relent.InputError, which names the parameter, the place and the bound.
    """

    def __call__(self, mean: Numbers, covariance: Numbers) -> JointDistribution: ...

mvnormal: _mvnormal_family = ...

class _mvnormal_diagonal_family(JointFamily):
    """
    mvnormal_diagonal(mean, sd): density mvnormal with independent coordinates, x in R^n

    mean: array, finite
    sd: array, > 0
    Raises relent.InputError, which names the parameter, the place and the bound.
    """

    def __call__(self, mean: Numbers, sd: Numbers) -> JointDistribution: ...

mvnormal_diagonal: _mvnormal_diagonal_family = ...

class _mvnormal_low_rank_family(JointFamily):
    """
    mvnormal_low_rank(mean, factor, diagonal): density mvnormal with covariance factor factor^T + diag(diagonal), x in R^n

    mean: array, finite
    factor: matrix, finite
    diagonal: array, > 0
    Raises relent.InputError, which names the parameter, the place and the bound.
    """

    def __call__(self, mean: Numbers, factor: Numbers, diagonal: Numbers) -> JointDistribution: ...

mvnormal_low_rank: _mvnormal_low_rank_family = ...

class _von_mises_fisher_family(JointFamily):
    """
    von_mises_fisher(direction, concentration): density proportional to exp(concentration x . direction), x in R^n of length 1

    direction: array, of length 1
    concentration: >= 0
    Raises relent.InputError, which names the parameter, the place and the bound.
    """

    def __call__(self, direction: Numbers, concentration: float) -> JointDistribution: ...

von_mises_fisher: _von_mises_fisher_family = ...

class _wishart_family(JointFamily):
    """
    wishart(df, scale): density proportional to det(X)^((df-n-1)/2) exp(-tr(scale^-1 X)/2), positive definite n x n matrices, row by row

    df: > n - 1
    scale: matrix, symmetric and positive definite
    Raises relent.InputError, which names the parameter, the place and the bound.
    """

    def __call__(self, df: float, scale: Numbers) -> JointDistribution: ...

wishart: _wishart_family = ...

def joint_families() -> list[JointFamily]:
    """
    The list of families of several numbers; call one to make a distribution.
    """

def independent(*factors: DistributionLike) -> JointDistribution:
    """
    Independent numbers, each with its own distribution. Raises relent.InputError without any.
    """

def joint_mixture(weights: Numbers, components: Sequence[JointDistribution]) -> JointDistribution:
    """
    The mixture whose density is the sum of weight times density. Weights > 0 that sum to 1, one a component; all
    components over points of one kind. Raises relent.InputError.
    """

class Operand:
    """
    A distribution as relent takes it: masses, counts, samples, categories or a density.
    """

    @property
    def text(self) -> str:
        """As it was written, or described."""

    @property
    def kind(self) -> str:
        """
        "masses", "counts", "samples", "categories", "density", "joint" or "joint_samples".
        """

    def __len__(self) -> int: ...

    def __repr__(self) -> str: ...

def _samples(values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], text: str, weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None) -> Operand: ...

def _joint_samples(rows: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], names: Sequence[str], text: str) -> Operand: ...

def _masses(values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], shape: Sequence[int], labels: Sequence[str], text: str) -> Operand: ...

def _counts(values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], shape: Sequence[int], labels: Sequence[str], text: str) -> Operand: ...

def _categories(codes: Annotated[NDArray[numpy.int32], dict(shape=(None,), order='C', device='cpu', writable=False)], labels: Sequence[str], text: str) -> Operand: ...

def _read_column(make_stream: Callable, name: str, column: str, text: str) -> Operand: ...

@overload
def _density(of: Distribution) -> Operand: ...

@overload
def _density(of: JointDistribution) -> Operand: ...

def _parse_operand(text: str, load: Callable) -> Operand: ...

class Contribution:
    """One element's share of an answer."""

    @property
    def index(self) -> int: ...

    @property
    def label(self) -> str: ...

    @property
    def p(self) -> float: ...

    @property
    def q(self) -> float: ...

    @property
    def value(self) -> float: ...

    def __repr__(self) -> str: ...

class Answer:
    """
    One measure's reply: a number with how it was got. float() is the value.
    """

    @property
    def name(self) -> str:
        """The measure's full name."""

    @property
    def label(self) -> str: ...

    @property
    def value(self) -> float: ...

    @property
    def interval(self) -> tuple[float, float] | None:
        """(lower, upper), or None for an exact answer."""

    @property
    def level(self) -> float | None:
        """The interval's, 0.95."""

    @property
    def standard_error(self) -> float | None: ...

    @property
    def error_bound(self) -> float | None: ...

    @property
    def method(self) -> str:
        """"exact", "plug_in", "binned", ..."""

    @property
    def notes(self) -> list[str]: ...

    @property
    def unit(self) -> str:
        """"nats", "bits", "bans", or "" where the measure has none."""

    @property
    def contributions(self) -> list[Contribution]:
        """Largest first; filled by relent.measure(..., explain=True)."""

    def __float__(self) -> float: ...

    def __repr__(self) -> str: ...

class Measurement:
    """
    A question and its replies, in order; .value, .interval, .method are the first reply's.
    """

    @property
    def p(self) -> str: ...

    @property
    def q(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def answers(self) -> list[Answer]: ...

    @property
    def value(self) -> float: ...

    @property
    def interval(self) -> tuple[float, float] | None: ...

    @property
    def level(self) -> float | None: ...

    @property
    def standard_error(self) -> float | None: ...

    @property
    def error_bound(self) -> float | None: ...

    @property
    def method(self) -> str: ...

    @property
    def notes(self) -> list[str]: ...

    def __getitem__(self, name: str) -> Answer:
        """The reply of one measure, by name or alias."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Answer]: ...

    def __float__(self) -> float: ...

    def __repr__(self) -> str: ...

    def to_json(self) -> str:
        """The same JSON as `relent measure --json`."""

def _ask(p: object, q: object | None, measures: Sequence[str], unit: object, explain: bool, level: float, normalize: bool, generalized: bool, alpha: float, weight: float, normaliser: str, support: Sequence[float] | None, serial: bool, estimator: str, threads: int) -> Measurement: ...

def unseen_mass(counts: object, level: float = 0.95) -> Answer:
    """
    The chance that the next observation is of a category that was not seen: Good-Turing, with an interval.

    ``counts`` as relent.counts takes them. The notes say how many categories were missed at least.
    """

class Arity(enum.Enum):
    """What a measure looks at."""

    one = 0

    two = 1

    joint = 2

class MeasureInfo:
    """One line of the catalogue."""

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> list[str]: ...

    @property
    def label(self) -> str: ...

    @property
    def takes(self) -> Arity: ...

    @property
    def formula(self) -> str: ...

    @property
    def range(self) -> str: ...

    @property
    def zeros(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def parameter(self) -> str: ...

    @property
    def in_units(self) -> bool: ...

    @property
    def unit_power(self) -> float:
        """The value scales with this power of the unit."""

    @property
    def symmetric(self) -> bool: ...

    @property
    def metric(self) -> bool: ...

    @property
    def zero_on_equal(self) -> bool: ...

    @property
    def monotone(self) -> bool: ...

    @property
    def bound(self) -> float | None: ...

    @property
    def on_line(self) -> bool:
        """A distance along a line, in the unit of its places."""

    def __repr__(self) -> str: ...

def entropy(p: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    entropy H(P) = -sum p log p

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [0, log n] in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Shannon 1948, section 6
    """

def perplexity(p: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    perplexity = exp(-sum p log p)

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [1, n], without a unit. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Jelinek, Mercer, Bahl & Baker 1977
    """

def self_information(p: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    mean self-information = -log p of each outcome; the value is their mean, sum p (-log p)

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [0, ∞] in nats. At zero: infinite for an outcome with p = 0, which adds nothing to the mean
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Shannon 1948; Fano 1961, section 2
    """

def renyi_entropy(p: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Rényi entropy = log(sum p^alpha) / (1 - alpha)

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [0, log n] in nats. At zero: 0^alpha = 0; alpha = 0 counts the elements with p > 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Rényi 1961, eq. 1.21
    """

def tsallis_entropy(p: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Tsallis entropy = (1 - sum p^alpha) / (alpha - 1)

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [0, (1 - n^(1-alpha)) / (alpha - 1)], without a unit. At zero: 0^alpha = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Tsallis 1988, eq. 1; Havrda & Charvát 1967
    """

def kl_divergence(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    KL(P‖Q) = sum p log(p/q)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 log(0/q) = 0; infinite where q = 0 < p
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Kullback & Leibler 1951, eq. 2.4
    """

def reverse_kl_divergence(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    KL(Q‖P) = sum q log(q/p)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 log(0/p) = 0; infinite where p = 0 < q
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Kullback & Leibler 1951, eq. 2.4
    """

def cross_entropy(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    cross-entropy H(P,Q) = -sum p log q

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 log 0 = 0; infinite where q = 0 < p
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Good 1956; Cover & Thomas 2006, section 5.4
    """

def jeffreys_divergence(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Jeffreys = sum (p - q) log(p/q) = KL(P‖Q) + KL(Q‖P)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 where p = q = 0; infinite where only one is 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Jeffreys 1946
    """

def js_divergence(p: Masses, q: Masses, *, weight: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Jensen-Shannon = w KL(P‖M) + (1-w) KL(Q‖M), M = w P + (1-w) Q

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ln 2] in nats. At zero: always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Lin 1991, eq. 4.1
    """

def js_distance(p: Masses, q: Masses, *, weight: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Jensen-Shannon distance = sqrt(js_divergence)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, sqrt(ln 2)] in nats. At zero: always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Endres & Schindelin 2003
    """

def renyi_divergence(p: Masses, q: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Rényi = log(sum p^alpha q^(1-alpha)) / (alpha - 1)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 where p = 0; infinite where q = 0 < p and alpha >= 1, or where nothing is shared
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Rényi 1961, eq. 3.3; van Erven & Harremoës 2014
    """

def tsallis_divergence(p: Masses, q: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Tsallis = (sum p^alpha q^(1-alpha) - 1) / (alpha - 1)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = 0; infinite where q = 0 < p and alpha >= 1
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Tsallis 1998, eq. 3; Cressie & Read 1984
    """

def alpha_divergence(p: Masses, q: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    alpha (Amari) = (sum p^alpha q^(1-alpha) - 1) / (alpha (alpha - 1))

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = q = 0; infinite where q = 0 < p and alpha >= 1, or p = 0 < q and alpha <= 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Amari 1985, section 3.5; Cichocki & Amari 2010, eq. 40
    """

def total_variation(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    total variation = sum |p - q| / 2

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, 1], without a unit. At zero: always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Levin, Peres & Wilmer 2009, proposition 4.2
    """

def hellinger_distance(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Hellinger = sqrt(sum (sqrt p - sqrt q)^2 / 2)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, 1], without a unit. At zero: always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Hellinger 1909; Le Cam & Yang 2000, section 3.1
    """

def bhattacharyya_distance(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Bhattacharyya = -log sum sqrt(p q)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: infinite where P and Q share no element
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Bhattacharyya 1943
    """

def chi_square_pearson(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    chi-square (Pearson) = sum (p - q)^2 / q

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = q = 0; infinite where q = 0 < p
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Pearson 1900
    """

def chi_square_neyman(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    chi-square (Neyman) = sum (p - q)^2 / p

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = q = 0; infinite where p = 0 < q
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Neyman 1949
    """

def triangular_discrimination(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    triangular discrimination = sum (p - q)^2 / (p + q)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, 2], without a unit. At zero: 0 where p = q = 0; always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Topsøe 2000; Le Cam 1986
    """

def population_stability_index(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    PSI = sum (p - q) ln(p/q), the Jeffreys divergence in nats

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = q = 0; infinite where only one is 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Siddiqi 2006; Yurdakul & Naranjo 2020
    """

def wasserstein_1(p: Masses, q: Masses, *, support: Sequence[float] | None = None, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Wasserstein W1 = integral |F(x) - G(x)| dx, F and G the cdfs

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], in the unit of x. At zero: finite between masses; infinite where a mean is, unless the tails match
    support: where the masses lie on the line, one finite position for each, rising; None: 0, 1, 2, ...
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Vallender 1974; Villani 2003, theorem 2.18
    """

def wasserstein_2(p: Masses, q: Masses, *, support: Sequence[float] | None = None, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Wasserstein W2 = sqrt(integral (F^-1(u) - G^-1(u))^2 du), F^-1 and G^-1 the quantile functions

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], in the unit of x. At zero: finite between masses; infinite where a variance is, unless the tails match
    support: where the masses lie on the line, one finite position for each, rising; None: 0, 1, 2, ...
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Villani 2003, theorem 2.18
    """

def energy_distance(p: Masses, q: Masses, *, support: Sequence[float] | None = None, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    energy distance = sqrt(2 integral (F(x) - G(x))^2 dx), the root of 2 E|X-Y| - E|X-X'| - E|Y-Y'|

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], in the root of the unit of x. At zero: finite between masses; infinite where (F - G)^2 has no integral
    support: where the masses lie on the line, one finite position for each, rising; None: 0, 1, 2, ...
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Székely & Rizzo 2013, section 2; Baringhaus & Franz 2004
    """

def joint_entropy(table: Masses, other: Masses | None = None, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    joint entropy H(X,Y) = -sum p(x,y) log p(x,y)

    table: the masses of a joint distribution, one axis for each variable; or one column of a data set, as
    relent.samples(x) or a text, and then other: the other column of the same rows.
    Range [0, log n] in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Shannon 1948, section 6
    """

def conditional_entropy(table: Masses, other: Masses | None = None, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    conditional entropy H(Y|X) = H(X,Y) - H(X), X the first axis (the rows)

    table: the masses of a joint distribution, one axis for each variable; or one column of a data set, as
    relent.samples(x) or a text, and then other: the other column of the same rows.
    Range [0, log n] in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Shannon 1948, section 6; Cover & Thomas 2006, section 2.2
    """

def mutual_information(table: Masses, other: Masses | None = None, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    mutual information I(X;Y) = sum p(x,y) log(p(x,y) / (p(x) p(y)))

    table: the masses of a joint distribution, one axis for each variable; or one column of a data set, as
    relent.samples(x) or a text, and then other: the other column of the same rows.
    Range [0, min(H(X), H(Y))] in nats. At zero: 0 where p(x,y) = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Cover & Thomas 2006, eq. 2.28
    """

def normalized_mutual_information(table: Masses, other: Masses | None = None, *, normaliser: str = "arithmetic", unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    normalised mutual information = I(X;Y) / mean(H(X), H(Y))

    table: the masses of a joint distribution, one axis for each variable; or one column of a data set, as
    relent.samples(x) or a text, and then other: the other column of the same rows.
    Range [0, 1], without a unit. At zero: as mutual_information; 0 where both entropies are 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Strehl & Ghosh 2002; Vinh, Epps & Bailey 2010, table 2
    """

def variation_of_information(table: Masses, other: Masses | None = None, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    variation of information = H(X|Y) + H(Y|X)

    table: the masses of a joint distribution, one axis for each variable; or one column of a data set, as
    relent.samples(x) or a text, and then other: the other column of the same rows.
    Range [0, log n] in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Meilă 2007, eq. 16
    """

def total_correlation(table: Masses, other: Masses | None = None, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    total correlation = sum of the marginals' entropies - H(joint)

    table: the masses of a joint distribution, one axis for each variable; or one column of a data set, as
    relent.samples(x) or a text, and then other: the other column of the same rows.
    Range [0, ∞) in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With a relent.Distribution,
    relent.samples, relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer
    with its interval or error bound. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Watanabe 1960
    """

def measures() -> list[MeasureInfo]:
    """
    The catalogue: every measure with its formula, range, conventions at zero and source.
    """

def f_divergence(p: Masses, q: Masses, f: Callable[[float], float], *, derivative: Callable[[float], float] | None = None, at_zero: float | None = None, slope_at_infinity: float | None = None, axis: int = -1, normalize: bool = False, generalized: bool = False) -> Any:
    """
    D_f(P‖Q) = sum q f(p/q), for any convex f with f(1) = 0 that takes and returns a float.

    Where p = 0 an element costs q f(0), where q = 0 it costs p lim f(t)/t; `at_zero` and `slope_at_infinity` are
    these two limits. Left out, they are found by calling f (or `derivative`) at 0 or 2**-1000, and at 2**1000: give
    them where f converges slower than a power of t. Each element calls f once, in
    in
    this thread. p, q: as for relent.kl_divergence; the value has no unit.

    Source: Csiszár 1967.
    """

def expectation(p: DistributionLike, f: Callable[[float], float]) -> Answer:
    """
    E f(X) for X distributed as p: an integral, or a sum for whole numbers, with a bound of its error from two rules.
    f takes and returns a float, and is called some hundred times, in this thread. Infinite where the integral of one
    sign diverges, NaN where both do. Raises relent.InputError where f is NaN, and what f raises.
    """

def evidence_lower_bound(q: DistributionLike, log_joint: Callable[[float], float]) -> Answer:
    """
    E_q[log_joint(Z) - log q(Z)] in nats, for the log of the joint density of what was observed and of z: the log
    evidence less KL(q‖posterior). As relent.expectation otherwise.

    Source: Jordan, Ghahramani, Jaakkola & Saul 1999, eq. 48; Bishop 2006, eq. 10.3.
    """

def gradient(measure: str, p: Masses, q: Masses | None = None, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, alpha: float = 0.5, weight: float = 0.5, normaliser: str = "arithmetic", support: Sequence[float] | None = None, threads: int = 0) -> Any:
    """
    Derivatives of a measure with respect to its masses: dp for one distribution, (dp, dq) for a pair, each of its
    input's shape (summed over the axes along which it was broadcast).

    Masses are independent variables of the formula; with `normalize` the derivative runs through the division by the
    sum. An infinite derivative is infinity. `measure` is a name or an alias.
    """

def contributions(measure: str, p: Masses, q: Masses | None = None, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, alpha: float = 0.5, weight: float = 0.5, normaliser: str = "arithmetic", support: Sequence[float] | None = None, threads: int = 0) -> Any:
    """
    What each element adds to a measure, in the broadcast shape of p and q: the elements along `axis` sum to the
    value, and an element that alone makes it infinite has infinity. `measure` is a name or an alias.
    """

def kl_gradient(p: DistributionLike, q: DistributionLike, *, threads: int = 0) -> KlGradient:
    """
    KL(P‖Q) in nats with its derivatives with respect to every parameter of both: `.value`, `.p`, `.q`, the latter
    two by the parameters' names.

    p, q: distributions, or batches as relent.normal(means, sds) makes them, which broadcast as numpy's arrays do.
    Then `.value` is an array, and a derivative has the shape of its parameter, summed over the axes along which it
    was broadcast. Of two distributions the derivatives are integrals, with bounds of their errors in `.p_error` and
    `.q_error`. Of batches they are analytic, and vectorised, for normal, log_normal, logit_normal, half_normal,
    laplace, gamma, inverse_gamma, chi, chi_squared, beta, exponential, poisson, bernoulli and geometric against
    themselves; integrals for others, pair by pair; NaN where KL is infinite or has no derivative. Memory: the
    answers, each of the broadcast shape until it is summed. Raises relent.InputError for one pair without a
    derivative, and for parameters out of their bounds. Distributions of several numbers: as divergence_gradient.
    """

def divergence_gradient(measure: str, p: DistributionLike, q: DistributionLike, *, alpha: float = 0.5, weight: float = 0.5) -> KlGradient:
    """
    A measure of two distributions in nats with its derivatives with respect to every parameter of both: `.value`,
    `.p` and `.q` by the parameters' names, with `.p_error` and `.q_error`. `measure` is a name or an alias; alpha
    is the order of Renyi's, Tsallis' and the alpha divergence, weight that of p in Jensen and Shannon's.

    Of several numbers a derivative has its parameter's shape. Elements of a symmetric matrix count as if moved
    one by one, so that an off-diagonal pair moved together has twice its entry; a direction is moved along the
    sphere, probabilities one by one and then divided by their sum, a mixture's weights each alone. Closed forms
    where there are some, else integrals differentiated under their sign: up to four numbers by cubature with
    error bounds, beyond by quasi-Monte-Carlo, when the errors are half-widths of 95% intervals. Raises
    relent.InputError where the measure is infinite or a root at 0, and for wasserstein_2 of other than normal
    distributions of several numbers.
    """

class NumericSummary:
    """Summary numbers of one side of a numeric column."""

    @property
    def min(self) -> float: ...

    @property
    def max(self) -> float: ...

    @property
    def mean(self) -> float: ...

    @property
    def sd(self) -> float: ...

    @property
    def quantiles(self) -> list[float]:
        """1%, 25%, 50%, 75% and 99%."""

    def __repr__(self) -> str: ...

class Cell:
    """One bin [low, high) or category, counted on both sides."""

    @property
    def label(self) -> str: ...

    @property
    def low(self) -> float: ...

    @property
    def high(self) -> float: ...

    @property
    def count(self) -> list[int]:
        """In the reference, in the current data."""

    @property
    def contribution(self) -> float:
        """To js_divergence, in the comparison's unit."""

    def __repr__(self) -> str: ...

class PresetScore:
    """What the tool that a preset reproduces says of a column."""

    @property
    def name(self) -> str: ...

    @property
    def value(self) -> float: ...

    @property
    def threshold(self) -> float: ...

    @property
    def drift_above(self) -> bool: ...

    def __repr__(self) -> str: ...

class ColumnComparison:
    """One column of a comparison."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def type(self) -> str:
        """The reference's type."""

    @property
    def rows(self) -> list[int]:
        """On each side, missing ones too."""

    @property
    def missing(self) -> list[int]: ...

    @property
    def measures(self) -> dict[str, Answer]: ...

    @property
    def p_value(self) -> float | None: ...

    @property
    def adjusted_p_value(self) -> float | None:
        """After Benjamini and Hochberg, over the columns compared."""

    @property
    def drifted(self) -> bool: ...

    @property
    def score(self) -> PresetScore | None:
        """With a preset: the tool's own score."""

    @property
    def test(self) -> str:
        """Which test gave the p-value."""

    @property
    def what_moved(self) -> str: ...

    @property
    def new_values(self) -> list[str]: ...

    @property
    def vanished_values(self) -> list[str]: ...

    @property
    def new_value_count(self) -> int: ...

    @property
    def vanished_value_count(self) -> int: ...

    @property
    def summary(self) -> list[NumericSummary | None]:
        """Of each side, for numbers."""

    @property
    def cells(self) -> list[Cell]: ...

    @property
    def notes(self) -> list[str]: ...

    def __getitem__(self, measure: str) -> Answer:
        """The answer of one measure, by name or alias."""

    def vega_lite(self) -> dict[str, Any]:
        """
        The chart of the two distributions as a Vega-Lite specification, data inside.
        """

    def __repr__(self) -> str: ...

class Comparison:
    """Two data sets, column by column. A notebook shows it as a table."""

    @property
    def columns(self) -> dict[str, ColumnComparison]:
        """By name, in the reference's order."""

    def __getitem__(self, column: str) -> ColumnComparison: ...

    @property
    def drifted(self) -> list[str]:
        """The columns that changed, most first."""

    @property
    def only_reference(self) -> list[str]: ...

    @property
    def only_current(self) -> list[str]: ...

    @property
    def skipped(self) -> dict[str, str]:
        """Columns that were not compared, and why."""

    @property
    def unit(self) -> str: ...

    @property
    def rows(self) -> list[int]:
        """Of the reference, of the current data."""

    @property
    def seconds(self) -> float: ...

    def __repr__(self) -> str: ...

    def _repr_html_(self) -> str: ...

    def to_json(self) -> str:
        """The same JSON as `relent compare --json`."""

    def to_html(self, path: str | os.PathLike[str] | None = None, *, command: str = '') -> str | None:
        """
        The report as one self-contained page: returned, or written whole to `path`. `command` is the line that makes
        it again, shown at its foot.
        """

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists and numbers."""

    def to_pandas(self) -> Any:
        """A DataFrame with a row for each column compared, indexed by its name."""

def _compare(reference: Callable, reference_name: str, current: Callable, current_name: str, columns: Sequence[str], unit: object, alpha: float, bins: int, level: float, exact: bool, preset: object | None, threads: int, report: object | None) -> Comparison: ...

def _with_skipped(comparison: Comparison, skipped: Sequence[tuple[str, str]]) -> Comparison: ...

class Association:
    """What two columns of the same rows tell of each other."""

    @property
    def x(self) -> str: ...

    @property
    def y(self) -> str: ...

    @property
    def mutual_information(self) -> Answer: ...

    @property
    def strength(self) -> float:
        """
        The same from 0 to 1: of numbers sqrt(1 - exp(-2 I)), with words the share of their entropy.
        """

    @property
    def p_value(self) -> float | None:
        """Of independence."""

    @property
    def adjusted_p_value(self) -> float | None:
        """After Benjamini and Hochberg, over all pairs."""

    @property
    def test(self) -> str:
        """Which test gave the p-value."""

    @property
    def rows(self) -> int:
        """How many have both."""

    def __repr__(self) -> str: ...

class Associations:
    """The mutual information of every pair of columns, strongest first."""

    @property
    def pairs(self) -> list[Association]: ...

    def __getitem__(self, columns: tuple[str, str]) -> Association:
        """One pair: found["age", "income"], in any order."""

    def __len__(self) -> int: ...

    @property
    def columns(self) -> list[str]: ...

    @property
    def skipped(self) -> dict[str, str]:
        """Columns that tell nothing, and why."""

    @property
    def rows(self) -> int: ...

    @property
    def rows_used(self) -> int:
        """At most those asked for, drawn at random."""

    @property
    def unit(self) -> str: ...

    def __repr__(self) -> str: ...

    def to_json(self) -> str:
        """The same JSON as `relent associations --json`."""

    def to_html(self, path: str | os.PathLike[str] | None = None, *, command: str = '') -> str | None:
        """
        The map and the table as one self-contained page: returned, or written whole to `path`.
        """

    def vega_lite(self) -> dict[str, Any]:
        """The map as a Vega-Lite specification, data inside."""

def _associations(make_stream: Callable, name: str, columns: Sequence[str], unit: object, rows: int, level: float, threads: int, report: object | None) -> Associations: ...

def _mutual_information(x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], scale: str, neighbours: int) -> float: ...

def _conditional_mutual_information(x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], z: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], unit: object, neighbours: int, level: float, threads: int) -> object: ...

def _transfer_entropy(source: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], target: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], lag: int, source_lags: int, target_lags: int, unit: object, neighbours: int, level: float, threads: int) -> object: ...

def _independence_p_value(x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], z: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)] | None, permutations: int, neighbours: int, threads: int) -> float: ...

def _transfer_p_value(source: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], target: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], lag: int, source_lags: int, target_lags: int, shifts: int, neighbours: int, threads: int) -> float: ...

class EqualityTest:
    """What a test of "both samples come from the same distribution" found."""

    @property
    def test(self) -> str:
        """Which test, and how the p-value was got."""

    @property
    def statistic(self) -> float: ...

    @property
    def p_value(self) -> float:
        """
        The chance of a statistic at least as large, had both come from the same distribution.
        """

    @property
    def notes(self) -> list[str]: ...

    def __repr__(self) -> str: ...

def _test_equality(p: Operand, q: Operand, test: str, permutations: int, seed: int, threads: int) -> EqualityTest: ...

def _permutation_test(n: int, m: int, statistic: Callable, permutations: int, seed: int) -> EqualityTest: ...

def histogram(x: Any, edges: Any, *, threads: int = 0) -> numpy.typing.NDArray[numpy.int64]:
    """
    How many values lie in every bin: bin i holds edges[i] <= x < edges[i + 1], the last bin its upper edge too, as
    numpy.histogram has it. Values outside and NaN are not counted.

    edges: at least two, increasing, of any spacing; numpy.linspace gives equal bins, numpy.quantile those of equal
    mass. x: any shape; contiguous f64 is read where it lies, other types are converted first. The counts, int64, do not
    depend on `threads` (0: all). Raises relent.InputError for edges that are not finite or not increasing,
    relent.InputTypeError for what is no array of numbers.
    """

class _Held:
    @property
    def text(self) -> str: ...

    @property
    def json(self) -> str: ...

    def html(self) -> str: ...

    def write_html(self, path: str) -> None: ...

def _fit(target: Operand, support: Sequence[float], family: str, components: int, objective: str, choose: str, alpha: float, level: float, most_starts: int, time_limit: float, seed: int, threads: int) -> _Held: ...

def _fit_log_density(f: Callable[[float], float], of_many: object | None, lower: float, upper: float, about: float, scale: float, family: str, components: int, objective: str, choose: str, alpha: float, level: float, most_starts: int, time_limit: float, seed: int) -> _Held: ...

def _em_steps(values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], weights: Sequence[float], means: Sequence[float], sds: Sequence[float], steps: int, threads: int) -> tuple[list[float], list[float], list[float], float]: ...

def _fit_joint_log_density(f: Callable[[object], object], gradient: Callable[[object], object] | None, about: Sequence[float], scale: Sequence[float], log_evidence: float | None, family: str, objective: str, most_starts: int, time_limit: float, seed: int) -> _Held: ...

def _mixture_steps(rows: object, weights: object, means: object, covariances: object, iterations: int, floor: float, threads: int) -> list[float]:
    """
    The mean log likelihoods before each of some iterations from given parameters.
    """

def _rank(data: Operand, models: Sequence[str], level: float, threads: int) -> _Held: ...

def _gallery() -> list[tuple[str, str]]: ...

def _exhibit(name: str) -> tuple[str, str, str]: ...

def _divergence_loss(input: object, target: object, measure: str = 'forward_kl', beta: float = 0.5, alpha: float = 0.5, temperature: float = 1.0, temperature_squared: bool = False, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', strict: bool = False, threads: int = 0, input_holds: str = 'logits', target_holds: str = 'logits', rows: object | None = None, upstream: object | None = None, input_gradient: object | None = None, target_gradient: object | None = None) -> float: ...

def _cross_entropy_loss(input: object, classes: object | None = None, target: object | None = None, label_smoothing: float = 0.0, class_weights: object | None = None, ignore_index: int = -100, z_loss: float = 0.0, focal_gamma: float = 0.0, poly_epsilon: float = 0.0, temperature: float = 1.0, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, target_holds: str = 'probs', rows: object | None = None, upstream: object | None = None, input_gradient: object | None = None, target_gradient: object | None = None) -> float: ...

def _distillation_loss(student: object, teacher: object, classes: object, hard_weight: float = 0.5, temperature: float = 2.0, measure: str = 'forward_kl', beta: float = 0.5, label_smoothing: float = 0.0, ignore_index: int = -100, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, rows: object | None = None, upstream: object | None = None, student_gradient: object | None = None, teacher_gradient: object | None = None) -> float: ...

def _r_drop_loss(a: object, b: object, classes: object | None = None, alpha: float = 1.0, convention: str = 'paper', label_smoothing: float = 0.0, ignore_index: int = -100, nan_policy: str = 'raise', threads: int = 0, rows: object | None = None, upstream: object | None = None, a_gradient: object | None = None, b_gradient: object | None = None) -> float: ...

def _entropy_of_rows(input: object, input_holds: str = 'logits', reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, rows: object | None = None, upstream: object | None = None, input_gradient: object | None = None) -> float: ...

def _info_nce_loss(similarity: object, temperature: float = 1.0, symmetric: bool = False, reduction: str = 'mean', nan_policy: str = 'raise', threads: int = 0, rows: object | None = None, upstream: object | None = None, input_gradient: object | None = None) -> float: ...

def _fused_linear_cross_entropy(hidden: object, weights: object, classes: object, label_smoothing: float = 0.0, class_weights: object | None = None, ignore_index: int = -100, z_loss: float = 0.0, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, rows: object | None = None, upstream: object | None = None, hidden_gradient: object | None = None, weights_gradient: object | None = None) -> float: ...

def _fused_linear_divergence(hidden: object, weights: object, teacher_hidden: object, teacher_weights: object, measure: str = 'forward_kl', beta: float = 0.5, alpha: float = 0.5, temperature: float = 1.0, temperature_squared: bool = False, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, rows: object | None = None, upstream: object | None = None, hidden_gradient: object | None = None, weights_gradient: object | None = None, teacher_hidden_gradient: object | None = None, teacher_weights_gradient: object | None = None) -> float: ...

def _kl_div(input: object, target: object, log_target: bool = False, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, values: object | None = None, upstream: object | None = None, scale: float = 1.0, input_gradient: object | None = None, target_gradient: object | None = None) -> float: ...

def _binary_cross_entropy_with_logits(input: object, target: object, weight: object | None = None, pos_weight: object | None = None, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, values: object | None = None, upstream: object | None = None, scale: float = 1.0, input_gradient: object | None = None, target_gradient: object | None = None) -> float: ...

def _policy_kl_loss(policy: object, reference: object, estimator: str = 'k3', mask: object | None = None, reduction: str = 'mean', batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, values: object | None = None, upstream: object | None = None, scale: float = 1.0, policy_gradient: object | None = None, reference_gradient: object | None = None) -> float: ...

def _bernoulli_kl_loss(p: object, q: object, p_holds: str = 'logits', q_holds: str = 'logits', reduction: str = 'mean', batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, values: object | None = None, upstream: object | None = None, scale: float = 1.0, p_gradient: object | None = None, q_gradient: object | None = None) -> float: ...

def _vae_kl_loss(mean: object, log_variance: object, beta: float = 1.0, free_bits: float = 0.0, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, threads: int = 0, rows: object | None = None, upstream: object | None = None, mean_gradient: object | None = None, log_variance_gradient: object | None = None) -> float: ...

def _gaussian_kl_loss(mean_p: object, log_variance_p: object, mean_q: object, log_variance_q: object, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, threads: int = 0, rows: object | None = None, upstream: object | None = None, mean_p_gradient: object | None = None, log_variance_p_gradient: object | None = None, mean_q_gradient: object | None = None, log_variance_q_gradient: object | None = None) -> float: ...

def _full_vae_kl_loss(mean: object, spread: object, form: str = 'factor', beta: float = 1.0, free_bits: float = 0.0, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, rows: object | None = None, upstream: object | None = None, mean_gradient: object | None = None, spread_gradient: object | None = None) -> float: ...

class _DiffusionSchedule:
    def __init__(self, arg: Sequence[float], /) -> None: ...

    def beta(self) -> list[float]: ...

    def abar(self) -> list[float]: ...

    def noise_variance(self) -> list[float]: ...

    def log_posterior_variance(self) -> list[float]: ...

    def start_share(self) -> list[float]: ...

    def current_share(self) -> list[float]: ...

    def mean_per_prediction(self, predicts: str) -> list[float]: ...

def _diffusion_kl_loss(prediction: object, target: object, steps: object, schedule: _DiffusionSchedule, log_variance: object | None = None, predicts: str = 'noise', variance: str = 'posterior', reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, rows: object | None = None, upstream: object | None = None, prediction_gradient: object | None = None, target_gradient: object | None = None, log_variance_gradient: object | None = None) -> float: ...

def _diffusion_prior_kl_loss(start: object, schedule: _DiffusionSchedule, reduction: str = 'mean', mask: object | None = None, batch_size: int = 0, nan_policy: str = 'raise', threads: int = 0, rows: object | None = None, upstream: object | None = None, start_gradient: object | None = None) -> float: ...

class TransportPlan:
    """
    A plan of exact transport: what goes where, its cost, and the certificate that says how near the best it is. ``.plan`` and ``numpy.asarray`` give it as a matrix.
    """

    @property
    def cost(self) -> float:
        """
        The sum of mass times cost (and, unbalanced, of what was left, or of the penalties).
        """

    @property
    def plan(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None))]:
        """
        The plan as a dense n x m matrix; refused with MemoryError above 2^31 numbers.
        """

    def __array__(self, dtype: object | None = None, copy: object | None = None) -> object: ...

    @property
    def rows(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,))]:
        """Where each shipment comes from."""

    @property
    def columns(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,))]:
        """Where each shipment goes."""

    @property
    def masses(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]:
        """How much each shipment carries."""

    @property
    def from_dual(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]:
        """Potentials u of the rows."""

    @property
    def to_dual(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]:
        """
        Potentials v of the columns; u_i + v_j <= M_ij everywhere, which proves the gap.
        """

    @property
    def from_gradient(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]:
        """
        The derivative of the cost with respect to a; up to one constant where totals must be equal.
        """

    @property
    def to_gradient(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]:
        """The derivative of the cost with respect to b."""

    @property
    def gap(self) -> float:
        """The cost minus what the potentials prove that no plan is below."""

    @property
    def least_reduced_cost(self) -> float:
        """
        min M_ij - u_i - v_j with the potentials of the tree itself; 0 up to rounding at an optimum.
        """

    @property
    def marginal_error(self) -> float:
        """
        The largest difference between a sum of the plan and the mass it should be: a and b, or with KL penalties a exp(-u / rho) and b exp(-v / rho).
        """

    @property
    def status(self) -> str:
        """"optimal", "iteration_limit" or "time_limit"."""

    @property
    def pivots(self) -> int: ...

    def __repr__(self) -> str: ...

def _emd(a: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], b: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], costs: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)] | None, x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)] | None, y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)] | None, metric: str, order: float, iteration_limit: int | None, time_limit: float | None, start_dual: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, moved: float | None, unmoved_cost: float | None, from_penalty: float, to_penalty: float) -> TransportPlan: ...

def _emd_grid(a: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], b: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], shape: Sequence[int], spacing: Sequence[float], power: float, iteration_limit: int | None, time_limit: float | None) -> TransportPlan: ...

def _wasserstein_distance(x: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], order: float, x_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, y_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None) -> float: ...

def _wasserstein_distances(x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], order: float, x_weights: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)] | None, y_weights: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)] | None, threads: int) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]: ...

def _wasserstein_gradients(x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], order: float, x_weights: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)] | None, y_weights: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)] | None, of_weights: bool, threads: int) -> tuple: ...

def _binned_wasserstein(edges: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], p_counts: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], p_sums: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], q_counts: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], q_sums: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> tuple: ...

def _circular_wasserstein(x: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], period: float, x_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, y_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None) -> float: ...

def _line_distance(which: str, x: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], x_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, y_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None) -> float: ...

def _wasserstein_gradient(x: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], order: float, x_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, y_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None) -> tuple: ...

def _quantile_coupling(x: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], x_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, y_weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None) -> tuple: ...

class _LossPlan:
    def __call__(self, arg0: int, arg1: int, arg2: int, arg3: int, arg4: int, arg5: int, arg6: int, arg7: int, arg8: int, arg9: int, arg10: int, arg11: int, arg12: int, arg13: int, arg14: int, arg15: int, arg16: int, /) -> None: ...

def _loss_plan(arg0: str, arg1: tuple, /) -> _LossPlan: ...

def _loss_names() -> list: ...

class _SinkhornResult:
    @property
    def value(self) -> float: ...

    @property
    def transport_cost(self) -> float: ...

    @property
    def marginal_error(self) -> float: ...

    @property
    def converged(self) -> bool: ...

    @property
    def iterations(self) -> int: ...

    @property
    def notes(self) -> list[str]: ...

    @property
    def f(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]: ...

    @property
    def g(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]: ...

def _sinkhorn(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg3: float, arg4: float, arg5: int, arg6: bool, arg7: bool, arg8: float, arg9: float, arg10: str, arg11: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, arg12: int, /) -> _SinkhornResult: ...

def _sinkhorn_points(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg3: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg4: str, arg5: float, arg6: float, arg7: float, arg8: int, arg9: bool, arg10: bool, arg11: float, arg12: float, arg13: str, arg14: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, arg15: int, /) -> _SinkhornResult: ...

def _sinkhorn_plan(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg3: _SinkhornResult, /) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None))]: ...

def _sinkhorn_points_plan(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg3: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg4: str, arg5: float, arg6: _SinkhornResult, /) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None))]: ...

def _sinkhorn_gradient(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg3: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg4: str, arg5: float, arg6: _SinkhornResult, arg7: float, arg8: float, arg9: int, /) -> tuple: ...

class _SinkhornDivergenceResult:
    @property
    def value(self) -> float: ...

    @property
    def marginal_error(self) -> float: ...

    @property
    def converged(self) -> bool: ...

    @property
    def between(self) -> _SinkhornResult: ...

    @property
    def of_from(self) -> _SinkhornResult: ...

    @property
    def of_to(self) -> _SinkhornResult: ...

    @property
    def notes(self) -> list[str]: ...

def _sinkhorn_divergence(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg3: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg4: str, arg5: float, arg6: float, arg7: float, arg8: int, arg9: float, arg10: int, /) -> _SinkhornDivergenceResult: ...

def _sinkhorn_divergence_gradient(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg3: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg4: str, arg5: float, arg6: _SinkhornDivergenceResult, arg7: float, arg8: int, /) -> tuple: ...

def _sinkhorn_barycenter(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg3: float, arg4: float, arg5: int, arg6: int, /) -> tuple: ...

def _sinkhorn_grid(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Sequence[int], arg3: Sequence[float], arg4: float, arg5: float, arg6: float, arg7: int, arg8: bool, arg9: bool, arg10: float, arg11: float, arg12: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, arg13: int, /) -> _SinkhornResult: ...

def _sinkhorn_divergence_grid(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Sequence[int], arg3: Sequence[float], arg4: float, arg5: float, arg6: float, arg7: int, arg8: float, arg9: int, /) -> _SinkhornDivergenceResult: ...

def _sinkhorn_barycenter_grid(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], arg2: Sequence[int], arg3: Sequence[float], arg4: float, arg5: float, arg6: float, arg7: int, arg8: int, /) -> tuple: ...

def _sliced_wasserstein(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, arg3: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, arg4: int, arg5: float, arg6: float, arg7: int, arg8: int, /) -> object: ...

def _max_sliced_wasserstein(arg0: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg1: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], arg2: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, arg3: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, arg4: int, arg5: float, arg6: int, arg7: int, /) -> tuple: ...

def _energy_discrepancy(x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], a: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, b: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, unbiased: bool, of_weights: bool, threads: int) -> tuple: ...

def _mmd_discrepancy(x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], a: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, b: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, bandwidths: Sequence[float], unbiased: bool, of_weights: bool, threads: int) -> tuple: ...

def _bandwidth_ladder(x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)]) -> list[float]: ...

def _plan_gradient(plan: TransportPlan, x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], metric: str, order: float) -> tuple: ...

def _sinkhorn_mass_gradient(a: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], b: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], costs: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], of: _SinkhornResult, from_penalty: float, to_penalty: float) -> tuple: ...

def _sliced_directions(dimensions: int, directions: int, seed: int) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None))]: ...

def _sliced_gradient(a: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, b: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, x: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], directions: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], p: float, of_masses: bool, threads: int) -> tuple: ...

def simd_path() -> str:
    """The instruction set that the measures run on, for example "AVX3"."""

def simd_paths() -> list[str]:
    """Every instruction set that this machine can run, best first."""

def _force_simd_path(name: str) -> None: ...
