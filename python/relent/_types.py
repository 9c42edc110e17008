"""Names for what the functions take."""

from __future__ import annotations

from typing import Any, Literal

Unit = Literal["nats", "bits", "bans"]
Normaliser = Literal["arithmetic", "geometric", "minimum", "maximum", "joint"]
Numbers = Any  # a number, an array of numbers (buffer protocol, DLPack), or a list
DistributionLike = Any  # a Distribution, one of torch.distributions or scipy.stats, or a text
Masses = Any  # an array of numbers (buffer protocol, DLPack), a list, an Operand, or a text such as "data.csv:age"
