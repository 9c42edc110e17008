"""Losses fused with the last layer of a model: hidden states x vocabulary weights to loss and gradients, chunk by chunk
of rows, so that rows x vocabulary is never there. Of f32 on the CPU in one call of ours, over a BLAS; else matrix
products are torch's, the losses of a chunk ours. The gradients take the places of the logits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from .. import _relent
from . import _checks, _fused
from ._composed import wide
from ._divergences import MEASURES
from ._fused import compute, once, scaled, takes_kernels
from ._kernels import rows_of
from ._losses import ClassCrossEntropy, DivergenceLoss

_CHUNK = 1 << 24  # logits in a chunk


def linear_cross_entropy(
    hidden: Tensor, weight: Tensor, target: Tensor, *, ignore_index: int = -100, reduction: str = "mean",
    label_smoothing: float = 0.0, z_loss: float = 0.0,
) -> Tensor:  # fmt: skip
    r"""``cross_entropy(hidden @ weight.T, target)`` and its gradients to ``hidden`` and ``weight``, without the logits
    ever being there at once: beside the gradients, memory for 16 million of them, in whose place their gradient comes.

    hidden: (..., width); weight: (classes, width), as torch.nn.Linear has it; target: class indices (...). Exact: no
    term is left out. reduction: "mean", "sum", "token_mean", "batchmean". Its second derivatives are refused.
    """
    function = "linear_cross_entropy"
    _head(function, "hidden", hidden, "weight", weight)
    _reduction(function, reduction)
    _checks.within(function, "label_smoothing", label_smoothing, 0 <= label_smoothing <= 1, "between 0 and 1")
    _checks.within(function, "z_loss", z_loss, z_loss >= 0, ">= 0")
    _checks.on_device(function, "target", target, hidden)
    if target.shape != hidden.shape[:-1]:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"target of shape {tuple(target.shape)}, must be {tuple(hidden.shape[:-1])}: one class index a row",
        )
    _checks.classes_in_range(function, target, target != ignore_index, weight.shape[0])
    labels = target.reshape(-1)
    counts = (labels != ignore_index).sum() if reduction in ("mean", "token_mean") else _checks.batch_of(hidden)

    loss = ClassCrossEntropy(float(label_smoothing), ignore_index, float(z_loss), reduction="sum")
    return _apply(loss, 1 if reduction == "sum" else counts, labels.to(torch.int64), hidden, weight)


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
    _checks.one_of(function, "measure", measure, MEASURES)
    _checks.within(function, "temperature", temperature, temperature > 0, "> 0")
    classes = student_weight.shape[0]
    if teacher_weight.shape[0] != classes or teacher.shape[:-1] != student.shape[:-1]:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"student has {tuple(student.shape[:-1])} rows and {classes} classes, teacher {tuple(teacher.shape[:-1])} and "
            f"{teacher_weight.shape[0]}",
        )

    loss = DivergenceLoss(measure, float(beta), float(alpha), float(temperature), temperature_squared, reduction="sum")
    rows = student.shape[:-1].numel()
    divisor = {"sum": 1, "batchmean": _checks.batch_of(student), "token_mean": rows, "mean": rows * classes}[reduction]
    return _apply(loss, divisor, None, student, student_weight, teacher, teacher_weight)


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


@torch.compiler.disable  # chunks in memory of their own are nothing a compiler could improve
def _apply(loss: Any, divisor: Any, labels: Tensor | None, *tensors: Tensor) -> Tensor:
    flat = [t if i % 2 else t.reshape(-1, t.shape[-1]) for i, t in enumerate(tensors)]
    return _Fused.apply(loss, divisor, labels, *flat)  # type: ignore[no-any-return]


class _Head:
    """The logits of a chunk of rows, which turn into their gradient, and where that goes."""

    def __init__(self, hidden: Tensor, weight: Tensor, gradients: list[Tensor | None], step: int) -> None:
        self.hidden, self.weight = hidden, weight
        self.room = hidden.new_empty(min(step, hidden.shape[0]), weight.shape[0])
        self.to_hidden, self.to_weight = gradients

    def logits(self, rows: slice) -> Tensor:
        own = self.hidden[rows]
        return torch.mm(own, self.weight.T, out=self.room[: own.shape[0]])

    def give_back(self, rows: slice, gradient: Tensor, scale: Any) -> None:
        """From the gradient to the logits of these rows those to hidden states and weights."""
        own = self.hidden[rows]
        if self.to_hidden is not None:
            torch.mm(gradient, self.weight, out=self.to_hidden[rows]).mul_(scale)
        if self.to_weight is not None:
            self.to_weight.addmm_(gradient.to(self.to_weight.dtype).T, own.to(self.to_weight.dtype) * scale)


def _by_torch(
    loss: Any, scale: Any, labels: Tensor | None, tensors: Sequence[Tensor], gradients: list[Tensor | None]
) -> Tensor:
    """The sum of the losses; into the gradients goes theirs times ``scale``. Matrix products are torch's."""
    step = max(1, _CHUNK // max(1, tensors[1].shape[0]))
    heads = [_Head(*tensors[i : i + 2], gradients[i : i + 2], step) for i in range(0, len(tensors), 2)]
    asked = [h.to_hidden is not None or h.to_weight is not None for h in heads] + [False] * (2 - len(heads))
    total = wide(tensors[0].new_zeros(()))
    for start in range(0, tensors[0].shape[0], step):
        rows = slice(start, start + step)
        x, y = [head.logits(rows) for head in heads] + [None] * (2 - len(heads))
        sides = (x, y, labels if labels is None else labels[rows], None, None)
        try:
            value, *found = compute(loss, x.shape[0], total.dtype, sides, asked, (True, True))
        except _checks.InputError as e:
            raise _checks.in_rows(e, start) from None
        total += value
        for head, gradient in zip(heads, found, strict=False):
            if gradient is not None:
                head.give_back(rows, gradient, scale)
    return total


def _by_kernels(
    loss: Any, scale: float, labels: Tensor | None, tensors: Sequence[Tensor], gradients: list[Tensor | None]
) -> Tensor:
    """The same of f32 on the CPU, in one call of ours over the BLAS that relent is built with."""
    sides = [rows_of(t if t.stride(-1) == 1 else t.contiguous()) for t in tensors]
    to = [None if g is None else rows_of(g) for g in gradients]
    times = torch.tensor([scale], dtype=torch.float64)
    how = {"reduction": "sum", "upstream": (times.data_ptr(), 1), "threads": torch.get_num_threads()}
    if labels is not None:
        labels = labels.contiguous()
        total = _relent._fused_linear_cross_entropy(
            *sides, (labels.data_ptr(), labels.numel()), label_smoothing=loss.label_smoothing,
            ignore_index=loss.ignore_index, z_loss=loss.z_loss, hidden_gradient=to[0], weights_gradient=to[1], **how,
        )  # fmt: skip
    else:
        total = _relent._fused_linear_divergence(
            *sides, measure=loss.measure, beta=loss.beta, alpha=loss.alpha, temperature=loss.temperature,
            temperature_squared=loss.squared, hidden_gradient=to[0], weights_gradient=to[1],
            teacher_hidden_gradient=to[2], teacher_weights_gradient=to[3], **how,
        )  # fmt: skip
    return torch.tensor(total, dtype=torch.float64)


class _Fused(torch.autograd.Function):
    """A loss of the logits of one head or two; tensors: hidden states and weights of each."""

    @staticmethod
    def forward(ctx: Any, loss: Any, divisor: Any, labels: Tensor | None, *tensors: Tensor) -> Tensor:
        ctx.name = "linear_cross_entropy" if labels is not None else "linear_divergence"
        tensors = tuple(t.detach() for t in tensors)
        needs = ctx.needs_input_grad[3:]
        plain = takes_kernels(*tensors)
        ours = plain and all(t.dtype is torch.float32 and len(t) for t in tensors) and _fused._use_kernels
        found = [
            _room(t, i % 2 == 1, ours) if need else None for i, (t, need) in enumerate(zip(tensors, needs, strict=True))
        ]
        looked_at = plain or not isinstance(divisor, Tensor)  # of another device nothing is waited for
        scale: Any = 1 / max(1, float(divisor)) if looked_at else 1 / wide(divisor).clamp(min=1)  # no rows: 0
        total = (_by_kernels if ours else _by_torch)(loss, scale, labels, tensors, found)
        ctx.found = [g if g is None else g.to(t.dtype) for g, t in zip(found, tensors, strict=True)]
        return (total * scale).to(tensors[0].dtype)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Any:
        keep = _fused._keeps_graph()
        found, ctx.found = ctx.found, ctx.found if keep else None
        if found is None:
            raise RuntimeError(_fused.SECOND_TIME)
        if keep or not takes_kernels(upstream) or upstream.item() != 1:
            found = [scaled(g, upstream.detach(), not keep) for g in found]
        return None, None, None, *once(ctx.name, found)


def _room(t: Tensor, summed: bool, written: bool) -> Tensor:
    """For a gradient; where it is a sum over chunks and not ``written`` by the first, of f32 at least, and 0."""
    if not summed or written:
        return torch.empty_like(t, memory_format=torch.contiguous_format)
    return torch.zeros(t.shape, dtype=torch.promote_types(t.dtype, torch.float32), device=t.device)
