"""The losses as nn.Modules: options when made, tensors when called, as torch.nn has them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from . import _checks, _cross_entropies, _diffusion, _divergences, _elements, _gaussian, _heads, _training


class _Loss(torch.nn.Module):
    """Keeps the options of a function and shows them."""

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self._options = options

    def extra_repr(self) -> str:
        return ", ".join(f"{name}={value!r}" for name, value in self._options.items())


class KLDivLoss(_Loss):
    """:func:`relent.torch.kl_div` as a module; torch.nn.KLDivLoss by its arguments."""

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        super().__init__(size_average=size_average, reduce=reduce, reduction=reduction, log_target=log_target)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _elements.kl_div(input, target, **self._options)


class _Weighted(_Loss):
    """With weights, which move to a device with the module."""

    def __init__(self, weights: dict[str, Tensor | None], **options: Any) -> None:
        super().__init__(**options)
        for name, weight in weights.items():
            self.register_buffer(name, weight)


class CrossEntropyLoss(_Weighted):
    """:func:`relent.torch.cross_entropy` as a module; torch.nn.CrossEntropyLoss by its arguments."""

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
        *,
        z_loss: float = 0.0,
        temperature: float = 1.0,
        inplace_gradient: bool = False,
    ) -> None:
        super().__init__(
            {"weight": weight}, size_average=size_average, ignore_index=ignore_index, reduce=reduce, reduction=reduction,
            label_smoothing=label_smoothing, z_loss=z_loss, temperature=temperature, inplace_gradient=inplace_gradient,
        )  # fmt: skip

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _cross_entropies.cross_entropy(input, target, self.weight, **self._options)


class BCEWithLogitsLoss(_Weighted):
    """:func:`relent.torch.binary_cross_entropy_with_logits` as a module; torch.nn.BCEWithLogitsLoss by its arguments."""

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        weights = {"weight": weight, "pos_weight": pos_weight}
        super().__init__(weights, size_average=size_average, reduce=reduce, reduction=reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        function = _elements.binary_cross_entropy_with_logits
        return function(input, target, self.weight, pos_weight=self.pos_weight, **self._options)


class FocalLoss(_Weighted):
    """:func:`relent.torch.focal` as a module."""

    weight: Tensor | None

    def __init__(
        self, gamma: float = 2.0, weight: Tensor | None = None, ignore_index: int = -100, reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(
            {"weight": weight}, gamma=gamma, ignore_index=ignore_index, reduction=reduction,
            label_smoothing=label_smoothing,
        )  # fmt: skip

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _cross_entropies.focal(input, target, weight=self.weight, **self._options)


class PolyLoss(_Weighted):
    """:func:`relent.torch.poly` as a module."""

    weight: Tensor | None

    def __init__(
        self, epsilon: float = 1.0, weight: Tensor | None = None, ignore_index: int = -100, reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(
            {"weight": weight}, epsilon=epsilon, ignore_index=ignore_index, reduction=reduction,
            label_smoothing=label_smoothing,
        )  # fmt: skip

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _cross_entropies.poly(input, target, weight=self.weight, **self._options)


_TENSORS = {"mask", "scale_tril", "covariance_matrix", "log_variance"}  # keywords that belong to a call


class _Options(_Loss):
    """Its options are the keywords of its function; a wrong name is refused when it is made, not when it is called."""

    _function: Callable[..., Tensor]

    def __init__(self, **options: Any) -> None:
        parameters = inspect.signature(self._function).parameters.values()
        known = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}
        if any(p.kind is p.VAR_KEYWORD for p in parameters):
            known |= _divergences.Rows.__annotations__.keys()
        for name in options:
            _checks.one_of(type(self).__name__, "option", name, sorted(known - _TENSORS))
        super().__init__(**options)


class _OfPair(_Options):
    def forward(self, input: Tensor, target: Tensor, mask: Tensor | None = None) -> Tensor:
        return self._function(input, target, mask=mask, **self._options)


class KLDivWithLogitsLoss(_OfPair):
    """:func:`relent.torch.kl_div_with_logits` as a module; takes its options."""

    _function = staticmethod(_divergences.kl_div_with_logits)


class JSDivergenceLoss(_OfPair):
    """:func:`relent.torch.js_divergence` as a module; takes its options."""

    _function = staticmethod(_divergences.js_divergence)


class JeffreysLoss(_OfPair):
    """:func:`relent.torch.jeffreys` as a module; takes its options."""

    _function = staticmethod(_divergences.jeffreys)


class SymmetricKLLoss(_OfPair):
    """:func:`relent.torch.symmetric_kl` as a module; takes its options."""

    _function = staticmethod(_training.symmetric_kl)


class TotalVariationLoss(_OfPair):
    """:func:`relent.torch.total_variation` as a module; takes its options."""

    _function = staticmethod(_divergences.total_variation)


class RenyiLoss(_OfPair):
    """:func:`relent.torch.renyi` as a module; takes its options."""

    _function = staticmethod(_divergences.renyi)


class AlphaDivergenceLoss(_OfPair):
    """:func:`relent.torch.alpha_divergence` as a module; takes its options."""

    _function = staticmethod(_divergences.alpha_divergence)


class PolicyKLLoss(_Options):
    """:func:`relent.torch.policy_kl` as a module; takes its options."""

    _function = staticmethod(_elements.policy_kl)

    def forward(self, policy: Tensor, reference: Tensor, mask: Tensor | None = None) -> Tensor:
        return self._function(policy, reference, mask=mask, **self._options)


class EntropyLoss(_Options):
    """:func:`relent.torch.entropy` as a module; takes its options."""

    _function = staticmethod(_training.entropy)

    def forward(self, input: Tensor, mask: Tensor | None = None) -> Tensor:
        return self._function(input, mask=mask, **self._options)


class DistillationLoss(_Options):
    """:func:`relent.torch.distillation` as a module; takes its options."""

    _function = staticmethod(_training.distillation)

    def forward(
        self, student: Tensor, teacher: Tensor, labels: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        return self._function(student, teacher, labels, mask=mask, **self._options)


class RDropLoss(_Options):
    """:func:`relent.torch.r_drop` as a module; takes its options."""

    _function = staticmethod(_training.r_drop)

    def forward(self, first: Tensor, second: Tensor, labels: Tensor) -> Tensor:
        return self._function(first, second, labels, **self._options)


class VAEKLLoss(_Options):
    """:func:`relent.torch.vae_kl` as a module; takes its options."""

    _function = staticmethod(_gaussian.vae_kl)

    def forward(self, mean: Tensor, log_variance: Tensor | None = None, **spread: Tensor | None) -> Tensor:
        return self._function(mean, log_variance, **spread, **self._options)


class GaussianKLLoss(_Options):
    """:func:`relent.torch.gaussian_kl` as a module; takes its options."""

    _function = staticmethod(_gaussian.gaussian_kl)

    def forward(
        self, mean_p: Tensor, log_variance_p: Tensor, mean_q: Tensor, log_variance_q: Tensor, mask: Tensor | None = None
    ) -> Tensor:
        return self._function(mean_p, log_variance_p, mean_q, log_variance_q, mask=mask, **self._options)


class DiffusionKLLoss(_Options):
    """:func:`relent.torch.diffusion_kl` of one schedule as a module; takes its options."""

    _function = staticmethod(_diffusion.diffusion_kl)

    def __init__(self, schedule: _diffusion.DiffusionSchedule, **options: Any) -> None:
        super().__init__(**options)
        self.schedule = schedule

    def forward(
        self, prediction: Tensor, target: Tensor, steps: Tensor, log_variance: Tensor | None = None,
        mask: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        return self._function(
            prediction, target, steps, self.schedule, log_variance=log_variance, mask=mask, **self._options
        )


class InfoNCELoss(_Options):
    """:func:`relent.torch.info_nce` as a module; takes its options."""

    _function = staticmethod(_training.info_nce)

    def forward(self, similarity: Tensor) -> Tensor:
        return self._function(similarity, **self._options)


class LinearCrossEntropyLoss(_Options):
    """:func:`relent.torch.linear_cross_entropy` as a module; takes its options."""

    _function = staticmethod(_heads.linear_cross_entropy)

    def forward(self, hidden: Tensor, weight: Tensor, target: Tensor) -> Tensor:
        return self._function(hidden, weight, target, **self._options)


class LinearDivergenceLoss(_Options):
    """:func:`relent.torch.linear_divergence` as a module; takes its options."""

    _function = staticmethod(_heads.linear_divergence)

    def forward(self, student: Tensor, student_weight: Tensor, teacher: Tensor, teacher_weight: Tensor) -> Tensor:
        return self._function(student, student_weight, teacher, teacher_weight, **self._options)
