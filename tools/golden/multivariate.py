"""Goldens of joint distributions: tests/golden/joint_density.tsv, joint_moments.tsv and joint_kl.tsv.

  tools/golden/multivariate.py [density] [moments] [kl]

Expressions are those of the command line, their numbers are the doubles nearest to what is written; a direction is
divided by its length, a multinomial's p by its sum, exactly. Vectors and matrices are lists by rows.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import mpmath
from mpmath import inf, log, mp, mpf
from multivariate_cases import EVERY, kin, points, with_students
from multivariate_expectations import kl_of_lines, log_one_plus_form, log_one_plus_radius
from multivariate_forms import MvNormal, MvStudentT, column, common_axes, form, square

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden"


def number(x: mpf) -> str:
    if mpmath.isinf(x):
        return "inf" if x > 0 else "-inf"
    return mpmath.nstr(x, 25) if x != 0 else "0.0"


def listed(values: Sequence[mpf] | None) -> str:
    return "-" if values is None else ",".join(map(number, values))


def kl_to_normal(p: MvStudentT, q: MvNormal) -> mpf:
    """-H(p) - E log q, from E r^2 of the radius."""
    spread = p.radius()["odds"] * mpf(float(p.df)) / len(p.location)
    if spread == inf:
        return inf
    wide = square(q.covariance_rows)
    shift = column(p.location) - column(q.mean_values)
    inside = mpmath.inverse(wide) * square(p.shape)
    trace = mpmath.fsum(inside[i, i] for i in range(inside.rows))
    return (
        -p.entropy() + (form(shift, wide) + spread * trace + log(mpmath.det(wide)) + wide.rows * log(2 * mpmath.pi)) / 2
    )


def kl_from_normal(p: MvNormal, q: MvStudentT) -> mpf:
    """-H(p) - E log q, from E log(1 + Q / df) of the form Q in q's units."""
    shift = column(p.mean_values) - column(q.location)
    df = mpf(float(q.df))
    rise = log_one_plus_form(*common_axes(shift, square(p.covariance_rows), square(q.shape)), df)
    return -p.moments()[2] - q.log_scale() + (df + len(q.location)) / 2 * rise


def kl_of_students(p: MvStudentT, q: MvStudentT) -> mpf:
    """On the line, or around one place with one shape but for a factor: an integral over the radius."""
    df, d = mpf(float(q.df)), len(p.location)
    if d == 1:
        scale = mpmath.sqrt(mpf(float(p.shape[0][0])))
        return kl_of_lines(lambda x: p.log_density([x]), lambda x: q.log_density([x]), mpf(float(p.location[0])), scale)
    factor = mpf(float(q.shape[0][0])) / mpf(float(p.shape[0][0]))
    if square(p.shape) * factor != square(q.shape) or p.location != q.location:
        raise ValueError("no integral of one variable")
    rise = log_one_plus_radius(d, mpf(float(p.df)), mpf(float(p.df)) / (df * factor))
    return -p.entropy() - q.log_scale() + (df + d) / 2 * rise


def kl(p: object, q: object) -> mpf:
    if isinstance(q, MvStudentT):
        return kl_of_students(p, q) if isinstance(p, MvStudentT) else kl_from_normal(p, q)
    return kl_to_normal(p, q) if isinstance(p, MvStudentT) else p.kl(q)


def density_lines() -> list[str]:
    return [f"{of.text()}\t{','.join(map(repr, x))}\t{number(of.log_density(x))}" for of in EVERY for x in points(of)]


def moment_lines() -> list[str]:
    out = []
    for of in EVERY:
        mean, covariance, entropy = of.moments()
        out.append(f"{of.text()}\t{listed(mean)}\t{listed(covariance)}\t{number(entropy)}")
    return out


def kl_lines() -> list[str]:
    out = []
    for p, q in kin() + with_students():
        out.append(f"{p.text()}\t{q.text()}\t{number(kl(p, q))}")
        print(out[-1], file=sys.stderr, flush=True)
    return out


FILES: dict[str, tuple[str, str, Callable[[], list[str]]]] = {
    "density": ("the textbook's log density", "expression\tpoint\tlog_density", density_lines),
    "moments": (
        (
            "entropies and the moments of dirichlet and von_mises_fisher by quadrature of one variable, multinomial's by "
            "summation over all outcomes; - where there is none"
        ),
        "expression\tmean\tcovariance\tentropy",
        moment_lines,
    ),
    "kl": (
        (
            "normals by quadrature along the pair's common axes, dirichlet and wishart from E log of beta and chi-squared "
            "variables by quadrature, von_mises_fisher by quadrature of the polar angle, multinomial by summation over all "
            "outcomes, student's t by quadrature of its radius, on the line, or of its form's transform"
        ),
        "p\tq\tkl",
        kl_lines,
    ),
}


def main(names: Sequence[str]) -> None:
    for name in names:
        how, columns, lines = FILES[name]
        made = lines()
        head = f"# joint_{name}: made by tools/golden/multivariate.py with mpmath {mpmath.__version__} at {mp.dps} digits: {how}"
        (FOLDER / f"joint_{name}.tsv").write_text("\n".join([head, columns, *made]) + "\n")
        print(name, len(made), "lines")


if __name__ == "__main__":
    main(sys.argv[1:] or list(FILES))
