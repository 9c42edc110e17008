"""relent.torch beyond torch's own names: accuracy, edges, derivatives, and the ways torch takes a function."""

import math
import subprocess
import sys

import mpmath
import pytest

torch = pytest.importorskip("torch")
import relent
import relent.torch as rt
from relent.torch import _fused

INF = math.inf
DIVERGENCES = {
    "kl": rt.kl_div_with_logits,
    "reverse": lambda q, p, **how: rt.kl_div_with_logits(q, p, reverse=True, **how),
    "jeffreys": rt.jeffreys,
    "js": rt.js_divergence,
    "js 0.25": lambda q, p, **how: rt.js_divergence(q, p, beta=0.25, **how),
    "tv": rt.total_variation,
    "renyi 0.5": rt.renyi,
    "renyi 3": lambda q, p, **how: rt.renyi(q, p, alpha=3.0, **how),
    "alpha 0.25": lambda q, p, **how: rt.alpha_divergence(q, p, alpha=0.25, **how),
    "alpha 2": lambda q, p, **how: rt.alpha_divergence(q, p, alpha=2.0, **how),
}


@pytest.fixture(params=["kernel", "composed"])
def way(request, monkeypatch):
    monkeypatch.setattr(_fused, "_use_kernels", request.param == "kernel")


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(20240229)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def exact(name, q_logits, p_logits):
    """The divergence of one row in 40 digits."""
    with mpmath.workdps(40):
        rows = [[mpmath.exp(mpmath.mpf(float(v))) for v in row] for row in (p_logits, q_logits)]
        p, q = ([v / mpmath.fsum(row) for v in row] for row in rows)

        def kl(a, b):
            return mpmath.fsum(x * mpmath.log(x / y) for x, y in zip(a, b, strict=True) if x)

        def js(beta):
            m = [beta * x + (1 - beta) * y for x, y in zip(p, q, strict=True)]
            return beta * kl(p, m) + (1 - beta) * kl(q, m)

        def power(a):
            return mpmath.fsum(x ** mpmath.mpf(a) * y ** (1 - mpmath.mpf(a)) for x, y in zip(p, q, strict=True))

        made = {
            "kl": lambda: kl(p, q),
            "reverse": lambda: kl(q, p),
            "jeffreys": lambda: kl(p, q) + kl(q, p),
            "js": lambda: js(mpmath.mpf(0.5)),
            "js 0.25": lambda: js(mpmath.mpf(0.25)),
            "tv": lambda: mpmath.fsum(abs(x - y) for x, y in zip(p, q, strict=True)) / 2,
            "renyi 0.5": lambda: mpmath.log(power(0.5)) / (mpmath.mpf(0.5) - 1),
            "renyi 3": lambda: mpmath.log(power(3)) / 2,
            "alpha 0.25": lambda: (power(0.25) - 1) / (mpmath.mpf(0.25) * (mpmath.mpf(0.25) - 1)),
            "alpha 2": lambda: (power(2) - 1) / 2,
        }
        return float(made[name]())


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


EDGES = [
    ([1, -INF, 2], [0, -INF, 1]),  # masked on both sides
    ([1, -INF, 2], [0, 3, 1]),
    ([1, 0, 2], [0, -INF, 1]),
    ([0, -INF, 1, 2], [0, 1, 3, 0]),
    ([0, -INF, 1, 2], [0, 1, -INF, 0]),
    ([1e4, -1e4, 0], [-1e4, 1e4, 0]),
    ([0, -INF, -INF], [-INF, 0, -INF]),  # apart altogether
    ([0, -INF, -INF], [0, -INF, -INF]),  # the same one-hot
    ([5, 5, 5], [5, 5, 5]),
]


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


