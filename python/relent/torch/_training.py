"""Losses made of others: distillation, R-Drop, entropy, contrastive terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from . import _checks
from ._divergences import MEASURES, Rows, jeffreys
from ._fused import run
from ._losses import DistillationLoss, DivergenceLoss, EntropyOfRows, InfoNce, RDropLoss

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
    nan_policy: str = "raise", inplace_gradient: bool = False,
) -> Tensor:  # fmt: skip
    r"""Distillation at temperature T: hard_weight CE(student, labels) + (1 - hard_weight) T^2 D(teacher, student at T),
    or T^2 D(teacher, student at T) alone without labels.

    D is the measure, "forward_kl" unless given: KL(teacher‖student); also "reverse_kl", "jeffreys", "js" (with
    ``beta``), "total_variation", "renyi" and "alpha" (with ``alpha``). student, teacher: logits (..., classes); labels:
    class indices (...), of which ``ignore_index`` counts in the soft part only. reduction: as :class:`Rows`; each part
    is reduced by itself, and "mean" means "batchmean" for the soft part. Gradients go to the student and, where it
    asks for them, to the teacher; with ``inplace_gradient`` the student's may take its memory, see :class:`Rows`. Source: Hinton, Vinyals & Dean 2015.
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
    batch = _checks.batch_of(student)
    by_leave = function if inplace_gradient else ""
    if mask is not None:
        mask = _checks.row_mask(function, mask, student)
    if labels is None:
        of_rows = "batchmean" if reduction == "mean" else reduction
        soft = DivergenceLoss(
            measure, float(beta), float(alpha), float(temperature), True, nans=nan_policy, reduction=of_rows
        )
        return run(soft, batch, student, teacher, None, None, mask, by_leave)
    loss = DistillationLoss(
        measure, float(beta), float(alpha), float(temperature), True, float(hard_weight), float(label_smoothing),
        ignore_index, nan_policy, reduction,
    )  # fmt: skip
    return run(loss, batch, student, teacher, _labels(function, labels, student), None, mask, by_leave)


def r_drop(
    first: Tensor, second: Tensor, labels: Tensor, *, alpha: float = 1.0, convention: str = "paper",
    label_smoothing: float = 0.0, ignore_index: int = -100, nan_policy: str = "raise",
) -> Tensor:  # fmt: skip
    r"""R-Drop of two passes of the same rows through a network with dropout, with J = KL(first‖second) +
    KL(second‖first), averaged over the N rows:

    - "paper": CE_1 + CE_2 + alpha J / 2 (Liang et al. 2021, eq. 4);
    - "official": (CE_1 + CE_2) / 2 + alpha J / 2, where J is summed over the rows (the authors' repository);
    - "keras": (CE_1 + CE_2) / 2 + alpha J / 4, half of "paper" (the Keras implementations).

    first, second: logits (..., classes); labels: class indices (...), of which rows of ``ignore_index`` do not count. Of
    a batch in which rows 2i and 2i + 1 are the same sample: ``logits[::2]``, ``logits[1::2]`` and ``labels[::2]``.
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
    batch = _checks.batch_of(input)
    return run(EntropyOfRows(input_holds, nan_policy, reduction), batch, input, None, None, None, mask)


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
