"""Every argument of torch's own losses of the same names, values and gradients, against the real torch."""

import itertools
import math

import pytest

torch = pytest.importorskip("torch")
import relent.torch as rt
import torch.nn.functional as F

pytestmark = [
    pytest.mark.usefixtures("way", "seeded"),
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides", "ignore:size_average and reduce"),
]
DTYPES = (torch.float64, torch.float32)


def both(ours, theirs, *tensors):
    """Values and gradients of both agree, and of those torch's are no NaN."""
    results = []
    for function in (ours, theirs):
        leaves = [t.clone().requires_grad_(t.is_floating_point()) for t in tensors]
        value = function(*leaves)
        torch.manual_seed(1)
        value.backward(torch.rand_like(value))
        results.append((value.detach(), *(t.grad for t in leaves if t.requires_grad)))
    for mine, other in zip(*results, strict=True):
        assert not other.isnan().any()
        torch.testing.assert_close(mine, other)


@pytest.mark.parametrize("shape", [(7,), (4, 7), (0, 7), (3, 7, 5), (2, 7, 3, 2)])
@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
def test_cross_entropy(shape, reduction):
    lead = (shape[0], *shape[2:]) if len(shape) > 1 else ()
    if 0 in shape and reduction == "mean":
        return  # torch: NaN; see below
    for dtype, weighted, ignored, smoothing in itertools.product(DTYPES, (False, True), (-100, 2), (0.0, 0.1, 1.0)):
        weight = torch.rand(7, dtype=dtype) if weighted else None
        input = torch.randn(shape, dtype=dtype)
        labels = torch.randint(0, 7, lead)
        if labels.numel() and bool((labels == ignored).all()):
            labels = (labels + 1) % 7
        how = {"weight": weight, "reduction": reduction, "label_smoothing": smoothing}
        both(
            lambda x, how=how, i=ignored, y=labels: rt.cross_entropy(x, y, ignore_index=i, **how),
            lambda x, how=how, i=ignored, y=labels: F.cross_entropy(x, y, ignore_index=i, **how),
            input,
        )
        shares = torch.rand(shape, dtype=dtype)
        both(lambda x, t, how=how: rt.cross_entropy(x, t, **how), lambda x, t, how=how: F.cross_entropy(x, t, **how), input, shares)  # fmt: skip


def test_cross_entropy_where_torch_has_nan():
    input = torch.randn(3, 5, requires_grad=True)
    ignored = torch.full((3,), -100)
    assert F.cross_entropy(input, ignored).isnan()
    value = rt.cross_entropy(input, ignored)
    value.backward()
    assert value == 0
    assert (input.grad == 0).all()
    assert rt.cross_entropy(torch.zeros(0, 5), torch.zeros(0, dtype=torch.int64)) == 0
    masked = torch.tensor([[0.0, -math.inf, 1.0]], requires_grad=True)
    one_hot = torch.tensor([[1.0, 0.0, 0.0]])
    assert F.cross_entropy(masked, one_hot).isnan()
    value = rt.cross_entropy(masked, one_hot)
    value.backward()
    expected = F.cross_entropy(masked.detach(), torch.tensor([0]))
    torch.testing.assert_close(value.detach(), expected)
    assert masked.grad.isfinite().all()


def test_a_masked_true_class_costs_infinity():
    value = rt.cross_entropy(torch.tensor([[0.0, -math.inf]]), torch.tensor([1]))
    assert value == math.inf


@pytest.mark.parametrize("reduction", ["none", "sum", "mean", "batchmean"])
@pytest.mark.parametrize("log_target", [False, True])
def test_kl_div(reduction, log_target):
    for dtype, shape in itertools.product(DTYPES, [(), (7,), (4, 7), (3, 4, 5), (0, 7)]):
        if 0 in shape and reduction in ("mean", "batchmean"):
            continue  # torch: NaN, of nothing
        if shape == () and reduction == "batchmean":
            continue
        input = torch.randn(shape, dtype=dtype)
        target = torch.randn(shape, dtype=dtype) if log_target else torch.rand(shape, dtype=dtype)
        how = {"reduction": reduction, "log_target": log_target}
        both(lambda x, t, how=how: rt.kl_div(x, t, **how), lambda x, t, how=how: F.kl_div(x, t, **how), input, target)
    both(
        lambda x, t: rt.kl_div(x, t, reduction=reduction, log_target=log_target),
        lambda x, t: F.kl_div(x, t, reduction=reduction, log_target=log_target),
        torch.randn(4, 7), torch.rand(1, 7),
    )  # fmt: skip


