"""Gradients of divergences of several numbers: tests/golden/joint_gradient.tsv.

  tools/golden/joint_gradient.py

Difference quotients, at 120 digits, of the textbook's formulas; nothing is derived by hand. A symmetric matrix is made
of half the sum of itself and its transpose, a direction is divided by its length and probabilities by their sum, so that
each element may be moved alone. Parameters are the doubles nearest to what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import mpmath
from mpmath import log, matrix, mp, mpf, sqrt

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden"
STEP = mpf(10) ** -40
mp.dps = 120

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Member:
    """A member of a family: its parameters as the command line writes them, flat, with their shapes."""

    family: str
    shapes: Sequence[Shape]
    values: Sequence[float]

    def text(self) -> str:
        parts, rest = [], list(self.values)
        for shape in self.shapes:
            if self.family == "independent":
                parts.append(f"normal({rest.pop(0)!r}, {rest.pop(0)!r})")
                continue
            if not shape:
                parts.append(repr(rest.pop(0)))
                continue
            rows = [[rest.pop(0) for _ in range(shape[-1])] for _ in range(shape[0] if len(shape) == 2 else 1)]
            parts.append(repr(rows if len(shape) == 2 else rows[0]))
        return f"{self.family}({', '.join(parts)})"

    def parts(self, values: Sequence[mpf]) -> list[mpf | list[mpf] | matrix]:
        out, rest = [], list(values)
        for shape in self.shapes:
            count = 1 if not shape else shape[0] * (shape[1] if len(shape) == 2 else 1)
            taken, rest = rest[:count], rest[count:]
            if not shape:
                out.append(taken[0])
            elif len(shape) == 1:
                out.append(taken)
            else:
                out.append(matrix([taken[i * shape[1] : (i + 1) * shape[1]] for i in range(shape[0])]))
        return out


def member(family: str, *parameters: float | Sequence[float] | Sequence[Sequence[float]]) -> Member:
    shapes: list[Shape] = []
    values: list[float] = []
    for p in parameters:
        if isinstance(p, (int, float)):
            shapes.append(())
            values.append(float(p))
        elif isinstance(p[0], (int, float)):
            shapes.append((len(p),))
            values += map(float, p)
        else:
            shapes.append((len(p), len(p[0])))
            values += [float(v) for row in p for v in row]
    return Member(family, shapes, values)


def even(m: matrix) -> matrix:
    return (m + m.T) / 2


def trace(m: matrix) -> mpf:
    return mpmath.fsum(m[i, i] for i in range(m.rows))


def as_normal(d: Member, values: Sequence[mpf]) -> tuple[matrix, matrix]:
    """Mean and covariance, for every way to write a normal distribution."""
    if d.family == "independent":
        return matrix(values[0::2]), mpmath.diag([v * v for v in values[1::2]])
    parts = d.parts(values)
    if d.family == "mvnormal":
        return matrix(parts[0]), even(parts[1])
    if d.family == "mvnormal_diagonal":
        return matrix(parts[0]), mpmath.diag([v * v for v in parts[1]])
    if d.family == "mvnormal_low_rank":
        return matrix(parts[0]), parts[1] * parts[1].T + mpmath.diag(parts[2])
    mean, rows, columns = parts[0], even(parts[1]), even(parts[2])
    r, c = mean.rows, mean.cols
    spread = matrix(r * c, r * c)
    for a in range(r * c):
        for b in range(r * c):
            spread[a, b] = rows[a // c, b // c] * columns[a % c, b % c]
    return matrix([mean[i, j] for i in range(r) for j in range(c)]), spread


def kl_of_normals(p: tuple[matrix, matrix], q: tuple[matrix, matrix]) -> mpf:
    away, back = p[0] - q[0], mpmath.inverse(q[1])
    return (
        trace(back * p[1]) - p[1].rows + (away.T * back * away)[0] + log(mpmath.det(q[1])) - log(mpmath.det(p[1]))
    ) / 2


def affinity_of_normals(p: tuple[matrix, matrix], q: tuple[matrix, matrix], a: mpf) -> mpf:
    away, mixed = p[0] - q[0], (1 - a) * p[1] + a * q[1]
    return (
        -a * (1 - a) / 2 * (away.T * mpmath.inverse(mixed) * away)[0]
        - (log(mpmath.det(mixed)) - (1 - a) * log(mpmath.det(p[1])) - a * log(mpmath.det(q[1]))) / 2
    )


def w2_of_normals(p: tuple[matrix, matrix], q: tuple[matrix, matrix]) -> mpf:
    """By the eigenvalues of L^T Q L with P = L L^T, whose roots' sum is the trace of (P^1/2 Q P^1/2)^1/2."""
    away, lower = p[0] - q[0], mpmath.cholesky(p[1])
    inner = even(lower.T * q[1] * lower)
    squares = [inner[0, 0]] if inner.rows == 1 else mpmath.eigsy(inner, eigvals_only=True)
    return sqrt((away.T * away)[0] + trace(p[1]) + trace(q[1]) - 2 * mpmath.fsum(sqrt(e) for e in squares))