def test_broadcast_expanded_and_strided_sides(way):
    q = torch.randn(4, 9, requires_grad=True)
    p = torch.randn(1, 9, requires_grad=True)
    rt.js_divergence(q, p).backward()
    got = q.grad.clone(), p.grad.clone()
    q.grad = p.grad = None
    rt.js_divergence(q, p.repeat(4, 1)).backward()
    torch.testing.assert_close(got, (q.grad, p.grad))
    wide = torch.randn(4, 20, requires_grad=True)
    rt.js_divergence(wide[:, ::2][:, :9], p.detach()).backward()
    sliced = wide.grad[:, ::2][:, :9].clone()
    assert (wide.grad[:, 1::2] == 0).all()
    copy = wide.detach()[:, ::2][:, :9].clone().requires_grad_()
    rt.js_divergence(copy, p.detach()).backward()
    torch.testing.assert_close(sliced, copy.grad)
    turned = torch.randn(9, 4).T
    torch.testing.assert_close(rt.js_divergence(turned, p), rt.js_divergence(turned.contiguous(), p))


@pytest.mark.parametrize("name", DIVERGENCES)
def test_derivatives_of_divergences(name, way):
    q, p = (torch.randn(3, 5, dtype=torch.float64, requires_grad=True) for _ in range(2))
    for reduction in ("none", "batchmean"):
        function = DIVERGENCES[name]
        assert torch.autograd.gradcheck(lambda a, b: function(a, b, reduction=reduction), (q, p))  # noqa: B023
    assert torch.autograd.gradgradcheck(lambda a, b: function(a, b, temperature=2.0), (q, p))
    chances = [x.detach().softmax(-1).requires_grad_() for x in (q, p)]
    assert torch.autograd.gradcheck(lambda a, b: function(a, b, input_holds="probs"), chances)


def _others():
    labels = torch.tensor([1, 0, -100])
    mask = torch.tensor([[1, 1, 0, 1, 0]] * 3)
    yield "cross_entropy", lambda a, b: rt.cross_entropy(a, labels, label_smoothing=0.1, z_loss=0.01)
    yield "soft", lambda a, b: rt.cross_entropy(a, b.softmax(-1), label_smoothing=0.1)
    yield "focal", lambda a, b: rt.focal(a, labels, 1.5)
    yield "poly", lambda a, b: rt.poly(a, labels, 2.0)
    yield "kl_div", lambda a, b: rt.kl_div(a, b.exp(), reduction="batchmean")
    yield "bce", lambda a, b: rt.binary_cross_entropy_with_logits(a, b.sigmoid())
    yield "distillation", lambda a, b: rt.distillation(a, b, labels, temperature=3.0)
    yield "distillation js", lambda a, b: rt.distillation(a, b, measure="js", reduction="mean")
    yield "vae_kl", lambda a, b: rt.vae_kl(a, b, beta=2.0)
    yield "gaussian_kl", lambda a, b: rt.gaussian_kl(a, b, b * 0.5, a * 0.3)
    yield "policy_kl", lambda a, b: rt.policy_kl(a, b, mask=mask)
    yield "entropy", lambda a, b: rt.entropy(a)
    yield "info_nce", lambda a, b: rt.info_nce(a @ b.T, symmetric=True)
    for convention in ("paper", "official", "keras"):
        yield (
            convention,
            lambda a, b, c=convention: rt.r_drop(a, b, labels, alpha=2.0, convention=c, label_smoothing=0.1),
        )


@pytest.mark.parametrize(("name", "function"), list(_others()), ids=lambda x: x if isinstance(x, str) else "")
def test_derivatives_of_the_others(name, function, way):
    sides = tuple(torch.randn(3, 5, dtype=torch.float64, requires_grad=True) for _ in range(2))
    assert torch.autograd.gradcheck(function, sides)
    assert torch.autograd.gradgradcheck(function, sides)


@pytest.mark.parametrize(("name", "function"), list(_others()), ids=lambda x: x if isinstance(x, str) else "")
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


