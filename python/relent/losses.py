"""Training losses of numpy arrays, value and gradients from one pass over the rows. For PyTorch there is relent.torch,
with the same losses, options and conventions; docs/losses.md has the formulas.

Arrays are rows x classes, or (..., classes); both sides broadcast over the leading axes. f64, f32 and f16 are read where
they lie, other numbers become f64. Every function returns the loss: a float, or an array with reduction "none" (one a
row, or one an element for losses of elements). With ``gradient=True`` it returns (loss, gradients...), one gradient for
each array that has one, in its order and of its shape and type.

reduction: "none", "sum", "mean" (as torch: divergences by all numbers, cross-entropy by the weights that count),
"batchmean" (by the size of the first axis), "token_mean" (by the rows that count). Bad input is a relent.InputError.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import _relent

__all__ = [
    "bernoulli_kl",
    "binary_cross_entropy_with_logits",
    "categorical_kl",
    "cross_entropy",
    "diffusion_kl",
    "diffusion_prior_kl",
    "distillation",
    "divergence",
    "entropy",
    "gaussian_kl",
    "info_nce",
    "kl_div",
    "linear_cross_entropy",
    "linear_divergence",
    "policy_kl",
    "r_drop",
    "symmetric_kl",
    "vae_kl",
]

_FLOATS = (np.float64, np.float32, np.float16)


def _numbers(function: str, name: str, x: Any) -> Any:
    made = np.asarray(x)
    if made.dtype.kind not in "fiub":
        raise _refused("type_mismatch", f"{function}: {name} holds {made.dtype}, must hold numbers")
    return made if made.dtype in _FLOATS else made.astype(np.float64)


def _refused(code: str, message: str) -> Exception:
    made = (_relent.InputTypeError if code == "type_mismatch" else _relent.InputError)(message)
    made.code = code
    return made


def _alike(function: str, arrays: dict[str, Any]) -> dict[str, Any]:
    """All at their broadcast shape, of at least one axis."""
    found = {name: _numbers(function, name, x) for name, x in arrays.items()}
    try:
        whole = np.broadcast_arrays(*found.values())
    except ValueError:
        shapes = ", ".join(f"{name} {x.shape}" for name, x in found.items())
        raise _refused("shape_mismatch", f"{function}: shapes {shapes} do not fit together") from None
    return {name: np.atleast_1d(x) for name, x in zip(found, whole, strict=True)}


def _by_rows(x: Any) -> Any:
    return np.ascontiguousarray(x).reshape(-1, x.shape[-1])


def _labels(function: str, labels: Any, rows: tuple[int, ...]) -> Any:
    made = np.asarray(labels)
    if made.shape != rows or made.dtype.kind not in "iu":
        raise _refused(
            "shape_mismatch",
            f"{function}: labels of shape {made.shape} and {made.dtype}, must be class indices of shape {rows}",
        )
    return np.ascontiguousarray(made, dtype=np.int64).reshape(-1)


def _run(
    compiled: Callable[..., float], arrays: dict[str, Any], reduction: str | None, gradient: bool, *, mask: Any = None,
    of_elements: bool = False, sides: int | None = None, between: Sequence[Any] = (), **options: Any,
) -> Any:  # fmt: skip
    """Calls a compiled loss with arrays of one leading shape; the first ``sides`` of them, unless all, have a gradient.
    ``between``: what the compiled loss takes behind the arrays."""
    first = next(iter(arrays.values()))
    lead = first.shape[:-1]
    flat = {name: _by_rows(x) for name, x in arrays.items()}
    asked = list(flat)[:sides] if gradient else []
    gradients = {name: np.empty_like(flat[name]) for name in asked}
    options |= {f"{name}_gradient": g for name, g in gradients.items()}
    if mask is not None:
        each = first.shape if of_elements and reduction is not None else lead
        options["mask"] = np.ascontiguousarray(np.broadcast_to(np.asarray(mask) != 0, each), dtype=np.uint8).reshape(-1)
    if reduction is not None:
        options |= {"reduction": reduction, "batch_size": lead[0] if lead else 1}
    place = np.empty(first.shape if of_elements else lead, first.dtype if of_elements else np.float64)
    if reduction == "none":
        options["values" if of_elements else "rows"] = place.reshape(
            next(iter(flat.values())).shape if of_elements else -1
        )
    total = compiled(*flat.values(), *between, **options)
    value = (place if place.ndim else float(place)) if reduction == "none" else total
    return (value, *(gradients[name].reshape(arrays[name].shape) for name in asked)) if gradient else value


def divergence(
    input: Any, target: Any, measure: str = "forward_kl", *, beta: float = 0.5, alpha: float = 0.5,
    temperature: float = 1.0, input_holds: str = "logits", target_holds: str | None = None, mask: Any = None,
    reduction: str = "batchmean", nan_policy: str = "raise", strict: bool = False, gradient: bool = False,
    threads: int = 0,
) -> Any:  # fmt: skip
    """The divergence between rows of the target (P, the teacher) and of the input (Q, the student): "forward_kl"
    (KL(P‖Q)), "reverse_kl", "jeffreys", "js" (with ``beta``), "total_variation", "renyi", "alpha" (with ``alpha``).

    Sides hold "logits", "log_probs" or "probs"; the target what the input does unless said otherwise.
    """
    return _run(
        _relent._divergence_loss, _alike("divergence", {"input": input, "target": target}), reduction, gradient,
        mask=mask, measure=measure, beta=beta, alpha=alpha, temperature=temperature, input_holds=input_holds,
        target_holds=target_holds or input_holds, nan_policy=nan_policy, strict=strict, threads=threads,
    )  # fmt: skip


def symmetric_kl(first: Any, second: Any, **options: Any) -> Any:
    """Half of Jeffreys' divergence of two passes; takes the options of :func:`divergence`."""
    found = divergence(first, second, "jeffreys", **options)
    return tuple(x / 2 for x in found) if isinstance(found, tuple) else found / 2


