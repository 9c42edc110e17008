"""Losses fused with the last layer of a model."""

import pytest

torch = pytest.importorskip("torch")
import relent
import relent.torch as rt
from torch_tools import refused

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.mark.parametrize("reduction", ["mean", "sum", "batchmean", "token_mean"])
def test_fused_with_the_last_layer(reduction, monkeypatch):
    monkeypatch.setattr("relent.torch._heads._CHUNK", 30)  # three rows at a time
    labels = torch.tensor([[1, 9, -100, 0], [3, 3, 2, 5]])
    for dtype in (torch.float64, torch.float32, torch.bfloat16):
        tensors = [torch.randn(s, dtype=torch.float64) for s in ((2, 4, 6), (10, 6), (2, 4, 5), (10, 5))]

        def fused(h, w, g, v, dtype=dtype):
            how = {
                "measure": "js",
                "beta": 0.3,
                "temperature": 2.0,
                "temperature_squared": True,
                "reduction": reduction,
            }
            entropy = rt.linear_cross_entropy(h, w, labels, reduction=reduction, label_smoothing=0.1, z_loss=0.01)
            return entropy + rt.linear_divergence(h, w, g, v, **how)

        def apart(h, w, g, v):
            how = {"beta": 0.3, "temperature": 2.0, "reduction": reduction}
            x, y = h @ w.T, g @ v.T
            entropy = rt.cross_entropy(
                x.flatten(0, 1), labels.flatten(), reduction="sum", label_smoothing=0.1, z_loss=0.01
            )
            by = {"mean": 7, "sum": 1, "batchmean": 2, "token_mean": 7}[reduction]
            return entropy / by + 4 * rt.js_divergence(x, y, **how)

        results = []
        for function in (fused, apart):
            leaves = [t.to(dtype).requires_grad_() for t in tensors]
            value = function(*leaves)
            (3 * value).backward()
            results.append([value.detach().double(), *(t.grad.double() for t in leaves)])
        tolerance = {torch.float64: 1e-12, torch.float32: 1e-5, torch.bfloat16: 0.06}[dtype]
        for mine, other in zip(*results, strict=True):
            assert (mine - other).abs().max() <= tolerance * other.abs().max()
    hidden, weight = torch.randn(3, 6), torch.randn(10, 6)
    assert rt.linear_cross_entropy(hidden, weight, torch.full((3,), -100)) == 0
    with refused(relent.InputError, "width"):
        rt.linear_cross_entropy(hidden, weight[:, :5], labels[0, :3])
    with refused(relent.InputError, "reduction"):
        rt.linear_cross_entropy(hidden, weight, labels[0, :3], reduction="none")
