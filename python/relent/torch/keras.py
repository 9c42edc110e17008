"""Losses for Keras 3 on the torch backend (``KERAS_BACKEND=torch``). Imported by its name only: it needs Keras."""

from __future__ import annotations

from typing import Any

import keras
from torch import Tensor

from .._relent import InputError
from ._divergences import js_divergence, kl_div_with_logits
from ._elements import kl_div


def _needs_torch(name: str) -> None:
    backend = keras.backend.backend()
    if backend != "torch":
        raise InputError(
            f'{name}: Keras runs on {backend}, must run on torch: set KERAS_BACKEND="torch" before it is imported'
        )


@keras.saving.register_keras_serializable(package="relent")
class KLDivergence(keras.losses.Loss):
    """KL(y_true‖y_pred) along the last axis, by the arguments of ``keras.losses.KLDivergence``.

    y_true holds probabilities; y_pred probabilities or, with ``from_logits``, logits, which are softened by
    ``temperature``. Both are normalised, and nothing is clipped: an element with y_true = 0 adds 0, one with y_pred = 0
    < y_true makes the loss infinite.

    ``clip=True`` gives Keras' own numbers: both are clipped to [epsilon, 1], epsilon that of ``keras.config``, and not
    normalised. At a uniform y_pred over ten classes that is about 1e-5 below the divergence. Reductions and sample
    weights are Keras'.
    """

    def __init__(
        self,
        from_logits: bool = False,
        clip: bool = False,
        temperature: float = 1.0,
        reduction: str | None = "sum_over_batch_size",
        name: str = "kl_divergence",
        dtype: Any = None,
    ) -> None:
        _needs_torch("KLDivergence")
        if clip and from_logits:
            raise InputError("KLDivergence: clip=True needs probabilities, from_logits=True says there are none")
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.from_logits, self.clip, self.temperature = from_logits, clip, temperature

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        if self.clip:
            low = keras.config.epsilon()
            return kl_div(y_pred.clamp(low, 1).log(), y_true.clamp(low, 1), reduction="none").sum(-1)
        holds = "logits" if self.from_logits else "probs"
        return kl_div_with_logits(
            y_pred, y_true, input_holds=holds, target_holds="probs", temperature=self.temperature, reduction="none"
        )

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {
            "from_logits": self.from_logits,
            "clip": self.clip,
            "temperature": self.temperature,
        }


@keras.saving.register_keras_serializable(package="relent")
class JSDivergence(keras.losses.Loss):
    """beta KL(y_true‖M) + (1 - beta) KL(y_pred‖M) with M = beta y_true + (1 - beta) y_pred, along the last axis.

    y_true holds probabilities; y_pred probabilities or, with ``from_logits``, logits. Always finite.
    """

    def __init__(
        self,
        beta: float = 0.5,
        from_logits: bool = False,
        reduction: str | None = "sum_over_batch_size",
        name: str = "js_divergence",
        dtype: Any = None,
    ) -> None:
        _needs_torch("JSDivergence")
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.beta, self.from_logits = beta, from_logits

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        holds = "logits" if self.from_logits else "probs"
        return js_divergence(y_pred, y_true, beta=self.beta, input_holds=holds, target_holds="probs", reduction="none")

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"beta": self.beta, "from_logits": self.from_logits}
