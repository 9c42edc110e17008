"""The losses as operators of torch.library, for compilers and tracers: ``torch.ops.relent.divergence_loss`` and its
like. Each returns the value and, where asked, the gradient to each side; the backward pass is a product.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ._element_losses import ELEMENT_LOSSES
from ._kernels import kernel
from ._losses import ROW_LOSSES

_PLACES = ("Tensor x", "Tensor? y", "Tensor? labels", "Tensor? weight", "Tensor? mask")
_HOW = ("SymInt batch", "ScalarType dtype", "bool[] needs")


def _schema(loss: Any) -> str:
    options = [f"{type(loss._field_defaults[name]).__name__} {name}" for name in loss._fields]
    return f"({', '.join([*_PLACES, *options, *_HOW])}) -> (Tensor, Tensor, Tensor)"


def _apart(loss: Any, arguments: Any) -> tuple[Any, tuple[Tensor | None, ...], int, torch.dtype, list[bool]]:
    """(the loss with its options, its tensors, batch, dtype, needs) of an operator's arguments."""
    n = len(_PLACES)
    return loss(*arguments[n:-3]), tuple(arguments[:n]), *arguments[-3:]


def _define(loss: Any) -> None:
    name = f"relent::{loss.name}"

    def compute(*arguments: Any) -> tuple[Tensor, ...]:
        options, tensors, batch, dtype, needs = _apart(loss, arguments)
        value, *gradients = kernel(options, batch, dtype, tensors, needs)
        return value, *(value.new_empty(0) if g is None else g for g in gradients)

    def shapes(*arguments: Any) -> tuple[Tensor, ...]:
        options, tensors, _, dtype, needs = _apart(loss, arguments)
        x: Tensor = tensors[0]  # type: ignore[assignment]
        value = x.new_empty(options.shape(x) if options.reduction == "none" else (), dtype=dtype)
        sides = zip(tensors, needs, strict=False)
        return value, *(
            torch.empty_like(t, memory_format=torch.contiguous_format) if need else value.new_empty(0)  # type: ignore[arg-type]
            for t, need in sides
        )

    def keep(ctx: Any, inputs: Any, output: tuple[Tensor, ...]) -> None:
        ctx.save_for_backward(*output[1:])
        ctx.needs, ctx.count = inputs[-1], len(inputs)
        ctx.set_materialize_grads(False)

    def backward(ctx: Any, *upstream: Tensor | None) -> Any:
        if any(u is not None for u in upstream[1:]):
            raise RuntimeError(
                f"{name} has no second derivatives; outside of a compiler relent.torch's losses have them"
            )
        found = []
        for g, need in zip(ctx.saved_tensors, ctx.needs, strict=True):
            by = upstream[0]
            if by is None or not need:
                found.append(None)
                continue
            found.append((g * (by.unsqueeze(-1) if 0 < by.dim() < g.dim() else by)).to(g.dtype))
        return *found, *(None,) * (ctx.count - len(found))

    torch.library.define(name, _schema(loss))
    torch.library.impl(name, "cpu", compute)
    torch.library.register_fake(name, shapes)
    torch.library.register_autograd(name, backward, setup_context=keep)


for _loss in (*ROW_LOSSES, *ELEMENT_LOSSES):
    _define(_loss)
