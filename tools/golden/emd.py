"""tests/golden/emd.tsv: least costs of small transport problems in exact rational arithmetic.

Successive shortest paths (Bellman-Ford) on fractions: no rounding anywhere, and another method than the library's.
Masses and costs are whole numbers, or multiples of powers of two, so that the doubles are the problem itself.

    python tools/golden/emd.py > tests/golden/emd.tsv
"""

import random
from fractions import Fraction


def least_cost(a, b, costs):
    n, m = len(a), len(b)
    left, wanted = [Fraction(x) for x in a], [Fraction(x) for x in b]
    flow = {}
    total = Fraction(0)
    while any(left):
        far = [Fraction(0) if x else None for x in left] + [None] * m  # nodes: rows, then columns
        came = [None] * (n + m)
        changed = True
        while changed:
            changed = False
            for i in range(n):
                for j in range(m):
                    c = Fraction(costs[i][j])
                    if far[i] is not None and (far[n + j] is None or far[i] + c < far[n + j]):
                        far[n + j], came[n + j], changed = far[i] + c, i, True
                    if flow.get((i, j)) and far[n + j] is not None and (far[i] is None or far[n + j] - c < far[i]):
                        far[i], came[i], changed = far[n + j] - c, n + j, True
        end = min((far[n + j], n + j) for j in range(m) if wanted[j])[1]
        path, v = [], end
        while came[v] is not None:
            path.append((came[v], v))
            v = came[v]
        push = min([left[v], wanted[end - n]] + [flow[(w, u - n)] for u, w in path if u >= n])
        for u, w in path:
            key, sign = ((u, w - n), 1) if u < n else ((w, u - n), -1)
            flow[key] = flow.get(key, Fraction(0)) + sign * push
            total += sign * push * Fraction(costs[key[0]][key[1]])
        left[v] -= push
        wanted[end - n] -= push
    return total


def main():
    draw = random.Random(20240607)
    print("# region\ta\tb\tcosts, row by row\tleast cost (exact, rounded once)")
    regions = {
        "plain": (lambda: draw.randint(1, 9), lambda: draw.randint(0, 50)),
        "ties": (lambda: draw.randint(1, 2), lambda: draw.randint(0, 2)),
        "degenerate": (lambda: 1, lambda: draw.randint(-3, 3)),
        "zero masses": (lambda: draw.choice([0, 0, 1, 2]), lambda: draw.randint(0, 20)),
        "huge ratios of masses": (lambda: 2.0 ** draw.randint(-50, 0), lambda: draw.randint(0, 9)),
        "huge ratios of costs": (lambda: draw.randint(1, 9), lambda: 2.0 ** draw.randint(-40, 0)),
    }
    for region, (mass, cost) in regions.items():
        for _ in range(25):
            n, m = draw.randint(1, 6), draw.randint(1, 6)
            a, b = [mass() for _ in range(n)], [mass() for _ in range(m)]
            short = sum(map(Fraction, a)) - sum(map(Fraction, b))
            (b if short > 0 else a)[0] += float(abs(short)) if region.startswith("huge") else int(abs(short))
            if not any(a):
                continue
            assert sum(map(Fraction, a)) == sum(map(Fraction, b))
            costs = [[cost() for _ in range(m)] for _ in range(n)]
            fields = [a, b, [c for row in costs for c in row], [float(least_cost(a, b, costs))]]
            print(region, *(",".join(map(repr, map(float, f))) for f in fields), sep="\t")


if __name__ == "__main__":
    main()
