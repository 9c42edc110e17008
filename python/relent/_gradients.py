from __future__ import annotations

from typing import Any, NamedTuple


class KlGradient(NamedTuple):
    """A divergence with its derivatives, by the names of the parameters of P and of Q; for batches all are arrays."""

    value: Any
    p: dict[str, Any]
    q: dict[str, Any]
    p_error: dict[str, Any] | None = None  # bounds of the errors, of two distributions
    q_error: dict[str, Any] | None = None