def test_only_what_is_asked_for(way):
    q, p = torch.randn(3, 5, requires_grad=True), torch.randn(3, 5)
    rt.js_divergence(q, p).backward()
    assert p.grad is None
    p.requires_grad_()
    rt.js_divergence(q.detach(), p).backward()
    assert p.grad is not None
    with torch.no_grad():
        assert not rt.js_divergence(q, p).requires_grad
    same = torch.randn(3, 5, requires_grad=True)
    rt.js_divergence(same, same).backward()
    torch.testing.assert_close(same.grad, torch.zeros(3, 5), atol=1e-7, rtol=0)


def test_backward_scales_and_can_be_kept(way):
    q, p = torch.randn(3, 5, requires_grad=True), torch.randn(3, 5)
    value = rt.kl_div_with_logits(q, p)
    value.backward(retain_graph=True)
    once = q.grad.clone()
    value.backward(torch.tensor(2.0))
    torch.testing.assert_close(q.grad, 3 * once)
    with pytest.raises(RuntimeError, match="second time"):
        value.backward()


def test_functional_transforms():
    q, p, labels = torch.randn(4, 5), torch.randn(4, 5), torch.tensor([1, 2, 0, 4])
    rows = torch.func.vmap(rt.js_divergence)(q, p)
    torch.testing.assert_close(rows, rt.js_divergence(q, p, reduction="none"))
    grads = torch.func.vmap(torch.func.grad(rt.cross_entropy))(q, labels)
    torch.testing.assert_close(grads, q.softmax(-1) - torch.nn.functional.one_hot(labels, 5))
    value, tangent = torch.func.jvp(lambda x: rt.kl_div_with_logits(x, p), (q,), (torch.ones_like(q),))
    torch.testing.assert_close(value, rt.kl_div_with_logits(q, p))
    assert abs(tangent) < 1e-6  # a shift of all logits changes nothing
    with torch.autograd.forward_ad.dual_level():
        dual = rt.cross_entropy(torch.autograd.forward_ad.make_dual(q, p), labels)
        assert torch.autograd.forward_ad.unpack_dual(dual).tangent is not None


@pytest.mark.parametrize("backend", ["aot_eager"])
def test_compile_takes_the_whole_graph(backend):
    labels = torch.tensor([1, 2, 0, 4])
    weight = torch.rand(5)

    def step(q, p):
        soft = rt.js_divergence(q * 2, p, reduction="none").mean() + rt.kl_div_with_logits(q, p, temperature=2.0)
        hard = rt.cross_entropy(q, labels, weight, label_smoothing=0.1) + rt.r_drop(q, p, labels)
        return soft + hard + rt.kl_div(q.log_softmax(-1), p.softmax(-1), reduction="batchmean") + rt.vae_kl(q, p)

    torch._dynamo.reset()
    results = []
    for function in (step, torch.compile(step, backend=backend, fullgraph=True)):
        q, p = (x.clone().requires_grad_() for x in torch.randn(2, 4, 5, generator=torch.Generator().manual_seed(3)))
        value = function(q, p)
        value.backward()
        results.append((value.detach(), q.grad, p.grad))
    torch.testing.assert_close(*results)


def test_the_operators_are_sound():
    # Not the check that differentiates every output: the gradients among them have no derivative, and say so.
    checks = ("test_schema", "test_autograd_registration", "test_faketensor")
    q = torch.randn(3, 5, requires_grad=True)
    p = torch.randn(3, 5, requires_grad=True)
    options = rt._losses.DivergenceLoss(reduction="none")
    arguments = (q, p, None, None, None, *options, 3, torch.float32, [True, True])
    torch.library.opcheck(torch.ops.relent.divergence_loss, arguments, test_utils=checks)
    labels = torch.tensor([1, 2, 0])
    arguments = (q, None, labels, None, None, *rt._losses.ClassCrossEntropy(), 3, torch.float32, [True, False])
    torch.library.opcheck(torch.ops.relent.class_cross_entropy, arguments, test_utils=checks)


