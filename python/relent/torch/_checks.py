"""What the losses refuse, in relent's words: function, argument, value, bound, and the next thing to try."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import torch
from torch import Tensor

from .._relent import InputError, InputTypeError

REDUCTIONS = ("none", "sum", "mean", "batchmean", "token_mean")
HOLDS = ("logits", "log_probs", "probs")
FLOATS = (torch.float32, torch.float64, torch.bfloat16, torch.float16)


def refuse(code: str, function: str, message: str) -> InputError:
    """The error to raise."""
    kind = InputTypeError if code == "type_mismatch" else InputError
    made = kind(f"{function}: {message}")
    made.code = code
    return made  # type: ignore[return-value]


def in_rows(e: InputError, start: int) -> InputError:
    """What a chunk of rows was refused for, with where it starts."""
    made = type(e)(f"in rows from {start} on: {e}")
    made.code = e.code
    return made


def one_of(function: str, argument: str, name: str, names: Sequence[str]) -> str:
    """``name`` if it is one of ``names``."""
    if name in names:
        return name
    near = difflib.get_close_matches(str(name), names, 1)
    meant = f'; did you mean "{near[0]}"?' if near else ""
    raise refuse("unknown_name", function, f'{argument} "{name}" is none of {", ".join(names)}{meant}')


def within(function: str, argument: str, value: float, ok: bool, bound: str) -> float:
    """``value`` if it is ``ok``."""
    if not ok:
        raise refuse("out_of_range", function, f"{argument} = {value}, must be {bound}")
    return float(value)


def tensor(function: str, name: str, x: object) -> Tensor:
    """``x`` if it is a dense tensor."""
    if not isinstance(x, Tensor):
        raise refuse("type_mismatch", function, f"{name} is a {type(x).__name__}, must be a torch.Tensor")
    if x.layout is not torch.strided:
        raise refuse("type_mismatch", function, f"{name} is {x.layout}, must be dense: to_dense() makes it so")
    return x


def floating(function: str, **tensors: Tensor | None) -> None:
    """Refuses what is no tensor (weights and masses need not be given), has no floating-point type, or lies on another
    device than the first."""
    device = None
    for name, x in tensors.items():
        if x is None and (name.endswith(("weight", "weights")) or name in ("a", "b")):
            continue
        x = tensor(function, name, x)
        if x.dtype not in FLOATS:
            raise refuse(
                "type_mismatch", function, f"{name} is {x.dtype}, must be float32, float64, bfloat16 or float16"
            )
        if device is not None and x.device != device[1]:
            raise refuse(
                "type_mismatch",
                function,
                f"{device[0]} is on {device[1]}, {name} on {x.device}; both must be on one device",
            )
        device = device or (name, x.device)


def on_device(function: str, name: str, x: Tensor, first: Tensor) -> None:
    """Refuses a tensor beside the input that is none or lies elsewhere."""
    if tensor(function, name, x).device != first.device:
        raise refuse(
            "type_mismatch", function, f"input is on {first.device}, {name} on {x.device}; both must be on one device"
        )


def same_shape(function: str, first: str, a: Tensor, second: str, b: Tensor) -> tuple[Tensor, Tensor]:
    """Both at their broadcast shape; their last axes, the classes, must agree as they are."""
    if a.shape == b.shape and a.dim() > 0:
        return a, b
    if a.dim() == 0 or b.dim() == 0:
        raise refuse(
            "shape_mismatch",
            function,
            f"{first if a.dim() == 0 else second} is a single number, needs an axis of classes",
        )
    if a.shape[-1] != b.shape[-1]:
        raise refuse(
            "shape_mismatch",
            function,
            f"{first} has {a.shape[-1]} classes, {second} {b.shape[-1]} (shapes {tuple(a.shape)} and {tuple(b.shape)})",
        )
    return broadcast(function, first, a, second, b)


def broadcast(function: str, first: str, a: Tensor, second: str, b: Tensor) -> tuple[Tensor, Tensor]:
    """Both at their broadcast shape."""
    if a.shape == b.shape:
        return a, b
    try:
        shape = torch.broadcast_shapes(a.shape, b.shape)
    except RuntimeError:
        raise refuse(
            "shape_mismatch",
            function,
            f"{first} of shape {tuple(a.shape)} and {second} of shape {tuple(b.shape)} do not fit together",
        ) from None
    return a.expand(shape), b.expand(shape)


def batch_of(x: Tensor) -> int:
    """What "batchmean" divides by: the size of the first axis, 1 of a single row."""
    return x.shape[0] if x.dim() > 1 else 1


def legacy_reduction(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """torch's two arguments of old, which win where one of them is given."""
    if size_average is None and reduce is None:
        return reduction
    if reduce is False:
        return "none"
    return "sum" if size_average is False else "mean"


NAN_POLICIES = ("raise", "propagate", "omit")


def last_axis(function: str, dim: int, x: Tensor) -> Tensor:
    """``x`` with that axis last."""
    if not -x.dim() <= dim < x.dim():
        raise refuse("out_of_range", function, f"dim = {dim}, must be an axis of a tensor of {x.dim()}")
    return x.movedim(dim, -1)


def row_mask(function: str, mask: Tensor, x: Tensor) -> Tensor:
    """A mask that has an entry for every row of ``x``."""
    on_device(function, "mask", mask, x)
    if mask.shape != x.shape[:-1]:
        try:
            return mask.expand(x.shape[:-1]) != 0
        except RuntimeError:
            raise refuse(
                "shape_mismatch",
                function,
                f"mask of shape {tuple(mask.shape)}, must be {tuple(x.shape[:-1])}: one entry a row",
            ) from None
    return mask if mask.dtype == torch.bool else mask != 0


def classes_in_range(function: str, target: Tensor, counts: Tensor, classes: int) -> None:
    """Refuses a class index that is none, with its row; of plain CPU tensors only: others are not waited for."""
    if not target.is_cpu or type(target) is not Tensor:
        return
    bad = counts & ((target < 0) | (target >= classes))
    if bad.any():
        row = bad.nonzero()[0].tolist()
        raise refuse(
            "out_of_range",
            function,
            f"target[{', '.join(map(str, row))}] = {int(target[tuple(row)])}, must be a class from 0 to {classes - 1}",
        )
