"""Cross-entropy of rows in plain torch operations; see `_composed`."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ._composed import log_probs, wide


def _powered(miss: Tensor, gamma: float) -> Tensor:
    """miss^gamma for miss in [0, 1], with derivative 0 at 0."""
    some = miss > 0
    return torch.where(some, torch.where(some, miss, 1.0) ** gamma, 0.0)


def spread(lp: Tensor, share: Tensor) -> Tensor:
    """-sum share log p, where a share of 0 adds 0 even to a class that is masked."""
    silent = (share == 0) & (lp == -math.inf)
    return -(share * torch.where(silent, 0.0, lp)).sum(-1)


def log_partition(x: Tensor, holds: str, temperature: float) -> Tensor:
    """log Z of every row; 0 of probabilities."""
    return torch.zeros_like(wide(x[..., 0])) if holds == "probs" else torch.logsumexp(wide(x) / temperature, -1)


def label_rows(
    x: Tensor, classes: Tensor, weight: Tensor | None, *, holds: str = "logits", smoothing: float = 0.0,
    ignore_index: int = -100, z_loss: float = 0.0, gamma: float = 0.0, poly: float = 0.0, temperature: float = 1.0,
) -> Tensor:  # fmt: skip
    """The loss of every row, 0 where it is ignored."""
    lp = log_probs(x, holds, temperature)
    counts = classes != ignore_index
    index = torch.where(counts, classes, 0)
    own = lp.gather(-1, index[..., None])[..., 0]
    row_weight = torch.ones_like(own) if weight is None else wide(weight)[index]
    masked = own == -math.inf
    hit = torch.where(masked, 0.0, own)
    term = -own
    if gamma:
        term = torch.where(masked, term, -hit * _powered(-torch.expm1(hit), gamma))
    loss = (1 - smoothing) * torch.where(row_weight == 0, 0.0, row_weight * torch.where(row_weight == 0, 0.0, term))
    if smoothing == 1:
        loss = torch.zeros_like(loss)
    if smoothing:
        share = torch.ones_like(lp) if weight is None else wide(weight).expand_as(lp)
        loss = loss + smoothing / x.shape[-1] * spread(lp, share)
    if poly:
        loss = loss + poly * torch.where(masked, 1.0, -torch.expm1(hit))
    if z_loss:
        loss = loss + z_loss * log_partition(x, holds, temperature) ** 2
    return torch.where(counts, loss, 0.0)


def soft_label_rows(
    x: Tensor, target: Tensor, weight: Tensor | None, *, holds: str = "logits", target_holds: str = "probs",
    smoothing: float = 0.0, z_loss: float = 0.0, temperature: float = 1.0,
) -> Tensor:  # fmt: skip
    """The loss of every row against a distribution, which need not sum to one where it is given as probabilities."""
    lp = log_probs(x, holds, temperature)
    share = wide(target) if target_holds == "probs" else log_probs(target, target_holds, 1.0).exp()
    if smoothing:
        share = (1 - smoothing) * share + smoothing / x.shape[-1]
    if weight is not None:
        share = share * wide(weight)
    loss = spread(lp, share)
    if z_loss:
        loss = loss + z_loss * log_partition(x, holds, temperature) ** 2
    return loss
