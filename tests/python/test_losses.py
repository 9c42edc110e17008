"""The compiled losses against torch in f64: values and gradients over a grid of every argument."""

import itertools
import math

import numpy as np
import pytest
from relent import InputError, _relent

torch = pytest.importorskip("torch")
F = torch.nn.functional

KINDS = {torch.float32: "f32", torch.float64: "f64", torch.bfloat16: "bf16", torch.float16: "f16"}
# Relative to the greatest element: the rounding of the element type, or of f32 within.
BOUNDS = {torch.float32: 2e-6, torch.float64: 1e-12, torch.bfloat16: 8e-3, torch.float16: 1e-3}
REDUCTIONS = ("none", "sum", "mean", "batchmean")


def rows(tensor):
    return (tensor.data_ptr(), KINDS[tensor.dtype], *tensor.shape, tensor.stride(0))


def logits(shape, dtype, seed):
    return (torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 3).to(dtype)


def close(found, expected, bound):
    least = 6e-8 if found.dtype == torch.float16 else 0  # its least number
    found = found.double()
    same = found == expected  # infinities of one sign among them
    size = max(1e-7, expected[expected.isfinite()].abs().max().item())
    gap = torch.where(same, 0.0, (found - expected).abs()).max().item()
    assert gap <= bound * size + least


def reduced(per_row, reduction, elements=None):
    if reduction == "none":
        return per_row
    count = {"sum": 1, "mean": elements or per_row.numel(), "batchmean": len(per_row)}[reduction]
    return per_row.sum() / count


def leaf(tensor):
    return tensor.double().clone().requires_grad_(True)


def up(reduction, n):
    return torch.linspace(0.5, 2, n if reduction == "none" else 1, dtype=torch.float64)


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("classes", [2, 5, 100, 2050])
def test_cross_entropy_is_torchs(dtype, classes):
    n = 6
    x = logits((n, classes), dtype, 1)
    y = torch.randint(0, classes, (n,), generator=torch.Generator().manual_seed(2))
    y[2] = -100
    weight = torch.linspace(0.1, 2, classes, dtype=torch.float64)
    gradient = torch.empty_like(x)
    for reduction, smoothing, w in itertools.product(("none", "sum", "mean"), (0.0, 0.1, 1.0), (None, weight)):
        inner, above = leaf(x), up(reduction, n)
        expected = F.cross_entropy(inner, y, weight=w, label_smoothing=smoothing, reduction=reduction)
        (expected * above).sum().backward()
        each = np.empty(n)
        found = _relent._cross_entropy_loss(
            rows(x),
            classes=y.numpy(),
            class_weights=None if w is None else w.numpy(),
            label_smoothing=smoothing,
            reduction=reduction,
            rows=each,
            upstream=above.numpy(),
            input_gradient=rows(gradient),
        )
        assert found == pytest.approx(expected.sum().item(), rel=2e-6)
        if reduction == "none":
            assert each == pytest.approx(expected.detach().numpy(), rel=2e-6, abs=1e-6)
        close(gradient, inner.grad, BOUNDS[dtype])


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("holds", ["probs", "logits", "log_probs"])
def test_soft_cross_entropy_is_torchs(dtype, holds):
    n, classes = 5, 37
    x, t = logits((n, classes), dtype, 3), logits((n, classes), dtype, 4)
    t = t.double().softmax(-1).to(dtype) if holds == "probs" else t
    weight = torch.linspace(0.1, 2, classes, dtype=torch.float64)
    to_x, to_t = torch.empty_like(x), torch.empty_like(t)
    for reduction, smoothing, w in itertools.product(("none", "sum", "mean"), (0.0, 0.3), (None, weight)):
        inner, outer, above = leaf(x), leaf(t), up(reduction, n)
        target = outer if holds == "probs" else outer.softmax(-1)
        expected = F.cross_entropy(inner, target, weight=w, label_smoothing=smoothing, reduction=reduction)
        (expected * above).sum().backward()
        found = _relent._cross_entropy_loss(
            rows(x),
            target=rows(t),
            target_holds=holds,
            class_weights=None if w is None else w.numpy(),
            label_smoothing=smoothing,
            reduction=reduction,
            upstream=above.numpy(),
            input_gradient=rows(to_x),
            target_gradient=rows(to_t),
        )
        assert found == pytest.approx(expected.sum().item(), rel=2e-6)
        close(to_x, inner.grad, BOUNDS[dtype])
        close(to_t, outer.grad, 4 * BOUNDS[dtype])


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.filterwarnings("ignore:reduction")
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_kl_div_is_torchs(dtype, log_target, reduction):
    n, classes = 4, 700
    x = logits((n, classes), torch.float64, 5).log_softmax(-1).to(dtype)
    t = logits((n, classes), torch.float64, 6)
    # Where f16 rounds a probability to 0 torch's derivative with respect to it is NaN.
    t = (t.log_softmax(-1) if log_target else t.softmax(-1).clamp(min=1e-6)).to(dtype)
    inner, outer = leaf(x), leaf(t)
    expected = F.kl_div(inner, outer, reduction=reduction, log_target=log_target)
    above = torch.linspace(0.5, 1.5, n * classes, dtype=torch.float64).reshape(n, classes).to(dtype)
    (expected * (above.double() if reduction == "none" else 0.7)).sum().backward()
    values, to_x, to_t = (torch.empty_like(x) for _ in range(3))
    found = _relent._kl_div(
        rows(x),
        rows(t),
        log_target=log_target,
        reduction=reduction,
        values=rows(values),
        upstream=rows(above) if reduction == "none" else None,
        scale=0.7,
        input_gradient=rows(to_x),
        target_gradient=rows(to_t),
    )
    assert found == pytest.approx(expected.sum().item(), rel=1e-12)
    close(to_x, inner.grad, BOUNDS[dtype])
    close(to_t, outer.grad, BOUNDS[dtype])
    if reduction == "none":
        close(values, expected.detach(), BOUNDS[dtype])


