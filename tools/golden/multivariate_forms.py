"""Joint distributions as tools/golden/multivariate.py needs them: log density, moments, entropy, KL within the family.

Log densities are the textbook's. The rest is independent of the closed forms it tests: expectations are the quadratures
of multivariate_expectations.py, and of two normals the KL is a sum over their common axes.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import mpmath
from mpmath import exp, inf, log, log1p, matrix, mp, mpf, pi, sqrt
from multivariate_expectations import checked, log_chi_squared, of_beta, of_polar_angle
from trapezoid import on_the_line

Rows = Sequence[Sequence[float]]


def column(values: Sequence[float]) -> matrix:
    return matrix([mpf(v) for v in values])


def square(rows: Rows) -> matrix:
    return matrix([[mpf(v) for v in row] for row in rows])


def log_det(m: matrix) -> mpf:
    return log(mpmath.det(m))


def form(x: matrix, m: matrix) -> mpf:
    """x' m^-1 x."""
    return (x.T * mpmath.inverse(m) * x)[0]


def kronecker(a: matrix, b: matrix) -> matrix:
    out = matrix(a.rows * b.rows, a.cols * b.cols)
    for i, j, k, m in itertools.product(range(a.rows), range(a.cols), range(b.rows), range(b.cols)):
        out[i * b.rows + k, j * b.cols + m] = a[i, j] * b[k, m]
    return out


def flat(m: matrix) -> list[mpf]:
    return [m[i, j] for i in range(m.rows) for j in range(m.cols)]


def common_axes(shift: matrix, of: matrix, by: matrix) -> tuple[list[mpf], list[mpf]]:
    """(d, c) in coordinates where `by` is the identity and `of` is diagonal with c; d is the shift there."""
    root = mpmath.cholesky(by)
    back = mpmath.inverse(root)
    within = back * of * back.T
    c, axes = mpmath.eigsy((within + within.T) / 2)
    return list(axes.T * back * shift), list(c)


def kl_of_normals(shift: mpf, variance: mpf) -> mpf:
    """KL(N(shift, variance) || N(0, 1)) as the integral of p log(p/q), in z = (x - shift) / sd."""
    sd = sqrt(variance)

    def f(z: mpf) -> list[mpf]:
        weight = exp(-z * z / 2)
        return [weight, weight * ((shift + sd * z) ** 2 - z * z - log(variance)) / 2]

    mass, value = on_the_line(f, mpf(0), mpf(1))
    checked(mass, sqrt(2 * pi))
    return value / mass


def kl_of_joint_normals(shift: matrix, p: matrix, q: matrix) -> mpf:
    return mpmath.fsum(kl_of_normals(d, c) for d, c in zip(*common_axes(shift, p, q), strict=True))


@dataclass(frozen=True)
class MvNormal:
    mean_values: Sequence[float]
    covariance_rows: Rows

    def text(self) -> str:
        return f"mvnormal({list(self.mean_values)}, {self.covariance_rows})"

    def log_density(self, x: Sequence[float]) -> mpf:
        m = square(self.covariance_rows)
        distance = form(column(x) - column(self.mean_values), m)
        return -(distance + log_det(m) + m.rows * log(2 * pi)) / 2

    def moments(self) -> tuple[list[mpf], list[mpf], mpf]:
        m = square(self.covariance_rows)
        return list(column(self.mean_values)), flat(m), (m.rows * (1 + log(2 * pi)) + log_det(m)) / 2

    def kl(self, q: MvNormal) -> mpf:
        shift = column(self.mean_values) - column(q.mean_values)
        return kl_of_joint_normals(shift, square(self.covariance_rows), square(q.covariance_rows))


@dataclass(frozen=True)
class MatrixNormal:
    mean_rows: Rows
    row_covariance: Rows
    column_covariance: Rows

    def text(self) -> str:
        return f"matrix_normal({self.mean_rows}, {self.row_covariance}, {self.column_covariance})"

    def mean(self) -> list[float]:
        return [v for row in self.mean_rows for v in row]

    def covariance(self) -> matrix:
        """Of the row-major entries."""
        return kronecker(square(self.row_covariance), square(self.column_covariance))

    def log_density(self, x: Sequence[float]) -> mpf:
        m = self.covariance()
        return -(form(column(x) - column(self.mean()), m) + log_det(m) + m.rows * log(2 * pi)) / 2

    def moments(self) -> tuple[list[mpf], list[mpf], mpf]:
        m = self.covariance()
        return list(column(self.mean())), flat(m), (m.rows * (1 + log(2 * pi)) + log_det(m)) / 2

    def kl(self, q: MatrixNormal) -> mpf:
        return kl_of_joint_normals(column(self.mean()) - column(q.mean()), self.covariance(), q.covariance())


