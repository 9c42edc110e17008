"""The Keras losses against Keras' own, on its torch backend."""

import os

import numpy as np
import pytest

pytest.importorskip("torch")
os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras", reason="Keras is not installed")
if keras.backend.backend() != "torch":
    pytest.skip(f"Keras runs on {keras.backend.backend()} here", allow_module_level=True)
import torch
from relent.torch import keras as rk


@pytest.fixture
def rows(rng):
    true, pred = (rng.dirichlet(np.ones(10), 8).astype("float32") for _ in range(2))
    true[0] = 0
    true[0, 3] = 1  # one-hot, as labels are
    return true, pred


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", None])
@pytest.mark.parametrize("weights", [None, "some"])
def test_clipped_it_is_keras_own(rows, rng, reduction, weights):
    true, pred = rows
    weights = None if weights is None else rng.random(8).astype("float32")
    mine = rk.KLDivergence(clip=True, reduction=reduction)(true, pred, sample_weight=weights)
    theirs = keras.losses.KLDivergence(reduction=reduction)(true, pred, sample_weight=weights)
    torch.testing.assert_close(mine, theirs, rtol=1e-5, atol=1e-6)


def test_unclipped_it_is_the_divergence(rows):
    true, pred = rows
    exact = np.where(true > 0, true * np.log(np.where(true > 0, true, 1) / pred.astype("f8")), 0).sum(-1)
    values = rk.KLDivergence(reduction=None)(true, pred)
    np.testing.assert_allclose(values.numpy(), exact, rtol=1e-5)
    logits = rk.KLDivergence(from_logits=True, reduction=None)(true, np.log(pred) + 3)
    np.testing.assert_allclose(logits.numpy(), exact, rtol=1e-5)
    uniform = np.full((1, 10), 0.1, "float32")
    clipped = rk.KLDivergence(clip=True)(true[:1], uniform)
    assert float(rk.KLDivergence()(true[:1], uniform)) == pytest.approx(np.log(10), rel=1e-6)
    assert float(clipped) - np.log(10) == pytest.approx(-1.2e-5, abs=0.2e-5)


def test_a_model_trains_and_comes_back(rows, tmp_path):
    true, pred = rows
    model = keras.Sequential([keras.layers.Input((10,)), keras.layers.Dense(10)])
    model.compile(keras.optimizers.Adam(0.05), loss=rk.KLDivergence(from_logits=True))
    history = model.fit(pred, true, epochs=20, verbose=0).history["loss"]
    assert history[-1] < 0.7 * history[0]
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert again.loss.from_logits
    assert rk.JSDivergence.from_config(rk.JSDivergence(0.3).get_config()).beta == 0.3


def test_another_backend_is_refused(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(ValueError, match="runs on jax.*KERAS_BACKEND"):
        rk.KLDivergence()
    monkeypatch.undo()
    with pytest.raises(ValueError, match="clip"):
        rk.KLDivergence(clip=True, from_logits=True)
