"""Losses of more than two sides that may get a gradient, normals above all: run as `_fused` runs those of two.

Such a loss is a NamedTuple of what is not differentiated. Its methods:

- ``rows(*sides)``: what every row contributes, differentiable, in plain torch operations;
- ``kernel(sides, gradients, **how)``: the sum by our kernels; what it takes is as `_relent`'s functions take it: sides
  and gradients as (address, type, rows, classes, step), a gradient None where none is needed.
"""

from __future__ import annotations

import functools
from typing import Any

import torch
from torch import Tensor

from . import _fused
from ._fused import differentiable_gradients, divided, scaled, takes_kernels
from ._kernels import rows_of


def run_sides(loss: Any, reduction: str, mask: Tensor | None, sides: tuple[Tensor, ...]) -> Tensor:
    """The loss of sides of one shape, rows x numbers."""
    job = (loss, reduction, mask, functools.reduce(torch.promote_types, (s.dtype for s in sides)))
    if not takes_kernels(*sides) or not _fused._use_kernels:
        return _composed(job, *sides)
    if torch.is_grad_enabled() and any(s.requires_grad for s in sides):
        return _Sides.apply(job, *sides)  # type: ignore[no-any-return]
    return _kernel(job, sides, [False] * len(sides))[0]


def _composed(job: Any, *sides: Tensor) -> Tensor:
    loss, reduction, mask, dtype = job
    counts = None if mask is None else mask[..., None]
    if counts is not None:  # so that nothing in the other rows reaches a derivative
        sides = tuple(torch.where(counts, s, torch.zeros_like(s)) for s in sides)
    values: Tensor = loss.rows(*sides)
    if mask is not None:
        values = torch.where(mask, values, 0.0)
    if reduction != "none":
        rows = values.numel()
        counted: Any = rows if mask is None else mask.sum()
        by = {"sum": 1, "mean": sides[0].numel(), "batchmean": sides[0].shape[0], "token_mean": counted}
        values = divided(values.sum(), by[reduction])
    return values.to(dtype)


def _kernel(job: Any, sides: tuple[Tensor, ...], needs: Any) -> tuple[Tensor, list[Tensor | None]]:
    loss, reduction, mask, dtype = job
    sides = tuple(s.contiguous() for s in sides)
    gradients = [torch.empty_like(s) if need else None for s, need in zip(sides, needs, strict=True)]
    lead = sides[0].shape[:-1]
    values = torch.empty(lead, dtype=torch.float64)
    counts = None if mask is None else mask.to(torch.uint8).contiguous()
    total = loss.kernel(
        [rows_of(s) for s in sides], [None if g is None else rows_of(g) for g in gradients], reduction=reduction,
        mask=None if counts is None else (counts.data_ptr(), counts.numel()), batch_size=lead[0],
        rows=(values.data_ptr(), values.numel()), threads=torch.get_num_threads(),
    )  # fmt: skip
    value = values if reduction == "none" else torch.tensor(total, dtype=torch.float64)
    return value.to(dtype), gradients


class _Sides(torch.autograd.Function):
    """Value and gradients from one pass; the backward pass only scales."""

    @staticmethod
    def forward(ctx: Any, job: Any, *sides: Tensor) -> Tensor:
        value, gradients = _kernel(job, sides, ctx.needs_input_grad[1:])
        ctx.kept = gradients, sides, [s._version for s in sides], job
        return value

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Any:
        gradients, sides, versions, job = ctx.kept
        if torch.is_grad_enabled():
            formula = functools.partial(_composed, job)
            return None, *differentiable_gradients(formula, sides, versions, ctx.needs_input_grad[1:], upstream)
        return None, *(scaled(g, upstream, False) for g in gradients)
