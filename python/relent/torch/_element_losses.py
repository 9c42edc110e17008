"""The losses of elements, in the shape of their input: their options, and their elements in torch operations."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from ._composed import forward_kl, logarithms, wide

Row = Tensor | None


def element_shape(_: Any, x: Tensor) -> torch.Size:
    """One answer an element."""
    return x.shape


def _divided_by(reduction: str, batch: int, x: Tensor) -> int:
    return x.numel() if reduction in ("mean", "token_mean") else batch if reduction == "batchmean" else 1


class KlDiv(NamedTuple):
    """torch's kl_div: x holds log q, y the target."""

    log_target: bool = False
    nans: str = "propagate"
    reduction: str = "mean"

    name = "kl_div"
    elementwise = True
    shape = element_shape

    def rows(self, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Tensor:
        x, y = wide(x), wide(y)
        if self.log_target:
            lost = y == -math.inf
            t = torch.where(lost, 0.0, y).exp()
            return torch.where(lost, 0.0, t * (torch.where(lost, 0.0, y) - torch.where(lost, 0.0, x)))
        lost = y == 0
        t = torch.where(lost, 1.0, y)
        return torch.where(lost, 0.0, t * (t.log() - torch.where(lost, 0.0, x)))

    def divisor(self, batch: int, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Any:
        return _divided_by(self.reduction, batch, x)


class BinaryCrossEntropy(NamedTuple):
    """torch's binary_cross_entropy_with_logits; in the place of labels stands pos_weight."""

    nans: str = "propagate"
    reduction: str = "mean"

    name = "binary_cross_entropy"
    elementwise = True
    by_row = (0, 1)
    shape = element_shape

    def rows(self, x: Tensor, y: Tensor, pos_weight: Row, weight: Row, mask: Row) -> Tensor:
        x, y = wide(x), wide(y)
        positive, negative = -logsigmoid(x), -logsigmoid(-x)  # to rounding: log1p(exp(-|x|)) + max(x, 0)
        on = torch.where(y == 0, 0.0, y * torch.where(y == 0, 0.0, positive))
        off = torch.where(y == 1, 0.0, (1 - y) * torch.where(y == 1, 0.0, negative))
        loss = (on if pos_weight is None else wide(pos_weight) * on) + off
        return loss if weight is None else wide(weight) * loss

    def divisor(self, batch: int, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Any:
        return _divided_by(self.reduction, batch, x)


class PolicyKl(NamedTuple):
    """KL of a policy from drawn tokens: x the policy's log-probabilities, y the reference's, an entry of mask a token."""

    estimator: str = "k3"
    nans: str = "raise"
    reduction: str = "token_mean"

    name = "policy_kl_loss"
    elementwise = True
    shape = element_shape

    def rows(self, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Tensor:
        counts = torch.ones_like(x, dtype=torch.bool) if mask is None else mask.bool()
        r = torch.where(counts, wide(y), 0.0) - torch.where(counts, wide(x), 0.0)
        if self.estimator == "k1":
            return -r
        return r * r / 2 if self.estimator == "k2" else torch.expm1(r) - r

    def divisor(self, batch: int, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Any:
        if self.reduction in ("mean", "token_mean") and mask is not None:
            return mask.bool().sum()
        return _divided_by(self.reduction, batch, x)


def _both_logarithms(x: Tensor, holds: str) -> Tensor:
    """(log p, log(1 - p)), side by side along a new last axis."""
    x = wide(x)
    if holds == "logits":
        return torch.stack([logsigmoid(x), logsigmoid(-x)], -1)
    x = torch.where((x == 0) | (x == 1), x.detach(), x)
    return logarithms(torch.stack([x, 1 - x], -1))


class BernoulliKl(NamedTuple):
    """KL(P || Q) of Bernoulli distributions, x of P and y of Q."""

    p_holds: str = "logits"
    q_holds: str = "logits"
    nans: str = "raise"
    reduction: str = "none"

    name = "bernoulli_kl_loss"
    elementwise = True
    shape = element_shape

    def rows(self, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Tensor:
        return forward_kl(_both_logarithms(x, self.p_holds), _both_logarithms(y, self.q_holds))

    def divisor(self, batch: int, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Any:
        return _divided_by(self.reduction, batch, x)


ELEMENT_LOSSES = (KlDiv, BinaryCrossEntropy, PolicyKl, BernoulliKl)