def categorical_kl(
    p: Any, q: Any, *, p_holds: str = "logits", q_holds: str | None = None, reduction: str = "none",
    gradient: bool = False, **options: Any,
) -> Any:  # fmt: skip
    """KL(P‖Q) of categorical distributions, P first; takes the options of :func:`divergence`."""
    found = divergence(
        q, p, input_holds=q_holds or p_holds, target_holds=p_holds, reduction=reduction, gradient=gradient, **options
    )
    return (found[0], found[2], found[1]) if gradient else found


def cross_entropy(
    input: Any, target: Any, weight: Any = None, *, ignore_index: int = -100, label_smoothing: float = 0.0,
    z_loss: float = 0.0, focal_gamma: float = 0.0, poly_epsilon: float = 0.0, temperature: float = 1.0,
    target_holds: str = "probs", mask: Any = None, reduction: str = "mean", nan_policy: str = "raise",
    gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """Cross-entropy from logits with class indices (...) or with a distribution of the input's shape, whose rows hold
    ``target_holds``; in that case with a gradient to both. weight: one a class. As torch, but classes come last."""
    options = {
        "class_weights": None if weight is None else np.ascontiguousarray(weight, dtype=np.float64),
        "label_smoothing": label_smoothing, "z_loss": z_loss, "temperature": temperature, "nan_policy": nan_policy,
        "threads": threads,
    }  # fmt: skip
    if np.asarray(target).dtype.kind == "f":
        sides = _alike("cross_entropy", {"input": input, "target": target})
        options["target_holds"] = target_holds

        def of_both(x: Any, t: Any, **how: Any) -> float:
            return _relent._cross_entropy_loss(x, target=t, **how)

        return _run(of_both, sides, reduction, gradient, mask=mask, **options)
    rows = np.atleast_1d(_numbers("cross_entropy", "input", input))
    labels = _labels("cross_entropy", target, rows.shape[:-1])
    return _run(
        _relent._cross_entropy_loss, {"input": rows}, reduction, gradient, mask=mask, between=(labels,),
        ignore_index=ignore_index, focal_gamma=focal_gamma, poly_epsilon=poly_epsilon, **options,
    )  # fmt: skip


def distillation(
    student: Any, teacher: Any, labels: Any, *, temperature: float = 2.0, hard_weight: float = 0.5,
    measure: str = "forward_kl", beta: float = 0.5, label_smoothing: float = 0.0, ignore_index: int = -100,
    mask: Any = None, reduction: str = "batchmean", nan_policy: str = "raise", gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """hard_weight CE(student, labels) + (1 - hard_weight) T^2 D(teacher, student at T)."""
    sides = _alike("distillation", {"student": student, "teacher": teacher})
    return _run(
        _relent._distillation_loss, sides, reduction, gradient, mask=mask,
        between=(_labels("distillation", labels, sides["student"].shape[:-1]),), temperature=temperature,
        hard_weight=hard_weight, measure=measure, beta=beta, label_smoothing=label_smoothing, ignore_index=ignore_index,
        nan_policy=nan_policy, threads=threads,
    )  # fmt: skip


def r_drop(
    first: Any, second: Any, labels: Any, *, alpha: float = 1.0, convention: str = "paper",
    label_smoothing: float = 0.0, ignore_index: int = -100, nan_policy: str = "raise", gradient: bool = False,
    threads: int = 0,
) -> Any:  # fmt: skip
    """R-Drop of two passes in the convention "paper", "official" or "keras"."""
    sides = _alike("r_drop", {"a": first, "b": second})
    return _run(
        _relent._r_drop_loss, sides, None, gradient, between=(_labels("r_drop", labels, sides["a"].shape[:-1]),),
        alpha=alpha, convention=convention, label_smoothing=label_smoothing, ignore_index=ignore_index,
        nan_policy=nan_policy, threads=threads,
    )  # fmt: skip


def entropy(
    input: Any, *, input_holds: str = "logits", mask: Any = None, reduction: str = "mean", nan_policy: str = "raise",
    gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """-sum p log p of every row, in nats."""
    rows = _alike("entropy", {"input": input})
    return _run(
        _relent._entropy_of_rows, rows, reduction, gradient, mask=mask, input_holds=input_holds, nan_policy=nan_policy,
        threads=threads,
    )  # fmt: skip


def info_nce(
    similarity: Any, *, temperature: float = 1.0, symmetric: bool = False, gradient: bool = False, threads: int = 0
) -> Any:
    """Cross-entropy of every row of similarities with its own number, averaged; both ways with ``symmetric``."""
    how = {"temperature": temperature, "symmetric": symmetric, "threads": threads}
    return _run(_relent._info_nce_loss, _alike("info_nce", {"input": similarity}), None, gradient, **how)


def kl_div(
    input: Any, target: Any, *, log_target: bool = False, reduction: str = "mean", gradient: bool = False,
    threads: int = 0,
) -> Any:  # fmt: skip
    """torch's kl_div: log-probabilities, then what they should be; element by element t (log t - input)."""
    sides = _alike("kl_div", {"input": input, "target": target})
    how = {"log_target": log_target, "threads": threads}
    return _run(_relent._kl_div, sides, reduction, gradient, of_elements=True, **how)


def binary_cross_entropy_with_logits(
    input: Any, target: Any, *, weight: Any = None, pos_weight: Any = None, reduction: str = "mean",
    gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """torch's loss of that name; weights one a class."""
    sides = _alike("binary_cross_entropy_with_logits", {"input": input, "target": target})
    weights = {
        name: None if w is None else np.ascontiguousarray(w, dtype=np.float64)
        for name, w in (("weight", weight), ("pos_weight", pos_weight))
    }
    compiled = _relent._binary_cross_entropy_with_logits
    return _run(compiled, sides, reduction, gradient, of_elements=True, threads=threads, **weights)


def bernoulli_kl(
    p: Any, q: Any, *, p_holds: str = "logits", q_holds: str | None = None, reduction: str = "none",
    gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """KL(P‖Q) of Bernoulli distributions, P first, element by element, from "logits" or "probs"."""
    sides = _alike("bernoulli_kl", {"p": p, "q": q})
    how = {"p_holds": p_holds, "q_holds": q_holds or p_holds, "threads": threads}
    return _run(_relent._bernoulli_kl_loss, sides, reduction, gradient, of_elements=True, **how)


def policy_kl(
    policy: Any, reference: Any, *, estimator: str = "k3", mask: Any = None, reduction: str = "token_mean",
    gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """KL(policy‖reference) from the log-probabilities of drawn tokens, by "k1", "k2" or "k3"; mask: one a token."""
    sides = _alike("policy_kl", {"policy": policy, "reference": reference})
    how = {"estimator": estimator, "threads": threads}
    return _run(_relent._policy_kl_loss, sides, reduction, gradient, mask=mask, of_elements=True, **how)


def vae_kl(
    mean: Any, log_variance: Any = None, *, scale_tril: Any = None, covariance_matrix: Any = None, beta: float = 1.0,
    free_bits: float = 0.0, mask: Any = None, reduction: str = "batchmean", gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """KL(N(mean, V)‖N(0, 1)) of every row, V given by one of ``log_variance`` (diagonal, ...), ``scale_tril`` (a lower
    triangular factor) and ``covariance_matrix``, (..., dimensions, dimensions). Gradients to the mean and to that."""
    given = {"log_variance": log_variance, "factor": scale_tril, "covariance": covariance_matrix}
    named = [name for name, x in given.items() if x is not None]
    if len(named) != 1:
        raise _refused("unsupported", "vae_kl: give one of log_variance, scale_tril, covariance_matrix")
    how = {"mask": mask, "beta": beta, "free_bits": free_bits, "threads": threads}
    if log_variance is not None:
        sides = _alike("vae_kl", {"mean": mean, "log_variance": log_variance})
        return _run(_relent._vae_kl_loss, sides, reduction, gradient, **how)
    center, spread = _numbers("vae_kl", "mean", mean), _numbers("vae_kl", named[0], given[named[0]])
    if spread.shape != (*center.shape, *center.shape[-1:]):
        raise _refused(
            "shape_mismatch",
            f"vae_kl: mean of shape {center.shape}, its {named[0]} of shape {spread.shape}, must be of "
            f"{(*center.shape, *center.shape[-1:])}",
        )
    sides = {"mean": center, "spread": spread.reshape(*center.shape[:-1], -1)}
    found = _run(_relent._full_vae_kl_loss, sides, reduction, gradient, form=named[0], **how)
    return (*found[:2], found[2].reshape(spread.shape)) if gradient else found


def gaussian_kl(
    mean_p: Any, log_variance_p: Any, mean_q: Any, log_variance_q: Any, *, mask: Any = None,
    reduction: str = "batchmean", gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """KL(N(mean_p, exp(log_variance_p))‖N(mean_q, exp(log_variance_q))) of every row; gradients to all four."""
    named = {"mean_p": mean_p, "log_variance_p": log_variance_p, "mean_q": mean_q, "log_variance_q": log_variance_q}
    sides = _alike("gaussian_kl", named)
    return _run(_relent._gaussian_kl_loss, sides, reduction, gradient, mask=mask, threads=threads)


def diffusion_kl(
    prediction: Any, target: Any, steps: Any, betas: Sequence[float], *, predicts: str = "noise",
    variance: str = "posterior", log_variance: Any = None, mask: Any = None, reduction: str = "batchmean",
    gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """L_{t-1} of a diffusion model, samples x numbers, each at its step, the index of its beta; see
    ``relent.torch.diffusion_kl``. Gradients to prediction and target, and to log_variance where that is given."""
    named = {"prediction": prediction, "target": target}
    sides = _alike("diffusion_kl", named | ({} if log_variance is None else {"log_variance": log_variance}))
    at = _labels("diffusion_kl", steps, sides["prediction"].shape[:-1])
    schedule = _relent._DiffusionSchedule([float(b) for b in betas])

    def compiled(x: Any, t: Any, *learned: Any, **how: Any) -> float:
        return _relent._diffusion_kl_loss(x, t, at, schedule, *learned, **how)

    how = {"mask": mask, "predicts": predicts, "variance": variance, "threads": threads}
    return _run(compiled, sides, reduction, gradient, **how)


def diffusion_prior_kl(
    start: Any, betas: Sequence[float], *, reduction: str = "batchmean", gradient: bool = False, threads: int = 0
) -> Any:
    """L_T of a diffusion model, KL(q(x_T | x_0)‖N(0, 1)) of every sample."""
    schedule = _relent._DiffusionSchedule([float(b) for b in betas])
    sides = _alike("diffusion_prior_kl", {"start": start})
    compiled = _relent._diffusion_prior_kl_loss
    return _run(compiled, sides, reduction, gradient, between=(schedule,), threads=threads)


def linear_cross_entropy(
    hidden: Any, weights: Any, labels: Any, *, ignore_index: int = -100, label_smoothing: float = 0.0,
    z_loss: float = 0.0, reduction: str = "mean", gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """Cross-entropy of hidden @ weights.T, f32, with gradients to both, without rows x classes ever being there."""
    named = {"hidden": hidden, "weights": weights}
    return _heads(
        _relent._fused_linear_cross_entropy, named, reduction, gradient,
        (_labels("linear_cross_entropy", labels, np.shape(hidden)[:-1]),),
        ignore_index=ignore_index, label_smoothing=label_smoothing, z_loss=z_loss, threads=threads,
    )  # fmt: skip


def linear_divergence(
    hidden: Any, weights: Any, teacher_hidden: Any, teacher_weights: Any, measure: str = "forward_kl", *,
    beta: float = 0.5, alpha: float = 0.5, temperature: float = 1.0, reduction: str = "batchmean",
    gradient: bool = False, threads: int = 0,
) -> Any:  # fmt: skip
    """The divergence of hidden @ weights.T from the teacher's, f32, with gradients to all four."""
    named = {
        "hidden": hidden, "weights": weights, "teacher_hidden": teacher_hidden, "teacher_weights": teacher_weights,
    }  # fmt: skip
    return _heads(
        _relent._fused_linear_divergence, named, reduction, gradient, (), measure=measure, beta=beta, alpha=alpha,
        temperature=temperature, threads=threads,
    )  # fmt: skip


def _heads(
    compiled: Callable[..., float], named: dict[str, Any], reduction: str, gradient: bool, between: Sequence[Any],
    **options: Any,
) -> Any:  # fmt: skip
    arrays = {name: np.ascontiguousarray(x, dtype=np.float32) for name, x in named.items()}
    flat = {name: _by_rows(np.atleast_1d(x)) for name, x in arrays.items()}
    to = {name: np.zeros_like(x) for name, x in flat.items()} if gradient else {}
    rows = arrays["hidden"].shape[:-1]
    place = np.empty(rows, np.float64)
    options |= {"rows": place.reshape(-1)} if reduction == "none" else {"batch_size": rows[0] if rows else 1}
    total = compiled(
        *flat.values(), *between, reduction=reduction, **{f"{name}_gradient": g for name, g in to.items()}, **options
    )
    value = place if reduction == "none" else total
    return (value, *(to[name].reshape(x.shape) for name, x in arrays.items())) if gradient else value
