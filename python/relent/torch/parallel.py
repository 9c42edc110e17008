"""Losses over a vocabulary that is split over the ranks of a ``torch.distributed`` group.

Every rank holds a slice of the classes of the same rows, in the order of the ranks; slices may differ in width. Every
rank gets the loss of the whole vocabulary and the gradient to its own slice, the same as one process would compute from
the slices put together, to rounding. Three all-reduces of a few numbers a row, in f64: the maxima; the normalisers;
the sums of the loss and of its derivatives. No logits travel. Backward needs no communication.

Call these on every rank with the same options.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor

from . import _checks
from ._composed import forward_kl, js, lacks, wide
from ._composed import jeffreys as _jeffreys
from ._composed import total_variation as _total_variation
from ._composed_labels import spread
from ._fused import Gradients, divided, once

Group = Any  # torch.distributed.ProcessGroup or None: all ranks
_CHUNK = 1 << 21  # elements of a slice in work at once


def kl_div_with_logits(
    input: Tensor, target: Tensor, *, reverse: bool = False, temperature: float = 1.0, reduction: str = "batchmean",
    mask: Tensor | None = None, group: Group = None,
) -> Tensor:  # fmt: skip
    """KL(P‖Q) of the whole vocabulary, P of ``target``'s logits and Q of ``input``'s; KL(Q‖P) with ``reverse``.

    input, target: this rank's slices (..., classes here). Accuracy, conventions, reductions: as
    :func:`relent.torch.kl_div_with_logits`; "mean" divides by rows times the whole vocabulary.
    """

    def share(lp: Tensor, lq: Tensor, lost: Tensor, lost_back: Tensor) -> Tensor:
        return forward_kl(lq, lp, lost_back) if reverse else forward_kl(lp, lq, lost)

    return _divergence("parallel.kl_div_with_logits", share, input, target, temperature, reduction, mask, group)


def jeffreys(
    input: Tensor, target: Tensor, *, temperature: float = 1.0, reduction: str = "batchmean", mask: Tensor | None = None,
    group: Group = None,
) -> Tensor:  # fmt: skip
    """KL(P‖Q) + KL(Q‖P) of the whole vocabulary; see :func:`kl_div_with_logits`."""
    return _divergence("parallel.jeffreys", _jeffreys, input, target, temperature, reduction, mask, group)


def js_divergence(
    input: Tensor, target: Tensor, *, beta: float = 0.5, temperature: float = 1.0, reduction: str = "batchmean",
    mask: Tensor | None = None, group: Group = None,
) -> Tensor:  # fmt: skip
    """Jensen-Shannon of the whole vocabulary, as :func:`relent.torch.js_divergence`; see :func:`kl_div_with_logits`."""
    _checks.within("parallel.js_divergence", "beta", beta, 0 < beta < 1, "between 0 and 1, both excluded")

    def share(lp: Tensor, lq: Tensor, *_: Tensor) -> Tensor:
        return js(lp, lq, beta)

    return _divergence("parallel.js_divergence", share, input, target, temperature, reduction, mask, group)


def total_variation(
    input: Tensor, target: Tensor, *, temperature: float = 1.0, reduction: str = "batchmean", mask: Tensor | None = None,
    group: Group = None,
) -> Tensor:  # fmt: skip
    """Total variation of the whole vocabulary; see :func:`kl_div_with_logits`."""

    def share(lp: Tensor, lq: Tensor, *_: Tensor) -> Tensor:
        return _total_variation(lp, lq)

    return _divergence("parallel.total_variation", share, input, target, temperature, reduction, mask, group)


def cross_entropy(
    input: Tensor, target: Tensor, ignore_index: int = -100, reduction: str = "mean", label_smoothing: float = 0.0, *,
    z_loss: float = 0.0, group: Group = None,
) -> Tensor:  # fmt: skip
    """Cross-entropy of the whole vocabulary, as :func:`relent.torch.cross_entropy`.

    input: this rank's slice (N, classes here) or (..., classes here): the classes come last. target: class indices into
    the whole vocabulary, (N) or (...), the same on every rank.
    """
    function = "parallel.cross_entropy"
    _checks.floating(function, input=input)
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    _checks.within(function, "label_smoothing", label_smoothing, 0 <= label_smoothing <= 1, "between 0 and 1")
    _checks.within(function, "z_loss", z_loss, z_loss >= 0, ">= 0")
    _checks.on_device(function, "target", target, input)
    if target.shape != input.shape[:-1]:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"target of shape {tuple(target.shape)}, must be {tuple(input.shape[:-1])}: one class index a row",
        )
    start, vocabulary = _place(input.shape[-1], input.device, group)
    counts = target != ignore_index
    _checks.classes_in_range(function, target, counts, vocabulary)
    here = torch.where(counts, target - start, -1).reshape(-1)

    def share(part: slice, lp: Tensor) -> Tensor:
        index = here[part]
        own = (index >= 0) & (index < lp.shape[-1])
        picked = lp.gather(-1, torch.where(own, index, 0)[:, None])[:, 0]
        loss = (
            -(1 - label_smoothing) * torch.where(own, picked, 0.0) if label_smoothing < 1 else torch.zeros_like(picked)
        )
        if label_smoothing:
            loss = loss + label_smoothing / vocabulary * spread(lp, torch.ones_like(lp))
        return torch.where(counts.reshape(-1)[part], loss, 0.0)

    values = _Labels.apply(share, counts.reshape(-1), z_loss, group, input)
    divisor = counts.sum() if reduction in ("mean", "token_mean") else _checks.batch_of(input)
    return _reduced(values, reduction, divisor).to(input.dtype)


def _divergence(
    function: str, share: Callable[..., Tensor], input: Tensor, target: Tensor, temperature: float, reduction: str,
    mask: Tensor | None, group: Group,
) -> Tensor:  # fmt: skip
    _checks.floating(function, input=input, target=target)
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    _checks.within(function, "temperature", temperature, temperature > 0, "> 0")
    input, target = _checks.same_shape(function, "input", input, "target", target)
    values = _Pairs.apply(share, temperature, group, input, target)
    divisor: Any = _checks.batch_of(input)
    if mask is not None:
        mask = _checks.row_mask(function, mask, input)
        values = torch.where(mask, values, 0.0)
    if reduction == "mean":
        divisor = values.numel() * _place(input.shape[-1], input.device, group)[1]
    elif reduction == "token_mean":
        divisor = values.numel() if mask is None else mask.sum()
    return _reduced(values, reduction, divisor).to(torch.promote_types(input.dtype, target.dtype))


def _reduced(values: Tensor, reduction: str, divisor: Any) -> Tensor:
    if reduction == "none":
        return values
    return divided(values.sum(), 1 if reduction == "sum" else divisor)


def _place(width: int, device: torch.device, group: Group) -> tuple[int, int]:
    """(where this rank's slice starts, the size of the whole vocabulary)."""
    widths = torch.zeros(dist.get_world_size(group), dtype=torch.int64, device=device)
    rank = dist.get_rank(group)
    widths[rank] = width
    dist.all_reduce(widths, group=group)
    everyone = widths.tolist()
    return sum(everyone[:rank]), sum(everyone)


def _parts(rows: int, classes: int) -> list[slice]:
    step = max(1, _CHUNK // max(1, classes))
    return [slice(start, start + step) for start in range(0, rows, step)]


class _Slice:
    """A slice of rows of logits with the normaliser of the whole: log p = x/T - maximum - log Z."""

    def __init__(self, x: Tensor, temperature: float) -> None:
        self.x = x.detach().reshape(-1, x.shape[-1])
        self.temperature = temperature
        self.parts = _parts(*self.x.shape)
        self.maximum = self._by_part(lambda x: x.amax(-1) if x.shape[-1] else x.new_full(x.shape[:1], -math.inf))
        self.log_sum = self.maximum

    def _by_part(self, of: Callable[[Tensor], Tensor]) -> Tensor:
        values = [of(wide(self.x[part]) / self.temperature) for part in self.parts]
        return torch.cat(values) if values else wide(self.x[:, :0]).sum(-1)

    def sums(self) -> Tensor:
        """Of exp(x/T - maximum)."""
        top = self.maximum
        values = [(wide(self.x[p]) / self.temperature - top[p, None]).exp().sum(-1) for p in self.parts]
        return torch.cat(values) if values else top

    def log_probs(self, part: slice) -> Tensor:
        return wide(self.x[part]) / self.temperature - self.maximum[part, None] - self.log_sum[part, None]


def _normalise(slices: list[_Slice], group: Group, *flags: Tensor) -> tuple[Tensor, ...]:
    """Gives the slices the normalisers of the whole; the flags of a row come back as those of any rank."""
    tops = torch.stack([*(s.maximum for s in slices), *(f.to(slices[0].maximum.dtype) for f in flags)])
    dist.all_reduce(tops, dist.ReduceOp.MAX, group=group)
    for s, top in zip(slices, tops, strict=False):
        s.maximum = top
    sums = torch.stack([s.sums() for s in slices])
    dist.all_reduce(sums, group=group)
    for s, total in zip(slices, sums, strict=True):
        s.log_sum = total.log()
    return tuple(f > 0 for f in tops[len(slices) :])


def _derivatives(share: Callable[..., Tensor], slices: list[_Slice], part: slice) -> tuple[Tensor, list[Tensor]]:
    """(this slice's share of the loss of those rows, its derivatives by the log-probabilities of each side)."""
    with torch.enable_grad():
        sides = [s.log_probs(part).requires_grad_() for s in slices]
        own = share(part, *sides)
        found = torch.autograd.grad(own.sum(), sides, allow_unused=True)
    return own.detach(), [torch.zeros_like(lp) if g is None else g for g, lp in zip(found, sides, strict=True)]


def _whole(
    share: Callable[..., Tensor],
    slices: list[_Slice],
    group: Group,
    needs: Sequence[bool],
    z_loss: Tensor | float = 0.0,
) -> tuple[Tensor, Gradients]:
    """(the loss of every row of the whole vocabulary, the gradients to the logits of this slice).

    By the logits the derivative is g - p times the sum of all g, g that by the log-probabilities: g is taken twice,
    before and after that sum is known, rather than kept, which would be rounded where the two cancel.
    """
    everything = torch.zeros_like(torch.stack([slices[0].maximum] * (1 + len(slices))))
    for part in slices[0].parts:
        own, found = _derivatives(share, slices, part)
        everything[:, part] = torch.stack([own, *(g.sum(-1) for g in found)])
    dist.all_reduce(everything, group=group)
    value, sums = everything[0], everything[1:] - z_loss
    gradients: Gradients = [torch.empty_like(s.x) if need else None for s, need in zip(slices, needs, strict=True)]
    for part in slices[0].parts if any(needs) else ():
        _, found = _derivatives(share, slices, part)
        for s, g, total, gradient in zip(slices, found, sums, gradients, strict=True):
            if gradient is not None:
                gradient[part] = (g - s.log_probs(part).exp() * total[part, None]) / s.temperature
    return value, gradients


def _scaled(ctx: Any, upstream: Tensor) -> Gradients:
    """The gradients in the shape of the sides."""
    rows = upstream.detach().reshape(-1, 1)
    found = [g if g is None else (g * rows).to(g.dtype).view(*upstream.shape, -1) for g in ctx.gradients]
    return once("a loss of relent.torch.parallel", found)


class _Pairs(torch.autograd.Function):
    """A divergence of two sides, one value a row."""

    @staticmethod
    def forward(ctx: Any, share: Callable[..., Tensor], temperature: float, group: Group, *sides: Tensor) -> Tensor:
        b, a = (_Slice(x, temperature) for x in sides)
        flags = [
            torch.cat([lacks(less.x[p], more.x[p]) for p in a.parts] or [a.maximum > 0])
            for less, more in ((b, a), (a, b))
        ]
        infinite, reverse_infinite = _normalise([b, a], group, *flags)

        def of_part(part: slice, lq: Tensor, lp: Tensor) -> Tensor:
            return share(lp, lq, infinite[part], reverse_infinite[part])

        value, ctx.gradients = _whole(of_part, [b, a], group, ctx.needs_input_grad[3:])
        return value.view(sides[0].shape[:-1])

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Any:
        return None, None, None, *_scaled(ctx, upstream)


class _Labels(torch.autograd.Function):
    """Cross-entropy with class indices, one value a row."""

    @staticmethod
    def forward(
        ctx: Any, share: Callable[..., Tensor], counts: Tensor, z_loss: float, group: Group, x: Tensor
    ) -> Tensor:
        s = _Slice(x, 1.0)
        _normalise([s], group)
        log_partition = torch.where(counts, s.maximum + s.log_sum, 0.0)
        value, ctx.gradients = _whole(share, [s], group, ctx.needs_input_grad[4:], 2 * z_loss * log_partition)
        return (value + z_loss * log_partition**2).view(x.shape[:-1])

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Any:
        return None, None, None, None, *_scaled(ctx, upstream)
