"""Losses fused with the last layer of a model: hidden states x vocabulary weights to loss and gradients, chunk by chunk
of rows, so that rows x vocabulary is never there. Matrix products are torch's, the losses of a chunk ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from . import _checks
from ._composed import wide
from ._cross_entropies import cross_entropy
from ._divergences import divergence_by_name

_CHUNK = 1 << 24  # logits in a chunk


def linear_cross_entropy(
    hidden: Tensor, weight: Tensor, target: Tensor, *, ignore_index: int = -100, reduction: str = "mean",
    label_smoothing: float = 0.0, z_loss: float = 0.0,
) -> Tensor:  # fmt: skip
    r"""``cross_entropy(hidden @ weight.T, target)`` and its gradients to ``hidden`` and ``weight``, without the logits
    ever being there at once: beside the gradients, memory for 16 million of them.

    hidden: (..., width); weight: (classes, width), as torch.nn.Linear has it; target: class indices (...). Exact: no
    term is left out. reduction: "mean", "sum", "token_mean", "batchmean". Its second derivatives are refused.
    """
    function = "linear_cross_entropy"
    _head(function, "hidden", hidden, "weight", weight)
    _reduction(function, reduction)
    if target.shape != hidden.shape[:-1]:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"target of shape {tuple(target.shape)}, must be {tuple(hidden.shape[:-1])}: one class index a row",
        )
    labels = target.reshape(-1)
    counts = (labels != ignore_index).sum() if reduction in ("mean", "token_mean") else _batch(hidden)

    def loss(rows: slice, logits: Tensor) -> Tensor:
        return cross_entropy(
            logits,
            labels[rows],
            ignore_index=ignore_index,
            reduction="sum",
            label_smoothing=label_smoothing,
            z_loss=z_loss,
        )

    return _apply(loss, 1 if reduction == "sum" else counts, weight.shape[0], hidden, weight)


def linear_divergence(
    student: Tensor, student_weight: Tensor, teacher: Tensor, teacher_weight: Tensor, *, measure: str = "forward_kl",
    beta: float = 0.5, alpha: float = 0.5, temperature: float = 1.0, temperature_squared: bool = False,
    reduction: str = "batchmean",
) -> Tensor:  # fmt: skip
    r"""The divergence of ``student @ student_weight.T`` from ``teacher @ teacher_weight.T``, and gradients to all four
    that ask for them, without the logits ever being there at once.

    measure: "forward_kl" (KL(teacher‖student)), "reverse_kl", "jeffreys", "js" (with ``beta``), "total_variation",
    "renyi", "alpha" (with ``alpha``). student, teacher: (..., width), their widths may differ; weights: (classes,
    width). Both sides' logits are divided by ``temperature``; with ``temperature_squared`` the loss is times T^2.
    reduction: "batchmean", "sum", "token_mean" (by the rows), "mean" (by rows x classes). Second derivatives are
    refused.
    """
    function = "linear_divergence"
    _head(function, "student", student, "student_weight", student_weight)
    _head(function, "teacher", teacher, "teacher_weight", teacher_weight)
    _reduction(function, reduction)
    classes = student_weight.shape[0]
    if teacher_weight.shape[0] != classes or teacher.shape[:-1] != student.shape[:-1]:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"student has {tuple(student.shape[:-1])} rows and {classes} classes, teacher {tuple(teacher.shape[:-1])} and "
            f"{teacher_weight.shape[0]}",
        )

    def loss(rows: slice, logits: Tensor, teacher_logits: Tensor) -> Tensor:
        return divergence_by_name(
            function, measure, logits, teacher_logits, float(beta), float(alpha), temperature_squared,
            temperature=temperature, reduction="sum",
        )  # fmt: skip

    rows = student.shape[:-1].numel()
    divisor = {"sum": 1, "batchmean": _batch(student), "token_mean": rows, "mean": rows * classes}[reduction]
    return _apply(loss, divisor, classes, student, student_weight, teacher, teacher_weight)


def _batch(hidden: Tensor) -> int:
    return hidden.shape[0] if hidden.dim() > 1 else 1


def _head(function: str, name: str, hidden: Tensor, weight_name: str, weight: Tensor) -> None:
    _checks.floating(function, **{name: hidden, weight_name: weight})
    if hidden.dim() == 0 or weight.dim() != 2 or hidden.shape[-1] != weight.shape[1] or hidden.dtype != weight.dtype:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"{name} is {tuple(hidden.shape)} {hidden.dtype}, {weight_name} {tuple(weight.shape)} {weight.dtype}; must be "
            "(..., width) and (classes, width) of one type",
        )


def _reduction(function: str, reduction: str) -> None:
    _checks.one_of(function, "reduction", reduction, tuple(r for r in _checks.REDUCTIONS if r != "none"))


def _apply(loss: Callable[..., Tensor], divisor: Any, classes: int, *tensors: Tensor) -> Tensor:
    flat = [t if i % 2 else t.reshape(-1, t.shape[-1]) for i, t in enumerate(tensors)]
    return _Fused.apply(loss, divisor, classes, *flat)  # type: ignore[no-any-return]


class _Fused(torch.autograd.Function):
    """A loss of the logits of one head or two; tensors: hidden states and weights of each."""

    @staticmethod
    def forward(ctx: Any, loss: Callable[..., Tensor], divisor: Any, classes: int, *tensors: Tensor) -> Tensor:
        needs = ctx.needs_input_grad[3:]
        found = [_room(t, i % 2 == 1) if need else None for i, (t, need) in enumerate(zip(tensors, needs, strict=True))]
        scale = 1 / (wide(divisor).clamp(min=1) if isinstance(divisor, Tensor) else max(1, divisor))  # no rows: 0
        heads = [tensors[i : i + 2] for i in range(0, len(tensors), 2)]
        total = torch.zeros((), dtype=torch.promote_types(tensors[0].dtype, torch.float32), device=tensors[0].device)
        step = max(1, _CHUNK // max(1, classes))
        for start in range(0, tensors[0].shape[0], step):
            rows = slice(start, start + step)
            asked = [needs[i] or needs[i + 1] for i in range(0, len(needs), 2)]
            logits = [(h[rows] @ w.T).requires_grad_(ask) for (h, w), ask in zip(heads, asked, strict=True)]
            with torch.enable_grad():
                value = loss(rows, *logits)
                gradients = iter(
                    torch.autograd.grad(value, [x for x in logits if x.requires_grad]) if any(asked) else ()
                )
            total += value.detach()
            for i, (hidden, weight) in enumerate(heads):
                if not asked[i]:
                    continue
                of_logits = next(gradients).mul_(scale)
                if found[2 * i] is not None:
                    found[2 * i][rows] = of_logits @ weight  # type: ignore[index]
                if found[2 * i + 1] is not None:
                    found[2 * i + 1] += of_logits.T @ hidden[rows]  # type: ignore[operator]
        ctx.found = [g if g is None else g.to(t.dtype) for g, t in zip(found, tensors, strict=True)]
        return (total * scale).to(tensors[0].dtype)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, upstream: Tensor) -> Any:
        return None, None, None, *(g if g is None else g * upstream for g in ctx.found)


def _room(t: Tensor, summed: bool) -> Tensor:
    """For a gradient; for one that is a sum over chunks of f32 at least, and 0."""
    if not summed:
        return torch.empty_like(t, memory_format=torch.contiguous_format)
    return torch.zeros(t.shape, dtype=torch.promote_types(t.dtype, torch.float32), device=t.device)