@dataclass(frozen=True)
class MvStudentT:
    df: float
    location: Sequence[float]
    shape: Rows

    def text(self) -> str:
        return f"mv_student_t({self.df}, {list(self.location)}, {self.shape})"

    def log_scale(self) -> mpf:
        n, d = mpf(float(self.df)), len(self.location)
        gammas = mpmath.loggamma((n + d) / 2) - mpmath.loggamma(n / 2)
        return gammas - (d * log(n * pi) + log_det(square(self.shape))) / 2

    def log_density(self, x: Sequence[float]) -> mpf:
        n = mpf(float(self.df))
        distance = form(column(x) - column(self.location), square(self.shape))
        return self.log_scale() - (n + len(self.location)) / 2 * log1p(distance / n)

    def radius(self) -> dict[str, mpf]:
        """Of r^2 / (df + r^2) ~ Beta(d / 2, df / 2), r the distance in the shape's units."""
        return of_beta(mpf(len(self.location)) / 2, mpf(float(self.df)) / 2, mp.dps)

    def entropy(self) -> mpf:
        n = mpf(float(self.df))
        return -self.log_scale() - (n + len(self.location)) / 2 * self.radius()["log_1mx"]

    def moments(self) -> tuple[list[mpf] | None, list[mpf] | None, mpf]:
        factor = mpf(float(self.df)) * self.radius()["odds"] / len(self.location)  # E r^2 / d
        covariance = flat(square(self.shape) * factor) if factor < inf else None
        return list(column(self.location)) if self.df > 1 else None, covariance, self.entropy()


@dataclass(frozen=True)
class Dirichlet:
    concentration: Sequence[float]

    def text(self) -> str:
        return f"dirichlet({list(self.concentration)})"

    def log_density(self, x: Sequence[float]) -> mpf:
        a = list(column(self.concentration))
        terms = [(c - 1) * log(v) for c, v in zip(a, column(x), strict=True) if c != 1]
        return mpmath.fsum(terms) - self.log_mass()

    def log_mass(self) -> mpf:
        a = list(column(self.concentration))
        return mpmath.fsum(map(mpmath.loggamma, a)) - mpmath.loggamma(mpmath.fsum(a))

    def marginal(self, *elements: int) -> dict[str, mpf]:
        """Of the sum of some elements, a beta variable."""
        a = list(column(self.concentration))
        inside = mpmath.fsum(a[i] for i in elements)
        return of_beta(inside, mpmath.fsum(c for i, c in enumerate(a) if i not in elements), mp.dps)

    def moments(self) -> tuple[list[mpf], list[mpf], mpf]:
        count = range(len(self.concentration))

        def variance(*elements: int) -> mpf:
            of = self.marginal(*elements)
            return of["x2"] - of["x"] ** 2

        def covariance(i: int, j: int) -> mpf:
            if i == j:
                return variance(i)
            both = variance(i, j) if len(count) > 2 else mpf(0)
            return (both - variance(i) - variance(j)) / 2

        a = list(column(self.concentration))
        entropy = self.log_mass() - mpmath.fsum((a[i] - 1) * self.marginal(i)["log_x"] for i in count)
        return [self.marginal(i)["x"] for i in count], [covariance(i, j) for i in count for j in count], entropy

    def kl(self, q: Dirichlet) -> mpf:
        a, b = column(self.concentration), column(q.concentration)
        rise = mpmath.fsum((a[i] - b[i]) * self.marginal(i)["log_x"] for i in range(len(a)))
        return q.log_mass() - self.log_mass() + rise


