"""Expected values of the divergences estimated from counts: textbook formulas on mpmath numbers, 50 digits.

The sums of Zhang & Grabchak's estimator are taken term by term as they stand in the paper, not in closed form. Columns:
region, measure, p, q (each a list after `counts:` or plain masses, `-` for none), columns of the table or weight, value,
absolute bound.
"""

from __future__ import annotations

from pathlib import Path

from mpmath import mp, mpf

mp.dps = 50
OUTPUT = Path(__file__).resolve().parents[2] / "tests" / "golden" / "count_divergence.tsv"


class Side:
    def __init__(self, written: str) -> None:
        self.counted = written.startswith("counts:")
        self.values = [mpf(v) for v in written.removeprefix("counts:").split(",")]
        self.total = mp.fsum(self.values)
        self.shares = [v / self.total for v in self.values]

    def own_surprise(self, i: int) -> mpf:
        """-log p, without bias as far as the sample reaches: sum over v of (1/v) prod (1 - (x-1)/(n-j))."""
        if not self.counted:
            return -mp.log(self.shares[i])
        x, n = int(self.values[i]), int(self.total)
        return series(n - x, lambda j: 1 - mpf(x - 1) / (n - j), lambda: mp.digamma(n) - mp.digamma(x))

    def surprise(self, i: int) -> mpf:
        """-log q for the other side: sum over v of (1/v) prod (1 - y/(m-j+1))."""
        if not self.counted:
            return -mp.log(self.shares[i])
        y, m = int(self.values[i]), int(self.total)
        return series(m - y, lambda j: 1 - mpf(y) / (m - j + 1), lambda: mp.digamma(m + 1) - mp.digamma(y + 1))


def series(length: int, factor, closed) -> mpf:
    """The paper's sum; its closed form where it has millions of terms (Schuermann 2015)."""
    if length > 20_000:
        return closed()
    product, total = mpf(1), mpf(0)
    for v in range(1, length + 1):
        product *= factor(v)
        total += product / v
    return total


def unseen(mu: mpf, n: mpf) -> mpf:
    return mu * mp.e1(mu) * mp.exp(mu) / n if mu < 10 else mpf(0)


def kl(p: Side, q: Side) -> mpf:
    total = mpf(0)
    for i, share in enumerate(p.shares):
        if share > 0:
            total += share * (q.surprise(i) - p.own_surprise(i))
        elif p.counted and q.shares[i] > 0:
            total -= unseen(p.total * q.shares[i], p.total)
    return max(mpf(0), total)


def cross_entropy(p: Side, q: Side) -> mpf:
    value = mp.fsum(share * q.surprise(i) for i, share in enumerate(p.shares) if share > 0)
    return value if p.counted else max(value, mp.fsum(-share * mp.log(share) for share in p.shares if share > 0))


def js(p: Side, q: Side, w: mpf) -> mpf:
    total = mpf(0)
    for a, b in zip(p.shares, q.shares):
        middle = w * a + (1 - w) * b
        for side, share, weight in ((p, a, w), (q, b, 1 - w)):
            if share > 0:
                total += weight * share * mp.log(share / middle)
                if side.counted:
                    total -= weight * (1 - share) * (1 - weight * share / middle) / (2 * side.total)
    return max(mpf(0), min(total, -w * mp.log(w) - (1 - w) * mp.log(1 - w)))


def mutual_information(table: Side, columns: int) -> mpf:
    rows = [table.values[i : i + columns] for i in range(0, len(table.values), columns)]
    row = [mp.fsum(r) for r in rows]
    column = [mp.fsum(c) for c in zip(*rows)]
    n = table.total
    rows_side, columns_side = (Side("counts:" + ",".join(str(int(v)) for v in side)) for side in (row, column))
    value = mpf(0)
    for i, c in enumerate(table.values):
        r, k = divmod(i, columns)
        if c > 0:
            own = table.own_surprise(i)
            value += c / n * (rows_side.own_surprise(r) + columns_side.own_surprise(k) - own)
        elif row[r] * column[k] > 0:
            value -= unseen(row[r] * column[k] / n, n)
    filled = [sum(v > 0 for v in side) for side in (row, column)]
    return max(mpf(0), min(value, mp.log(min(filled))))


PAIRS = [
    ("plain", "counts:19,2,0,7", "0.5,0.25,0.125,0.125"),
    ("plain", "counts:19,2,0,7", "counts:30,12,5,9"),
    ("plain", "0.5,0.25,0.125,0.125", "counts:30,12,5,9"),
    ("unseen", "counts:19,2,3,7", "counts:30,12,0,9"),
    ("unseen", "0.25,0.25,0.5", "counts:60,40,0"),
    ("one observation", "counts:1,0,0", "0.5,0.25,0.25"),
    ("one observation", "counts:1,0,0", "counts:0,0,1"),
    ("apart", "counts:50,0,0", "counts:0,20,30"),
    ("near equal", "counts:1000000,2000000,3000000", "counts:1000100,1999900,3000000"),
    ("huge", "counts:1000000000,3,500000000", "counts:900000000,5,700000000"),
    ("huge", "counts:1000000000,3,500000000", "0.5,0.0000000009765625,0.4999999990234375"),
]
TABLES = [
    ("plain", "counts:12,5,7,9,3,14", 3),
    ("diagonal", "counts:10,0,0,0,20,0,0,0,5", 3),
    ("independent", "counts:40,60,20,30", 2),
    ("one row", "counts:3,4,5", 3),
    ("huge", "counts:1000000000,2,7,900000000", 2),
]


def main() -> None:
    lines = [
        "# count_divergence: made by tools/golden/count_divergence.py with mpmath at 50 digits",
        "region\tmeasure\tp\tq\tparameter\tvalue\tbound",
    ]

    def add(region: str, measure: str, p: str, q: str, parameter: str, value: mpf) -> None:
        bound = "1e-13" if region == "huge" else "2e-14"
        lines.append("\t".join([region, measure, p, q, parameter, mp.nstr(value, 25), bound]))

    for region, p, q in PAIRS:
        a, b = Side(p), Side(q)
        excluded = not b.counted and any(x > 0 and y == 0 for x, y in zip(a.shares, b.shares))
        if not excluded:
            add(region, "kl", p, q, "-", kl(a, b))
            add(region, "cross_entropy", p, q, "-", cross_entropy(a, b))
        for w in ("0.5", "0.25"):
            add(region, "js", p, q, w, js(a, b, mpf(w)))
    for region, table, columns in TABLES:
        add(region, "mutual_information", table, "-", str(columns), mutual_information(Side(table), columns))
    OUTPUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
