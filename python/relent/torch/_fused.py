"""How a loss is run: value and gradients in one pass, kept for the backward pass.

A *loss* is a NamedTuple of its options with these methods; ``tensors`` are its tensors in order, None where one is
not given, and the first ``differentiable`` of them may get a gradient:

- ``rows(*tensors)``: the contribution of every row, differentiable, in plain torch operations;
- ``divisor(batch, *tensors)``: by what their sum is divided; a number, or a tensor of one (0: the answer is 0);
- ``kernel(batch, dtype, tensors, needs)``: (value of that dtype, gradients) of CPU tensors from our kernels;
- ``shape(x)``: the shape of the answer under reduction "none";
- ``by_row``: which of the tensors hold something for every row.

Which way is taken:

- plain CPU tensors: the kernel, inside a lean autograd.Function;
- another device: `rows`, chunk by chunk, inside the same Function;
- a compiler, a fake tensor: the operator ``torch.ops.relent.<loss>`` on the CPU, `rows` elsewhere (compilers fuse them);
- torch.func, forward-mode derivatives, tensor subclasses, meta tensors: `rows`.
"""

from __future__ import annotations

from typing import Any, Protocol

import torch
from torch import Tensor
from torch.autograd import forward_ad

Tensors = tuple["Tensor | None", ...]
Gradients = list["Tensor | None"]

_functorch_active = torch._C._are_functorch_transforms_active
_mode_count = torch._C._len_torch_dispatch_stack
_keeps_graph = getattr(torch._C._autograd, "_get_current_graph_task_keep_graph", lambda: True)
_PLAIN = (Tensor, torch.nn.Parameter)
_WIDE = (torch.float32, torch.float64)
_CHUNK = 1 << 22  # elements of a chunk of rows on a device without kernels; what is held beside it is a few of its size
_use_kernels = True  # tests of `rows` on the CPU turn it off


class Loss(Protocol):
    """What `run` takes."""

    name: Any
    differentiable: Any
    by_row: Any
    reduction: str

    def rows(self, *tensors: Any) -> Tensor: ...
    def divisor(self, batch: int, *tensors: Any) -> Any: ...
    def shape(self, x: Tensor) -> torch.Size: ...
    def kernel(
        self, batch: int, dtype: torch.dtype, tensors: Any, needs: tuple[bool, ...]
    ) -> tuple[Tensor, Gradients]: ...


def _result_dtype(loss: Loss, x: Tensor, y: Tensor | None) -> torch.dtype:
    """The dtype of the answer: as type promotion has it, f32 at least under autocast."""
    made = x.dtype
    if loss.differentiable > 1 and y is not None and y.dtype != made:
        made = torch.promote_types(made, y.dtype)
    if made not in _WIDE and torch.is_autocast_enabled(x.device.type):
        return torch.float32
    return made


def run(loss: Loss, batch: int, x: Tensor, y: Tensor | None, *others: Tensor | None) -> Tensor:
    """The loss of ``x`` (and ``y``), by the way that fits them."""
    dtype = _result_dtype(loss, x, y)
    if torch.compiler.is_compiling():
        return (_operator if x.device.type == "cpu" else plain)(loss, batch, dtype, x, y, *others)
    if _functorch_active() or forward_ad._current_level >= 0:
        return plain(loss, batch, dtype, x, y, *others)
    if type(x) not in _PLAIN or _mode_count() or (y is not None and type(y) not in _PLAIN):
        traced = x.device.type == "cpu" and (_mode_count() or isinstance(x, torch._subclasses.FakeTensor))
        return (_operator if traced else plain)(loss, batch, dtype, x, y, *others)
    if x.is_meta:
        return plain(loss, batch, dtype, x, y, *others)
    if torch.is_grad_enabled() and (x.requires_grad or (y is not None and y.requires_grad)):
        return _apply(loss, batch, dtype, x, y, *others)
    return _compute(loss, batch, dtype, (x, y, *others), (False, False))[0]


def _compute(
    loss: Loss, batch: int, dtype: torch.dtype, tensors: Tensors, needs: tuple[bool, ...]
) -> tuple[Tensor, Gradients]:
    if tensors[0].is_cpu and _use_kernels:  # type: ignore[union-attr]
        return loss.kernel(batch, dtype, tensors, needs)
    return _chunked(loss, batch, dtype, tensors, needs)


