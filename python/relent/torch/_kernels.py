"""Losses of CPU tensors by our kernels, which read and write the tensors' own memory."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from .. import _relent

_CODES = {torch.float64: 0, torch.float32: 1, torch.float16: 2, torch.bfloat16: 3}
READY = frozenset(_relent._loss_names())  # losses with a kernel
_KINDS = {torch.float64: "f64", torch.float32: "f32", torch.float16: "f16", torch.bfloat16: "bf16"}
_MADE = (torch.float32, torch.float64)
_NUMBERS = {dtype: torch.empty((), dtype=dtype) for dtype in _MADE}  # like which a new one is made sooner than by size
_threads = torch.get_num_threads


@lru_cache(maxsize=1024, typed=True)
def _plan(loss: Any) -> Any:
    """The compiled half of a loss with these options."""
    return _relent._loss_plan(loss.name, tuple(loss))


def kernel(
    loss: Any, batch: int, dtype: torch.dtype, tensors: Any, needs: Any, inplace: tuple[bool, bool] = (False, False)
) -> tuple[Tensor, Tensor | None, Tensor | None]:
    """(value, gradients to x and y where they are needed, in place of these where ``inplace`` says so)."""
    x, y, labels, weight, mask = tensors
    if x.is_contiguous():
        x_step = classes = x.shape[-1] if x.dim() else 1
    else:
        x, x_step, classes = _laid_out(x)
    type_ = x.dtype
    none = loss.reduction == "none"
    if type_ is not dtype or none or dtype not in _MADE:
        made = type_ if none and loss.elementwise else dtype if dtype in _MADE else torch.float64
        value = x.new_empty(loss.shape(x) if none else (), dtype=made)
    else:
        made, value = dtype, torch.empty_like(_NUMBERS[dtype])
    dx = dy = None
    dx_at = dy_at = y_at = y_type = y_step = labels_at = weight_at = mask_at = 0
    if needs[0]:
        if inplace[0]:
            dx = x.detach()
        else:
            dx = (
                torch.empty_like(x) if x_step == classes else torch.empty_like(x, memory_format=torch.contiguous_format)
            )
        dx_at = dx.data_ptr()
    if y is not None:
        y, y_step, _ = _laid_out(y)
        y_at, y_type = y.data_ptr(), _CODES[y.dtype]
        if needs[1]:
            dy = y.detach() if inplace[1] else torch.empty_like(y, memory_format=torch.contiguous_format)
            dy_at = dy.data_ptr()
    if labels is not None:
        labels = (labels if labels.dtype is torch.int64 else labels.to(torch.float64)).contiguous()
        labels_at = labels.data_ptr()
    if weight is not None:
        weight = weight.to(torch.float64).contiguous()
        weight_at = weight.data_ptr()
    if mask is not None:
        mask = mask.to(torch.uint8).contiguous()
        mask_at = mask.data_ptr()
    _plan(loss)(
        x.data_ptr(), _CODES[type_], x_step, y_at, y_type, y_step, labels_at, weight_at, mask_at,
        x.numel() // classes if classes else x.shape[:-1].numel(), classes, batch, _threads(), value.data_ptr(),
        _CODES[made], dx_at, dy_at,
    )  # fmt: skip
    return (value if made is dtype else value.to(dtype)), dx, dy


def _laid_out(x: Tensor) -> tuple[Tensor, int, int]:
    """(``x``, copied where its classes are not side by side; the step from row to row; the number of classes)."""
    if x.is_contiguous():
        classes = x.shape[-1] if x.dim() else 1
        return x, classes, classes
    if x.dim() == 2 and x.stride(1) == 1:
        return x, x.stride(0), x.shape[1]
    x = x.contiguous()
    return x, x.shape[-1], x.shape[-1]


def rows_of(x: Tensor) -> tuple[int, str, int, int, int]:
    """A tensor as `_relent`'s functions of losses take it: address, type, rows, classes, step from row to row. Its last
    axis is contiguous, and all of it where there are more than two axes."""
    step = x.stride(0) if x.dim() == 2 else x.shape[-1]
    return x.data_ptr(), _KINDS[x.dtype], x.shape[:-1].numel(), x.shape[-1], step