def log_multi_gamma(df: mpf, n: int) -> mpf:
    return mpmath.fsum(mpmath.loggamma((df - i) / 2) for i in range(n))


def kl_of_kin(p: Member, x: Sequence[mpf], q: Member, y: Sequence[mpf]) -> mpf:
    a, b = p.parts(x), q.parts(y)
    if p.family == "dirichlet":
        (s,), (t,) = a, b
        gaps = [(u - v) * (mpmath.digamma(u) - mpmath.digamma(sum(s))) for u, v in zip(s, t, strict=True)]
        norms = [mpmath.loggamma(v) - mpmath.loggamma(u) for u, v in zip(s, t, strict=True)]
        return mpmath.loggamma(sum(s)) - mpmath.loggamma(sum(t)) + mpmath.fsum(norms) + mpmath.fsum(gaps)
    if p.family == "wishart":
        (df, scale), (other, wide) = (a[0], even(a[1])), (b[0], even(b[1]))
        n = scale.rows
        digammas = mpmath.fsum(mpmath.digamma((df - i) / 2) for i in range(n))
        return (
            df / 2 * (trace(mpmath.inverse(wide) * scale) - n)
            + other / 2 * (log(mpmath.det(wide)) - log(mpmath.det(scale)))
            + log_multi_gamma(other, n)
            - log_multi_gamma(df, n)
            + (df - other) / 2 * digammas
        )
    if p.family == "von_mises_fisher":
        directions = [[v / sqrt(mpmath.fsum(w * w for w in d)) for v in d] for d in (a[0], b[0])]
        cosine = mpmath.fdot(*directions)
        v = mpf(len(directions[0])) / 2 - 1

        def log_norm(k: mpf) -> mpf:
            return v * log(k) - log(mpmath.besseli(v, k))

        resultant = mpmath.besseli(v + 1, a[1]) / mpmath.besseli(v, a[1])
        return log_norm(a[1]) - log_norm(b[1]) + resultant * (a[1] - b[1] * cosine)
    assert p.family == "multinomial"
    s, t = ([u / mpmath.fsum(side[1]) for u in side[1]] for side in (a, b))
    return mpf(p.values[0]) * mpmath.fsum(u * log(u / v) for u, v in zip(s, t, strict=True))


def formula(measure: str, p: Member, q: Member) -> Callable[[Sequence[mpf], Sequence[mpf]], mpf]:
    normals = {"mvnormal", "mvnormal_diagonal", "mvnormal_low_rank", "matrix_normal", "independent"}
    if p.family not in normals:
        return lambda x, y: kl_of_kin(p, x, q, y)
    form = {
        "kl_divergence": kl_of_normals,
        "jeffreys_divergence": lambda a, b: kl_of_normals(a, b) + kl_of_normals(b, a),
        "hellinger_distance": lambda a, b: sqrt(1 - mpmath.exp(affinity_of_normals(a, b, mpf(1) / 2))),
        "bhattacharyya_distance": lambda a, b: -affinity_of_normals(a, b, mpf(1) / 2),
        "chi_square_pearson": lambda a, b: mpmath.expm1(affinity_of_normals(a, b, mpf(2))),
        "wasserstein_2": w2_of_normals,
    }[measure]
    return lambda x, y: form(as_normal(p, x), as_normal(q, y))


def gradient(f: Callable[[Sequence[mpf]], mpf], at: Sequence[mpf], fixed: Sequence[int]) -> str:
    out = []
    for i in range(len(at)):
        up, down = list(at), list(at)
        up[i] += STEP
        down[i] -= STEP
        slope = mpf(0) if i in fixed else (f(up) - f(down)) / (2 * STEP)
        out.append(mpmath.nstr(slope, 25) if abs(slope) > mpf(10) ** -60 else "0.0")
    return ",".join(out)


P3 = [[4, -1, 0.5], [-1, 2.25, 0.75], [0.5, 0.75, 1.5]]
Q3 = [[1, 0.25, 0], [0.25, 3, -1.5], [0, -1.5, 2]]
NEAR = [[1 + 1e-9, 0.25, 2e-10], [0.25, 3, -1.5], [2e-10, -1.5, 2 + 3e-9]]
STIFF = [[1, 0.9999999], [0.9999999, 1]]
SIX = [[0.3, 0.2], [0.5, -1.0], [0.7, 0.1], [-0.4, 0.9], [0.05, 0.3], [0.6, 0.6]]
FULL6 = [[(2.0 + i if i == j else 0.5 / (1 + abs(i - j))) for j in range(6)] for i in range(6)]

