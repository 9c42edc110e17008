"""The polynomials of src/kernel/vector_math-inl.hpp, float_math-inl.hpp, logit_pair.cpp, logit_kept.cpp and stirling_bregman-inl.hpp, by
Chebyshev interpolation at 60 digits, with their errors.

Run by hand; the printed hexadecimal constants stand in the headers. Needs mpmath.
"""

import mpmath as mp

mp.mp.dps = 60


def interpolate(f, low, high, degree):
    """Monomial coefficients, constant first, of the interpolant of f at the Chebyshev points of [low, high]."""
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [middle + half * mp.cos((2 * k + 1) * mp.pi / (2 * degree + 2)) for k in range(degree + 1)]
    vandermonde = mp.matrix(degree + 1, degree + 1)
    for i, x in enumerate(nodes):
        for j in range(degree + 1):
            vandermonde[i, j] = x**j
    return list(mp.lu_solve(vandermonde, mp.matrix([f(x) for x in nodes])))


def report(name, f, low, high, degree, weight):
    """Prints the coefficients rounded to f64 and the largest |error| * weight(x) that they leave."""
    rounded = [float(c) for c in interpolate(f, low, high, degree)]
    worst = 0
    for k in range(2001):
        x = low + (high - low) * mp.mpf(k) / 2000
        worst = max(worst, abs(mp.polyval([mp.mpf(c) for c in reversed(rounded)], x) - f(x)) * weight(x))
    print(f"{name}: degree {degree}, largest weighted error {mp.nstr(worst, 3)}")
    print("  " + ", ".join(c.hex() for c in rounded))


def atanh_tail(z):
    """R of 2 atanh(s) = 2 s + s^3 R(s^2)."""
    if z < mp.mpf("1e-30"):
        return mp.mpf(2) / 3
    s = mp.sqrt(z)
    return (2 * mp.atanh(s) - 2 * s) / s**3


def expm1_tail(r):
    """P of expm1(r) = r + r^2 P(r)."""
    if abs(r) < mp.mpf("1e-15"):
        return mp.mpf(1) / 2 + r / 6 + r * r / 24
    return (mp.expm1(r) - r) / r**2


def exp2_tail(f):
    """Q of 2^f = 1 + f Q(f)."""
    if abs(f) < mp.mpf("1e-15"):
        return mp.log(2) + f * mp.log(2) ** 2 / 2
    return (mp.power(2, f) - 1) / f


def stirling_curvature(w):
    """a^3 S''(a), w = 1/a^2, S what Stirling's formula leaves of log Gamma."""
    if w < mp.mpf("1e-12"):
        return mp.mpf(1) / 6 - w / 30
    a = 1 / mp.sqrt(w)
    return a**3 * (mp.psi(1, a) - 1 / a - 1 / (2 * a * a))


def atanh_slope(z):
    """P of 2 atanh(s) = s P(s^2)."""
    if z < mp.mpf("1e-30"):
        return mp.mpf(2)
    s = mp.sqrt(z)
    return 2 * mp.atanh(s) / s


def js_tail(z):
    """P of (d tanh(d/2) - 2 log cosh(d/2)) / 4 = d^2 P(d^2)."""
    if z < mp.mpf("1e-20"):
        return mp.mpf(1) / 16 - z / 128
    d = mp.sqrt(z)
    return (d * mp.tanh(d / 2) - 2 * mp.log(mp.cosh(d / 2))) / (4 * z)


if __name__ == "__main__":
    # The weight is what turns the polynomial's error into the relative error of 2 atanh(s) and of expm1(r).
    report("atanh tail", atanh_tail, mp.mpf(0), mp.mpf("0.0401"), 7, lambda z: z / 2)
    half = mp.log(2) / 2 * mp.mpf("1.0001")
    report("expm1 tail", expm1_tail, -half, half, 10, lambda r: abs(r) / abs(1 + r / 2))
    report("expm1 tail of eighths", expm1_tail, -half / 8, half / 8, 5, lambda r: r * r)  # of softmin.cpp
    # Relative to 1/6; S'' is at most a tenth of what it is added to.
    report("Stirling curvature, a >= 4", stirling_curvature, mp.mpf(0), mp.mpf(1) / 16, 9, lambda w: 6)
    # For f32: exp by the same tail, log1p, and expm1(x) - x = x^2 P(x) over |x| <= 1 and in f64 over |x| <= 1/2.
    report("f32 expm1 tail", expm1_tail, -half, half, 4, lambda r: r * r)
    report("f32 exp2 tail", exp2_tail, mp.mpf(-1) / 2, mp.mpf(1) / 2, 5, lambda f: abs(f) / mp.power(2, f))
    # Beside a table of 8 and of 16 powers of two.
    for powers in (8, 16):
        edge = mp.mpf(1) / (2 * powers)
        report(f"f32 exp2 tail of {powers}", exp2_tail, -edge, edge, 2, lambda f: abs(f) / mp.power(2, f))
    report("f32 atanh to 1/3", atanh_slope, mp.mpf(0), mp.mpf(1) / 9, 4, lambda z: mp.mpf(1) / 2)  # of logit_kept.cpp
    report("f32 atanh tail", atanh_tail, mp.mpf(0), mp.mpf("0.0401"), 2, lambda z: z / 2)
    report("f32 rest", expm1_tail, mp.mpf(-1), mp.mpf(1), 7, lambda r: 1 / expm1_tail(r))
    report("f64 rest", expm1_tail, mp.mpf(-1), mp.mpf(1), 14, lambda r: 1 / expm1_tail(r))
    report("f32 JS", js_tail, mp.mpf(0), mp.mpf(1), 4, lambda z: 1 / js_tail(z))  # of logit_pair.cpp
    report("f64 JS", js_tail, mp.mpf(0), mp.mpf(1), 12, lambda z: 1 / js_tail(z))
    log2 = mp.log(2)
    high = mp.floor(log2 * 2**41) / 2**41
    print("ln 2:", float(high).hex(), float(log2 - high).hex())
