"""Goldens of KL divergences between named families: tests/golden/closed_kl.tsv.

  tools/golden/closed_forms.py [P_FAMILY...]

A family (tools/golden/families) states the log of its textbook density (or mass) and nothing else; the divergence is the
integral (or sum) of p log(p/q) in 60 digits by python-flint, cut at the modes and kinks until two rules agree to 34. No
closed form is used.

One line a pair: p, its parameters (hex floats), q, its parameters, KL(p, q).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import flint
from closed_pairs import cases
from families.integrals import FAMILIES, arbs, expectation
from flint import arb

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden"


def divergence(p: str, s: Sequence[float], q: str, t: Sequence[float]) -> arb:
    log_q = FAMILIES[q].log_density(*arbs(t))
    kinks = FAMILIES[q].kinks(*t)
    return expectation(p, s, kinks, lambda at, log_p: log_p - log_q(at))


def written(values: Sequence[float]) -> str:
    return ",".join(float(v).hex() for v in values)


def main(names: Sequence[str]) -> None:
    path = FOLDER / "closed_kl.tsv"
    lines = (
        [line for line in path.read_text().splitlines()[2:] if line.split("\t")[0] not in names]
        if path.exists()
        else []
    )
    for p in names:
        for _, s, q, t in cases(p):
            try:
                value = divergence(p, s, q, t)
            except ArithmeticError as why:
                print(p, s, q, t, why, file=sys.stderr)
                continue
            lines.append("\t".join([p, written(s), q, written(t), value.str(25, radius=False)]))
        print(p, len(lines), file=sys.stderr, flush=True)
    order = list(FAMILIES)
    lines.sort(key=lambda line: order.index(line.split("\t")[0]))
    head = [
        f"# made by tools/golden/closed_forms.py with python-flint {flint.__version__} at 60 digits",
        "p\tp_parameters\tq\tq_parameters\tkl",
    ]
    path.write_text("\n".join(head + lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:] or list(FAMILIES))
