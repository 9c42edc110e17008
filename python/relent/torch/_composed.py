"""The losses of rows in plain torch operations: for devices our kernels do not run on, for torch.func, for second
derivatives.

Everything is a function of the logarithms of two rows of probabilities, ``p`` (target, teacher) and ``q`` (input,
student), computed in f64 where the device has it: from f32 rows a divergence of 1e-12 keeps six digits. The sums are
of terms that are never negative. Derivatives are autograd's: every branch is taken apart by ``where`` before anything
can become inf - inf or 0 * inf, so that no NaN comes back through a branch not taken. Nothing here looks at a value
(no synchronisation with a device, nothing that vmap or a compiler could not follow).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

_NO_F64 = ("mps",)


def wide(x: Tensor) -> Tensor:
    """``x`` in f64, or in f32 on a device without f64."""
    return x.to(torch.float32 if x.device.type in _NO_F64 else torch.float64)


def logarithms(x: Tensor) -> Tensor:
    """log x of chances, in f32 at least; -infinity at 0, without a derivative there, NaN below."""
    x = x if x.dtype in (torch.float32, torch.float64) else x.float()
    positive = x > 0
    return torch.where(positive, torch.where(positive, x, 1.0).log(), torch.where(x == 0, -math.inf, math.nan))


def log_probs(x: Tensor, holds: str, temperature: float) -> Tensor:
    """The logarithms of the distributions that rows of logits, log_probs or probs stand for, at a temperature."""
    x = wide(x)
    if holds == "probs":
        x = logarithms(x)
    return torch.log_softmax(x if temperature == 1 else x / temperature, -1)


def _ratio(lp: Tensor, lq: Tensor) -> tuple[Tensor, Tensor]:
    """(x = log(p/q) where both are positive, else 0; where that is)."""
    both = (lp > -math.inf) & (lq > -math.inf) | lp.isnan() | lq.isnan()
    return torch.where(both, lp, 0.0) - torch.where(both, lq, 0.0), both


def lacks(lq: Tensor, lp: Tensor) -> Tensor:
    """Rows in which q is 0 where p is not."""
    return ((lq == -math.inf) & (lp > -math.inf)).any(-1)


def _still(row: Tensor, lp: Tensor) -> Tensor:
    """``lp``, without a derivative in those rows."""
    return torch.where(row[..., None], lp.detach(), lp)


def forward_kl(lp: Tensor, lq: Tensor, infinite: Tensor | None = None) -> Tensor:
    """KL(P‖Q) = sum of q - p + p log(p/q). Of a slice of the classes its share, ``infinite`` saying of every row
    whether q is 0 where p is not, in any slice: then p has no derivative, and q that of -p log q."""
    infinite = lacks(lq, lp) if infinite is None else infinite
    lp = _still(infinite, lp)
    x, both = _ratio(lp, lq)
    p, q = lp.exp(), lq.exp()
    near = x.abs() < 1
    small = torch.where(near, x, 0.0)
    terms = torch.where(near, p * (torch.expm1(-small) + small), q - p + p * x)
    lost = (lq == -math.inf) & (lp > -math.inf)
    beyond = p.clamp(min=torch.finfo(p.dtype).tiny) * torch.where(lost, -lq, 0.0)
    return torch.where(both, terms, torch.where(lost, beyond, q)).sum(-1)


def jeffreys(lp: Tensor, lq: Tensor, infinite: Tensor | None = None, reverse_infinite: Tensor | None = None) -> Tensor:
    """KL(P‖Q) + KL(Q‖P); no derivative where it is infinite."""
    infinite = lacks(lq, lp) if infinite is None else infinite
    reverse_infinite = lacks(lp, lq) if reverse_infinite is None else reverse_infinite
    lp, lq = (_still(infinite | reverse_infinite, x) for x in (lp, lq))
    return forward_kl(lp, lq, infinite) + forward_kl(lq, lp, reverse_infinite)


def js(lp: Tensor, lq: Tensor, beta: float) -> Tensor:
    """beta KL(P‖M) + (1 - beta) KL(Q‖M), M = beta P + (1 - beta) Q."""
    x, both = _ratio(lp, lq)
    p, q = lp.exp(), lq.exp()
    near = x.abs() < 1
    small = torch.where(near, x, 0.0)  # smooth at 0, for second derivatives
    over_p, over_q = torch.log1p((1 - beta) * torch.expm1(-small)), torch.log1p(beta * torch.expm1(small))
    close = -beta * p * over_p - (1 - beta) * q * over_q
    decay = torch.expm1(-x.abs())
    mixed = torch.where(x >= 0, torch.log1p((1 - beta) * decay), torch.log1p(beta * decay))
    shared = beta * p * (x.clamp(max=0) - mixed) - (1 - beta) * q * (x.clamp(min=0) + mixed)
    alone = -beta * math.log(beta) * p - (1 - beta) * math.log1p(-beta) * q
    return torch.where(both, torch.where(near, close, shared), alone).sum(-1)


def total_variation(lp: Tensor, lq: Tensor) -> Tensor:
    """sum |p - q| / 2."""
    x, both = _ratio(lp, lq)
    p, q = lp.exp(), lq.exp()
    near = both & (x.abs() < 1)
    gap = torch.where(near, q * torch.expm1(torch.where(near, x, 0.0)), p - q)
    return gap.abs().sum(-1) / 2


def _log_power_sum(lp: Tensor, lq: Tensor, alpha: float) -> Tensor:
    """log S of S = sum p^alpha q^(1 - alpha), accurate near S = 1 too."""
    x, both = _ratio(lp, lq)
    p, q = lp.exp(), lq.exp()
    near = both & (x.abs() * max(1.0, abs(alpha - 1)) < 1)
    small = torch.where(near, x, 0.0)
    y = (alpha - 1) * small
    # S - 1 is the sum of p (e^y - 1 - y) + (alpha - 1)(q - p + p x), both of one sign throughout
    terms = p * (torch.expm1(y) - y) + (alpha - 1) * p * (torch.expm1(-small) + small)
    exponent = alpha * torch.where(both, lp, 0.0) + (1 - alpha) * torch.where(both, lq, 0.0)
    bounded = torch.where(both & (exponent < 1), exponent, -math.inf)  # a larger one is in no row where S is near 1
    far = torch.where(bounded > -math.inf, bounded, 0.0).exp() * (bounded > -math.inf) - p + (alpha - 1) * (q - p)
    excess = torch.where(near, terms, far).sum(-1)
    close = (excess.abs() < 0.5) & (torch.where(both, exponent, 0.0) < 1).all(-1)
    apart = ~both.any(-1)
    total = torch.logsumexp(torch.where(apart[..., None], 0.0, torch.where(both, exponent, -math.inf)), -1)
    logarithm = torch.where(close, torch.log1p(torch.where(close, excess, 0.0)), total)
    logarithm = torch.where(apart, -math.inf, logarithm)
    return torch.where(lacks(lq, lp), math.inf, logarithm) if alpha > 1 else logarithm


def renyi(lp: Tensor, lq: Tensor, alpha: float) -> Tensor:
    """log(sum p^alpha q^(1 - alpha)) / (alpha - 1); KL(P‖Q) at alpha = 1."""
    return forward_kl(lp, lq) if alpha == 1 else _log_power_sum(lp, lq, alpha) / (alpha - 1) + 0.0


def alpha_divergence(lp: Tensor, lq: Tensor, alpha: float) -> Tensor:
    """(sum p^alpha q^(1 - alpha) - 1) / (alpha (alpha - 1)); KL(P‖Q) at 1, KL(Q‖P) at 0."""
    if alpha == 1:
        return forward_kl(lp, lq)
    if alpha == 0:
        return forward_kl(lq, lp)
    if alpha < 0:  # the same of the other side
        return alpha_divergence(lq, lp, 1 - alpha)
    logarithm = _log_power_sum(lp, lq, alpha)
    beyond = logarithm > math.log(torch.finfo(logarithm.dtype).max)
    value = torch.expm1(torch.where(beyond, 0.0, logarithm)) / (alpha * (alpha - 1))
    return torch.where(beyond, math.inf, value) + 0.0


def divergence(measure: str, lp: Tensor, lq: Tensor, beta: float, alpha: float) -> Tensor:
    """The divergence of that name of every row."""
    if measure == "forward_kl":
        return forward_kl(lp, lq)
    if measure == "reverse_kl":
        return forward_kl(lq, lp)
    if measure == "jeffreys":
        return jeffreys(lp, lq)
    if measure == "js":
        return js(lp, lq, beta)
    if measure == "total_variation":
        return total_variation(lp, lq)
    return renyi(lp, lq, alpha) if measure == "renyi" else alpha_divergence(lp, lq, alpha)