class _Fused(torch.autograd.Function):
    """Value and gradients from one pass; the backward pass only scales."""

    @staticmethod
    def forward(ctx: Any, loss: Loss, batch: int, dtype: torch.dtype, *tensors: Tensor | None) -> Tensor:
        value, ctx.gradients = _compute(loss, batch, dtype, tensors, ctx.needs_input_grad[3:5])
        ctx.save_for_backward(*tensors)
        ctx.loss = loss, batch, dtype
        return value

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Any:
        if torch.is_grad_enabled():
            return None, None, None, *_differentiable_gradients(ctx, upstream)
        gradients = ctx.gradients
        if gradients is None:
            ctx.saved_tensors  # noqa: B018  # raises what torch raises where a graph is walked twice
        keep = _keeps_graph()
        if not keep:
            ctx.gradients = None
        unit = upstream.dim() == 0 and upstream.is_cpu and upstream.item() == 1
        scaled = [g if g is None or (unit and not keep) else _scaled(g, upstream, not keep) for g in gradients]
        return None, None, None, *scaled, *(None,) * (len(ctx.needs_input_grad) - 3 - len(scaled))


_apply = super(torch.autograd.Function, _Fused).apply  # without what the Python of `apply` does for torch.func


def _scaled(gradient: Tensor, upstream: Tensor, in_place: bool) -> Tensor:
    if 0 < upstream.dim() < gradient.dim():
        upstream = upstream.unsqueeze(-1)
    if in_place:
        return gradient.mul_(upstream)
    return (gradient * upstream).to(gradient.dtype)


def _differentiable_gradients(ctx: Any, upstream: Tensor) -> Gradients:
    """The gradients as functions of the inputs, for derivatives of them."""
    tensors = ctx.saved_tensors
    asked = [i for i, need in enumerate(ctx.needs_input_grad[3:]) if need]
    again = [t if i not in asked else t.view_as(t) for i, t in enumerate(tensors)]
    value = plain(*ctx.loss, *again)
    found = torch.autograd.grad(value, [again[i] for i in asked], upstream, create_graph=True)
    gradients: Gradients = [None] * len(tensors)
    for i, g in zip(asked, found, strict=True):
        gradients[i] = g
    return gradients


def plain(loss: Loss, batch: int, dtype: torch.dtype, *tensors: Tensor | None) -> Tensor:
    """The loss in torch operations alone."""
    values = loss.rows(*tensors)
    if loss.reduction != "none":
        values = divided(values.sum(), loss.divisor(batch, *tensors))
    return values.to(dtype)


def divided(total: Tensor, divisor: Any) -> Tensor:
    if not isinstance(divisor, Tensor):
        return total / divisor if divisor != 0 else total * 0
    return torch.where(divisor == 0, 0.0, total / torch.where(divisor == 0, 1.0, divisor))


def _chunked(
    loss: Loss, batch: int, dtype: torch.dtype, tensors: Tensors, needs: tuple[bool, ...]
) -> tuple[Tensor, Gradients]:
    """As `plain`, with gradients, a bounded number of rows at a time."""
    x: Tensor = tensors[0]  # type: ignore[assignment]
    lead, classes = x.shape[:-1], x.shape[-1]
    flat = [t if t is None or i not in loss.by_row else _by_rows(t, lead) for i, t in enumerate(tensors)]
    gradients: Gradients = [
        torch.empty_like(t, memory_format=torch.contiguous_format) if need else None  # type: ignore[arg-type]
        for t, need in zip(tensors, needs, strict=False)
    ]
    asked = [i for i, g in enumerate(gradients) if g is not None]
    none = loss.reduction == "none"
    divisor = 1 if none else loss.divisor(batch, *flat)
    values: list[Tensor] = []
    step = max(1, _CHUNK // max(1, classes))
    for start in range(0, max(lead.numel(), 1), step):
        part = slice(start, start + step)
        piece = [t[part] if t is not None and i in loss.by_row else t for i, t in enumerate(flat)]
        with torch.enable_grad():
            for i in asked:
                piece[i] = piece[i].detach().requires_grad_()  # type: ignore[union-attr]
            of_rows = loss.rows(*piece)
            total = divided(of_rows.sum(), divisor)
            found = torch.autograd.grad(total, [piece[i] for i in asked]) if asked else ()  # type: ignore[arg-type]
        for i, g in zip(asked, found, strict=True):
            gradients[i].view(-1, *g.shape[1:])[part] = g  # type: ignore[union-attr]
        values.append(of_rows.detach() if none else total.detach())
    value = torch.cat(values).view(loss.shape(x)) if none else torch.stack(values).sum()
    return value.to(dtype), gradients


def _by_rows(t: Tensor, lead: torch.Size) -> Tensor:
    """With one axis of rows in place of the leading axes."""
    return t.reshape(lead.numel(), *t.shape[len(lead) :])


def _operator(loss: Loss, batch: int, dtype: torch.dtype, *tensors: Tensor | None) -> Tensor:
    grad = torch.is_grad_enabled()
    needs = [grad and t is not None and t.requires_grad for t in tensors[: loss.differentiable]]
    return getattr(torch.ops.relent, loss.name)(*tensors, *loss, batch, dtype, needs)[0]
