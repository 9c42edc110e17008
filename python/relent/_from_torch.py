"""torch.distributions by relent's names. Imported only when an object of it comes in."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import distributions as td
from torch.distributions import transforms as tt

from . import _relent
from ._relent import Distribution, DistributionBatch, InputTypeError, JointDistribution

Made = Distribution | DistributionBatch | JointDistribution


def convert(x: td.Distribution) -> Made:
    """The family of the same density, with the parameters mapped. Raises InputTypeError, which names the class."""
    for kind, make in _MADE.items():
        if type(x) is kind:
            return make(x)
    if not isinstance(x, _UNLIKE):
        for kind, make in _MADE.items():  # a class of the program's own
            if isinstance(x, kind):
                return make(x)
    raise InputTypeError(f"{_class(x)} has no counterpart among relent's families")


def _plain(value: Any) -> Any:
    """A number for a tensor without axes, whose derivatives nobody could ask for; else the tensor."""
    if not isinstance(value, torch.Tensor):
        return float(value)
    return float(value.detach()) if value.dim() == 0 else value


def _family(name: str, *attributes: str) -> Any:
    """Makes that family from the attributes, in the order of its parameters."""
    return lambda x: getattr(_relent, name)(*(_plain(getattr(x, a)) for a in attributes))


def _probability(x: Any) -> Any:
    """From logits where it was made of these, in f64: the complement of a float near 1 has no digits."""
    return _plain(torch.sigmoid(x.logits.double()) if "logits" in vars(x) else x.probs)


def _shares(x: td.Categorical) -> list[float]:
    """The probabilities, made to sum to 1 in f64."""
    if x.batch_shape:
        raise InputTypeError(
            f"{_class(x)} of batch shape {tuple(x.batch_shape)}: give its probs to relent.kl_divergence"
        )
    shares = torch.softmax(x.logits.detach().double(), -1) if "logits" in vars(x) else x.probs.detach().double()
    return (shares / shares.sum()).tolist()


def _mixture(x: td.MixtureSameFamily) -> Distribution:
    if x.batch_shape or x.event_shape:
        raise InputTypeError(
            f"{_class(x)} of batch shape {tuple(x.batch_shape)} and event shape {tuple(x.event_shape)}: "
            "mixtures are taken one by one, of one number each"
        )
    parts = convert(x.component_distribution)
    weights = _shares(x.mixture_distribution)
    kept = [(w, parts[i]) for i, w in enumerate(weights) if w > 0]
    return _relent.mixture([w for w, _ in kept], [part for _, part in kept])


def _independent(x: td.Independent) -> Made:
    if not x.event_shape:
        return convert(x.base_dist)
    made = convert(x.base_dist) if x.event_shape.numel() == 1 and not x.batch_shape else None
    if isinstance(made, DistributionBatch):
        return made[(0,) * len(made.shape)]
    if x.batch_shape:
        raise InputTypeError(f"{_class(x)} of batch shape {tuple(x.batch_shape)}: take them one by one")
    factors = convert(x.base_dist)
    return _relent.independent(*(factors[i] for i in np.ndindex(*factors.shape)))


# Families that a change of location and scale stays in: those two parameters, and whether its sign does not matter.
_MOVABLE = {
    "normal": ("mean", "sd", True), "laplace": ("location", "scale", True), "cauchy": ("location", "scale", True),
    "logistic": ("location", "scale", True), "student_t": ("location", "scale", True),
    "gumbel": ("location", "scale", False),
}  # fmt: skip


_BENT = ("normal", "uniform")  # what an exponential or a sigmoid makes a family of


def _moved(d: Made, shift: Any, factor: Any) -> Made:
    """shift + factor X, in X's own family where it stays there."""
    location, scale, even = _MOVABLE.get(d.name, ("", "", False))
    shift, factor = torch.as_tensor(shift).double(), torch.as_tensor(factor).double()
    if location and (even or bool((factor > 0).all())):
        parameters = {name: torch.as_tensor(value, dtype=torch.float64) for name, value in d.parameters.items()}
        parameters[scale] = factor.abs() * parameters[scale]
        parameters[location] = shift + factor * parameters[location]
        return getattr(_relent, d.name)(*map(_plain, parameters.values()))
    if isinstance(d, DistributionBatch):
        raise InputTypeError(
            f"an AffineTransform of many {d.name} distributions at once is not there; take them one by one"
        )
    return _relent.affine(d, _plain(shift), _plain(factor))


