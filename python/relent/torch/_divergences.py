"""Divergences between two distributions over classes, row by row, from logits, log_probs or probs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypedDict

from torch import Tensor

from . import _checks
from ._fused import run
from ._losses import DivergenceLoss

if TYPE_CHECKING:
    from typing_extensions import Unpack


MEASURES = ("forward_kl", "reverse_kl", "jeffreys", "js", "total_variation", "renyi", "alpha")


class Rows(TypedDict, total=False):
    """What every divergence of rows takes besides its two sides.

    temperature: both sides' logits are divided by it. input_holds, target_holds: "logits" (the default), "log_probs" or
    "probs"; the target's is the input's unless given. mask: one entry a row; rows of 0 do not count. reduction: "none",
    "sum", "mean" (by the number of elements, as torch), "batchmean" (the default: by the size of the first axis),
    "token_mean" (by the number of rows that count; 0 where there are none). dim: the axis of the classes.
    nan_policy: "raise", "propagate" or "omit" rows with NaN. strict: refuse probs and log_probs that do not sum to one.
    inplace_gradient: the gradient to the input may take the input's memory, whose values are lost: nothing else may
    need them. Autograd notices where another operation has kept them (their version has moved on); the caller sees to
    the rest. Refused of a leaf, of a view of one, and of what is not contiguous. A compiler or torch.func leaves the
    input as it is. Second derivatives are refused.
    """

    temperature: float
    input_holds: str
    target_holds: str | None
    mask: Tensor | None
    reduction: str
    dim: int
    nan_policy: str
    strict: bool
    inplace_gradient: bool


def divergence_by_name(
    function: str,
    measure: str,
    input: Tensor,
    target: Tensor,
    beta: float = 0.5,
    alpha: float = 0.5,
    squared: bool = False,
    *,
    temperature: float = 1.0,
    input_holds: str = "logits",
    target_holds: str | None = None,
    mask: Tensor | None = None,
    reduction: str = "batchmean",
    dim: int = -1,
    nan_policy: str = "raise",
    strict: bool = False,
    inplace_gradient: bool = False,
    **unknown: object,
) -> Tensor:
    for name in unknown:
        _checks.one_of(function, "argument", name, tuple(Rows.__annotations__))
    _checks.floating(function, input=input, target=target)
    _checks.one_of(function, "measure", measure, MEASURES)
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    _checks.one_of(function, "input_holds", input_holds, _checks.HOLDS)
    target_holds = _checks.one_of(function, "target_holds", target_holds or input_holds, _checks.HOLDS)
    _checks.one_of(function, "nan_policy", nan_policy, _checks.NAN_POLICIES)
    _checks.within(function, "temperature", temperature, temperature > 0, "> 0")
    if dim not in (-1, input.dim() - 1):
        input, target = _checks.last_axis(function, dim, input), _checks.last_axis(function, dim, target)
    input, target = _checks.same_shape(function, "input", input, "target", target)
    if mask is not None:
        mask = _checks.row_mask(function, mask, input)
    loss = DivergenceLoss(
        measure, beta, alpha, float(temperature), squared, input_holds, target_holds, nan_policy, strict, reduction
    )
    return run(
        loss,
        _checks.batch_of(input),
        input,
        target,
        None,
        None,
        mask,
        function if inplace_gradient else "",
    )


def kl_div_with_logits(input: Tensor, target: Tensor, *, reverse: bool = False, **rows: Unpack[Rows]) -> Tensor:
    r"""KL(P‖Q) = sum_c p_c log(p_c / q_c) with P the distribution of ``target`` (the teacher) and Q that of ``input``
    (the student), as :func:`kl_div` has its arguments; with ``reverse`` KL(Q‖P).

    Shapes: two tensors (..., classes), which broadcast over the leading axes; the answer is a number, or (...) with
    reduction "none". In nats, in [0, infinity]: infinite where p > 0 = q. Options: see :class:`Rows`.

    The value is right where the two sides nearly agree: relative error 1e-6 from f32 logits down to 1e-12. Gradients to
    both sides come from the same pass: q - p to the input's logits, p (log p/q - KL) to the target's. A class that is
    -infinity on both sides contributes nothing; a row whose loss is infinite has gradient 0 to a side whose gradient
    would be infinite. Neither has NaN.
    """
    return divergence_by_name("kl_div_with_logits", "reverse_kl" if reverse else "forward_kl", input, target, **rows)


def js_divergence(input: Tensor, target: Tensor, *, beta: float = 0.5, **rows: Unpack[Rows]) -> Tensor:
    r"""Generalised Jensen-Shannon: beta KL(P‖M) + (1 - beta) KL(Q‖M), M = beta P + (1 - beta) Q, with P the
    distribution of ``target`` and Q that of ``input``.

    In nats, in [0, -beta log beta - (1 - beta) log(1 - beta)], which is ln 2 at beta = 1/2; 0 < beta < 1. It is always
    finite. Shapes, options, gradients, accuracy: as :func:`kl_div_with_logits`. Source: Lin 1991.
    """
    _checks.within("js_divergence", "beta", beta, 0 < beta < 1, "between 0 and 1, both excluded")
    return divergence_by_name("js_divergence", "js", input, target, float(beta), **rows)


def jeffreys(input: Tensor, target: Tensor, **rows: Unpack[Rows]) -> Tensor:
    r"""Jeffreys' divergence KL(P‖Q) + KL(Q‖P), the symmetric KL, with P of ``target`` and Q of ``input``.

    Shapes, options, gradients, accuracy: as :func:`kl_div_with_logits`.
    """
    return divergence_by_name("jeffreys", "jeffreys", input, target, **rows)


def total_variation(input: Tensor, target: Tensor, **rows: Unpack[Rows]) -> Tensor:
    r"""Total variation sum_c abs(p_c - q_c) / 2, in [0, 1]; its derivative at p_c = q_c is taken as 0.

    Shapes, options, accuracy: as :func:`kl_div_with_logits`.
    """
    return divergence_by_name("total_variation", "total_variation", input, target, **rows)


def renyi(input: Tensor, target: Tensor, *, alpha: float = 0.5, **rows: Unpack[Rows]) -> Tensor:
    r"""Renyi divergence log(sum_c p_c^alpha q_c^(1 - alpha)) / (alpha - 1) of order alpha > 0, with P of ``target`` and
    Q of ``input``; KL(P‖Q) at alpha = 1. In nats, in [0, infinity].

    Shapes, options, gradients, accuracy: as :func:`kl_div_with_logits`. Source: Renyi 1961.
    """
    _checks.within("renyi", "alpha", alpha, alpha > 0, "> 0")
    return divergence_by_name("renyi", "renyi", input, target, 0.5, float(alpha), **rows)


def alpha_divergence(input: Tensor, target: Tensor, *, alpha: float = 0.5, **rows: Unpack[Rows]) -> Tensor:
    r"""Amari's alpha divergence (sum_c p_c^alpha q_c^(1 - alpha) - 1) / (alpha (alpha - 1)), with P of ``target`` and Q
    of ``input``; KL(P‖Q) at alpha = 1 and KL(Q‖P) at 0.

    Shapes, options, gradients, accuracy: as :func:`kl_div_with_logits`. Source: Amari 1985.
    """
    _checks.within("alpha_divergence", "alpha", alpha, math.isfinite(alpha), "finite")
    return divergence_by_name("alpha_divergence", "alpha", input, target, 0.5, float(alpha), **rows)


def categorical_kl(
    p: Tensor, q: Tensor, *, p_holds: str = "logits", q_holds: str | None = None, **rows: Unpack[Rows]
) -> Tensor:
    r"""KL(P‖Q) = sum_c p_c log(p_c / q_c) of categorical distributions, in the order of
    ``torch.distributions.kl_divergence(P, Q)`` and, unless a reduction is named, one answer a row as there.

    It is :func:`kl_div_with_logits` with its sides the other way round, and takes its options; ``p_holds`` and
    ``q_holds`` (which is ``p_holds`` unless given) are "logits", "log_probs" or "probs".
    """
    rows.setdefault("reduction", "none")
    return divergence_by_name(
        "categorical_kl", "forward_kl", q, p, input_holds=q_holds or p_holds, target_holds=p_holds, **rows
    )
