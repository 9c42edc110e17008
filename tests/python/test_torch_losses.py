"""relent.torch beyond torch's own names: accuracy, edges, derivatives, what is refused."""

import math

import pytest

torch = pytest.importorskip("torch")
import relent
import relent.torch as rt
from relent.torch import _fused
from torch_tools import DIVERGENCES, EDGES, INF, exact, others, refused

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.mark.parametrize("name", DIVERGENCES)
@pytest.mark.parametrize("apart", [1e-6, 1e-3, 1.0, 30.0])
def test_accuracy_near_and_far(name, apart, way):
    """Relative error 1e-6 from f32 logits, down to a divergence of 1e-13."""
    p = torch.randn(3, 40) * 3
    q = p + apart * torch.randn(3, 40)
    values = DIVERGENCES[name](q, p, reduction="none")
    for value, q_row, p_row in zip(values.tolist(), q, p, strict=True):
        expected = exact(name, q_row, p_row)
        assert value == (INF if expected > torch.finfo(torch.float32).max else pytest.approx(expected, rel=1e-6, abs=0))


@pytest.mark.parametrize("name", DIVERGENCES)
def test_edges_are_the_same_either_way(name, monkeypatch):
    for sides in (*EDGES, *((p, q) for q, p in EDGES)):
        found = []
        for kernels in (True, False):
            monkeypatch.setattr(_fused, "_use_kernels", kernels)
            q, p = (torch.tensor([x], dtype=torch.float64, requires_grad=True) for x in sides)
            value = DIVERGENCES[name](q, p)
            value.backward()
            found.append((value.detach(), q.grad, p.grad))
        torch.testing.assert_close(*found, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", DIVERGENCES)
def test_edges_have_no_nan(name, way):
    for q, p in EDGES:
        for dtype in (torch.float32, torch.float64, torch.bfloat16):
            sides = [torch.tensor([x], dtype=dtype, requires_grad=True) for x in (q, p)]
            value = DIVERGENCES[name](*sides)
            value.backward()
            assert not value.isnan()
            assert value >= 0
            for side in sides:
                assert side.grad.isfinite().all(), (q, p, side.grad)
            if q == p:
                assert value == 0


def test_what_a_row_holds(way):
    q, p = torch.randn(4, 9), torch.randn(4, 9)
    for name in ("kl", "js", "tv"):
        expected = DIVERGENCES[name](q, p)
        mixed = DIVERGENCES[name](q, p.softmax(-1), target_holds="probs")
        torch.testing.assert_close(mixed, expected)
        logs = DIVERGENCES[name](q.log_softmax(-1), p.log_softmax(-1), input_holds="log_probs")
        torch.testing.assert_close(logs, expected)


def test_reductions_masks_and_axes(way):
    q, p = torch.randn(2, 3, 5), torch.randn(2, 3, 5)
    rows = rt.kl_div_with_logits(q, p, reduction="none")
    assert rows.shape == (2, 3)
    torch.testing.assert_close(rt.kl_div_with_logits(q, p), rows.sum() / 2)
    torch.testing.assert_close(rt.kl_div_with_logits(q, p, reduction="mean"), rows.sum() / 30)
    mask = torch.tensor([[True, False, True], [False, False, True]])
    spoilt = torch.where(mask[..., None], q, math.nan)
    torch.testing.assert_close(
        rt.kl_div_with_logits(spoilt, p, reduction="token_mean", mask=mask), rows[mask].sum() / 3
    )
    nothing = torch.zeros(2, 3, dtype=torch.bool)
    assert rt.kl_div_with_logits(q, p, reduction="token_mean", mask=nothing) == 0
    axis = rt.kl_div_with_logits(q.movedim(-1, 1), p.movedim(-1, 1), dim=1, reduction="none")
    torch.testing.assert_close(axis, rows)
    omitted = rt.kl_div_with_logits(spoilt, p, reduction="token_mean", nan_policy="omit")
    torch.testing.assert_close(omitted, rows[mask].sum() / 3)


@pytest.mark.parametrize("name", DIVERGENCES)
def test_derivatives_of_divergences(name, way):
    q, p = (torch.randn(3, 5, dtype=torch.float64, requires_grad=True) for _ in range(2))
    for reduction in ("none", "batchmean"):
        function = DIVERGENCES[name]
        assert torch.autograd.gradcheck(lambda a, b: function(a, b, reduction=reduction), (q, p))  # noqa: B023
    assert torch.autograd.gradgradcheck(lambda a, b: function(a, b, temperature=2.0), (q, p))
    chances = [x.detach().softmax(-1).requires_grad_() for x in (q, p)]
    assert torch.autograd.gradcheck(lambda a, b: function(a, b, input_holds="probs"), chances)


@pytest.mark.parametrize(("name", "function"), list(others()), ids=lambda x: x if isinstance(x, str) else "")
def test_derivatives_of_the_others(name, function, way):
    sides = tuple(torch.randn(3, 5, dtype=torch.float64, requires_grad=True) for _ in range(2))
    assert torch.autograd.gradcheck(function, sides)
    assert torch.autograd.gradgradcheck(function, sides)


@pytest.mark.parametrize(("name", "function"), list(others()), ids=lambda x: x if isinstance(x, str) else "")
def test_kernels_and_composed_agree(name, function, monkeypatch):
    for dtype in (torch.float64, torch.float32, torch.bfloat16):
        found = []
        for kernels in (True, False):
            monkeypatch.setattr(_fused, "_use_kernels", kernels)
            torch.manual_seed(5)
            sides = [(torch.randn(3, 5) * 2).to(dtype).requires_grad_() for _ in range(2)]
            value = function(*sides)
            value.backward()
            found.append([value.detach(), *(s.grad for s in sides if s.grad is not None)])
        for a, b in zip(*found, strict=True):
            torch.testing.assert_close(a, b)


def test_known_numbers(way):
    teacher, student = (
        torch.tensor([[2, 1, 0.1]], dtype=torch.float64),
        torch.tensor([[1, 1, 0.5]], dtype=torch.float64),
    )
    for temperature, expected in ((1, 0.160564854391), (2, 0.177125368873), (4, 0.178157899285)):
        assert rt.distillation(student, teacher, temperature=temperature).item() == pytest.approx(expected, abs=1e-12)
    first, second = (torch.tensor([x], dtype=torch.float64).log() for x in ([0.7, 0.2, 0.1], [0.6, 0.3, 0.1]))
    table = {
        "paper": (0.895481357101, 0.979423725292, 1.007404514689),
        "keras": (0.447740678551, 0.489711862646, 0.503702257344),
        "official": (0.461731073249, 0.545673441439, 0.573654230836),
    }
    for convention, row in table.items():
        for alpha, expected in zip((1, 4, 5), row, strict=True):
            value = rt.r_drop(first, second, torch.tensor([0]), alpha=alpha, convention=convention)
            assert value.item() == pytest.approx(expected, abs=1e-12)
    mean, log_variance = (
        torch.tensor([[0.5, -1.0]], dtype=torch.float64),
        torch.tensor([[0.2, -0.3]], dtype=torch.float64),
    )
    assert rt.vae_kl(mean, log_variance).item() == pytest.approx(0.656110489421, abs=1e-12)


def test_gaussian_kl_is_that_of_the_distributions():
    sides = torch.randn(4, 3, 5, dtype=torch.float64)
    p, q = (torch.distributions.Normal(m, (lv / 2).exp()) for m, lv in (sides[:2], sides[2:]))
    exact = torch.distributions.kl_divergence(p, q).sum(-1)
    torch.testing.assert_close(rt.gaussian_kl(*sides, reduction="none"), exact)
    torch.testing.assert_close(rt.gaussian_kl(*sides), exact.mean())
    torch.testing.assert_close(rt.gaussian_kl(*sides, reduction="token_mean", mask=torch.tensor([1, 0, 0])), exact[0])
    assert rt.gaussian_kl(
        torch.tensor([0.0]), torch.tensor([2e-6]), torch.tensor([0.0]), torch.tensor([0.0])
    ).item() == (pytest.approx(1e-12, rel=1e-6))  # log_variance^2 / 4


def test_cross_entropy_of_what_a_row_holds(way):
    x, t, labels = torch.randn(4, 9).double(), torch.randn(4, 9).double(), torch.tensor([1, 8, -100, 0])
    for target, how in ((labels, {}), (t.softmax(-1), {}), (t, {"target_holds": "logits"})):
        expected = rt.cross_entropy(x, target, label_smoothing=0.1, **how)
        for holds, rows in (("log_probs", x.log_softmax(-1)), ("probs", 3 * x.softmax(-1))):
            found = rt.cross_entropy(rows, target, label_smoothing=0.1, input_holds=holds, **how)
            torch.testing.assert_close(found, expected)
    chances = torch.tensor([[0.0, 0.25, 0.75]], dtype=torch.float64, requires_grad=True)
    rt.cross_entropy(chances, torch.tensor([1]), input_holds="probs").backward()
    torch.testing.assert_close(chances.grad, torch.tensor([[0.0, -3.0, 1.0]], dtype=torch.float64))
    with refused(relent.InputError, "input_holds", "log_probs"):
        rt.cross_entropy(x, labels, input_holds="log_prob")


def test_all_ignored_is_zero(way):
    q = torch.randn(3, 5, requires_grad=True)
    for reduction in ("mean", "sum", "token_mean", "batchmean"):
        assert rt.cross_entropy(q, torch.full((3,), -100), reduction=reduction) == 0


def test_bad_input():
    q, p = torch.randn(3, 5), torch.randn(3, 5)
    with refused(relent.InputError, "js_divergence", "5 classes", "4"):
        rt.js_divergence(q, p[:, :4])
    with refused(relent.InputError, "do not fit"):
        rt.js_divergence(q, torch.randn(2, 5))
    with refused(relent.InputError, "reduction", 'did you mean "batchmean"'):
        rt.js_divergence(q, p, reduction="batch_mean")
    with refused(relent.InputError, "reduction", "mean"):
        rt.cross_entropy(q, torch.tensor([1, 2, 3]), reduction="man")
    with refused(relent.InputError, "input_holds", "logits"):
        rt.js_divergence(q, p, input_holds="logit")
    with refused(TypeError, "input is torch.int64"):
        rt.js_divergence(q.long(), p)
    with refused(TypeError, "list"):
        rt.js_divergence(q, [1.0])
    with refused(TypeError, "input is on cpu, target on meta"):
        rt.kl_div_with_logits(q, p.to("meta"))
    with refused(TypeError, "input is on cpu, target on meta"):
        rt.cross_entropy(q, torch.zeros(3, dtype=torch.int64, device="meta"))
    with refused(relent.InputError, r"^cross_entropy: target\[1\] = 5, must be from 0 to 4"):
        rt.cross_entropy(q, torch.tensor([0, 5, 1]))
    with refused(relent.InputError, "beta = 1"):
        rt.js_divergence(q, p, beta=1.0)
    with refused(relent.InputError, "temperature = 0"):
        rt.kl_div_with_logits(q, p, temperature=0)
    with refused(relent.InputError, "one a row"):
        rt.cross_entropy(q, torch.tensor([0, 1]))
    with refused(relent.InputError, "weight", "one a class"):
        rt.cross_entropy(q, torch.tensor([0, 1, 2]), torch.rand(4))
    with refused(relent.InputError, "mask", "one entry a row"):
        rt.js_divergence(q, p, mask=torch.ones(4))
    with refused(relent.InputError, "dim = 2"):
        rt.js_divergence(q, p, dim=2)
    with refused(relent.InputError, "convention", "paper"):
        rt.r_drop(q, p, torch.tensor([0, 1, 2]), convention="papers")


def test_what_is_no_tensor():
    q, p, labels = torch.randn(3, 5), torch.randn(3, 5), torch.tensor([0, 1, 2])
    for call, argument, what in (
        (lambda: rt.cross_entropy(q, [0, 1, 2]), "target", "list"),
        (lambda: rt.cross_entropy(q, labels.numpy()), "target", "ndarray"),
        (lambda: rt.cross_entropy(q.numpy(), labels), "input", "ndarray"),
        (lambda: rt.kl_div_with_logits(None, p), "input", "NoneType"),
        (lambda: rt.kl_div(q.tolist(), p), "input", "list"),
        (lambda: rt.kl_div_with_logits(q.to_sparse(), p), "input", "sparse_coo, must be dense"),
        (lambda: rt.r_drop(q, p, [0, 1, 2]), "labels", "list"),
        (lambda: rt.diffusion_kl(q, p, labels, None), "schedule", "NoneType, must be a DiffusionSchedule"),
    ):
        with refused(relent.InputTypeError, f"{argument} is .*{what}"):
            call()
    with refused(relent.InputError, 'js_divergence: argument "reducton"', 'did you mean "reduction"'):
        rt.js_divergence(q, p, reducton="sum")
    assert rt.diffusion_kl(q[:0], p[:0], labels[:0], rt.DiffusionSchedule.linear()) == 0


def test_bad_values_are_named():
    q, p = torch.randn(3, 5), torch.randn(3, 5)
    q[1, 2] = math.nan
    with refused(relent.InputError, "1"):
        rt.js_divergence(q, p)
    assert rt.js_divergence(q, p, nan_policy="propagate").isnan()
    with refused(relent.InputError, "2"):
        rt.js_divergence(p, torch.where(torch.tensor([[False], [False], [True]]), -INF, p))
