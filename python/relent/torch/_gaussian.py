"""Losses between normal distributions: variational terms, diagonal and full, and those of diffusion models."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor

from .. import _relent
from . import _checks
from ._composed import wide
from ._fused import run
from ._losses import FullVaeKl, VaeKl
from ._sides import run_sides


def vae_kl(
    mean: Tensor, log_variance: Tensor | None = None, *, scale_tril: Tensor | None = None,
    covariance_matrix: Tensor | None = None, beta: float = 1.0, free_bits: float = 0.0, mask: Tensor | None = None,
    reduction: str = "batchmean",
) -> Tensor:  # fmt: skip
    r"""KL(N(mean, V)‖N(0, 1)) of every row, summed over its dimensions, times ``beta``. The covariance V is given one way:

    - ``log_variance`` (..., dimensions), V diagonal: sum_j (mean_j^2 + exp(lv_j) - lv_j - 1) / 2;
    - ``scale_tril`` (..., dimensions, dimensions), V = L L^T, L lower triangular (nothing above its diagonal is read):
      sum_i (mean_i^2 + sum_{j<i} L_ij^2 + L_ii^2 - 1 - log L_ii^2) / 2;
    - ``covariance_matrix``: V itself, symmetric and positive definite, by its Cholesky factor.

    mean: (..., dimensions). ``free_bits``: nats that each dimension has for nothing, max(KL_j, free_bits); of a full
    covariance KL_i is the i-th term above, what dimension i costs given those before it. reduction: as :class:`Rows`.
    Nothing cancels where V is near 1. Gradients go to the mean and to what V was given by. Of two normals with full
    covariances, KL(N(m, K K^T)‖N(n, L L^T)) is ``vae_kl(S(m - n), scale_tril=S(K))`` with S solving by L
    (``torch.linalg.solve_triangular``).

    Source: Kingma & Welling 2014, appendix B; Kingma et al. 2016 (free bits).
    """
    function = "vae_kl"
    given = {"log_variance": log_variance, "scale_tril": scale_tril, "covariance_matrix": covariance_matrix}
    named = [name for name, value in given.items() if value is not None]
    if len(named) != 1:
        raise _checks.refuse(
            "unsupported",
            function,
            f"the covariance is given by {' and '.join(named) or 'nothing'}, must be by one of {', '.join(given)}",
        )
    spread: Tensor = given[named[0]]  # type: ignore[assignment]
    _checks.floating(function, mean=mean, **{named[0]: spread})
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    _checks.within(function, "beta", beta, math.isfinite(beta), "finite")
    _checks.within(function, "free_bits", free_bits, free_bits >= 0, ">= 0")
    if log_variance is not None:
        mean, spread = _checks.same_shape(function, "mean", mean, "log_variance", log_variance)
    else:
        mean, spread = _full(function, mean, named[0], spread)
    if mask is not None:
        mask = _checks.row_mask(function, mask, mean)
    of = VaeKl if log_variance is not None else FullVaeKl
    loss = of(float(beta), float(free_bits), "raise", reduction)
    value = run(loss, _checks.batch_of(mean), mean, spread, None, None, mask)
    return value if covariance_matrix is None else value.to(torch.promote_types(mean.dtype, covariance_matrix.dtype))


def _full(function: str, mean: Tensor, name: str, spread: Tensor) -> tuple[Tensor, Tensor]:
    """The mean, and the factor with its two axes as one, of one leading shape."""
    n = mean.shape[-1] if mean.dim() else 0
    if mean.dim() == 0 or spread.shape[-2:] != (n, n):
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"mean of shape {tuple(mean.shape)}, {name} of shape {tuple(spread.shape)}; must be (..., dimensions) and "
            "(..., dimensions, dimensions)",
        )
    if name == "covariance_matrix":
        try:
            spread = torch.linalg.cholesky(wide(spread))
        except torch.linalg.LinAlgError as e:
            raise _checks.refuse("out_of_range", function, f"covariance_matrix is not positive definite: {e}") from None
    flat = spread.flatten(-2)
    if mean.shape[:-1] != flat.shape[:-1]:
        marks, others = mean[..., 0], flat[..., 0]
        lead = _checks.broadcast(function, "mean's rows", marks, f"{name}'s rows", others)[0].shape
        mean, flat = mean.expand(*lead, n), flat.expand(*lead, n * n)
    return mean, flat


class _GaussianKl(NamedTuple):
    def rows(self, mean_p: Tensor, log_variance_p: Tensor, mean_q: Tensor, log_variance_q: Tensor) -> Tensor:
        gap, log_ratio = wide(mean_p) - wide(mean_q), wide(log_variance_p) - wide(log_variance_q)
        each = (gap**2 * torch.exp(-wide(log_variance_q)) + (torch.expm1(log_ratio) - log_ratio)) / 2
        return each.sum(-1)

    def kernel(self, sides: Any, gradients: Any, **how: Any) -> float:
        names = ("mean_p_gradient", "log_variance_p_gradient", "mean_q_gradient", "log_variance_q_gradient")
        return _relent._gaussian_kl_loss(*sides, **dict(zip(names, gradients, strict=True)), **how)


def gaussian_kl(
    mean_p: Tensor, log_variance_p: Tensor, mean_q: Tensor, log_variance_q: Tensor, *, mask: Tensor | None = None,
    reduction: str = "batchmean",
) -> Tensor:  # fmt: skip
    r"""KL(N(mean_p, exp(log_variance_p))‖N(mean_q, exp(log_variance_q))) of every row, summed over its dimensions, as of a
    variational layer. Gradients to all four. For a diffusion model see :func:`diffusion_kl`.

    sum_j ((m_p - m_q)^2 / v_q + v_p / v_q - 1 - log(v_p / v_q)) / 2, in f64 inside, without cancellation where the two
    nearly agree. All of shapes that broadcast to (..., dimensions). reduction: as :class:`Rows`.
    """
    function = "gaussian_kl"
    sides = {"mean_p": mean_p, "log_variance_p": log_variance_p, "mean_q": mean_q, "log_variance_q": log_variance_q}
    _checks.floating(function, **sides)
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    for name, side in sides.items():
        _checks.same_shape(function, "mean_p", mean_p, name, side)
    shape = torch.broadcast_shapes(*(side.shape for side in sides.values()))
    if mask is not None:
        mask = _checks.row_mask(function, mask, mean_p.expand(shape))
    one_row = len(shape) == 1
    whole = tuple(s.expand(shape)[None] if one_row else s.expand(shape) for s in sides.values())
    value = run_sides(_GaussianKl(), reduction, mask[None] if one_row and mask is not None else mask, whole)
    return value[0] if one_row and reduction == "none" else value
