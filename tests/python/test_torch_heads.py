"""Losses fused with the last layer of a model."""

import pytest

torch = pytest.importorskip("torch")
import relent
import relent.torch as rt
from torch_tools import refused

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.mark.parametrize("reduction", ["mean", "sum", "batchmean", "token_mean"])
def test_fused_with_the_last_layer(reduction, way, monkeypatch):
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


def test_a_head_without_rows_or_out_of_range():
    hidden, weight = torch.randn(0, 6, requires_grad=True), torch.randn(10, 6, requires_grad=True)
    rt.linear_cross_entropy(hidden, weight, torch.zeros(0, dtype=torch.int64)).backward()
    assert (weight.grad == 0).all()
    hidden = torch.randn(2, 3, 6)
    with refused(relent.InputError, r"linear_cross_entropy: target\[1, 0\] = 10, must be a class from 0 to 9"):
        rt.linear_cross_entropy(hidden, weight, torch.tensor([[0, 1, 2], [10, 3, 4]]))
    with refused(relent.InputError, "in rows from 0 on", "row 1 holds NaN"):
        rt.linear_divergence(hidden.index_fill(1, torch.tensor([1]), 1e30) * 1e30, weight, hidden, weight)


def test_only_the_gradients_asked_for(way):
    tensors = [torch.randn(s) for s in ((3, 6), (10, 6), (3, 4), (10, 4))]
    for asked in range(4):
        leaves = [t.clone().requires_grad_(i == asked) for i, t in enumerate(tensors)]
        value = rt.linear_divergence(*leaves)
        value.backward(retain_graph=True)
        once = leaves[asked].grad.clone()
        value.backward(torch.tensor(2.0))
        torch.testing.assert_close(leaves[asked].grad, 3 * once)
        with pytest.raises(RuntimeError, match="second time"):
            value.backward()


def test_a_head_without_numbers():
    for where in (torch.device("meta"), torch._subclasses.FakeTensorMode()):
        with where:
            hidden, weight = torch.empty(4, 6, requires_grad=True), torch.empty(10, 6, requires_grad=True)
            value = rt.linear_cross_entropy(hidden, weight, torch.empty(4, dtype=torch.int64), reduction="sum")
            value.backward()
            assert value.shape == ()
            assert weight.grad.shape == (10, 6)
