"""Losses of elements, as torch.nn.functional has them, and the KL of a policy from drawn tokens."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from . import _checks
from ._element_losses import BernoulliKl, BinaryCrossEntropy, KlDiv, PolicyKl
from ._fused import run

_TORCHS = ("none", "sum", "mean", "batchmean")


def _pair(
    function: str, first: Tensor, second: Tensor, first_name: str = "input", second_name: str = "target"
) -> tuple[Tensor, Tensor]:
    """Both at their broadcast shape, of one device."""
    _checks.floating(function, **{first_name: first, second_name: second})
    return _checks.broadcast(function, first_name, first, second_name, second)


def _run(loss: Any, batch: int, input: Tensor, target: Tensor, *weights: Tensor | None) -> Tensor:
    if input.dim() > 0:
        return run(loss, batch, input, target, *weights)
    return run(loss, batch, input.reshape(1), target.reshape(1), *weights).reshape(())


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    r"""As ``torch.nn.functional.kl_div``: every element adds t (log t - input), with ``log_target`` exp(t) (t - input).

    input: log-probabilities, of any shape; target: probabilities (logarithms with ``log_target``), of a shape that
    broadcasts with it. Nothing is normalised. reduction: "none", "sum", "mean" (by all elements, which is not the
    divergence), "batchmean" (by the size of the first axis: what KL means). Sums are taken in f64.

    Where torch gives NaN out of numbers that have a meaning, this does not: where the target is 0 an element adds 0
    whatever the input is, -infinity too.
    """
    if size_average is not None or reduce is not None:
        reduction = _checks.legacy_reduction(size_average, reduce, reduction)
    _checks.one_of("kl_div", "reduction", reduction, _TORCHS)
    shape = _checks.tensor("kl_div", "input", input).shape
    batch = shape[0] if shape else 1
    input, target = _pair("kl_div", input, target)
    return _run(KlDiv(log_target, "propagate", reduction), batch, input, target)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    r"""As ``torch.nn.functional.binary_cross_entropy_with_logits``: every element adds
    w (pos_weight t log(1 + exp(-x)) + (1 - t) log(1 + exp(x))) with x the input and t the target.

    input, target: of one shape; weight and pos_weight: of shapes that broadcast to it. reduction: "none", "sum",
    "mean". A logit of +infinity costs nothing where the target is 1, and -infinity where it is 0; torch has NaN there.
    """
    function = "binary_cross_entropy_with_logits"
    if size_average is not None or reduce is not None:
        reduction = _checks.legacy_reduction(size_average, reduce, reduction)
    _checks.one_of(function, "reduction", reduction, _TORCHS[:3])
    _checks.floating(function, input=input, target=target, weight=weight, pos_weight=pos_weight)
    if input.shape != target.shape:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"target of shape {tuple(target.shape)}, must be of the input's shape {tuple(input.shape)}",
        )
    by_class = input.shape[-1:]
    if all(w is None or w.shape == by_class for w in (weight, pos_weight)):
        return _run(BinaryCrossEntropy("propagate", reduction), 1, input, target, pos_weight, weight)
    # weights of another shape
    values = _run(BinaryCrossEntropy("propagate", "none"), 1, input, target)
    if pos_weight is not None:
        positive = torch.where(target == 0, 0.0, target * -torch.nn.functional.logsigmoid(input))
        values = values + (pos_weight - 1) * positive
    values = values if weight is None else weight * values
    return values if reduction == "none" else values.mean() if reduction == "mean" else values.sum()


def bernoulli_kl(
    p: Tensor, q: Tensor, *, p_holds: str = "logits", q_holds: str | None = None, reduction: str = "none"
) -> Tensor:
    r"""KL(P‖Q) = p log(p/q) + (1 - p) log((1 - p)/(1 - q)) of Bernoulli distributions, element by element, in the order
    of ``torch.distributions.kl_divergence(P, Q)`` and, unless a reduction is named, of its shape.

    p, q: of shapes that broadcast, logits or, by ``p_holds`` and ``q_holds`` (which is ``p_holds`` unless given),
    "probs". reduction: "none", "sum", "mean" (by all elements), "batchmean" (by the size of the first axis). In nats, in
    [0, infinity]: infinite where p > 0 = q or p < 1 = q. Right where p and q nearly agree: relative error 1e-13 of f64.
    Gradients go to both, 0 where they would be infinite; none is NaN.
    """
    function = "bernoulli_kl"
    _checks.one_of(function, "reduction", reduction, _TORCHS)
    _checks.one_of(function, "p_holds", p_holds, ("logits", "probs"))
    q_holds = _checks.one_of(function, "q_holds", q_holds or p_holds, ("logits", "probs"))
    p, q = _pair(function, p, q, "p", "q")
    batch = p.shape[0] if p.dim() else 1
    return _run(BernoulliKl(p_holds, q_holds, "raise", reduction), batch, p, q)


def policy_kl(
    policy: Tensor,
    reference: Tensor,
    *,
    estimator: str = "k3",
    mask: Tensor | None = None,
    reduction: str = "token_mean",
) -> Tensor:
    r"""KL(policy‖reference) estimated from tokens drawn from the policy; with r = reference - policy of a token

    - "k1": -r, unbiased, with the largest variance;
    - "k2": r^2 / 2, biased, with a small one;
    - "k3": exp(r) - 1 - r, unbiased and never negative.

    policy, reference: the log-probabilities of the drawn tokens, (sequences, tokens); mask: of that shape, 0 where a
    token does not count. reduction: "token_mean" and "mean" (by the tokens that count), "batchmean" (by the sequences),
    "sum", "none". Gradients to both sides take the tokens as given. Source: Schulman 2020.
    """
    function = "policy_kl"
    _checks.one_of(function, "estimator", estimator, ("k1", "k2", "k3"))
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    _checks.floating(function, policy=policy, reference=reference)
    if policy.shape != reference.shape or policy.dim() == 0:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"policy of shape {tuple(policy.shape)}, reference of shape {tuple(reference.shape)}; must be one shape, "
            "sequences x tokens",
        )
    if mask is not None:
        _checks.on_device(function, "mask", mask, policy)
        if mask.shape != policy.shape:
            raise _checks.refuse(
                "shape_mismatch", function, f"mask of shape {tuple(mask.shape)}, must be {tuple(policy.shape)}"
            )
        mask = mask != 0
    batch = _checks.batch_of(policy)
    return run(PolicyKl(estimator, "raise", reduction), batch, policy, reference, None, None, mask)