FULL = member("mvnormal", [0.25, -1.5, 3], P3), member("mvnormal", [0, 1, 2.5], Q3)
LOW = (
    member("mvnormal_low_rank", [0.1, 0, -0.2, 1, 0.5, 0], SIX, [1.0, 0.5, 2.0, 0.25, 1.5, 1.0]),
    member(
        "mvnormal_low_rank", [0, 0.5, 0, 1, 0, 0.25], [[0.5], [0.25], [1], [0], [-0.5], [0.1]], [1, 1, 1.5, 0.5, 1, 2]
    ),
)
MATRICES = (
    member("matrix_normal", [[0, 1], [2, 0.5], [-1, 0]], P3, [[1, 0.5], [0.5, 2]]),
    member("matrix_normal", [[0.5, 1], [1, 0.5], [-1, 1]], Q3, [[2, -0.25], [-0.25, 1]]),
)
PRODUCTS = (
    member("independent", [0.5, 2.0], [1.0, 0.75], [-1.0, 1.5]),
    member("mvnormal_diagonal", [0, 0.5, -2], [1.0, 2.0, 0.5]),
)
NORMALS = (
    (member("mvnormal", [0.5], [[2]]), member("mvnormal", [-3], [[0.125]])),
    FULL,
    (member("mvnormal", [0, 1, 2.5], NEAR), FULL[1]),
    (member("mvnormal", [0.1, 0.2], STIFF), member("mvnormal", [0, 0], [[1, 0.5], [0.5, 2]])),
    (member("mvnormal", [0, 0], [[1, 0.5], [0.5, 2]]), member("mvnormal", [0.1, 0.2], STIFF)),
    LOW,
    (LOW[0], member("mvnormal", [0, 0, 0, 0, 0, 0], FULL6)),
    MATRICES,
    (MATRICES[0], member("mvnormal", [0, 0, 0, 0, 0, 0], FULL6)),
    PRODUCTS,
    (PRODUCTS[1], FULL[1]),
)
KIN = (
    (member("dirichlet", [0.7, 2, 5]), member("dirichlet", [1.5, 0.4, 9])),
    (member("dirichlet", [2, 3]), member("dirichlet", [2 + 1e-8, 3 - 1e-8])),
    (member("dirichlet", [1000, 2000, 3000]), member("dirichlet", [0.01, 5, 3001])),
    (member("wishart", 5.5, [[2, 0.5], [0.5, 1]]), member("wishart", 4, [[1, -0.25], [-0.25, 3]])),
    (member("wishart", 3, Q3), member("wishart", 7.25, P3)),
    (member("wishart", 40, Q3), member("wishart", 40 + 1e-7, NEAR)),
    (member("von_mises_fisher", [0.6, 0.8], 2), member("von_mises_fisher", [1, 0], 5)),
    (member("von_mises_fisher", [0.36, 0.48, 0.8], 12.5), member("von_mises_fisher", [0, 0.6, -0.8], 0.75)),
    (member("multinomial", 7, [0.2, 0.3, 0.5]), member("multinomial", 7, [0.4, 0.5, 0.1])),
    (member("multinomial", 1000, [0.25, 0.75]), member("multinomial", 1000, [0.25000001, 0.74999999])),
)
OTHERS = ("jeffreys_divergence", "hellinger_distance", "bhattacharyya_distance", "wasserstein_2")


def cases() -> list[tuple[str, Member, Member]]:
    out = [("kl_divergence", p, q) for p, q in (*NORMALS, *KIN)]
    out += [(m, p, q) for p, q in (NORMALS[0], FULL, LOW, MATRICES, PRODUCTS) for m in OTHERS]
    wide = member("mvnormal", [0, 0.25, -1], [[0.5, 0.25, 0], [0.25, 1.75, 0.5], [0, 0.5, 0.75]])
    return [*out, ("chi_square_pearson", wide, member("mvnormal", [0, 1, 2.5], P3))]


def main() -> None:
    lines = [
        f"# joint_gradient: made by tools/golden/joint_gradient.py with mpmath {mpmath.__version__} at {mp.dps} digits",
        "measure\tp\tq\tp_gradient\tq_gradient",
    ]
    for measure, p, q in cases():
        f = formula(measure, p, q)
        x, y = [mpf(v) for v in p.values], [mpf(v) for v in q.values]
        fixed = [0] if p.family == "multinomial" else []
        lines.append(
            "\t".join(
                [
                    measure,
                    p.text(),
                    q.text(),
                    gradient(lambda moved, f=f, y=y: f(moved, y), x, fixed),
                    gradient(lambda moved, f=f, x=x: f(x, moved), y, fixed),
                ]
            )
        )
    (FOLDER / "joint_gradient.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
