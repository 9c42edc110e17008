"""Writes tests/joint/bessel_ratio_table.inc: modified Bessel functions as the von Mises-Fisher distribution needs them.

python tools/golden/bessel_ratio.py > tests/joint/bessel_ratio_table.inc
"""

import mpmath

mpmath.mp.dps = 60


def row(v, k):
    v, k = mpmath.mpf(v), mpmath.mpf(k)
    # The digits that 1 - r and the slope lose for large k, on top of those wanted.
    with mpmath.workdps(80 + 4 * int(mpmath.log10(1 + k))):
        scaled = mpmath.log(mpmath.gamma(v + 1)) + v * mpmath.log(2 / k) + mpmath.log(mpmath.besseli(v, k)) - k
        ratio = mpmath.besseli(v + 1, k) / mpmath.besseli(v, k)
        slope = 1 - ratio * ratio - (2 * v + 1) * ratio / k
        return [mpmath.nstr(x, 20) for x in (scaled, 1 - ratio, ratio, slope)]


print(
    f"// Written by tools/golden/bessel_ratio.py with mpmath {mpmath.__version__}; order, k, log scaled, 1 - r, r, r'."
)
for order in ("0", "0.5", "1", "4.5", "31", "383"):
    for argument in ("1e-5", "0.3", "2", "17", "99", "120", "480", "520", "2500", "70000"):
        scaled, short, ratio, slope = row(order, argument)
        print(f"{{{order}, {argument}, {scaled}, {short}, {ratio}, {slope}}},")