def test_kl_div_where_torch_gives_nan():
    x, t = np.array([[-np.inf, 0.0]]), np.array([[0.0, 1.0]])
    assert math.isnan(F.kl_div(torch.tensor(x), torch.tensor(t), reduction="sum").item())
    assert _relent._kl_div(x, t, reduction="sum") == 0


@pytest.mark.parametrize("reduction", REDUCTIONS[:3])
def test_binary_cross_entropy_is_torchs(reduction):
    x, t = logits((5, 40), torch.float64, 7), torch.rand(5, 40, dtype=torch.float64)
    weight, positive = torch.rand(40, dtype=torch.float64), torch.rand(40, dtype=torch.float64) * 3
    inner = leaf(x)
    expected = F.binary_cross_entropy_with_logits(inner, t, weight=weight, pos_weight=positive, reduction=reduction)
    expected.sum().backward()
    gradient = torch.empty_like(x)
    found = _relent._binary_cross_entropy_with_logits(
        rows(x),
        rows(t),
        weight=weight.numpy(),
        pos_weight=positive.numpy(),
        reduction=reduction,
        input_gradient=rows(gradient),
    )
    assert found == pytest.approx(expected.sum().item(), rel=1e-13)
    close(gradient, inner.grad, 1e-13)


def torch_divergence(measure, x, t, temperature, beta, alpha):
    log_q, log_p = (x / temperature).log_softmax(-1), (t / temperature).log_softmax(-1)
    q, p = log_q.exp(), log_p.exp()
    if measure == "forward_kl":
        return (p * (log_p - log_q)).sum(-1)
    if measure == "reverse_kl":
        return (q * (log_q - log_p)).sum(-1)
    if measure == "jeffreys":
        return ((q - p) * (log_q - log_p)).sum(-1)
    if measure == "total_variation":
        return (p - q).abs().sum(-1) / 2
    if measure == "js":
        log_m = (beta * p + (1 - beta) * q).log()
        return (beta * p * (log_p - log_m) + (1 - beta) * q * (log_q - log_m)).sum(-1)
    log_affinity = (alpha * log_p + (1 - alpha) * log_q).logsumexp(-1)
    return log_affinity / (alpha - 1) if measure == "renyi" else log_affinity.expm1() / (alpha * (alpha - 1))


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("measure", ["forward_kl", "reverse_kl", "jeffreys", "total_variation", "js", "renyi", "alpha"])
def test_divergences_are_autograds(dtype, measure):
    n, classes = 4, 333
    x, t = logits((n, classes), dtype, 8), logits((n, classes), dtype, 9)
    to_x, to_t = torch.empty_like(x), torch.empty_like(t)
    for reduction, temperature, beta, alpha in itertools.product(REDUCTIONS, (1.0, 2.5), (0.5, 0.2), (0.5, 1.5)):
        inner, outer, above = leaf(x), leaf(t), up(reduction, n)
        each = torch_divergence(measure, inner, outer, temperature, beta, alpha)
        expected = reduced(each, reduction, n * classes if reduction == "mean" else None)
        (expected * above).sum().backward()
        found = _relent._divergence_loss(
            rows(x),
            rows(t),
            measure=measure,
            temperature=temperature,
            beta=beta,
            alpha=alpha,
            reduction=reduction,
            upstream=above.numpy(),
            input_gradient=rows(to_x),
            target_gradient=rows(to_t),
        )
        assert found == pytest.approx(expected.sum().item(), rel=2e-6)
        close(to_x, inner.grad, 2 * BOUNDS[dtype])
        close(to_t, outer.grad, 2 * BOUNDS[dtype])


def test_arrays_come_in_as_they_are_and_errors_name_the_row():
    x = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    assert _relent._divergence_loss(x, x.copy(), reduction="sum") == 0
    assert _relent._divergence_loss(x[::2], torch.from_numpy(x)[::2], reduction="sum") == 0
    x[1, 2] = np.nan
    with pytest.raises(InputError, match="input row 1 holds NaN"):
        _relent._divergence_loss(x, np.zeros_like(x))
    with pytest.raises(InputError, match=r"classes\[1\] = 4, must be from 0 to 3"):
        _relent._cross_entropy_loss(np.zeros((2, 4)), classes=np.array([0, 4]))
    with pytest.raises(InputError, match="reduction 'average' is unknown"):
        _relent._divergence_loss(x, x, reduction="average")


def test_fused_linear_is_autograds():
    hidden, weights = logits((9, 12), torch.float32, 10) / 3, logits((300, 12), torch.float32, 11) / 3
    teacher_hidden, teacher_weights = logits((9, 8), torch.float32, 12) / 3, logits((300, 8), torch.float32, 13) / 3
    inner, matrix = leaf(hidden), leaf(weights)
    log_q = (inner @ matrix.T).log_softmax(-1)
    log_p = (teacher_hidden.double() @ teacher_weights.double().T).log_softmax(-1)
    expected = F.kl_div(log_q, log_p, reduction="batchmean", log_target=True)
    expected.backward()
    to_hidden, to_weights = torch.empty_like(hidden), torch.empty_like(weights)
    found = _relent._fused_linear_divergence(
        rows(hidden),
        rows(weights),
        rows(teacher_hidden),
        rows(teacher_weights),
        reduction="batchmean",
        hidden_gradient=rows(to_hidden),
        weights_gradient=rows(to_weights),
    )
    assert found == pytest.approx(expected.item(), rel=1e-5)
    close(to_hidden, inner.grad, 1e-5)
    close(to_weights, matrix.grad, 1e-5)
