"""The losses as nn.Modules: options when made, tensors when called, as torch.nn has them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from . import _cross_entropies, _divergences, _elements, _training


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
    ) -> None:
        super().__init__(
            {"weight": weight}, size_average=size_average, ignore_index=ignore_index, reduce=reduce, reduction=reduction,
            label_smoothing=label_smoothing, z_loss=z_loss, temperature=temperature,
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
        self, gamma: float = 2.0, weight: Tensor | None = None, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__({"weight": weight}, gamma=gamma, ignore_index=ignore_index, reduction=reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _cross_entropies.focal(input, target, weight=self.weight, **self._options)


class PolyLoss(_Weighted):
    """:func:`relent.torch.poly` as a module."""

    weight: Tensor | None

    def __init__(
        self, epsilon: float = 1.0, weight: Tensor | None = None, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__({"weight": weight}, epsilon=epsilon, ignore_index=ignore_index, reduction=reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _cross_entropies.poly(input, target, weight=self.weight, **self._options)


class KLDivWithLogitsLoss(_Loss):
    """:func:`relent.torch.kl_div_with_logits` as a module; takes its options."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _divergences.kl_div_with_logits(input, target, **self._options)


class JSDivergenceLoss(_Loss):
    """:func:`relent.torch.js_divergence` as a module; takes its options."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _divergences.js_divergence(input, target, **self._options)


class JeffreysLoss(_Loss):
    """:func:`relent.torch.jeffreys` as a module; takes its options."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _divergences.jeffreys(input, target, **self._options)


class TotalVariationLoss(_Loss):
    """:func:`relent.torch.total_variation` as a module; takes its options."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _divergences.total_variation(input, target, **self._options)


class RenyiLoss(_Loss):
    """:func:`relent.torch.renyi` as a module; takes its options."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return _divergences.renyi(input, target, **self._options)


class DistillationLoss(_Loss):
    """:func:`relent.torch.distillation` as a module; takes its options."""

    def forward(self, student: Tensor, teacher: Tensor, labels: Tensor | None = None) -> Tensor:
        return _training.distillation(student, teacher, labels, **self._options)


class RDropLoss(_Loss):
    """:func:`relent.torch.r_drop` as a module; takes its options."""

    def forward(self, first: Tensor, second: Tensor, labels: Tensor) -> Tensor:
        return _training.r_drop(first, second, labels, **self._options)


class VAEKLLoss(_Loss):
    """:func:`relent.torch.vae_kl` as a module; takes its options."""

    def forward(self, mean: Tensor, log_variance: Tensor) -> Tensor:
        return _training.vae_kl(mean, log_variance, **self._options)


class InfoNCELoss(_Loss):
    """:func:`relent.torch.info_nce` as a module; takes its options."""

    def forward(self, similarity: Tensor) -> Tensor:
        return _training.info_nce(similarity, **self._options)
