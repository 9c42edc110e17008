"""Writes docs/measures.md from the catalogue: relent measures --json | python tools/docs/measures.py"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

HEAD = """# The measures

Logarithms are natural: values are in nats, and `--unit bits` or `bans` converts those that have a unit. What
`relent measures` prints, as a page; made from it by `tools/docs/measures.py`. P and Q are masses p and q with sum 1;
X and Y are the rows and columns of a joint table, a first axis and all the others together. "Monotone" says that
merging elements cannot make it grow. Measures "in the unit of x" are distances along a line, on which masses lie at
0, 1, 2, ..., or where `--support` says.

## Masses that do not sum to one

- **strict**, the default: masses must sum to 1 within 8 eps sqrt(n) of their type. What rounding left of the sum is
  divided out, so a value is that of exactly normalised masses, however near P and Q are. A gradient is the derivative
  of the formula with every mass a variable of its own.
- **normalise** (`--normalize`): masses are divided by their sum first: counts, weights. A gradient is that of the whole
  way, through the division: `(g - mean of g under p) / sum p`, where g is the strict gradient. It tells how the value
  answers to a weight, and has no part along the constant that a formula is free to choose.
- **generalised**: masses are taken as they are. Every divergence that is a sum of terms of p and q has such a form (KL
  gains `- p + q`); Renyi, Tsallis, Bhattacharyya, the entropies of an order and the measures of a joint table mean
  nothing without a total of one and refuse.

Infinity is an answer: it comes with the elements that caused it, whose contributions are infinite. Contributions sum
to the value; of a function of a sum (a root, a logarithm) each has the share of its term in that sum.
"""
TITLES = {"one": "Of one distribution", "two": "Between two distributions", "joint": "Of a joint table"}


def properties(measure: dict) -> str:
    words = []
    if measure["metric"]:
        words.append("metric")
    elif measure["symmetric"]:
        words.append("symmetric")
    if measure["monotone"]:
        words.append("monotone")
    if measure["on_line"]:
        words.append("in the root of the unit of x" if measure["name"] == "energy_distance" else "in the unit of x")
    elif not measure["in_units"]:
        words.append("no unit")
    if measure["parameter"]:
        words.append(f"parameter {measure['parameter']}")
    return ", ".join(words)


def gradient(name: str) -> str:
    """What the public header's docstring says of the gradient."""
    header = ROOT / "include" / "relent" / "measure" / f"{name.removeprefix('reverse_')}.hpp"
    words = " ".join(line[3:].strip() for line in header.read_text(encoding="utf-8").splitlines() if line[:3] == "///")
    found = re.search(
        r"Gradient(?: and contributions)?: (.*?)(?= (?:Contributions|Throws|Conventions|Memory|Source): )", words
    )
    if found is None:
        raise SystemExit(f"{header}: no sentence on the gradient")
    return ("P and Q exchanged: " if name.startswith("reverse_") else "") + found[1]


def gradients(measures: list[dict]) -> list[str]:
    """The second table: formulas of derivatives are too long for the first."""
    out = ["| measure | gradient in strict mode, unless it says otherwise |", "|---|---|"]
    return out + [f"| {m['name']} | {gradient(m['name'])} |" for m in measures]


def row(measure: dict) -> str:
    aliases = ", ".join(f"`{a}`" for a in measure["aliases"])
    cells = [
        f"`{measure['name']}`",
        aliases,
        f"`{measure['formula']}`",
        measure["range"],
        measure["zeros"],
        properties(measure),
        measure["source"],
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page(catalogue: dict) -> str:
    out = [HEAD]
    for takes, title in TITLES.items():
        out.append(f"## {title}\n")
        out.append("| name | also | formula | range | at zero | is | source |\n|---|---|---|---|---|---|---|")
        out += [row(m) for m in catalogue["measures"] if m["takes"] == takes]
        out.append("")
    out.append("## Gradients\n")
    out += gradients(catalogue["measures"])
    out.append("")
    out.append("## How operands are answered\n")
    out.append("| P | Q | method | |\n|---|---|---|---|")
    out += [f"| {r['p']} | {r['q'] or ''} | `{r['method']}` | {r['words']} |" for r in catalogue["routes"]]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    target = ROOT / "docs" / "measures.md"
    target.write_text(page(json.load(sys.stdin)), encoding="utf-8")
