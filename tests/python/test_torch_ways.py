"""The ways torch takes a function: views, transforms, compilers, types, gradients in place, second derivatives."""

import subprocess
import sys

import pytest

torch = pytest.importorskip("torch")
import relent
import relent.torch as rt
from torch_tools import DIVERGENCES, others, refused

pytestmark = pytest.mark.usefixtures("seeded")


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
    leaf = torch.randn(15, requires_grad=True)  # whose gradient comes through a view
    value = rt.kl_div_with_logits(leaf.view(3, 5), p)
    value.backward(retain_graph=True)
    once = leaf.grad.clone()
    value.backward(torch.tensor(2.0))
    torch.testing.assert_close(leaf.grad, 3 * once)


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
    schedule = rt.DiffusionSchedule.linear(1e-3, 0.2, 10)

    def step(q, p):
        soft = rt.js_divergence(q * 2, p, reduction="none").mean() + rt.kl_div_with_logits(q, p, temperature=2.0)
        hard = rt.cross_entropy(q, labels, weight, label_smoothing=0.1) + rt.r_drop(q, p, labels)
        lower = torch.tril(q[..., None] * p[..., None, :], -1) + torch.eye(5)
        named = rt.gaussian_kl(q, p, p, q) + rt.vae_kl(q, scale_tril=lower) + rt.diffusion_kl(q, p, labels, schedule)
        named = named + rt.bernoulli_kl(q, p).sum() + rt.categorical_kl(q * 3, p, reduction="sum")
        soft = soft + named + rt.kl_div_with_logits(q * 3, p, inplace_gradient=True)
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


@pytest.mark.parametrize(("name", "function"), list(others()), ids=lambda x: x if isinstance(x, str) else "")
def test_every_loss_under_functional_transforms(name, function):
    a, b, direction = torch.randn(3, 3, 5, dtype=torch.float64)
    value, tangent = torch.func.jvp(lambda x: function(x, b), (a,), (direction,))
    torch.testing.assert_close(value, function(a, b))
    torch.testing.assert_close(tangent, (torch.func.grad(function)(a, b) * direction).sum())
    batch = torch.func.vmap(function)(torch.stack([a, b]), torch.stack([b, a]))
    torch.testing.assert_close(batch, torch.stack([function(a, b), function(b, a)]))


REPLACING = {
    "kl_div_with_logits": lambda x, p, y, **how: rt.kl_div_with_logits(x, p, **how),
    "js_divergence": lambda x, p, y, **how: rt.js_divergence(x, p, beta=0.3, reduction="sum", **how),
    "jeffreys": lambda x, p, y, **how: rt.jeffreys(x, p, **how),
    "cross_entropy": lambda x, p, y, **how: rt.cross_entropy(x, y, label_smoothing=0.1, **how),
    "soft": lambda x, p, y, **how: rt.cross_entropy(x, p, target_holds="logits", **how),
    "focal": lambda x, p, y, **how: rt.focal(x, y, **how),
    "poly": lambda x, p, y, **how: rt.poly(x, y, **how),
    "distillation": lambda x, p, y, **how: rt.distillation(x, p, y, **how),
}


@pytest.mark.parametrize("name", REPLACING)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_gradient_in_place(name, dtype, way):
    weight, hidden = torch.randn(7, 5, dtype=dtype), torch.randn(4, 5, dtype=dtype)
    teacher, labels = torch.randn(4, 7, dtype=dtype), torch.tensor([1, 6, -100, 0])
    found = []
    for inplace in (False, True):
        h, w, p = (t.clone().requires_grad_() for t in (hidden, weight, teacher))
        logits = h @ w.T
        before, version = logits.detach().clone(), logits._version
        loss = REPLACING[name](logits, p, labels, inplace_gradient=inplace)
        assert torch.equal(logits, before) == (not inplace)
        assert (logits._version > version) == inplace
        gradient = logits.detach().clone() if inplace else None
        (0.5 * loss).backward()
        found.append([loss.detach(), h.grad, w.grad] + ([p.grad] if p.grad is not None else []))
    torch.testing.assert_close(*found)
    torch.testing.assert_close((0.5 * gradient) @ weight, found[1][1])


def test_gradient_in_place_takes_no_memory_of_its_own():
    h, w = torch.randn(3, 4, requires_grad=True), torch.randn(5, 4)
    logits = h @ w.T
    seen = []
    logits.register_hook(seen.append)
    rt.kl_div_with_logits(logits, torch.randn(3, 5), inplace_gradient=True).backward()
    assert seen[0].data_ptr() == logits.data_ptr()


