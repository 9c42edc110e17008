"""A vocabulary split over 2 and 4 processes gives the loss and the gradients of one process."""

import itertools
import math
import multiprocessing
import subprocess
import sys

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("torch.distributed")
if not torch.distributed.is_available():
    pytest.skip("this torch has no torch.distributed", allow_module_level=True)


def _slices(world, classes):
    """Slices of unlike widths."""
    edges = [0, *(classes * (r + 1) // world + (r % 2) for r in range(world - 1)), classes]
    return list(itertools.pairwise(edges))


def _sides(dtype, classes, near=0.0):
    made = torch.Generator().manual_seed(7)
    a = torch.randn(6, classes, generator=made, dtype=torch.float64) * 3
    noise = torch.randn(6, classes, generator=made, dtype=torch.float64)
    b = a + near * noise if near else noise
    a, b = a.to(dtype), b.to(dtype)
    if not near:
        a[0, 3] = b[0, 3] = -math.inf  # masked on both sides
        b[1, 2] = -math.inf  # infinite one way
        a[2], b[2] = 1e4 * a[2].sign(), -1e4 * a[2].sign()
    return b, a


def _cases(relent_torch, labels, every_reduction):
    parallel = relent_torch.parallel
    for reduction in ("none", "sum", "mean", "batchmean", "token_mean") if every_reduction else ("batchmean",):
        yield parallel.js_divergence, relent_torch.js_divergence, {"beta": 0.3, "reduction": reduction}
    mask = torch.tensor([1, 0, 1, 1, 0, 1])
    yield parallel.kl_div_with_logits, relent_torch.kl_div_with_logits, {"reduction": "none", "temperature": 2.0}
    yield parallel.kl_div_with_logits, relent_torch.kl_div_with_logits, {"reduction": "none", "reverse": True}
    yield parallel.kl_div_with_logits, relent_torch.kl_div_with_logits, {"reduction": "token_mean", "mask": mask}
    yield parallel.jeffreys, relent_torch.jeffreys, {"reduction": "none"}
    yield parallel.total_variation, relent_torch.total_variation, {"reduction": "none"}
    for reduction in ("none", "mean", "sum") if every_reduction else ("mean",):
        yield parallel.cross_entropy, relent_torch.cross_entropy, {"reduction": reduction, "target": labels}
    for smoothing in (0.1, 1.0):
        how = {"label_smoothing": smoothing, "z_loss": 1e-2, "target": labels}
        yield parallel.cross_entropy, relent_torch.cross_entropy, how


def _gradients(function, sides, how, upstream):
    sides = [x.clone().requires_grad_() for x in sides]
    value = function(*(sides[:1] if "target" in how else sides), **how)
    (value * upstream.to(value.dtype)[: value.numel()].view(value.shape)).sum().backward()
    return value.detach(), [x.grad for x in sides if x.grad is not None]


def _compare(rank, world, group):
    import relent.torch as relent_torch

    labels = torch.tensor([0, 5, -100, 22, 9, 13])
    upstream = torch.linspace(1, 2, 6, dtype=torch.float64)
    dtypes = ((torch.float64, 1e-11), (torch.float32, 1e-6), (torch.bfloat16, 1e-2))
    for dtype, tolerance in dtypes if world == 4 else dtypes[:1]:
        sides = _sides(dtype, 23)
        low, high = _slices(world, 23)[rank]
        for split, whole, how in _cases(relent_torch, labels, dtype == torch.float64):
            asked = dict(how)
            whole_sides = [x[torch.tensor([0, 3, 4, 5])] if how.get("label_smoothing") else x for x in sides]
            if how.get("label_smoothing"):
                whole_sides[0] = whole_sides[0].nan_to_num(neginf=-50.0)
                asked["target"] = torch.tensor([0, -100, 22, 13])
            expected, expected_gradients = _gradients(whole, whole_sides, asked, upstream)
            value, gradients = _gradients(
                split, [x[:, low:high] for x in whole_sides], asked | {"group": group}, upstream
            )
            torch.testing.assert_close(value, expected, rtol=tolerance, atol=tolerance * 1e-2)
            # a gradient is p times a difference of logits, so it is rounded as they are
            size = torch.stack([x.nan_to_num(neginf=0.0).abs().amax(-1).double() for x in whole_sides]).amax(0)
            for mine, theirs in zip(gradients, expected_gradients, strict=True):
                gap = (mine - theirs[:, low:high]).abs().double()
                assert (gap <= tolerance * size.clamp(min=1)[:, None]).all(), (split, how, gap)
    b, a = _sides(torch.float32, 23, near=1e-6)
    near = relent_torch.parallel.kl_div_with_logits(
        b[:, low:high], a[:, low:high], reduction="none", group=group
    ).double()
    lp, lq = a.double().log_softmax(-1), b.double().log_softmax(-1)
    exact = (lp.exp() * (torch.expm1(lq - lp) - (lq - lp))).sum(-1)  # of terms that are never negative, in f64
    assert exact.max() < 2e-11
    torch.testing.assert_close(near, exact, rtol=1e-6, atol=0)
    leaf = b[:, low:high].clone().requires_grad_()
    value = relent_torch.parallel.kl_div_with_logits(leaf, a[:, low:high], group=group)
    (gradient,) = torch.autograd.grad(value, leaf, create_graph=True)
    with pytest.raises(RuntimeError, match="no second derivatives"):
        gradient.square().sum().backward()
    with pytest.raises(ValueError, match=r"target\[1\] = 23, must be a class from 0 to 22"):
        relent_torch.parallel.cross_entropy(b[:2, low:high], torch.tensor([0, 23]), group=group)


def _rank(rank, meeting):
    """Four ranks, then two of them as a group of their own."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=4)
    _compare(rank, 4, None)
    two = torch.distributed.new_group([1, 2])
    if rank in (1, 2):
        _compare(rank - 1, 2, two)
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


def test_split_vocabulary(tmp_path):
    command = [sys.executable, __file__, tmp_path / "meeting"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


if __name__ == "__main__":  # a process of its own, which forks the ranks before torch has threads
    import relent.torch  # noqa: F401

    fork = multiprocessing.get_context("fork")
    ranks = [fork.Process(target=_rank, args=(r, sys.argv[1])) for r in range(4)]
    for process in ranks:
        process.start()
    for process in ranks:
        process.join()
    sys.exit(max(abs(process.exitcode) for process in ranks))
