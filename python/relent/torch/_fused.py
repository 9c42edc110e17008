"""How a loss is run: value and gradients in one pass, kept for the backward pass.

A *loss* is a NamedTuple of its options. Its tensors have five places, None where one is not given: ``x`` and ``y``, the
two that may get a gradient, ``labels``, ``weight`` and ``mask``. Its methods:

- ``rows(x, y, labels, weight, mask)``: what every row contributes, differentiable, in plain torch operations;
- ``divisor(batch, x, y, labels, weight, mask)``: by what their sum is divided, a number or a tensor of one (0: the
  answer is 0);
- or in their place ``parts()``: the losses that it is the weighted sum of, as (factor, loss, places of its tensors);
- ``shape(x)``: the shape of the answer under reduction "none".

Which way is taken:

- plain CPU tensors: our kernel, inside a lean autograd.Function;
- another device: `rows`, chunk by chunk, inside the same Function;
- a compiler, a fake tensor: the operator ``torch.ops.relent.<loss>`` on the CPU, `rows` elsewhere (compilers fuse them);
- torch.func, forward-mode derivatives, tensor subclasses, meta tensors: `rows`.

``inplace`` is the name of a function whose caller allows that the gradient to ``x`` takes the place of ``x``, or empty. It
does on the first two ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.autograd import forward_ad

from ._checks import refuse
from ._kernels import READY, kernel

Tensors = tuple["Tensor | None", ...]
Gradients = list["Tensor | None"]

_functorch_active = torch._C._are_functorch_transforms_active
_mode_count = torch._C._len_torch_dispatch_stack
_keeps_graph = getattr(torch._C._autograd, "_get_current_graph_task_keep_graph", lambda: True)
_PLAIN = (Tensor, torch.nn.Parameter)
_WIDE = (torch.float32, torch.float64)
_CHUNK = 1 << 22  # elements of a chunk of rows on a device without kernels; what is held beside it is a few of its size
SECOND_TIME = "Trying to backward through the graph a second time; specify retain_graph=True the first time"
_use_kernels = True  # tests of `rows` on the CPU turn it off


class Loss(Protocol):
    """What `run` takes; see above."""

    reduction: str

    def rows(self, *tensors: Any) -> Tensor: ...
    def divisor(self, batch: int, *tensors: Any) -> Any: ...
    def shape(self, x: Tensor) -> torch.Size: ...


def _result_dtype(x: Tensor, y: Tensor | None) -> torch.dtype:
    """The dtype of the answer: as type promotion has it, f32 at least under autocast."""
    made = x.dtype
    if y is not None and y.dtype != made:
        made = torch.promote_types(made, y.dtype)
    if made not in _WIDE and torch.is_autocast_enabled(x.device.type):
        return torch.float32
    return made


def run(
    loss: Any,
    batch: int,
    x: Tensor,
    y: Tensor | None = None,
    labels: Tensor | None = None,
    weight: Tensor | None = None,
    mask: Tensor | None = None,
    inplace: str = "",
) -> Tensor:
    """The loss of these tensors, by the way that fits them."""
    if torch.compiler.is_compiling():
        way = _operator if x.device.type == "cpu" and loss.name in READY else plain
        return way(loss, batch, _result_dtype(x, y), x, y, labels, weight, mask)
    return run_eagerly(loss, batch, x, y, labels, weight, mask, inplace)


def run_eagerly(
    loss: Any,
    batch: int,
    x: Tensor,
    y: Tensor | None = None,
    labels: Tensor | None = None,
    weight: Tensor | None = None,
    mask: Tensor | None = None,
    inplace: str = "",
) -> Tensor:
    """`run` where no compiler is at work."""
    dtype = _result_dtype(x, y)
    if _functorch_active() or forward_ad._current_level >= 0 or x.is_meta:
        return plain(loss, batch, dtype, x, y, labels, weight, mask)
    if type(x) not in _PLAIN or _mode_count() or (y is not None and type(y) not in _PLAIN):
        traced = x.is_cpu and loss.name in READY and (_mode_count() or isinstance(x, torch._subclasses.FakeTensor))
        return (_operator if traced else plain)(loss, batch, dtype, x, y, labels, weight, mask)
    if torch.is_grad_enabled() and (x.requires_grad or (y is not None and y.requires_grad)):
        if inplace:
            check_replaceable(inplace, x, y)
        return _apply((loss, batch, dtype, labels, weight, mask, inplace), x, y)
    return compute(loss, batch, dtype, (x, y, labels, weight, mask), (False, False))[0]


def takes_kernels(*tensors: Tensor) -> bool:
    """Whether these are plain CPU tensors, under no transform, compiler or tracer."""
    if torch.compiler.is_compiling() or _functorch_active() or forward_ad._current_level >= 0 or _mode_count():
        return False
    return all(t.is_cpu and type(t) in _PLAIN for t in tensors)


def compute(
    loss: Any, batch: int, dtype: torch.dtype, tensors: Tensors, needs: Sequence[bool],
    inplace: tuple[bool, bool] = (False, False),
) -> tuple[Tensor, Tensor | None, Tensor | None]:  # fmt: skip
    """The value, and the gradients to x and y where they are needed; ``inplace`` says of each whether its gradient is
    to take its place, for which it must be contiguous."""
    x: Tensor = tensors[0]  # type: ignore[assignment]
    if x.is_cpu and _use_kernels and loss.name in READY and type(x) in _PLAIN:  # a fake tensor has no memory
        return kernel(loss, batch, dtype, tensors, needs, inplace)
    value, gradients = _chunked(loss, batch, dtype, tensors, needs, inplace)
    return value, gradients[0], gradients[1]


def check_replaceable(function: str, x: Tensor, y: Tensor | None) -> None:
    """Refuses an input whose memory a gradient cannot take."""
    base = x if x._base is None else x._base
    if not x.requires_grad:
        why = "requires no gradient"
    elif x.is_leaf or base.is_leaf:
        why = "is a leaf or a view of one, whose values autograd keeps: it must come from other operations"
    elif not x.is_contiguous():
        why = "is not contiguous with its classes last (or was broadcast)"
    elif y is not None and y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr():
        why = "shares its memory with the other side"
    else:
        return
    raise refuse("unsupported", function, f"inplace_gradient=True, but the input {why}")


class _Fused(torch.autograd.Function):
    """Value and gradients from one pass; the backward pass only scales."""

    @staticmethod
    def forward(ctx: Any, job: Any, x: Tensor, y: Tensor | None) -> Tensor:
        loss, batch, dtype, labels, weight, mask, inplace = job
        needs = ctx.needs_input_grad[1:]
        if inplace:
            torch.autograd.graph.increment_version(x)  # before: an error leaves it half overwritten
        value, dx, dy = compute(loss, batch, dtype, (x, y, labels, weight, mask), needs, (bool(inplace), False))
        # Kept here and not by save_for_backward, which takes a microsecond: only second derivatives need the sides.
        again = None if inplace else ((x, y), (x._version, 0 if y is None else y._version), job)
        ctx.kept = dx, dy, again
        return value

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Any:
        kept = ctx.kept
        if kept is None:
            raise RuntimeError(SECOND_TIME)
        dx, dy, again = kept
        if torch.is_grad_enabled():
            if again is None:
                raise RuntimeError("inplace_gradient=True has overwritten the input, which second derivatives need")
            sides, versions, (loss, batch, dtype, *others, _) = again

            def formula(*sides: Tensor | None) -> Tensor:
                return plain(loss, batch, dtype, *sides, *others)

            return None, *differentiable_gradients(formula, sides, versions, ctx.needs_input_grad[1:], upstream)
        keep = _keeps_graph()
        if not keep:
            ctx.kept = kept = None  # what nobody else holds, the engine takes over instead of copying it
        if not keep and upstream.dim() == 0 and upstream.is_cpu and upstream.item() == 1:
            return None, dx, dy
        return None, scaled(dx, upstream, not keep), scaled(dy, upstream, not keep)


_apply = super(torch.autograd.Function, _Fused).apply  # without what the Python of `apply` does for torch.func


def scaled(gradient: Tensor | None, upstream: Tensor, in_place: bool) -> Tensor | None:
    """``gradient`` times the gradient from above, a number or one a row."""
    if gradient is None:
        return None
    if 0 < upstream.dim() < gradient.dim():
        upstream = upstream.reshape(upstream.shape + (1,) * (gradient.dim() - upstream.dim()))
    if in_place:
        return gradient.mul_(upstream)
    return (gradient * upstream).to(gradient.dtype)


class _Once(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, what: str, gradient: Tensor) -> Tensor:
        ctx.what = what
        return gradient.view_as(gradient)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Any:
        raise RuntimeError(f"{ctx.what} has no second derivatives")


def once(what: str, gradients: Iterable[Tensor | None]) -> list[Tensor | None]:
    """Gradients that refuse to be differentiated, where a graph of the backward pass is made; without it they would be
    taken for constants, whatever the gradient from above requires."""
    if not torch.is_grad_enabled():
        return list(gradients)
    return [g if g is None else _Once.apply(what, g.detach().requires_grad_()) for g in gradients]


def differentiable_gradients(
    formula: Callable[..., Tensor],
    sides: Tensors,
    versions: Sequence[int],
    needs: Sequence[bool],
    upstream: Tensor,
) -> list[Tensor | None]:
    """The gradients as functions of the inputs, for derivatives of them."""
    if any(t is not None and t._version != version for t, version in zip(sides, versions, strict=True)):
        raise RuntimeError("an input of the loss was changed in place after it; second derivatives need it as it was")
    apart = [t if t is None else t.view_as(t) for t in sides]  # should two of them be one tensor
    asked = [t for t, need in zip(apart, needs, strict=True) if need]
    found = iter(torch.autograd.grad(formula(*apart), asked, upstream, create_graph=True))
    return [next(found) if need else None for need in needs]


def plain(loss: Any, batch: int, dtype: torch.dtype, *tensors: Tensor | None) -> Tensor:
    """The loss in torch operations alone."""
    if hasattr(loss, "parts"):
        pieces = [
            factor * plain(part, batch, dtype, *_placed(places, tensors)) for factor, part, places in loss.parts()
        ]
        return sum(pieces[1:], pieces[0])
    values = loss.rows(*tensors)
    if loss.reduction != "none":
        values = divided(values.sum(), loss.divisor(batch, *tensors))
    return values.to(dtype)


def divided(total: Tensor, divisor: Any) -> Tensor:
    if not isinstance(divisor, Tensor):
        return total / divisor if divisor != 0 else total * 0
    return torch.where(divisor == 0, 0.0, total / torch.where(divisor == 0, 1.0, divisor))


def _chunked(
    loss: Any, batch: int, dtype: torch.dtype, tensors: Tensors, needs: Sequence[bool],
    inplace: tuple[bool, bool] = (False, False),
) -> tuple[Tensor, Gradients]:  # fmt: skip
    """As `plain`, with gradients, a bounded number of rows at a time."""
    if hasattr(loss, "parts"):
        return _sum_of_parts(loss, batch, dtype, tensors, needs, inplace)
    x: Tensor = tensors[0]  # type: ignore[assignment]
    lead, classes = x.shape[:-1], x.shape[-1]
    by_row = getattr(loss, "by_row", (0, 1, 2, 4))
    flat = [t if t is None or i not in by_row else _by_rows(t, lead) for i, t in enumerate(tensors)]
    gradients: Gradients = [
        None if not need else t.detach() if here else torch.empty_like(t, memory_format=torch.contiguous_format)  # type: ignore[union-attr,arg-type]
        for t, need, here in zip(tensors, needs, inplace, strict=False)
    ]
    asked = [i for i, g in enumerate(gradients) if g is not None]
    none = loss.reduction == "none"
    divisor = 1 if none else loss.divisor(batch, *flat)
    values: list[Tensor] = []
    step = max(1, _CHUNK // max(1, classes))
    for start in range(0, max(lead.numel(), 1), step):
        part = slice(start, start + step)
        piece = [t[part] if t is not None and i in by_row else t for i, t in enumerate(flat)]
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


def _sum_of_parts(
    loss: Any, batch: int, dtype: torch.dtype, tensors: Tensors, needs: Sequence[bool], inplace: tuple[bool, bool]
) -> tuple[Tensor, Gradients]:
    values: list[Tensor] = []
    gradients: Gradients = [None, None]
    for factor, part, places in loss.parts():
        asked = tuple(place is not None and place < 2 and needs[place] for place in places[:2])
        value, found = _chunked(part, batch, dtype, _placed(places, tensors), asked)
        values.append(factor * value)
        for place, g in zip(places, found, strict=False):
            if g is not None:
                gradients[place] = (
                    g.mul_(factor) if gradients[place] is None else gradients[place].add_(g, alpha=factor)
                )
    for i, here in enumerate(inplace):
        if here and gradients[i] is not None:
            gradients[i] = tensors[i].detach().copy_(gradients[i])  # type: ignore[union-attr,arg-type]
    return sum(values[1:], values[0]), gradients


def _placed(places: tuple[Any, ...], tensors: Tensors) -> Tensors:
    return tuple(None if p is None else p(tensors) if callable(p) else tensors[p] for p in places)


def _by_rows(t: Tensor, lead: torch.Size) -> Tensor:
    """With one axis of rows in place of the leading axes."""
    return t.reshape(lead.numel(), *t.shape[len(lead) :])


def _operator(loss: Any, batch: int, dtype: torch.dtype, *tensors: Tensor | None) -> Tensor:
    grad = torch.is_grad_enabled()
    needs = [grad and t is not None and t.requires_grad for t in tensors[:2]]
    return getattr(torch.ops.relent, loss.name)(*tensors, *loss, batch, dtype, needs)[0]