def test_gradient_in_place_is_refused_where_it_would_do_harm(way):
    leaf, p, labels = torch.randn(3, 5, requires_grad=True), torch.randn(3, 5), torch.tensor([0, 1, 2])
    how = {"inplace_gradient": True}
    for bad, why in (
        (leaf, "leaf"), (leaf.view(3, 5), "leaf"), ((leaf * 2).T.contiguous().T, "contiguous"),
        ((leaf[:1] * 2).expand(3, 5), "contiguous"),
    ):  # fmt: skip
        with refused(relent.InputError, "kl_div_with_logits: inplace_gradient=True", why):
            rt.kl_div_with_logits(bad, p, **how)
        with refused(relent.InputError, "cross_entropy: inplace_gradient=True", why):
            rt.cross_entropy(bad, labels, **how)
    logits = leaf * 2
    with refused(relent.InputError, "shares its memory"):
        rt.kl_div_with_logits(logits, logits, **how)
    with refused(relent.InputError, "requires no gradient"):
        rt.kl_div_with_logits(p, logits, **how)
    with torch.no_grad():  # no gradient, nothing is written
        before = leaf.clone()
        rt.kl_div_with_logits(leaf, p, **how)
        assert torch.equal(leaf, before)
    needed = leaf.exp()  # whose own derivative needs its values
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        rt.kl_div_with_logits(needed, p, **how).backward()
    with pytest.raises(RuntimeError, match="has overwritten the input"):
        rt.kl_div_with_logits(leaf * 2, p, **how).backward(create_graph=True)
    batch = torch.func.vmap(lambda x: rt.kl_div_with_logits(x, p[0], **how))(logits)  # leaves its input alone
    assert torch.equal(logits, leaf * 2)
    assert batch.shape == (3,)


HESSIANS = {
    "kl": 1, "reverse": 1, "jeffreys": 2, "js": 0.25, "js 0.25": 0.1875, "renyi 0.5": 0.5, "renyi 3": 3, "alpha 0.25": 1,
    "alpha 2": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", HESSIANS)
def test_second_derivatives_at_equality(name, way):
    """That of every smooth divergence is Fisher's information there, times a constant, as natural gradients use it."""
    logits = torch.randn(6, dtype=torch.float64)
    chances = logits.softmax(-1)
    fisher = chances.diag() - torch.outer(chances, chances)
    for side in (0, 1):

        def of(x, side=side):
            sides = [logits[None], logits[None]]
            sides[side] = x[None]
            return DIVERGENCES[name](*sides)

        found = torch.autograd.functional.hessian(of, logits.clone())
        torch.testing.assert_close(found, HESSIANS[name] * fisher)


@pytest.mark.parametrize("name", DIVERGENCES)
def test_second_derivatives_near_and_far(name, way):
    p = torch.randn(1, 6, dtype=torch.float64)
    for apart in (1e-4, 1.0, 6.0):
        q = (p + apart * torch.randn(1, 6, dtype=torch.float64)).requires_grad_()
        assert torch.autograd.gradgradcheck(lambda a: DIVERGENCES[name](a, p), (q,), atol=1e-4 * min(apart, 1))


def test_second_derivatives_are_refused_where_there_are_none():
    h, w, labels = torch.randn(3, 4, requires_grad=True), torch.randn(5, 4, requires_grad=True), torch.tensor([0, 1, 2])
    (first,) = torch.autograd.grad(rt.linear_cross_entropy(h, w, labels), h, create_graph=True)
    with pytest.raises(RuntimeError, match="linear_cross_entropy has no second derivatives"):
        first.sum().backward()
    q, p = torch.randn(3, 5, requires_grad=True), torch.randn(3, 5)
    value = torch.ops.relent.divergence_loss(q, p, None, None, None, *rt._losses.DivergenceLoss(), 3, q.dtype, [True, False])  # fmt: skip
    with pytest.raises(RuntimeError, match="no second derivatives"):
        torch.autograd.grad(torch.autograd.grad(value[0], q, create_graph=True)[0].sum(), q)


def test_an_input_changed_before_second_derivatives():
    leaf = torch.randn(3, 5, requires_grad=True)
    q = leaf * 1
    value = rt.js_divergence(q, torch.randn(3, 5))
    q.mul_(2)
    with pytest.raises(RuntimeError, match="changed in place"):
        torch.autograd.grad(value, leaf, create_graph=True)


def test_import_relent_needs_no_torch():
    program = (
        "import sys, relent; assert 'torch' not in sys.modules; relent.torch.kl_div; assert 'torch' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
