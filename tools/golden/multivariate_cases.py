"""The joint distributions of tests/golden/joint_*.tsv: asymmetric, nearly equal, badly scaled."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

from multivariate_forms import (
    Dirichlet,
    MatrixNormal,
    Multinomial,
    MvNormal,
    MvStudentT,
    Rows,
    VonMisesFisher,
    Wishart,
)

NEAR = (1e-2, 1e-6, 1e-9)
GENERATOR = random.Random(20250117)


def nudged(values: Sequence[float], size: float) -> list[float]:
    return [v * (1 + size * GENERATOR.uniform(-1, 1)) for v in values]


def nudged_rows(rows: Rows, size: float) -> list[list[float]]:
    """Stays symmetric."""
    out = [list(row) for row in rows]
    for i, j in itertools.combinations_with_replacement(range(len(rows)), 2):
        out[i][j] = out[j][i] = rows[i][j] * (1 + size * GENERATOR.uniform(-1, 1))
    return out


def diagonal(*values: float) -> list[list[float]]:
    return [[v if i == j else 0 for j in range(len(values))] for i, v in enumerate(values)]


def scaled(rows: Rows, factor: float) -> list[list[float]]:
    return [[v * factor for v in row] for row in rows]


def low_rank(factor: Rows, noise: Sequence[float]) -> list[list[float]]:
    """factor factor' + diag(noise), exact where the entries are small multiples of a power of 2."""
    d = range(len(noise))
    rows = [[sum(a * b for a, b in zip(factor[i], factor[j], strict=True)) for j in d] for i in d]
    return [[rows[i][j] + (noise[i] if i == j else 0) for j in d] for i in d]


TWO = [[2, 0.5], [0.5, 1]]
THREE = [[4, -1, 0.5], [-1, 2.25, 0.75], [0.5, 0.75, 1.5]]
FIVE = low_rank([[1, 0.5], [-0.5, 2], [0.25, 0.25], [1.5, -1], [0, 0.75]], [0.5, 0.25, 1, 2, 0.125])
NARROW = [[1, 1 - 1e-8], [1 - 1e-8, 1]]  # condition 2e8
NARROW_THREE = [[1, 0.999999, 0], [0.999999, 1, 1e-5], [0, 1e-5, 1e-4]]
UNEVEN = [[1e8, 3e3, 0], [3e3, 1, 0.25], [0, 0.25, 1]]

NORMALS = [
    MvNormal([0.5], [[2]]),
    MvNormal([1, -2], TWO),
    MvNormal([0, 0], diagonal(1, 1)),
    MvNormal([0.25, -1.5, 3], diagonal(0.25, 7, 1e-3)),
    MvNormal([0.25, -1.5, 3], THREE),
    MvNormal([1, -1], NARROW),
    MvNormal([1, 2, 3], NARROW_THREE),
    MvNormal([1e4, -2, 0], UNEVEN),
    MvNormal([1, 0, -1, 2, 0.5], FIVE),
]
STUDENTS = [
    MvStudentT(4.5, [0.5], [[2]]),
    MvStudentT(3, [1, -2], TWO),
    MvStudentT(30, [0.25, -1.5, 3], THREE),
    MvStudentT(1.5, [0, 1], TWO),
    MvStudentT(0.75, [0, 1, -1], THREE),
    MvStudentT(1e4, [1, -2], TWO),
    MvStudentT(5, [1, -1], NARROW),
    MvStudentT(2.5, [1, 0, -1, 2, 0.5], FIVE),
]
DIRICHLETS = [
    Dirichlet([2.5, 0.75]),
    Dirichlet([0.5, 2, 7]),
    Dirichlet([1, 1, 1]),
    Dirichlet([0.03125, 0.5, 40]),
    Dirichlet([400, 90.5, 1200.25, 3]),
    Dirichlet([1e5, 4e4, 9e4]),
    Dirichlet([0.25, 1.5, 3, 0.75, 10]),
]
WISHARTS = [
    Wishart(4.5, [[2]]),
    Wishart(5, TWO),
    Wishart(2.25, [[1, -0.25], [-0.25, 3]]),
    Wishart(7.5, THREE),
    Wishart(1000, THREE),
    Wishart(6, NARROW),
    Wishart(9, NARROW_THREE),
]
DIRECTIONS = [
    VonMisesFisher([1, 0], 2.5),
    VonMisesFisher([0.6, 0.8], 40),
    VonMisesFisher([0, 0, 1], 1e-3),
    VonMisesFisher([0, -1, 0], 7.5),
    VonMisesFisher([0.6, 0, -0.8], 700),
    VonMisesFisher([0.5, 0.5, -0.5, 0.5], 3),
    VonMisesFisher([0, 0, 0, 0, 1], 1e4),
]
MATRICES = [
    MatrixNormal([[1, -2]], [[2]], TWO),
    MatrixNormal([[1, 2], [3, -4]], TWO, [[1, -0.25], [-0.25, 3]]),
    MatrixNormal([[1, 0, 2], [-1, 0.5, 0]], TWO, THREE),
    MatrixNormal([[1, 2], [3, -4]], NARROW, TWO),
]
COUNTS = [
    Multinomial(1, [0.25, 0.75]),
    Multinomial(12, [0.3125, 0.0625, 0.625]),
    Multinomial(7, [0.1, 0.2, 0.3, 0.4]),
    Multinomial(40, [1e-9, 0.25, 0.749999999]),
    Multinomial(5, [0.5, 0, 0.125, 0.25, 0.125]),
]
EVERY = [*NORMALS, *STUDENTS, *DIRICHLETS, *WISHARTS, *DIRECTIONS, *MATRICES, *COUNTS]


