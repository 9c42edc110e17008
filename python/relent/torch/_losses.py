"""The losses of rows: their options, their rows in torch operations, their kernels. See `_fused`."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import torch
from torch import Tensor

from .. import _relent
from ._composed import divergence, log_probs
from ._composed_labels import label_rows, soft_label_rows
from ._fused import Gradients

_CODES = {torch.float64: 0, torch.float32: 1, torch.float16: 2, torch.bfloat16: 3}
_threads = torch.get_num_threads


def _laid_out(x: Tensor) -> tuple[Tensor, int]:
    """(``x``, copied where its classes are not side by side, the step from row to row)."""
    if x.is_contiguous():
        return x, x.shape[-1]
    if x.dim() == 2 and x.stride(1) == 1:
        return x, x.stride(0)
    x = x.contiguous()
    return x, x.shape[-1]


def _room(x: Tensor, need: bool) -> tuple[Tensor | None, int]:
    """(a place for the gradient, its address)."""
    if not need:
        return None, 0
    gradient = (
        torch.empty_like(x, memory_format=torch.contiguous_format) if not x.is_contiguous() else torch.empty_like(x)
    )
    return gradient, gradient.data_ptr()


def _address(x: Tensor | None, dtype: torch.dtype) -> tuple[Tensor | None, int]:
    """(``x`` as a contiguous array of that type, its address)."""
    if x is None:
        return None, 0
    x = x.to(dtype).contiguous()
    return x, x.data_ptr()


@lru_cache(maxsize=512, typed=True)
def _plan(loss: Any) -> Callable[..., None]:
    """The compiled half of a loss with these options."""
    return getattr(_relent, loss.plan)(*loss)


def _value_room(x: Tensor, dtype: torch.dtype, reduction: str) -> Tensor:
    return x.new_empty(x.shape[:-1] if reduction == "none" else (), dtype=dtype)


def _counted(mask: Tensor | None, nans: str, *sides: Tensor) -> Tensor | None:
    """Which rows count, or None where all do."""
    counts = None if mask is None else mask.bool()
    if nans == "omit":
        for x in sides:
            sound = ~(x.isnan() | (x == math.inf)).any(-1)
            counts = sound if counts is None else counts & sound
    return counts


def _sifted(rows: Tensor, counts: Tensor | None) -> Tensor:
    return rows if counts is None else torch.where(counts, rows, 0.0)


def _divisor(reduction: str, batch: int, x: Tensor, elements: int, counts: Tensor | None) -> Any:
    if reduction == "mean":
        return elements
    if reduction == "batchmean":
        return batch
    if reduction == "token_mean":
        return x.shape[:-1].numel() if counts is None else counts.sum()
    return 1


def _readable(x: Tensor, counts: Tensor | None) -> Tensor:
    """``x`` with rows that do not count replaced, so that nothing in them reaches a derivative."""
    return x if counts is None else torch.where(counts[..., None], x, torch.ones_like(x))


class DivergenceLoss(NamedTuple):
    """A divergence between rows of the target (P) and of the input (Q); tensors: input, target, mask."""

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
    tensors = ("input", "target", "mask")
    required = 2
    plan = "_DivergenceLoss"
    differentiable = 2
    by_row = (0, 1, 2)

    def rows(self, x: Tensor, y: Tensor, mask: Tensor | None) -> Tensor:
        counts = _counted(mask, self.nans, x, y)
        lq = log_probs(_readable(x, counts), self.input_holds, self.temperature)
        lp = log_probs(_readable(y, counts), self.target_holds, self.temperature)
        values = _sifted(divergence(self.measure, lp, lq, self.beta, self.alpha), counts)
        return values * self.temperature**2 if self.squared else values

    def divisor(self, batch: int, x: Tensor, y: Tensor, mask: Tensor | None) -> Any:
        counts = _counted(mask, self.nans, x, y) if self.reduction == "token_mean" else None
        return _divisor(self.reduction, batch, x, x.numel(), counts)

    def shape(self, x: Tensor) -> torch.Size:
        return x.shape[:-1]

    def kernel(self, batch: int, dtype: torch.dtype, tensors: Any, needs: tuple[bool, ...]) -> tuple[Tensor, Gradients]:
        x, y, mask = tensors
        x, x_step = _laid_out(x)
        y, y_step = _laid_out(y)
        mask, mask_at = _address(mask, torch.uint8)
        value = _value_room(x, dtype, self.reduction)
        dx, dx_at = _room(x, needs[0])
        dy, dy_at = _room(y, needs[1])
        classes = x.shape[-1]
        _plan(self)(
            x.data_ptr(), _CODES[x.dtype], x_step, y.data_ptr(), _CODES[y.dtype], y_step,
            mask_at, x.numel() // max(classes, 1), classes, batch, _threads(),
            value.data_ptr(), _CODES[dtype], dx_at, dy_at,
        )  # fmt: skip
        return value, [dx, dy]


class ClassCrossEntropy(NamedTuple):
    """Cross-entropy with class indices; tensors: input, classes, weight, mask."""

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
    tensors = ("input", "classes", "weight", "mask")
    required = 2
    plan = "_ClassCrossEntropy"
    differentiable = 1
    by_row = (0, 1, 3)

    def rows(self, x: Tensor, classes: Tensor, weight: Tensor | None, mask: Tensor | None) -> Tensor:
        counts = _counted(mask, self.nans, x)
        if counts is not None:
            classes = torch.where(counts, classes, self.ignore_index)
        values, _ = label_rows(
            _readable(x, counts), classes, weight, holds=self.input_holds, smoothing=self.label_smoothing,
            ignore_index=self.ignore_index, z_loss=self.z_loss, gamma=self.focal_gamma, poly=self.poly_epsilon,
            temperature=self.temperature,
        )  # fmt: skip
        return values

    def divisor(self, batch: int, x: Tensor, classes: Tensor, weight: Tensor | None, mask: Tensor | None) -> Any:
        counts = classes != self.ignore_index
        here = _counted(mask, self.nans, x)
        if here is not None:
            counts = counts & here
        if self.reduction == "mean" and weight is not None:
            return torch.where(counts, weight.double()[torch.where(counts, classes, 0)], 0.0).sum()
        return _divisor("token_mean" if self.reduction == "mean" else self.reduction, batch, x, 0, counts)

    def shape(self, x: Tensor) -> torch.Size:
        return x.shape[:-1]

    def kernel(self, batch: int, dtype: torch.dtype, tensors: Any, needs: tuple[bool, ...]) -> tuple[Tensor, Gradients]:
        x, classes, weight, mask = tensors
        x, x_step = _laid_out(x)
        if not classes.is_contiguous():
            classes = classes.contiguous()
        weight, weight_at = _address(weight, torch.float64)
        mask, mask_at = _address(mask, torch.uint8)
        value = _value_room(x, dtype, self.reduction)
        dx, dx_at = _room(x, needs[0])
        width = x.shape[-1]
        _plan(self)(
            x.data_ptr(), _CODES[x.dtype], x_step, classes.data_ptr(), weight_at, mask_at, x.numel() // max(width, 1),
            width, batch, _threads(), value.data_ptr(), _CODES[dtype], dx_at,
        )  # fmt: skip
        return value, [dx]


class SoftCrossEntropy(NamedTuple):
    """Cross-entropy with a distribution as target; tensors: input, target, weight, mask."""

    label_smoothing: float = 0.0
    z_loss: float = 0.0
    temperature: float = 1.0
    input_holds: str = "logits"
    target_holds: str = "probs"
    nans: str = "raise"
    reduction: str = "mean"

    name = "soft_cross_entropy"
    tensors = ("input", "target", "weight", "mask")
    required = 2
    plan = "_SoftCrossEntropy"
    differentiable = 2
    by_row = (0, 1, 3)

    def rows(self, x: Tensor, y: Tensor, weight: Tensor | None, mask: Tensor | None) -> Tensor:
        counts = _counted(mask, self.nans, x, y)
        values = soft_label_rows(
            _readable(x, counts), _readable(y, counts), weight, holds=self.input_holds, target_holds=self.target_holds,
            smoothing=self.label_smoothing, z_loss=self.z_loss, temperature=self.temperature,
        )  # fmt: skip
        return _sifted(values, counts)

    def divisor(self, batch: int, x: Tensor, y: Tensor, weight: Tensor | None, mask: Tensor | None) -> Any:
        counts = _counted(mask, self.nans, x, y)
        return _divisor("token_mean" if self.reduction == "mean" else self.reduction, batch, x, 0, counts)

    def shape(self, x: Tensor) -> torch.Size:
        return x.shape[:-1]

    def kernel(self, batch: int, dtype: torch.dtype, tensors: Any, needs: tuple[bool, ...]) -> tuple[Tensor, Gradients]:
        x, y, weight, mask = tensors
        x, x_step = _laid_out(x)
        y, y_step = _laid_out(y)
        weight, weight_at = _address(weight, torch.float64)
        mask, mask_at = _address(mask, torch.uint8)
        value = _value_room(x, dtype, self.reduction)
        dx, dx_at = _room(x, needs[0])
        dy, dy_at = _room(y, needs[1])
        classes = x.shape[-1]
        _plan(self)(
            x.data_ptr(), _CODES[x.dtype], x_step, y.data_ptr(), _CODES[y.dtype], y_step, weight_at, mask_at,
            x.numel() // max(classes, 1), classes, batch, _threads(), value.data_ptr(), _CODES[dtype], dx_at, dy_at,
        )  # fmt: skip
        return value, [dx, dy]


LOSSES = (DivergenceLoss, ClassCrossEntropy, SoftCrossEntropy)
