"""Cross-entropy and its kin: class indices or a distribution as target."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from . import _checks
from ._composed import logarithms
from ._fused import run, run_eagerly
from ._losses import ClassCrossEntropy, SoftCrossEntropy


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
    *,
    z_loss: float = 0.0,
    temperature: float = 1.0,
    mask: Tensor | None = None,
    nan_policy: str = "raise",
    input_holds: str = "logits",
    target_holds: str = "probs",
    inplace_gradient: bool = False,
) -> Tensor:
    r"""Cross-entropy from logits, as ``torch.nn.functional.cross_entropy``: -log p_y with p the softmax of ``input``.

    With weights w, smoothing s and ``z_loss`` z the loss of a row is

        (1 - s) w_y (-log p_y) + s/C sum_c w_c (-log p_c) + z (log Z)^2,    Z = sum_c exp(input_c / temperature)

    Shapes: input (C), (N, C) or (N, C, d1, ...); target class indices, () or (N) or (N, d1, ...), or a distribution of
    the input's shape: then the loss is -sum_c w_c t_c log p_c, t smoothed to (1 - s) t + s/C, with gradients to both.
    reduction: "none", "sum", "mean" (by the weight of the rows that count, as torch), "batchmean" (by N), "token_mean"
    (by the number of rows that count). mask: one entry a row; rows of 0 do not count. input_holds, target_holds (of a
    distribution): "logits", "log_probs" or "probs". inplace_gradient: the gradient to the input may take its memory; see
    :class:`relent.torch.Rows`.

    Where torch gives NaN out of numbers that have a meaning, this does not: where every row is ignored the mean is 0,
    and a class that is masked by -infinity adds 0 where its weight or its target is 0. A masked true class is
    +infinity. A class index out of range is refused with its row.
    """
    if size_average is not None or reduce is not None:
        reduction = _checks.legacy_reduction(size_average, reduce, reduction)
    options = (label_smoothing, ignore_index, z_loss, 0.0, 0.0, temperature, input_holds, nan_policy, reduction)
    return _of_labels("cross_entropy", options, input, target, weight, mask, inplace_gradient, target_holds)


def focal(
    input: Tensor,
    target: Tensor,
    gamma: float = 2.0,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
    *,
    mask: Tensor | None = None,
    nan_policy: str = "raise",
    inplace_gradient: bool = False,
) -> Tensor:
    r"""Focal loss w_y (1 - p_y)^gamma (-log p_y) from logits and class indices, gamma >= 0; cross-entropy at gamma = 0.

    Shapes, weights, reductions: as :func:`cross_entropy`. Source: Lin et al. 2017.
    """
    options = (label_smoothing, ignore_index, 0.0, gamma, 0.0, 1.0, "logits", nan_policy, reduction)
    return _of_labels("focal", options, input, target, weight, mask, inplace_gradient)


def poly(
    input: Tensor,
    target: Tensor,
    epsilon: float = 1.0,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
    *,
    mask: Tensor | None = None,
    nan_policy: str = "raise",
    inplace_gradient: bool = False,
) -> Tensor:
    r"""Poly-1: cross-entropy + epsilon (1 - p_y), from logits and class indices.

    Shapes, weights, reductions: as :func:`cross_entropy`. Source: Leng et al. 2022.
    """
    options = (label_smoothing, ignore_index, 0.0, 0.0, epsilon, 1.0, "logits", nan_policy, reduction)
    return _of_labels("poly", options, input, target, weight, mask, inplace_gradient)


@lru_cache(maxsize=1024)
def _made(function: str, options: tuple[Any, ...]) -> ClassCrossEntropy:
    """The loss of these options, if they will do."""
    loss = ClassCrossEntropy(*options)
    smoothing, z_loss, gamma, temperature = loss.label_smoothing, loss.z_loss, loss.focal_gamma, loss.temperature
    _checks.one_of(function, "reduction", loss.reduction, _checks.REDUCTIONS)
    _checks.one_of(function, "input_holds", loss.input_holds, _checks.HOLDS)
    _checks.one_of(function, "nan_policy", loss.nans, _checks.NAN_POLICIES)
    _checks.within(function, "label_smoothing", smoothing, 0 <= smoothing <= 1, "between 0 and 1")
    _checks.within(function, "z_loss", z_loss, z_loss >= 0, ">= 0")
    _checks.within(function, "gamma", gamma, gamma >= 0, ">= 0")
    _checks.within(function, "temperature", temperature, temperature > 0, "> 0")
    _checks.within(function, "epsilon", loss.poly_epsilon, math.isfinite(loss.poly_epsilon), "finite")
    return loss._replace(
        label_smoothing=float(smoothing), z_loss=float(z_loss), focal_gamma=float(gamma), temperature=float(temperature),
        poly_epsilon=float(loss.poly_epsilon),
    )  # fmt: skip


def _of_labels(
    function: str, options: tuple[Any, ...], input: Tensor, target: Tensor, weight: Tensor | None, mask: Tensor | None,
    inplace: bool, target_holds: str = "probs",
) -> Tensor:  # fmt: skip
    by_leave = function if inplace else ""
    if torch.compiler.is_compiling():  # which follows no cache; the kernel refuses what is refused here
        loss = ClassCrossEntropy(*options)
        return _of_any_labels(function, loss, input, target, weight, mask, by_leave, target_holds)
    loss = _made(function, options)
    tensors = isinstance(input, Tensor) and isinstance(target, Tensor)
    if tensors and weight is None and mask is None and target.dtype is torch.int64 and input.is_cpu and target.is_cpu:
        shape = input.shape
        plainly = loss.input_holds != "probs" and input.dtype in _checks.FLOATS
        if plainly and len(shape) == 2 and target.shape == shape[:1]:  # as nearly always
            return run_eagerly(loss, shape[0], input, None, target, inplace=by_leave)
    return _of_any_labels(function, loss, input, target, weight, mask, by_leave, target_holds)


def _of_any_labels(
    function: str, loss: ClassCrossEntropy, input: Tensor, target: Tensor, weight: Tensor | None, mask: Tensor | None,
    by_leave: str, target_holds: str,
) -> Tensor:  # fmt: skip
    _checks.floating(function, input=input, weight=weight)
    _checks.on_device(function, "target", target, input)
    if input.dim() == 0:
        raise _checks.refuse("shape_mismatch", function, "input is a single number, needs an axis of classes")
    batch = _checks.batch_of(input)
    soft = target.is_floating_point()
    if soft and target.shape != input.shape:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"target of shape {tuple(target.shape)} holds probabilities, must be of the input's shape {tuple(input.shape)}",
        )
    if input.dim() > 2:
        input, target = input.movedim(1, -1), target.movedim(1, -1) if soft else target
    if weight is not None and weight.shape != input.shape[-1:]:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"weight of shape {tuple(weight.shape)}, must be ({input.shape[-1]},): one a class",
        )
    if mask is not None:
        mask = _checks.row_mask(function, mask, input)
    if loss.input_holds == "probs":
        input, loss = logarithms(input), loss._replace(input_holds="log_probs")
    if soft:
        if loss.focal_gamma or loss.poly_epsilon:
            raise _checks.refuse("type_mismatch", function, f"target is {target.dtype}, must be class indices")
        _checks.one_of(function, "target_holds", target_holds, _checks.HOLDS)
        how = SoftCrossEntropy(
            loss.label_smoothing,
            loss.z_loss,
            loss.temperature,
            loss.input_holds,
            target_holds,
            loss.nans,
            loss.reduction,
        )
        return run(how, batch, input, target, None, weight, mask, by_leave)
    if target.shape != input.shape[:-1]:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"target of shape {tuple(target.shape)} holds class indices, must be {tuple(input.shape[:-1])}: one a row",
        )
    return run(loss, batch, input, None, target.to(torch.int64), weight, mask, by_leave)