def test_shapes_without_numbers():
    q = torch.empty(2, 3, 5, device="meta", requires_grad=True)
    rows = rt.js_divergence(q, torch.empty(5, device="meta"), reduction="none")
    assert rows.shape == (2, 3)
    assert rows.is_meta
    rows.sum().backward()
    assert q.grad.shape == q.shape
    with torch._subclasses.FakeTensorMode():
        q = torch.empty(4, 5, requires_grad=True)
        value = rt.cross_entropy(q, torch.empty(4, dtype=torch.int64))
        value.backward()
        assert value.shape == ()
        assert q.grad.shape == (4, 5)


def test_half_types_and_autocast(way):
    q, p = torch.randn(3, 5).bfloat16(), torch.randn(3, 5).bfloat16()
    assert rt.kl_div_with_logits(q, p).dtype == torch.bfloat16
    with torch.autocast("cpu", torch.bfloat16):
        loss = rt.kl_div_with_logits(q.requires_grad_(), p)
    assert loss.dtype == torch.float32
    torch.testing.assert_close(loss.detach(), rt.kl_div_with_logits(q.detach().float(), p.float()))
    loss.backward()
    assert q.grad.dtype == torch.bfloat16
    assert rt.kl_div_with_logits(q.detach(), p.double()).dtype == torch.float64


@pytest.mark.parametrize("half", [torch.bfloat16, torch.float16])
def test_half_types_are_the_numbers_they_hold(half, way):
    for other in (half, torch.float32):
        q, p = torch.randn(3, 5).to(half).requires_grad_(), torch.randn(3, 5).to(other)
        for function in (rt.kl_div_with_logits, rt.js_divergence):
            value = function(q, p)
            value.backward()
            wide = q.detach().float().requires_grad_()
            expected = function(wide, p.float())
            expected.backward()
            assert value.dtype == other
            torch.testing.assert_close(value.float(), expected, rtol=torch.finfo(other).eps, atol=0)
            torch.testing.assert_close(q.grad.float(), wide.grad, rtol=torch.finfo(half).eps, atol=1e-7)
            q.grad = None


@pytest.mark.parametrize(("name", "function"), list(_others()), ids=lambda x: x if isinstance(x, str) else "")
def test_every_loss_under_functional_transforms(name, function):
    a, b, direction = torch.randn(3, 3, 5, dtype=torch.float64)
    value, tangent = torch.func.jvp(lambda x: function(x, b), (a,), (direction,))
    torch.testing.assert_close(value, function(a, b))
    torch.testing.assert_close(tangent, (torch.func.grad(function)(a, b) * direction).sum())
    batch = torch.func.vmap(function)(torch.stack([a, b]), torch.stack([b, a]))
    torch.testing.assert_close(batch, torch.stack([function(a, b), function(b, a)]))


def refused(kind, *words):
    return pytest.raises(kind, match=".*".join(words))


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
    with refused(relent.InputError, r"classes\[1\] = 5, must be from 0 to 4"):
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


def test_bad_values_are_named():
    q, p = torch.randn(3, 5), torch.randn(3, 5)
    q[1, 2] = math.nan
    with refused(relent.InputError, "1"):
        rt.js_divergence(q, p)
    assert rt.js_divergence(q, p, nan_policy="propagate").isnan()
    with refused(relent.InputError, "2"):
        rt.js_divergence(p, torch.where(torch.tensor([[False], [False], [True]]), -INF, p))


def test_all_ignored_is_zero(way):
    q = torch.randn(3, 5, requires_grad=True)
    for reduction in ("mean", "sum", "token_mean", "batchmean"):
        assert rt.cross_entropy(q, torch.full((3,), -100), reduction=reduction) == 0


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


def test_import_relent_needs_no_torch():
    program = (
        "import sys, relent; assert 'torch' not in sys.modules; relent.torch.kl_div; assert 'torch' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
