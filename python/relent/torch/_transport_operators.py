"""Transport costs as operators of torch.library: ``torch.ops.relent.transport_exact`` and its like.

Each returns the value and, where asked, the gradient to every tensor it took; the backward pass is a product. They run
in C++ on the CPU in f64: tensors of another device or type are moved there, and what comes back is moved back.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .. import _relent
from .._transport import emd

_INFINITE = float("inf")
Found = tuple[Any, Sequence[Any]]  # the value, and the gradient to each tensor or None


def _result_dtype(tensors: Sequence[Tensor | None]) -> torch.dtype:
    made: torch.dtype | None = None
    for t in tensors:
        if t is not None:
            made = t.dtype if made is None else torch.promote_types(made, t.dtype)
    assert made is not None
    return made


def _numbers(t: Tensor | None) -> np.ndarray | None:
    return None if t is None else np.ascontiguousarray(t.detach().to("cpu", torch.float64).numpy())


def _agreeing(masses: Sequence[Tensor | None], arrays: list[np.ndarray | None]) -> None:
    """Scales the second side's masses to the total of the first's where the two differ by no more than their types
    round: f32 masses that sum to one do so to 1e-7."""
    kinds = [torch.finfo(t.dtype).eps for t in masses if t is not None]
    if not kinds or max(kinds) <= torch.finfo(torch.float64).eps:
        return
    first, second = (1.0 if a is None else a.sum() for a in arrays[:2])
    many = max(a.size for a in arrays[:2] if a is not None)
    if abs(first - second) <= max(kinds) * max(8.0, many**0.5) * max(first, second):
        if arrays[1] is not None:
            arrays[1] = arrays[1] * (first / second)
        elif arrays[0] is not None:
            arrays[0] = arrays[0] * (second / first)


def _define(
    name: str, tensors: Sequence[str], options: Sequence[str], batched: int | None = None, balanced: bool = False
) -> Callable:
    """Registers ``relent::name``, computed by what this decorates: from the arrays, the options and which gradients are
    needed to the value and the gradients. ``batched`` is the tensor whose first axis the value has, if it has one;
    ``balanced``: the first two tensors are masses with one total."""
    count, full = len(tensors), f"relent::{name}"

    def register(compute_arrays: Callable[..., Found]) -> Callable[..., Found]:
        def compute(*arguments: Any) -> tuple[Tensor, ...]:
            given, needs = arguments[:count], arguments[-1]
            first = next(t for t in given if t is not None)
            arrays = [_numbers(t) for t in given]
            if balanced:
                _agreeing(given[:2], arrays)
            value, gradients = compute_arrays(*arrays, *arguments[count:-1], needs)
            made = torch.as_tensor(value, dtype=torch.float64).to(first.device, _result_dtype(given))
            return made, *(
                torch.as_tensor(g).view(t.shape).to(t.device, t.dtype) if need else made.new_empty(0)
                for t, g, need in zip(given, gradients, needs, strict=True)
            )

        def shapes(*arguments: Any) -> tuple[Tensor, ...]:
            given, needs = arguments[:count], arguments[-1]
            first = next(t for t in given if t is not None)
            shape = () if batched is None else (given[batched].shape[0],)
            value = first.new_empty(shape, dtype=_result_dtype(given))
            return value, *(
                t.new_empty(t.shape) if need else value.new_empty(0) for t, need in zip(given, needs, strict=True)
            )

        def keep(ctx: Any, inputs: Any, output: tuple[Tensor, ...]) -> None:
            ctx.save_for_backward(*output[1:])
            ctx.needs, ctx.others = inputs[-1], len(inputs) - count
            ctx.set_materialize_grads(False)

        def backward(ctx: Any, *upstream: Tensor | None) -> Any:
            if any(u is not None for u in upstream[1:]):
                raise RuntimeError(f"{full} has no second derivatives")
            by = upstream[0]
            found = [
                None if by is None or not need else (g * by.reshape(by.shape + (1,) * (g.dim() - by.dim()))).to(g.dtype)
                for g, need in zip(ctx.saved_tensors, ctx.needs, strict=True)
            ]
            return *found, *(None,) * ctx.others

        results = ", ".join(["Tensor"] * (count + 1))
        torch.library.define(full, f"({', '.join([*tensors, *options, 'bool[] needs'])}) -> ({results})")
        torch.library.impl(full, "default", compute)
        torch.library.register_fake(full, shapes)
        torch.library.register_autograd(full, backward, setup_context=keep)
        return compute_arrays

    return register


def call(name: str, tensors: Sequence[Tensor | None], *options: Any) -> Tensor:
    """The value of ``relent::name``, differentiable in the tensors that require it."""
    grad = torch.is_grad_enabled()
    needs = [grad and t is not None and t.requires_grad for t in tensors]
    return getattr(torch.ops.relent, name)(*tensors, *options, needs)[0]


def _even(masses: np.ndarray | None, n: int) -> np.ndarray:
    return np.full(n, 1 / max(n, 1)) if masses is None else masses


def _level(slopes: np.ndarray, keep: bool = False) -> np.ndarray:
    """Derivatives to masses that keep their total: less their mean, so that a step keeps it too."""
    return slopes if keep else slopes - slopes.mean()


def _tell(notes: Sequence[str]) -> None:
    for note in notes:
        warnings.warn(note, RuntimeWarning, stacklevel=2)


@_define(
    "transport_line",
    ("Tensor x", "Tensor y", "Tensor? x_weights", "Tensor? y_weights"),
    ("float order",),
    batched=0,
)
def _line(x: Any, y: Any, x_weights: Any, y_weights: Any, order: float, needs: list[bool]) -> Found:
    """Distances of rows."""
    threads = torch.get_num_threads()
    if not any(needs):
        return _relent._wasserstein_distances(x, y, order, x_weights, y_weights, threads), (None,) * 4
    value, *gradients = _relent._wasserstein_gradients(x, y, order, x_weights, y_weights, any(needs[2:]), threads)
    return value, gradients


_EXACT = ("float? moved", "float? unmoved_cost")


@_define("transport_exact", ("Tensor? a", "Tensor? b", "Tensor M"), _EXACT, balanced=True)
def _exact(a: Any, b: Any, M: Any, moved: float | None, unmoved_cost: float | None, needs: list[bool]) -> Found:
    """The least cost by a matrix."""
    a, b = _even(a, M.shape[0]), _even(b, M.shape[1])
    found = emd(a, b, M, moved=moved, unmoved_cost=unmoved_cost)
    kept = moved is not None or unmoved_cost is not None
    return found.cost, (
        _level(found.from_dual, kept),
        _level(found.to_dual, kept),
        found.plan if needs[2] else None,
    )


@_define(
    "transport_exact_points",
    ("Tensor? a", "Tensor? b", "Tensor x", "Tensor y"),
    ("str metric", "float order", *_EXACT),
    balanced=True,
)
def _exact_points(
    a: Any,
    b: Any,
    x: Any,
    y: Any,
    metric: str,
    order: float,
    moved: float | None,
    unmoved_cost: float | None,
    needs: list[bool],
) -> Found:
    """The least cost between points."""
    a, b = _even(a, len(x)), _even(b, len(y))
    found = emd(a, b, x=x, y=y, metric=metric, order=order, moved=moved, unmoved_cost=unmoved_cost)
    kept = moved is not None or unmoved_cost is not None
    points = _relent._plan_gradient(found, x, y, metric, order) if any(needs[2:]) else (None, None)
    return found.cost, (_level(found.from_dual, kept), _level(found.to_dual, kept), *points)


_ENTROPIC = ("float reg", "float a_penalty", "float b_penalty", "int max_iterations", "float tolerance")


@_define("transport_entropic", ("Tensor? a", "Tensor? b", "Tensor M"), _ENTROPIC, balanced=True)
def _entropic(
    a: Any,
    b: Any,
    M: Any,
    reg: float,
    a_penalty: float,
    b_penalty: float,
    max_iterations: int,
    tolerance: float,
    needs: list[bool],
) -> Found:
    """The least entropic cost by a matrix."""
    a, b = _even(a, M.shape[0]), _even(b, M.shape[1])
    penalties = a_penalty, b_penalty
    threads = torch.get_num_threads()
    found = _relent._sinkhorn(a, b, M, reg, tolerance, max_iterations, True, True, *penalties, "auto", None, threads)
    _tell(found.notes)
    masses = _relent._sinkhorn_mass_gradient(a, b, M, found, *penalties) if any(needs[:2]) else (None, None)
    return found.value, (
        *_levelled(masses, min(penalties) < _INFINITE),
        _relent._sinkhorn_plan(a, b, M, found) if needs[2] else None,
    )


@_define(
    "transport_entropic_points",
    ("Tensor? a", "Tensor? b", "Tensor x", "Tensor y"),
    ("str metric", "float order", *_ENTROPIC),
    balanced=True,
)
def _entropic_points(
    a: Any,
    b: Any,
    x: Any,
    y: Any,
    metric: str,
    order: float,
    reg: float,
    a_penalty: float,
    b_penalty: float,
    max_iterations: int,
    tolerance: float,
    needs: list[bool],
) -> Found:
    """The least entropic cost between points."""
    problem = _even(a, len(x)), _even(b, len(y)), x, y, metric, order
    penalties, threads = (a_penalty, b_penalty), torch.get_num_threads()
    found = _relent._sinkhorn_points(
        *problem, reg, tolerance, max_iterations, True, True, *penalties, "log", None, threads
    )
    _tell(found.notes)
    if not any(needs):
        return found.value, (None,) * 4
    *masses, from_points, to_points = _relent._sinkhorn_gradient(*problem, found, *penalties, threads)
    return found.value, (*_levelled(masses, min(penalties) < _INFINITE), from_points, to_points)


@_define(
    "sinkhorn_divergence",
    ("Tensor? a", "Tensor? b", "Tensor x", "Tensor y"),
    ("str metric", "float order", "float reg", "float penalty", "int max_iterations", "float tolerance"),
    balanced=True,
)
def _divergence(
    a: Any,
    b: Any,
    x: Any,
    y: Any,
    metric: str,
    order: float,
    reg: float,
    penalty: float,
    max_iterations: int,
    tolerance: float,
    needs: list[bool],
) -> Found:
    """The debiased divergence."""
    problem = _even(a, len(x)), _even(b, len(y)), x, y, metric, order
    threads = torch.get_num_threads()
    found = _relent._sinkhorn_divergence(*problem, reg, tolerance, max_iterations, penalty, threads)
    _tell(found.notes)
    if not any(needs):
        return found.value, (None,) * 4
    *masses, from_points, to_points = _relent._sinkhorn_divergence_gradient(*problem, found, penalty, threads)
    return found.value, (*_levelled(masses, penalty < _INFINITE), from_points, to_points)


def _levelled(masses: Sequence[np.ndarray | None], keep: bool) -> list[np.ndarray | None]:
    return [None if slopes is None else _level(slopes, keep) for slopes in masses]


@_define(
    "sliced_wasserstein",
    ("Tensor? a", "Tensor? b", "Tensor x", "Tensor y"),
    ("Tensor? projections", "int n_projections", "float p", "int seed", "Tensor? turn"),
)
def _sliced(
    a: Any,
    b: Any,
    x: Any,
    y: Any,
    projections: Tensor | None,
    n_projections: int,
    p: float,
    seed: int,
    turn: Tensor | None,
    needs: list[bool],
) -> Found:
    """The sliced distance; the columns of ``projections`` are directions, as POT has them."""
    if projections is None:
        at = seed if turn is None else seed + int(turn)
        directions = _relent._sliced_directions(x.shape[1], n_projections, at)
    else:
        directions = _numbers(projections.T)
    of_masses = any(needs[:2])
    value, *gradients = _relent._sliced_gradient(a, b, x, y, directions, p, of_masses, torch.get_num_threads())
    return value, gradients


_PAIRS = ("Tensor? a", "Tensor? b", "Tensor x", "Tensor y")


@_define("energy_distance", _PAIRS, ("bool unbiased",))
def _energy(a: Any, b: Any, x: Any, y: Any, unbiased: bool, needs: list[bool]) -> Found:
    """The energy distance, not its root."""
    threads = torch.get_num_threads()
    value, *points, a_slope, b_slope = _relent._energy_discrepancy(x, y, a, b, unbiased, any(needs[:2]), threads)
    return value, (a_slope, b_slope, *points)


@_define("maximum_mean_discrepancy", _PAIRS, ("float[] bandwidths", "bool unbiased"))
def _mmd(a: Any, b: Any, x: Any, y: Any, bandwidths: list[float], unbiased: bool, needs: list[bool]) -> Found:
    """The squared maximum mean discrepancy of Gaussian kernels; no bandwidths: a ladder around the median distance."""
    threads = torch.get_num_threads()
    widths = list(bandwidths) or _relent._bandwidth_ladder(x, y)
    value, *points, a_slope, b_slope = _relent._mmd_discrepancy(x, y, a, b, widths, unbiased, any(needs[:2]), threads)
    return value, (a_slope, b_slope, *points)