def _bent(d: Made, transform: tt.Transform, x: td.TransformedDistribution) -> Made:
    """One transform more."""
    if isinstance(transform, tt.ComposeTransform):
        for part in transform.parts:
            d = _bent(d, part, x)
        return d
    if isinstance(transform, tt.AffineTransform):
        return _moved(d, transform.loc, transform.scale)
    values = [_plain(torch.as_tensor(v, dtype=torch.float64)) for v in d.parameters.values()] if d.name in _BENT else []
    if d.name == "normal" and isinstance(transform, tt.ExpTransform):
        return _relent.log_normal(*values)
    if d.name == "normal" and isinstance(transform, tt.SigmoidTransform):
        return _relent.logit_normal(*values)
    if d.name == "uniform" and isinstance(transform.inv, tt.SigmoidTransform):
        low, high = d.parameters.values()
        if np.all(np.equal(low, 0)) and np.all(np.equal(high, 1)):
            return _relent.logistic(*values)  # location 0, scale 1
    raise InputTypeError(f"{_class(x)}: {type(transform).__name__} of {d.name} is none of relent's families")


def _transformed(x: td.TransformedDistribution) -> Made:
    d = convert(x.base_dist)
    for transform in x.transforms:
        d = _bent(d, transform, x)
    return d


def _joint(name: str, *attributes: str) -> Any:
    """Makes that family of several numbers; of one distribution, not of a batch."""

    def make(x: td.Distribution) -> JointDistribution:
        if x.batch_shape:
            raise InputTypeError(f"{_class(x)} of batch shape {tuple(x.batch_shape)}: take them one by one")
        values = (torch.as_tensor(getattr(x, a)).detach().double().numpy() for a in attributes)
        return getattr(_relent, name)(*(float(v) if v.ndim == 0 else v for v in values))

    return make


def _multinomial(x: td.Multinomial) -> JointDistribution:
    if x.batch_shape:
        raise InputTypeError(f"{_class(x)} of batch shape {tuple(x.batch_shape)}: take them one by one")
    shares = torch.softmax(x.logits.detach().double(), -1)
    return _relent.multinomial(x.total_count, (shares / shares.sum()).numpy())


def _class(x: Any) -> str:
    return f"torch.distributions.{type(x).__name__}" if type(x).__module__.startswith("torch.") else type(x).__name__


_MADE: dict[type, Any] = {
    td.Bernoulli: lambda x: _relent.bernoulli(_probability(x)),
    td.Beta: _family("beta", "concentration1", "concentration0"),
    td.Binomial: lambda x: _relent.binomial(_plain(x.total_count), _probability(x)),
    td.Categorical: lambda x: _relent.categorical(_shares(x)),
    td.Cauchy: _family("cauchy", "loc", "scale"),
    td.Chi2: _family("chi_squared", "df"),
    td.ContinuousBernoulli: lambda x: _relent.continuous_bernoulli(_probability(x)),
    td.Dirichlet: _joint("dirichlet", "concentration"),
    td.Exponential: _family("exponential", "rate"),
    td.Geometric: lambda x: _relent.geometric(_probability(x)),
    td.Gumbel: _family("gumbel", "loc", "scale"),
    td.HalfCauchy: lambda x: _relent.truncated(_relent.cauchy(0, float(x.scale)), 0),
    td.HalfNormal: _family("half_normal", "scale"),
    td.Independent: _independent,
    td.InverseGamma: _family("inverse_gamma", "concentration", "rate"),
    td.Kumaraswamy: _family("kumaraswamy", "concentration1", "concentration0"),
    td.Laplace: _family("laplace", "loc", "scale"),
    td.LogNormal: _family("log_normal", "loc", "scale"),
    td.LowRankMultivariateNormal: _joint("mvnormal_low_rank", "loc", "cov_factor", "cov_diag"),
    td.MixtureSameFamily: _mixture,
    td.Multinomial: _multinomial,
    td.MultivariateNormal: _joint("mvnormal", "loc", "covariance_matrix"),
    td.NegativeBinomial: lambda x: _relent.negative_binomial(_plain(x.total_count), _probability(x)),
    td.Normal: _family("normal", "loc", "scale"),
    td.Pareto: _family("pareto", "scale", "alpha"),
    td.Poisson: _family("poisson", "rate"),
    td.StudentT: _family("student_t", "df", "loc", "scale"),
    td.Uniform: _family("uniform", "low", "high"),
    td.VonMises: _family("von_mises", "loc", "concentration"),
    td.Weibull: _family("weibull", "scale", "concentration"),
    td.Wishart: _joint("wishart", "df", "covariance_matrix"),
    td.Gamma: _family("gamma", "concentration", "rate"),
    td.TransformedDistribution: _transformed,
}
_UNLIKE = (td.LogisticNormal, td.RelaxedBernoulli, td.RelaxedOneHotCategorical)  # made of transforms, of many numbers
