"""Cross-entropy and its kin: class indices or a distribution as target."""

from __future__ import annotations

import torch
from torch import Tensor

from . import _checks
from ._fused import run
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
) -> Tensor:
    r"""Cross-entropy from logits, as ``torch.nn.functional.cross_entropy``: -log p_y with p the softmax of ``input``.

    With weights w, smoothing s and ``z_loss`` z the loss of a row is

        (1 - s) w_y (-log p_y) + s/C sum_c w_c (-log p_c) + z (log Z)^2,    Z = sum_c exp(input_c / temperature)

    Shapes: input (C), (N, C) or (N, C, d1, ...); target class indices, () or (N) or (N, d1, ...), or a distribution of
    the input's shape: then the loss is -sum_c w_c t_c log p_c, t smoothed to (1 - s) t + s/C, with gradients to both.
    reduction: "none", "sum", "mean" (by the weight of the rows that count, as torch), "batchmean" (by N), "token_mean"
    (by the number of rows that count). mask: one entry a row; rows of 0 do not count.

    Where torch gives NaN out of numbers that have a meaning, this does not: where every row is ignored the mean is 0,
    and a class that is masked by -infinity adds 0 where its weight or its target is 0. A masked true class is
    +infinity. A class index out of range is refused with its row.
    """
    if size_average is not None or reduce is not None:
        reduction = _checks.legacy_reduction(size_average, reduce, reduction)
    return label_loss(
        "cross_entropy", input, target, weight, ignore_index, reduction, label_smoothing, z_loss, 0.0, 0.0, temperature, mask,
        nan_policy,
    )  # fmt: skip


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
) -> Tensor:
    r"""Focal loss w_y (1 - p_y)^gamma (-log p_y) from logits and class indices, gamma >= 0; cross-entropy at gamma = 0.

    Shapes, weights, reductions: as :func:`cross_entropy`. Source: Lin et al. 2017.
    """
    _checks.within("focal", "gamma", gamma, gamma >= 0, ">= 0")
    return label_loss(
        "focal", input, target, weight, ignore_index, reduction, label_smoothing, 0.0, gamma, 0.0, 1.0, mask, nan_policy
    )


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
) -> Tensor:
    r"""Poly-1: cross-entropy + epsilon (1 - p_y), from logits and class indices.

    Shapes, weights, reductions: as :func:`cross_entropy`. Source: Leng et al. 2022.
    """
    return label_loss(
        "poly",
        input,
        target,
        weight,
        ignore_index,
        reduction,
        label_smoothing,
        0.0,
        0.0,
        epsilon,
        1.0,
        mask,
        nan_policy,
    )


def label_loss(
    function: str, input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str,
    label_smoothing: float, z_loss: float, gamma: float, epsilon: float, temperature: float, mask: Tensor | None,
    nan_policy: str,
) -> Tensor:  # fmt: skip
    """Any of them."""
    if reduction not in _checks.REDUCTIONS or input.dtype not in _checks.FLOATS or input.dim() == 0:
        _checks.floating(function, input=input)
        _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
        raise _checks.refuse("shape_mismatch", function, "input is a single number, needs an axis of classes")
    if not (0 <= label_smoothing <= 1 and z_loss >= 0 and temperature > 0):
        _checks.within(function, "label_smoothing", label_smoothing, 0 <= label_smoothing <= 1, "between 0 and 1")
        _checks.within(function, "z_loss", z_loss, z_loss >= 0, ">= 0")
        _checks.within(function, "temperature", temperature, temperature > 0, "> 0")
    if input.dim() > 2:
        input = input.movedim(1, -1)
        if target.dim() == input.dim():
            target = target.movedim(1, -1)
    if weight is not None:
        _class_weight(function, weight, input)
    if mask is not None:
        mask = _checks.row_mask(function, mask, input)
    if nan_policy != "raise":
        _checks.one_of(function, "nan_policy", nan_policy, _checks.NAN_POLICIES)
    batch = input.shape[0] if input.dim() > 1 else 1
    if target.dtype is not torch.int64:
        if target.is_floating_point():
            return _soft(function, batch, input, target, weight, reduction, label_smoothing, z_loss, gamma, epsilon,
                         temperature, mask, nan_policy)  # fmt: skip
        target = target.to(torch.int64)
    if target.shape != input.shape[:-1] or target.device != input.device:
        _checks.on_device(function, "target", target, input)
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"target of shape {tuple(target.shape)} holds class indices, must be {tuple(input.shape[:-1])}: one a row",
        )
    loss = ClassCrossEntropy(
        label_smoothing, ignore_index, z_loss, gamma, epsilon, temperature, "logits", nan_policy, reduction
    )
    return run(loss, batch, input, None, target, weight, mask)


def _soft(
    function: str, batch: int, input: Tensor, target: Tensor, weight: Tensor | None, reduction: str,
    label_smoothing: float, z_loss: float, gamma: float, epsilon: float, temperature: float, mask: Tensor | None,
    nan_policy: str,
) -> Tensor:  # fmt: skip
    if gamma or epsilon:
        raise _checks.refuse("type_mismatch", function, f"target is {target.dtype}, must be class indices")
    _checks.floating(function, input=input, target=target)
    if target.shape != input.shape:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"target of shape {tuple(target.shape)} holds probabilities, must be of the input's shape {tuple(input.shape)}",
        )
    loss = SoftCrossEntropy(label_smoothing, z_loss, temperature, "logits", "probs", nan_policy, reduction)
    return run(loss, batch, input, target, None, weight, mask)


def _class_weight(function: str, weight: Tensor, input: Tensor) -> None:
    _checks.floating(function, input=input, weight=weight)
    if weight.shape != input.shape[-1:]:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"weight of shape {tuple(weight.shape)}, must be ({input.shape[-1]},): one a class",
        )
