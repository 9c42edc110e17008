"""The terms of a denoising diffusion model's variational bound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from .. import _relent
from . import _checks
from ._composed import wide
from ._fused import takes_kernels
from ._sides import run_sides

_PREDICTIONS = ("noise", "start", "velocity", "mean")
_VARIANCES = ("posterior", "beta")


class DiffusionSchedule:
    r"""The forward process q(x_t | x_{t-1}) = N(sqrt(1 - beta_t) x_{t-1}, beta_t) and what follows from its betas, each
    between 0 and 1. A step is the index of its beta, from 0 on: step i is the papers' t = i + 1.

    ``DiffusionSchedule.linear()`` has the betas of Ho et al. 2020: 1000 from 1e-4 to 0.02. With abar_t the product of
    1 - beta up to t, in f64, one a step: ``betas``, ``abar``, ``noise_variance`` (1 - abar_t, to rounding where abar_t is
    near 1 too), ``log_posterior_variance`` (of q(x_{t-1} | x_t, x_0); at step 0, where it is 0, that of step 1).
    """

    def __init__(self, betas: Sequence[float] | Tensor) -> None:
        values = betas.tolist() if isinstance(betas, Tensor) else [float(b) for b in betas]
        self._compiled = _relent._DiffusionSchedule(values)
        self.betas = torch.tensor(values, dtype=torch.float64)
        self.abar = self._column("abar")
        self.noise_variance = self._column("noise_variance")
        self.log_posterior_variance = self._column("log_posterior_variance")
        self._shares = self._column("start_share"), self._column("current_share")
        self._per_prediction = {
            name: torch.tensor(self._compiled.mean_per_prediction(name), dtype=torch.float64) for name in _PREDICTIONS
        }

    @classmethod
    def linear(cls, first: float = 1e-4, last: float = 0.02, steps: int = 1000) -> DiffusionSchedule:
        """``steps`` betas at equal distances from ``first`` to ``last``."""
        return cls(torch.linspace(first, last, steps, dtype=torch.float64))

    def _column(self, name: str) -> Tensor:
        return torch.tensor(getattr(self._compiled, name)(), dtype=torch.float64)

    def __len__(self) -> int:
        return len(self.betas)

    def __repr__(self) -> str:
        first, last = self.betas[0].item(), self.betas[-1].item()
        return f"DiffusionSchedule({len(self)} betas, {first:g} to {last:g})"

    def noised(self, start: Tensor, noise: Tensor, steps: Tensor) -> Tensor:
        """x_t = sqrt(abar_t) start + sqrt(1 - abar_t) noise, each row (of the first axis) at its step."""
        own, rest = (_at(column, steps, start).sqrt() for column in (self.abar, self.noise_variance))
        return (own * start + rest * noise).to(start.dtype)

    def posterior_mean(self, start: Tensor, current: Tensor, steps: Tensor) -> Tensor:
        """The mean of q(x_{t-1} | x_t, x_0)."""
        of_start, of_current = (_at(column, steps, start) for column in self._shares)
        return (of_start * start + of_current * current).to(start.dtype)

    def between_variances(self, share: Tensor, steps: Tensor) -> Tensor:
        """The log variance share log beta_t + (1 - share) log_posterior_variance, as Nichol & Dhariwal 2021 learn it."""
        high, low = (_at(column, steps, share) for column in (self.betas.log(), self.log_posterior_variance))
        return (share * high + (1 - share) * low).to(share.dtype)


def _at(column: Tensor, steps: Tensor, like: Tensor) -> Tensor:
    """One number a row, in f64 where the device has it, to multiply ``like`` with."""
    picked = wide(column.to(torch.float32) if like.device.type == "mps" else column).to(like.device)[steps]
    return picked.reshape(steps.shape + (1,) * (like.dim() - steps.dim()))


class _DiffusionKl(NamedTuple):
    schedule: DiffusionSchedule
    steps: Tensor
    predicts: str
    variance: str

    def rows(self, prediction: Tensor, target: Tensor, log_variance: Tensor | None = None) -> Tensor:
        schedule, steps = self.schedule, self.steps
        per = _at(schedule._per_prediction[self.predicts], steps, prediction)
        posterior = _at(schedule.log_posterior_variance, steps, prediction)
        if log_variance is None:
            model = posterior if self.variance == "posterior" else _at(schedule.betas.log(), steps, prediction)
        else:
            model = wide(log_variance)
        square = (per * (wide(target) - wide(prediction))) ** 2 * torch.exp(-model)
        ratio = posterior - model
        first = (steps == 0)[:, None]
        rest = torch.where(first, math.log(2 * math.pi) + model, torch.expm1(ratio) - ratio)
        return ((rest + square) / 2).sum(-1)

    def kernel(self, sides: Any, gradients: Any, **how: Any) -> float:
        steps = self.steps.contiguous()
        names = ("prediction_gradient", "target_gradient", "log_variance_gradient")
        return _relent._diffusion_kl_loss(
            *sides[:2], (steps.data_ptr(), steps.numel()), self.schedule._compiled, *sides[2:], predicts=self.predicts,
            variance=self.variance, **dict(zip(names, gradients, strict=False)), **how,
        )  # fmt: skip


def diffusion_kl(
    prediction: Tensor, target: Tensor, steps: Tensor, schedule: DiffusionSchedule, *, predicts: str = "noise",
    variance: str = "posterior", log_variance: Tensor | None = None, mask: Tensor | None = None,
    reduction: str = "batchmean",
) -> Tensor:  # fmt: skip
    r"""L_{t-1} of a diffusion model: KL(q(x_{t-1} | x_t, x_0)‖p(x_{t-1} | x_t)) of every sample, summed over all its
    numbers, in nats; at step 0, where q is x_0 itself, L_0 = -log p(x_0 | x_1).

    prediction: what the network gives, (batch, ...); target: what it should give, of that shape. ``predicts``: "noise",
    "start" (x_0), "velocity" (sqrt(abar_t) noise - sqrt(1 - abar_t) x_0) or "mean" (of x_{t-1}, whose target is
    ``schedule.posterior_mean``). steps: (batch,), integers from 0 on, each the index of its beta. The variance of p is
    fixed, "posterior" (that of q) or "beta" (beta_t), or learned: ``log_variance``, of the prediction's shape.

    The two means are never formed: k (target - prediction) is their difference, exact where they nearly agree; with a
    fixed "posterior" variance the loss of a step is a constant times the squared error. Gradients go to prediction,
    target and log_variance. reduction: "none" (one a sample), "sum", "mean" (by all numbers), "batchmean", "token_mean"
    (by the samples that ``mask``, (batch,), lets count).

    T times the mean over random steps, and :func:`diffusion_prior_kl`, estimate the variational bound. Source: Ho, Jain &
    Abbeel 2020, eq. 5 to 12; Nichol & Dhariwal 2021.
    """
    function = "diffusion_kl"
    sides = {"prediction": prediction, "target": target} | (
        {} if log_variance is None else {"log_variance": log_variance}
    )
    _checks.floating(function, **sides)
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    _checks.one_of(function, "predicts", predicts, _PREDICTIONS)
    _checks.one_of(function, "variance", variance, _VARIANCES)
    for name, side in sides.items():
        if side.shape != prediction.shape or side.dim() == 0:
            raise _checks.refuse(
                "shape_mismatch",
                function,
                f"{name} of shape {tuple(side.shape)}, must be of the prediction's shape {tuple(prediction.shape)}, batch "
                "first",
            )
    if not isinstance(schedule, DiffusionSchedule):
        kind = type(schedule).__name__
        raise _checks.refuse("type_mismatch", function, f"schedule is a {kind}, must be a DiffusionSchedule")
    _checks.on_device(function, "steps", steps, prediction)
    _check_steps(function, steps, prediction.shape[0], len(schedule))
    flat = tuple(_flat(side) for side in sides.values())
    if mask is not None:
        mask = _checks.row_mask(function, mask, flat[0])
    loss = _DiffusionKl(schedule, steps.to(torch.int64), predicts, variance)
    return run_sides(loss, reduction, mask, flat)


def _flat(x: Tensor) -> Tensor:
    """Samples x numbers."""
    return x.flatten(1) if x.dim() > 1 else x[:, None]


def _check_steps(function: str, steps: Tensor, batch: int, known: int) -> None:
    if steps.is_floating_point() or steps.shape != (batch,):
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"steps of shape {tuple(steps.shape)} and {steps.dtype}, must be integers of shape ({batch},): one a sample",
        )
    if takes_kernels(steps):  # others are not waited for
        outside = ((steps < 0) | (steps >= known)).nonzero()
        if len(outside):
            i = int(outside[0])
            raise _checks.refuse(
                "out_of_range",
                function,
                f"steps[{i}] = {int(steps[i])}, must be from 0 to {known - 1}: the index of its beta",
            )


class _PriorKl(NamedTuple):
    schedule: DiffusionSchedule

    def rows(self, start: Tensor) -> Tensor:
        abar, noise = self.schedule.abar[-1].item(), self.schedule.noise_variance[-1].item()
        log_noise = math.log1p(-abar) if abar < 0.5 else math.log(noise)
        return ((abar * wide(start) ** 2 - abar - log_noise) / 2).sum(-1)

    def kernel(self, sides: Any, gradients: Any, **how: Any) -> float:
        return _relent._diffusion_prior_kl_loss(*sides, self.schedule._compiled, start_gradient=gradients[0], **how)


def diffusion_prior_kl(
    start: Tensor, schedule: DiffusionSchedule, *, mask: Tensor | None = None, reduction: str = "batchmean"
) -> Tensor:
    r"""L_T of a diffusion model: KL(q(x_T | x_0)‖N(0, 1)) of every sample, summed over its numbers,
    sum (abar_T x_0^2 - abar_T - log(1 - abar_T)) / 2, without cancellation. It says how much of x_0 the last step keeps.

    start: x_0, (batch, ...). reduction: as :func:`diffusion_kl`. Source: Ho, Jain & Abbeel 2020, eq. 5.
    """
    function = "diffusion_prior_kl"
    _checks.floating(function, start=start)
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    if start.dim() == 0:
        raise _checks.refuse("shape_mismatch", function, "start is a single number, needs a batch of samples")
    flat = _flat(start)
    if mask is not None:
        mask = _checks.row_mask(function, mask, flat)
    return run_sides(_PriorKl(schedule), reduction, mask, (flat,))
