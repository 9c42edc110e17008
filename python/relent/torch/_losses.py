"""The losses of rows: their options, and their rows in torch operations. See `_fused`."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor

from ._composed import divergence, log_probs, wide
from ._composed_labels import label_rows, soft_label_rows

Row = Tensor | None
# The losses that a loss is the sum of: factor, loss, and for each of its tensors the place it has, or how it is made.
Parts = list[tuple[float, Any, tuple[Any, ...]]]


def _counted(mask: Row, nans: str, *sides: Tensor) -> Row:
    """Which rows count, or None where all do."""
    counts = None if mask is None else mask.bool()
    if nans == "omit":
        for x in sides:
            sound = ~(x.isnan() | (x == math.inf)).any(-1)
            counts = sound if counts is None else counts & sound
    return counts


def _sifted(rows: Tensor, counts: Row) -> Tensor:
    return rows if counts is None else torch.where(counts, rows, 0.0)


def _readable(x: Tensor, counts: Row) -> Tensor:
    """``x`` with rows that do not count replaced, so that nothing in them reaches a derivative."""
    return x if counts is None else torch.where(counts[..., None], x, torch.ones_like(x))


def _divisor(reduction: str, batch: int, x: Tensor, elements: int, counts: Row) -> Any:
    if reduction == "mean":
        return elements
    if reduction == "batchmean":
        return batch
    if reduction == "token_mean":
        return x.shape[:-1].numel() if counts is None else counts.sum()
    return 1


def row_shape(_: Any, x: Tensor) -> torch.Size:
    """One answer a row."""
    return x.shape[:-1]


class DivergenceLoss(NamedTuple):
    """A divergence between rows of the target y (P) and of the input x (Q)."""

    measure: str = "forward_kl"
    beta: float = 0.5
    alpha: float = 0.5
    temperature: float = 1.0
    squared: bool = False
    input_holds: str = "logits"
    target_holds: str = "logits"
    nans: str = "raise"
    strict: bool = False
    reduction: str = "batchmean"

    name = "divergence_loss"
    elementwise = False
    shape = row_shape

    def rows(self, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Tensor:
        counts = _counted(mask, self.nans, x, y)
        lq = log_probs(_readable(x, counts), self.input_holds, self.temperature)
        lp = log_probs(_readable(y, counts), self.target_holds, self.temperature)
        values = _sifted(divergence(self.measure, lp, lq, self.beta, self.alpha), counts)
        return values * self.temperature**2 if self.squared else values

    def divisor(self, batch: int, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Any:
        counts = _counted(mask, self.nans, x, y) if self.reduction == "token_mean" else None
        return _divisor(self.reduction, batch, x, x.numel(), counts)


class ClassCrossEntropy(NamedTuple):
    """Cross-entropy with class indices."""

    label_smoothing: float = 0.0
    ignore_index: int = -100
    z_loss: float = 0.0
    focal_gamma: float = 0.0
    poly_epsilon: float = 0.0
    temperature: float = 1.0
    input_holds: str = "logits"
    nans: str = "raise"
    reduction: str = "mean"

    name = "class_cross_entropy"
    elementwise = False
    shape = row_shape

    def rows(self, x: Tensor, y: Row, labels: Tensor, weight: Row, mask: Row) -> Tensor:
        counts = _counted(mask, self.nans, x)
        if counts is not None:
            labels = torch.where(counts, labels, self.ignore_index)
        return label_rows(
            _readable(x, counts), labels, weight, holds=self.input_holds, smoothing=self.label_smoothing,
            ignore_index=self.ignore_index, z_loss=self.z_loss, gamma=self.focal_gamma, poly=self.poly_epsilon,
            temperature=self.temperature,
        )  # fmt: skip

    def divisor(self, batch: int, x: Tensor, y: Row, labels: Tensor, weight: Row, mask: Row) -> Any:
        counts = labels != self.ignore_index
        here = _counted(mask, self.nans, x)
        if here is not None:
            counts = counts & here
        if self.reduction == "mean" and weight is not None:
            return torch.where(counts, wide(weight)[torch.where(counts, labels, 0)], 0.0).sum()
        return _divisor("token_mean" if self.reduction == "mean" else self.reduction, batch, x, 0, counts)


class SoftCrossEntropy(NamedTuple):
    """Cross-entropy with a distribution y as target."""

    label_smoothing: float = 0.0
    z_loss: float = 0.0
    temperature: float = 1.0
    input_holds: str = "logits"
    target_holds: str = "probs"
    nans: str = "raise"
    reduction: str = "mean"

    name = "soft_cross_entropy"
    elementwise = False
    shape = row_shape

    def rows(self, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Tensor:
        counts = _counted(mask, self.nans, x, y)
        values = soft_label_rows(
            _readable(x, counts), _readable(y, counts), weight, holds=self.input_holds, target_holds=self.target_holds,
            smoothing=self.label_smoothing, z_loss=self.z_loss, temperature=self.temperature,
        )  # fmt: skip
        return _sifted(values, counts)

    def divisor(self, batch: int, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Any:
        counts = _counted(mask, self.nans, x, y)
        return _divisor("token_mean" if self.reduction == "mean" else self.reduction, batch, x, 0, counts)


class DistillationLoss(NamedTuple):
    """A divergence from the teacher y at a temperature, times its square, and cross-entropy with labels."""

    measure: str = "forward_kl"
    beta: float = 0.5
    alpha: float = 0.5
    temperature: float = 2.0
    squared: bool = True
    hard_weight: float = 0.5
    label_smoothing: float = 0.0
    ignore_index: int = -100
    nans: str = "raise"
    reduction: str = "batchmean"

    name = "distillation_loss"
    elementwise = False
    shape = row_shape

    def parts(self) -> Parts:
        of_rows = "batchmean" if self.reduction == "mean" else self.reduction
        soft = DivergenceLoss(
            self.measure, self.beta, self.alpha, self.temperature, self.squared, nans=self.nans, reduction=of_rows
        )
        hard = ClassCrossEntropy(self.label_smoothing, self.ignore_index, nans=self.nans, reduction=self.reduction)
        return [(self.hard_weight, hard, (0, None, 2, 3, 4)), (1 - self.hard_weight, soft, (0, 1, None, None, 4))]


class RDropLoss(NamedTuple):
    """Cross-entropies of two passes x and y and the divergence between them."""

    rdrop_alpha: float = 1.0
    convention: str = "paper"
    label_smoothing: float = 0.0
    ignore_index: int = -100
    nans: str = "raise"
    reduction: str = "mean"

    name = "r_drop_loss"
    elementwise = False
    shape = row_shape

    def parts(self) -> Parts:
        hard = ClassCrossEntropy(self.label_smoothing, self.ignore_index, nans=self.nans)
        official = self.convention == "official"
        apart = DivergenceLoss("jeffreys", nans=self.nans, reduction="sum" if official else "token_mean")
        of_labels = 1.0 if self.convention == "paper" else 0.5
        of_divergence = self.rdrop_alpha / (4 if self.convention == "keras" else 2)

        def labelled(tensors: Any) -> Tensor:
            return tensors[2] != self.ignore_index

        both = [(of_labels, hard, (0, None, 2, 3, 4)), (of_labels, hard, (1, None, 2, 3, 4))]
        return [*both, (of_divergence, apart, (0, 1, None, None, labelled))]


class EntropyOfRows(NamedTuple):
    """The entropy of every row."""

    input_holds: str = "logits"
    nans: str = "raise"
    reduction: str = "mean"

    name = "entropy_of_rows"
    elementwise = False
    shape = row_shape

    def rows(self, x: Tensor, y: Row, labels: Row, weight: Row, mask: Row) -> Tensor:
        counts = _counted(mask, self.nans, x)
        lp = log_probs(_readable(x, counts), self.input_holds, 1.0)
        silent = lp == -math.inf
        return _sifted(-(lp.exp() * torch.where(silent, 0.0, lp)).sum(-1), counts)

    def divisor(self, batch: int, x: Tensor, y: Row, labels: Row, weight: Row, mask: Row) -> Any:
        counts = _counted(mask, self.nans, x)
        return _divisor("token_mean" if self.reduction == "mean" else self.reduction, batch, x, 0, counts)


class VaeKl(NamedTuple):
    """KL(N(x, exp(y)) || N(0, 1)) of every row."""

    factor: float = 1.0
    free_bits: float = 0.0
    nans: str = "raise"
    reduction: str = "batchmean"

    name = "vae_kl_loss"
    elementwise = False
    shape = row_shape

    def rows(self, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Tensor:
        counts = _counted(mask, self.nans, x, y)
        mean, log_variance = wide(_readable(x, counts)), wide(_readable(y, counts))
        each = (mean**2 + (torch.expm1(log_variance) - log_variance)) / 2
        if self.free_bits:
            each = torch.where(each > self.free_bits, each, self.free_bits)
        return _sifted(self.factor * each.sum(-1), counts)

    def divisor(self, batch: int, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Any:
        return _divisor(self.reduction, batch, x, x.numel(), _counted(mask, self.nans, x, y))


class FullVaeKl(NamedTuple):
    """KL(N(x, L L^T) || N(0, 1)) of every row, y the lower triangular L, d x d numbers side by side."""

    factor: float = 1.0
    free_bits: float = 0.0
    nans: str = "raise"
    reduction: str = "batchmean"

    name = "full_vae_kl_loss"
    elementwise = False
    shape = row_shape
    divisor = VaeKl.divisor

    def rows(self, x: Tensor, y: Tensor, labels: Row, weight: Row, mask: Row) -> Tensor:
        counts = _counted(mask, self.nans, x, y)
        mean = wide(_readable(x, counts))
        lower = wide(_readable(y, counts)).unflatten(-1, (x.shape[-1], x.shape[-1]))
        own = lower.diagonal(dim1=-2, dim2=-1)
        flat = own == 0
        log_square = 2 * torch.where(flat, 1.0, own).abs().log()
        spread = torch.where(flat, math.inf, torch.expm1(log_square) - log_square)
        each = (mean**2 + (lower.tril(-1) ** 2).sum(-1) + spread) / 2
        if self.free_bits:
            each = torch.where(each > self.free_bits, each, self.free_bits)
        return _sifted(self.factor * each.sum(-1), counts)


class InfoNce(NamedTuple):
    """Cross-entropy of every row of similarities x with its own number."""

    temperature: float = 1.0
    symmetric: bool = False
    nans: str = "raise"
    reduction: str = "mean"

    name = "info_nce_loss"
    elementwise = False
    by_row = ()  # a column needs all rows
    shape = row_shape

    def rows(self, x: Tensor, y: Row, labels: Row, weight: Row, mask: Row) -> Tensor:
        own = torch.arange(x.shape[0], device=x.device)
        values = label_rows(x, own, None, temperature=self.temperature)
        return (values + label_rows(x.T, own, None, temperature=self.temperature)) / 2 if self.symmetric else values

    def divisor(self, batch: int, x: Tensor, y: Row, labels: Row, weight: Row, mask: Row) -> Any:
        return 1 if self.reduction in ("sum", "none") else x.shape[0]


ROW_LOSSES = (
    DivergenceLoss, ClassCrossEntropy, SoftCrossEntropy, DistillationLoss, RDropLoss, EntropyOfRows, VaeKl, FullVaeKl,
    InfoNce,
)  # fmt: skip
