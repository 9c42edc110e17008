import numpy as np
import pytest


@pytest.fixture
def rng():
    return np.random.default_rng(20240229)


@pytest.fixture
def simplex(rng):
    """simplex(shape, axis=-1, dtype=float64): random masses that sum to one along the axis."""

    def make(shape, axis=-1, dtype=np.float64):
        a = rng.gamma(0.7, size=shape)
        return (a / a.sum(axis=axis, keepdims=True)).astype(dtype)

    return make


@pytest.fixture(params=["kernel", "composed"])
def way(request, monkeypatch):
    """Our kernels, and the torch operations that stand in for them on other devices, here on the CPU."""
    from relent.torch import _fused

    monkeypatch.setattr(_fused, "_use_kernels", request.param == "kernel")


@pytest.fixture
def seeded():
    """torch with the same random numbers for every test, on one thread."""
    import torch

    torch.manual_seed(20240229)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