@pytest.mark.parametrize(("size_average", "reduce"), list(itertools.product((None, True, False), repeat=2)))
def test_the_arguments_of_old(size_average, reduce):
    input, target, labels = torch.randn(4, 7), torch.rand(4, 7), torch.tensor([1, 2, 3, 4])
    old = {"size_average": size_average, "reduce": reduce}
    torch.testing.assert_close(rt.kl_div(input, target, **old), F.kl_div(input, target, **old))
    torch.testing.assert_close(rt.cross_entropy(input, labels, **old), F.cross_entropy(input, labels, **old))
    torch.testing.assert_close(
        rt.binary_cross_entropy_with_logits(input, target, **old),
        F.binary_cross_entropy_with_logits(input, target, **old),
    )


def test_kl_div_where_torch_has_nan():
    input = torch.tensor([0.0, -math.inf, -1.0], requires_grad=True)
    target = torch.tensor([1.0, 0.0, 0.0])
    assert F.kl_div(input, target, reduction="sum").isnan()
    value = rt.kl_div(input, target, reduction="sum")
    value.backward()
    assert value == 0
    assert input.grad.tolist() == [-1, 0, 0]
    logs = rt.kl_div(input, target.log(), reduction="none", log_target=True)
    assert logs.tolist() == [0, 0, 0]
    assert F.kl_div(input, target.log(), reduction="sum", log_target=True).isnan()
    assert rt.kl_div(torch.tensor([-math.inf]), torch.tensor([0.5])) == math.inf


@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
def test_binary_cross_entropy_with_logits(reduction):
    for dtype, weighted, positive in itertools.product(DTYPES, ("none", "class", "all"), ("none", "class", "all")):
        input, target = torch.randn(4, 7, dtype=dtype) * 20, torch.rand(4, 7, dtype=dtype)
        of = {"none": None, "class": torch.rand(7, dtype=dtype), "all": torch.rand(4, 7, dtype=dtype)}
        how = {"weight": of[weighted], "pos_weight": of[positive], "reduction": reduction}
        both(
            lambda x, t, how=how: rt.binary_cross_entropy_with_logits(x, t, **how),
            lambda x, t, how=how: F.binary_cross_entropy_with_logits(x, t, **how),
            input, target,
        )  # fmt: skip


def test_binary_cross_entropy_where_torch_has_nan():
    input = torch.tensor([math.inf, -math.inf, 2.0], requires_grad=True)
    target = torch.tensor([1.0, 0.0, 1.0])
    assert F.binary_cross_entropy_with_logits(input, target).isnan()
    value = rt.binary_cross_entropy_with_logits(input, target, reduction="sum")
    torch.testing.assert_close(value.detach(), F.binary_cross_entropy_with_logits(input[2:], target[2:], reduction="sum").detach())  # fmt: skip
    value.backward()
    assert input.grad[:2].tolist() == [0, 0]


def test_modules_are_the_functions():
    input, target, labels = torch.randn(4, 7), torch.rand(4, 7), torch.tensor([1, 2, 3, 4])
    weight = torch.rand(7)
    for mine, other, second in (
        (rt.KLDivLoss(reduction="batchmean"), torch.nn.KLDivLoss(reduction="batchmean"), target),
        (
            rt.CrossEntropyLoss(weight, label_smoothing=0.2),
            torch.nn.CrossEntropyLoss(weight, label_smoothing=0.2),
            labels,
        ),
        (rt.BCEWithLogitsLoss(pos_weight=weight), torch.nn.BCEWithLogitsLoss(pos_weight=weight), target),
    ):
        torch.testing.assert_close(mine(input, second), other(input, second))
    assert dict(rt.CrossEntropyLoss(weight).to(torch.float64).named_buffers())["weight"].dtype == torch.float64
    assert "reduction='sum'" in repr(rt.JSDivergenceLoss(reduction="sum"))