def points(of: object) -> list[list[float]]:
    """Where the density is evaluated: amid the mass, to one side, far out."""
    if isinstance(of, MvNormal | MvStudentT):
        middle = of.mean_values if isinstance(of, MvNormal) else of.location
        steps = ([0.0] * 5, [0.5, -0.25, 1, 2, -1], [-3, 4.5, 0.125, 7, 2], [300, -100, 50, 25, 10])
        return [[float(m) + s for m, s in zip(middle, step)] for step in steps]
    if isinstance(of, MatrixNormal):
        steps = ([0.0] * 6, [0.5, -0.25, 1, 2, -1, 0.75], [30, -10, 5, 2, 1, 7])
        return [[float(m) + s for m, s in zip(of.mean(), step)] for step in steps]
    if isinstance(of, Dirichlet):
        d = len(of.concentration)
        halves = [2.0 ** -(i + 1) for i in range(d - 1)]
        corner = [2.0**-40 * (i + 1) for i in range(d - 1)]
        return [[*halves, 2.0 ** -(d - 1)], [*corner, 1 - sum(corner)]]
    if isinstance(of, Wishart):
        d = len(of.scale)
        plain = low_rank([[1, 0.5], [-0.5, 2], [0.25, 0.25]][:d], [0.5, 0.25, 1][:d])
        return [[float(v) for row in rows for v in row] for rows in (plain, of.scale, diagonal(*[1e-6, 300, 2][:d]))]
    if isinstance(of, VonMisesFisher):
        d = len(of.direction)
        axis = [[1.0 if i == j else 0.0 for j in range(d)] for i in (0, d - 1)]
        return [list(map(float, of.direction)), [-float(v) for v in of.direction], *axis]
    d, n = len(of.p), of.trials
    return [[n if i == j else 0 for j in range(d)] for i in (0, d - 1)] + [[n // 3, *[0] * (d - 2), n - n // 3]]


def near(p: object, size: float) -> object:
    """The same family with every parameter moved by about `size`."""
    if isinstance(p, MvNormal):
        return MvNormal(nudged(p.mean_values, size), nudged_rows(p.covariance_rows, size))
    if isinstance(p, Dirichlet):
        return Dirichlet(nudged(p.concentration, size))
    if isinstance(p, Wishart):
        return Wishart(*nudged([p.df], size), nudged_rows(p.scale, size))
    if isinstance(p, VonMisesFisher):
        turned = [v + size * (i + 1) / 4 for i, v in enumerate(p.direction)]
        return VonMisesFisher([v / math.hypot(*turned) for v in turned], *nudged([p.concentration], size))
    if isinstance(p, MatrixNormal):
        mean = [nudged(row, size) for row in p.mean_rows]
        return MatrixNormal(mean, nudged_rows(p.row_covariance, size), nudged_rows(p.column_covariance, size))
    moved = [v * (1 + size * s) for v, s in zip(p.p, (0.5, -0.75, 0.25, 1))]
    return Multinomial(p.trials, [*moved[:-1], 1 - sum(moved[:-1])])


def tiny(of: MvNormal | Wishart, size: float) -> object:
    """A badly scaled one, moved by less than its smallest eigenvalue: scaled as a whole."""
    factor = 1 + size
    if isinstance(of, MvNormal):
        return MvNormal(nudged(of.mean_values, size), scaled(of.covariance_rows, factor))
    return Wishart(of.df * (1 - size), scaled(of.scale, factor))


def kin() -> list[tuple[object, object]]:
    """P and Q of one family."""
    three, other = NORMALS[4], MvNormal([0, 1, 2.5], [[1, 0.25, 0], [0.25, 3, -1.5], [0, -1.5, 2]])
    out = [
        (NORMALS[0], MvNormal([-3], [[0.125]])),
        (NORMALS[1], NORMALS[2]),
        (NORMALS[2], NORMALS[1]),
        (NORMALS[2], MvNormal([0, 1e-9], diagonal(1, 1 + 1e-9))),
        (three, other),
        (other, three),
        (NORMALS[3], three),
        (three, NORMALS[3]),
        (NORMALS[5], NORMALS[1]),
        (NORMALS[1], NORMALS[5]),
        (NORMALS[6], three),
        (NORMALS[7], NORMALS[6]),
        (NORMALS[8], MvNormal([0, 0, 0, 0, 0], diagonal(1, 2, 3, 4, 5))),
        (MvNormal([0, 0, 0, 0, 0], diagonal(1, 2, 3, 4, 5)), NORMALS[8]),
        (DIRICHLETS[0], Dirichlet([0.75, 2.5])),
        (DIRICHLETS[1], DIRICHLETS[2]),
        (DIRICHLETS[2], DIRICHLETS[1]),
        (DIRICHLETS[3], DIRICHLETS[1]),
        (DIRICHLETS[1], DIRICHLETS[5]),
        (DIRICHLETS[5], Dirichlet([1.001e5, 4e4, 9.01e4])),
        (WISHARTS[0], Wishart(11, [[0.25]])),
        (WISHARTS[1], WISHARTS[2]),
        (WISHARTS[2], WISHARTS[1]),
        (WISHARTS[3], WISHARTS[4]),
        (WISHARTS[5], WISHARTS[1]),
        (WISHARTS[1], WISHARTS[5]),
        (WISHARTS[6], WISHARTS[3]),
        (DIRECTIONS[0], DIRECTIONS[1]),
        (DIRECTIONS[1], DIRECTIONS[0]),
        (DIRECTIONS[2], DIRECTIONS[4]),
        (DIRECTIONS[4], DIRECTIONS[3]),
        (DIRECTIONS[3], DIRECTIONS[2]),
        (DIRECTIONS[5], VonMisesFisher([1, 0, 0, 0], 20)),
        (DIRECTIONS[6], VonMisesFisher([1, 0, 0, 0, 0], 0.5)),
        (MATRICES[0], MatrixNormal([[0, 0]], [[0.5]], diagonal(1, 3))),
        (MATRICES[1], MatrixNormal([[0, 0], [0, 1]], diagonal(1, 1), TWO)),
        (MATRICES[2], MatrixNormal([[0, 0, 0], [0, 0, 0]], diagonal(1, 2), diagonal(1, 2, 3))),
        (MATRICES[3], MATRICES[1]),
        (COUNTS[0], Multinomial(1, [0.75, 0.25])),
        (COUNTS[1], Multinomial(12, [0.25, 0.5, 0.25])),
        (COUNTS[2], Multinomial(7, [0.25, 0.25, 0.25, 0.25])),
        (COUNTS[3], Multinomial(40, [0.25, 0.25, 0.5])),
        (COUNTS[4], Multinomial(5, [0.25, 0.25, 0.125, 0.25, 0.125])),
        (Multinomial(5, [0.25, 0.25, 0.125, 0.25, 0.125]), COUNTS[4]),
    ]
    changed = [NORMALS[1], three, NORMALS[8], DIRICHLETS[1], DIRICHLETS[4], WISHARTS[3], DIRECTIONS[1], DIRECTIONS[3]]
    changed += [DIRECTIONS[4], MATRICES[2], COUNTS[1]]
    out += [(p, near(p, size)) for p in changed for size in NEAR]
    out += [(p, tiny(p, size)) for p in (NORMALS[5], NORMALS[7], WISHARTS[5]) for size in (1e-6, 1e-9)]
    return out


def with_students() -> list[tuple[object, object]]:
    """Pairs with a Student's t on one side or both."""
    return [
        (STUDENTS[0], NORMALS[0]),
        (STUDENTS[1], NORMALS[1]),
        (STUDENTS[2], NORMALS[4]),
        (STUDENTS[5], NORMALS[1]),
        (STUDENTS[7], NORMALS[8]),
        (STUDENTS[3], NORMALS[1]),  # no variance: infinite
        (NORMALS[0], STUDENTS[0]),
        (NORMALS[1], STUDENTS[1]),
        (NORMALS[1], STUDENTS[5]),
        (NORMALS[4], STUDENTS[2]),
        (NORMALS[3], STUDENTS[4]),
        (NORMALS[8], STUDENTS[7]),
        (STUDENTS[0], MvStudentT(2.5, [-1], [[0.5]])),
        (MvStudentT(2.5, [-1], [[0.5]]), STUDENTS[0]),
        *((STUDENTS[0], MvStudentT(4.5 * (1 + s), [0.5 - s], [[2 * (1 + 0.5 * s)]])) for s in NEAR),
        (STUDENTS[1], MvStudentT(6, [1, -2], scaled(TWO, 2))),
        (STUDENTS[2], MvStudentT(0.75, [0.25, -1.5, 3], scaled(THREE, 0.5))),
        (STUDENTS[3], MvStudentT(3, [0, 1], TWO)),
        (STUDENTS[7], MvStudentT(1.25, [1, 0, -1, 2, 0.5], scaled(FIVE, 0.125))),
        *((STUDENTS[1], MvStudentT(3 * (1 - s), [1, -2], scaled(TWO, 1 + 2.0**-20))) for s in NEAR),
        (STUDENTS[1], MvStudentT(3, [1, -2], scaled(TWO, 1 + 2.0**-30))),
    ]
