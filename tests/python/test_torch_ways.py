"""The ways torch takes a function: views, transforms, compilers, types, gradients in place, second derivatives."""

import subprocess
import sys

import pytest

torch = pytest.importorskip("torch")
import relent.torch as rt
from torch_tools import others

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


@pytest.mark.parametrize(("name", "function"), list(others()), ids=lambda x: x if isinstance(x, str) else "")
def test_every_loss_under_functional_transforms(name, function):
    a, b, direction = torch.randn(3, 3, 5, dtype=torch.float64)
    value, tangent = torch.func.jvp(lambda x: function(x, b), (a,), (direction,))
    torch.testing.assert_close(value, function(a, b))
    torch.testing.assert_close(tangent, (torch.func.grad(function)(a, b) * direction).sum())
    batch = torch.func.vmap(function)(torch.stack([a, b]), torch.stack([b, a]))
    torch.testing.assert_close(batch, torch.stack([function(a, b), function(b, a)]))


def test_import_relent_needs_no_torch():
    program = (
        "import sys, relent; assert 'torch' not in sys.modules; relent.torch.kl_div; assert 'torch' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
