"""Losses made of others: distillation, R-Drop, variational and contrastive terms."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from . import _checks
from ._composed import wide
from ._divergences import MEASURES, Rows, jeffreys
from ._fused import divided, run
from ._losses import DistillationLoss, DivergenceLoss, EntropyOfRows, InfoNce, RDropLoss, VaeKl

if TYPE_CHECKING:
    from typing_extensions import Unpack


def _labels(function: str, labels: Tensor, input: Tensor) -> Tensor:
    _checks.on_device(function, "labels", labels, input)
    if labels.is_floating_point() or labels.shape != input.shape[:-1]:
        raise _checks.refuse(
            "shape_mismatch",
            function,
            f"labels of shape {tuple(labels.shape)} and {labels.dtype}, must be class indices of shape "
            f"{tuple(input.shape[:-1])}",
        )
    return labels.to(torch.int64)


def distillation(
    student: Tensor, teacher: Tensor, labels: Tensor | None = None, *, temperature: float = 2.0,
    hard_weight: float = 0.5, measure: str = "forward_kl", beta: float = 0.5, alpha: float = 0.5,
    label_smoothing: float = 0.0, ignore_index: int = -100, reduction: str = "batchmean", mask: Tensor | None = None,
    nan_policy: str = "raise",
) -> Tensor:  # fmt: skip
    r"""Distillation at temperature T: hard_weight CE(student, labels) + (1 - hard_weight) T^2 D(teacher, student at T),
    or T^2 D(teacher, student at T) alone without labels.

    D is the measure, "forward_kl" unless given: KL(teacher‖student); also "reverse_kl", "jeffreys", "js" (with
    ``beta``), "total_variation", "renyi" and "alpha" (with ``alpha``). student, teacher: logits (..., classes); labels:
    class indices (...), of which ``ignore_index`` counts in the soft part only. reduction: as :class:`Rows`; each part
    is reduced by itself, and "mean" means "batchmean" for the soft part. Gradients go to the student and, where it
    asks for them, to the teacher. Source: Hinton, Vinyals & Dean 2015.
    """
    function = "distillation"
    _checks.floating(function, student=student, teacher=teacher)
    _checks.one_of(function, "measure", measure, MEASURES)
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    _checks.one_of(function, "nan_policy", nan_policy, _checks.NAN_POLICIES)
    _checks.within(function, "temperature", temperature, temperature > 0, "> 0")
    _checks.within(function, "hard_weight", hard_weight, 0 <= hard_weight <= 1, "between 0 and 1")
    _checks.within(function, "label_smoothing", label_smoothing, 0 <= label_smoothing <= 1, "between 0 and 1")
    student, teacher = _checks.same_shape(function, "student", student, "teacher", teacher)
    batch = student.shape[0] if student.dim() > 1 else 1
    if mask is not None:
        mask = _checks.row_mask(function, mask, student)
    if labels is None:
        of_rows = "batchmean" if reduction == "mean" else reduction
        soft = DivergenceLoss(
            measure, float(beta), float(alpha), float(temperature), True, nans=nan_policy, reduction=of_rows
        )
        return run(soft, batch, student, teacher, None, None, mask)
    loss = DistillationLoss(
        measure, float(beta), float(alpha), float(temperature), True, float(hard_weight), float(label_smoothing),
        ignore_index, nan_policy, reduction,
    )  # fmt: skip
    return run(loss, batch, student, teacher, _labels(function, labels, student), None, mask)


def r_drop(
    first: Tensor, second: Tensor, labels: Tensor, *, alpha: float = 1.0, convention: str = "paper",
    label_smoothing: float = 0.0, ignore_index: int = -100, nan_policy: str = "raise",
) -> Tensor:  # fmt: skip
    r"""R-Drop of two passes of the same rows through a network with dropout, with J = KL(first‖second) +
    KL(second‖first), averaged over the N rows:

    - "paper": CE_1 + CE_2 + alpha J / 2 (Liang et al. 2021, eq. 4);
    - "official": (CE_1 + CE_2) / 2 + alpha J / 2, where J is summed over the rows (the authors' repository);
    - "keras": (CE_1 + CE_2) / 2 + alpha J / 4, half of "paper" (the Keras implementations).

    first, second: logits (..., classes); labels: class indices (...), of which rows of ``ignore_index`` do not count.
    Gradients to both passes.
    """
    function = "r_drop"
    _checks.floating(function, first=first, second=second)
    _checks.one_of(function, "convention", convention, ("paper", "official", "keras"))
    _checks.one_of(function, "nan_policy", nan_policy, _checks.NAN_POLICIES)
    _checks.within(function, "alpha", alpha, alpha >= 0, ">= 0")
    _checks.within(function, "label_smoothing", label_smoothing, 0 <= label_smoothing <= 1, "between 0 and 1")
    first, second = _checks.same_shape(function, "first", first, "second", second)
    loss = RDropLoss(float(alpha), convention, float(label_smoothing), ignore_index, nan_policy, "mean")
    rows = first.shape[:-1].numel()
    return run(loss, rows, first, second, _labels(function, labels, first))


def symmetric_kl(first: Tensor, second: Tensor, **rows: Unpack[Rows]) -> Tensor:
    r"""(KL(first‖second) + KL(second‖first)) / 2 of two passes; half of :func:`jeffreys`, whose options it takes."""
    return jeffreys(first, second, **rows) / 2


def entropy(
    input: Tensor, *, input_holds: str = "logits", mask: Tensor | None = None, reduction: str = "mean",
    nan_policy: str = "raise",
) -> Tensor:  # fmt: skip
    r"""The entropy -sum_c p_c log p_c of every row in nats, for a bonus that keeps a policy exploring.

    input: (..., classes). reduction: "none", "sum", "mean" (by the rows), "batchmean", "token_mean".
    """
    _checks.floating("entropy", input=input)
    _checks.one_of("entropy", "input_holds", input_holds, _checks.HOLDS)
    _checks.one_of("entropy", "reduction", reduction, _checks.REDUCTIONS)
    _checks.one_of("entropy", "nan_policy", nan_policy, _checks.NAN_POLICIES)
    if input.dim() == 0:
        raise _checks.refuse("shape_mismatch", "entropy", "input is a single number, needs an axis of classes")
    if mask is not None:
        mask = _checks.row_mask("entropy", mask, input)
    batch = input.shape[0] if input.dim() > 1 else 1
    return run(EntropyOfRows(input_holds, nan_policy, reduction), batch, input, None, None, None, mask)


def vae_kl(
    mean: Tensor, log_variance: Tensor, *, beta: float = 1.0, free_bits: float = 0.0, mask: Tensor | None = None,
    reduction: str = "batchmean",
) -> Tensor:  # fmt: skip
    r"""KL(N(mean, exp(log_variance))‖N(0, 1)) of every row, summed over its dimensions, times ``beta``:
    sum_j (mean_j^2 + exp(lv_j) - lv_j - 1) / 2.

    ``free_bits``: nats that each dimension has for nothing, max(KL_j, free_bits). mean, log_variance: (..., dimensions).
    reduction: as :class:`Rows`. Source: Kingma & Welling 2014, appendix B; Kingma et al. 2016 (free bits).
    """
    _checks.floating("vae_kl", mean=mean, log_variance=log_variance)
    _checks.one_of("vae_kl", "reduction", reduction, _checks.REDUCTIONS)
    _checks.within("vae_kl", "free_bits", free_bits, free_bits >= 0, ">= 0")
    mean, log_variance = _checks.same_shape("vae_kl", "mean", mean, "log_variance", log_variance)
    if mask is not None:
        mask = _checks.row_mask("vae_kl", mask, mean)
    loss = VaeKl(float(beta), float(free_bits), "raise", reduction)
    return run(loss, mean.shape[0] if mean.dim() > 1 else 1, mean, log_variance, None, None, mask)


def gaussian_kl(
    mean_p: Tensor, log_variance_p: Tensor, mean_q: Tensor, log_variance_q: Tensor, *, mask: Tensor | None = None,
    reduction: str = "batchmean",
) -> Tensor:  # fmt: skip
    r"""KL(N(mean_p, exp(log_variance_p))‖N(mean_q, exp(log_variance_q))) of every row, summed over its dimensions: the
    term of a diffusion model's posterior, of a variational layer. Gradients to all four.

    sum_j ((m_p - m_q)^2 / v_q + v_p / v_q - 1 - log(v_p / v_q)) / 2, in f64 inside, without cancellation where the two
    nearly agree. All of shapes that broadcast to (..., dimensions). reduction: as :class:`Rows`.
    """
    function = "gaussian_kl"
    sides = {"mean_p": mean_p, "log_variance_p": log_variance_p, "mean_q": mean_q, "log_variance_q": log_variance_q}
    _checks.floating(function, **sides)
    _checks.one_of(function, "reduction", reduction, _checks.REDUCTIONS)
    for name, side in sides.items():
        _checks.same_shape(function, "mean_p", mean_p, name, side)
    gap, log_ratio = wide(mean_p) - wide(mean_q), wide(log_variance_p) - wide(log_variance_q)
    each = (gap**2 * torch.exp(-wide(log_variance_q)) + (torch.expm1(log_ratio) - log_ratio)) / 2
    rows: Tensor = each.sum(-1)
    counted: Any = rows.numel()
    if mask is not None:
        mask = _checks.row_mask(function, mask, each)
        rows, counted = torch.where(mask, rows, 0.0), mask.sum()
    batch = each.shape[0] if each.dim() > 1 else 1
    divisor = {"sum": 1, "mean": each.numel(), "batchmean": batch, "token_mean": counted, "none": None}[reduction]
    value = rows if divisor is None else divided(rows.sum(), divisor)
    return value.to(functools.reduce(torch.promote_types, (side.dtype for side in sides.values())))


def info_nce(
    similarity: Tensor, *, temperature: float = 1.0, symmetric: bool = False, reduction: str = "mean"
) -> Tensor:
    r"""InfoNCE of a matrix of similarities whose diagonal holds the pairs that belong together: the cross-entropy of
    every row with its own number, at a temperature; with ``symmetric`` the mean of that of rows and that of columns.

    Source: van den Oord et al. 2018; Radford et al. 2021 (symmetric).
    """
    _checks.floating("info_nce", similarity=similarity)
    _checks.one_of("info_nce", "reduction", reduction, _checks.REDUCTIONS)
    _checks.within("info_nce", "temperature", temperature, temperature > 0, "> 0")
    rows, columns = similarity.shape if similarity.dim() == 2 else (0, 0)
    if rows == 0 or rows > columns or (symmetric and rows != columns):
        shape = "square" if symmetric else "rows x columns with no more rows than columns"
        raise _checks.refuse(
            "shape_mismatch", "info_nce", f"similarity of shape {tuple(similarity.shape)}, must be {shape}"
        )
    loss = InfoNce(float(temperature), symmetric, "raise", reduction)
    if symmetric and similarity.dtype in (torch.bfloat16, torch.float16):  # of which the kernel sums no two gradients
        return run(loss, rows, similarity.float()).to(similarity.dtype)
    return run(loss, rows, similarity)