@dataclass(frozen=True)
class Wishart:
    df: float
    scale: Rows

    def text(self) -> str:
        return f"wishart({self.df}, {self.scale})"

    def log_mass(self) -> mpf:
        n, v = mpf(float(self.df)), square(self.scale)
        d = v.rows
        gammas = mpmath.fsum(mpmath.loggamma((n - i) / 2) for i in range(d)) + mpf(d * (d - 1)) / 4 * log(pi)
        return n / 2 * (d * log(mpf(2)) + log_det(v)) + gammas

    def log_density(self, x: Sequence[float]) -> mpf:
        n, v = mpf(float(self.df)), square(self.scale)
        at = matrix(v.rows, v.rows)
        for k, value in enumerate(x):
            at[k // v.rows, k % v.rows] = mpf(float(value))
        trace = mpmath.fsum(flat_diagonal(mpmath.inverse(v) * at))
        return (n - v.rows - 1) / 2 * log_det(at) - trace / 2 - self.log_mass()

    def mean_log_det(self) -> mpf:
        """By Bartlett's decomposition: log |V| and a sum of log chi-squared variables."""
        v = square(self.scale)
        chis = (log_chi_squared(mpf(float(self.df)) - i, mp.dps) for i in range(v.rows))
        return log_det(v) + mpmath.fsum(chis)

    def moments(self) -> tuple[list[mpf], list[mpf], mpf]:
        n, v = mpf(float(self.df)), square(self.scale)
        d = v.rows
        places = list(itertools.product(range(d), repeat=2))
        covariance = [n * (v[i, k] * v[j, m] + v[i, m] * v[j, k]) for (i, j) in places for (k, m) in places]
        entropy = self.log_mass() + n * d / 2 - (n - d - 1) / 2 * self.mean_log_det()
        return flat(v * n), covariance, entropy

    def kl(self, q: Wishart) -> mpf:
        n, m, v, w = mpf(float(self.df)), mpf(float(q.df)), square(self.scale), square(q.scale)
        trace = n * (mpmath.fsum(flat_diagonal(mpmath.inverse(w) * v)) - v.rows) / 2
        return q.log_mass() - self.log_mass() + (n - m) / 2 * self.mean_log_det() + trace


def flat_diagonal(m: matrix) -> list[mpf]:
    return [m[i, i] for i in range(m.rows)]


@dataclass(frozen=True)
class VonMisesFisher:
    direction: Sequence[float]  # divided by its length
    concentration: float

    def text(self) -> str:
        return f"von_mises_fisher({list(self.direction)}, {self.concentration})"

    def unit(self) -> matrix:
        return column(self.direction) / mpmath.norm(column(self.direction))

    def angle(self) -> dict[str, mpf]:
        return of_polar_angle(len(self.direction), mpf(float(self.concentration)), mp.dps)

    def log_density(self, x: Sequence[float]) -> mpf:
        at = column(x) / mpmath.norm(column(x))
        return mpf(float(self.concentration)) * (self.unit().T * at)[0] - self.angle()["log_mass"]

    def moments(self) -> tuple[list[mpf], list[mpf], mpf]:
        of, unit, d = self.angle(), self.unit(), len(self.direction)
        along, across = 1 - of["across"] - of["t"] ** 2, of["across"] / (d - 1)
        covariance = mpmath.eye(d) * across + unit * unit.T * (along - across)
        entropy = of["log_mass"] - mpf(float(self.concentration)) * of["t"]
        return list(unit * of["t"]), flat(covariance), entropy

    def kl(self, q: VonMisesFisher) -> mpf:
        of, cosine = self.angle(), (self.unit().T * q.unit())[0]
        k, l = mpf(float(self.concentration)), mpf(float(q.concentration))
        return q.angle()["log_mass"] - of["log_mass"] + of["t"] * (k - l * cosine)


@dataclass(frozen=True)
class Multinomial:
    trials: int
    p: Sequence[float]  # divided by its sum

    def text(self) -> str:
        return f"multinomial({self.trials}, {list(self.p)})"

    def log_density(self, x: Sequence[float]) -> mpf:
        p = column(self.p)
        total = mpmath.fsum(p)
        ways = mpmath.loggamma(mpf(self.trials + 1)) - mpmath.fsum(mpmath.loggamma(mpf(k) + 1) for k in x)
        terms = [k * (log(v / total) if v > 0 else -inf) for k, v in zip(x, p, strict=True) if k > 0]
        return ways + mpmath.fsum(terms)

    def outcomes(self) -> list[tuple[int, ...]]:
        d, n = len(self.p), self.trials
        bars = itertools.combinations(range(n + d - 1), d - 1)
        return [tuple(b - a - 1 for a, b in itertools.pairwise((-1, *at, n + d - 1))) for at in bars]

    def weighted(self) -> list[tuple[tuple[int, ...], mpf, mpf]]:
        """The outcomes of positive mass, with it and its log."""
        logs = ((x, self.log_density(x)) for x in self.outcomes())
        return [(x, exp(value), value) for x, value in logs if value > -inf]

    def moments(self) -> tuple[list[mpf], list[mpf], mpf]:
        all_of, d = self.weighted(), range(len(self.p))
        mean = [mpmath.fsum(x[i] * mass for x, mass, _ in all_of) for i in d]
        covariance = [
            mpmath.fsum((x[i] - mean[i]) * (x[j] - mean[j]) * mass for x, mass, _ in all_of) for i in d for j in d
        ]
        return mean, covariance, -mpmath.fsum(mass * value for _, mass, value in all_of)

    def kl(self, q: Multinomial) -> mpf:
        if any(a > 0 and b == 0 for a, b in zip(self.p, q.p, strict=True)):
            return inf
        return mpmath.fsum(mass * (value - q.log_density(x)) for x, mass, value in self.weighted())
