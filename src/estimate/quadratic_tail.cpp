#include "estimate/quadratic_tail.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

namespace relent::estimating {
namespace {

constexpr std::size_t most_roots = 96;
constexpr double reach = 80;  // exp(-reach / 2) is far below what is asked for
constexpr int nodes = 64;
constexpr double cells_at_most = 2000;

// From root a to b, where D vanishes at a, perhaps at b, and is negative between: by the midpoint rule in the angle,
// which takes the square roots out and converges geometrically.
double between(double a, double b, double x, const quadratic_form& form) {
  double sum = 0;
  for (int k = 0; k < nodes; ++k) {
    const double angle = std::numbers::pi * (k + 0.5) / nodes;
    const double u = a + (b - a) * std::pow(std::sin(angle / 2), 2);
    const double minus_d = -form.determinant(u);
    if (minus_d > 0) {
      sum += std::sin(angle) * std::exp(-x * u / 2) / (u * std::sqrt(minus_d));
    }
  }
  return sum * (b - a) / 2 / nodes;  // pi / nodes, over the pi of the formula
}

quadratic_form with_roots(double (*root)(double), std::function<double(double)> determinant) {
  quadratic_form out{{}, std::move(determinant)};
  for (std::size_t j = 1; j <= most_roots; ++j) {
    out.roots.push_back(root(static_cast<double>(j)));
  }
  return out;
}

// A pair of symmetric tridiagonal matrices: the bridge's precision Q and the statistic's weights A.
struct tridiagonal_pair {
  std::vector<double> q, a;            // diagonals
  std::vector<double> q_next, a_next;  // beside them

  // The pivots of Q - u A: how many are negative is how many roots lie below u.
  template <class Use>
  void pivots(double u, const Use& use) const {
    double pivot = 1;
    for (std::size_t j = 0; j < q.size(); ++j) {
      double here = q[j] - u * a[j];
      if (j > 0) {
        const double beside = q_next[j - 1] - u * a_next[j - 1];
        here -= beside * beside / pivot;
      }
      pivot = here == 0 ? std::numeric_limits<double>::min() : here;
      use(j, pivot);
    }
  }

  [[nodiscard]] std::size_t roots_below(double u) const {
    std::size_t n = 0;
    pivots(u, [&](std::size_t, double pivot) { n += pivot < 0 ? 1 : 0; });
    return n;
  }

  // The root with `k` below it, between two that have at most k and more than k.
  [[nodiscard]] double root(std::size_t k, double low, double high) const {
    while (high - low > 2 * std::numeric_limits<double>::epsilon() * high) {
      const double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      (roots_below(middle) > k ? high : low) = middle;
    }
    return high;
  }
};

tridiagonal_pair matrices(const bridge_weights& w) {
  tridiagonal_pair out;
  for (std::size_t j = 0; j + 1 < w.shares.size(); ++j) {
    out.q.push_back(1 / w.shares[j] + 1 / w.shares[j + 1]);
    out.q_next.push_back(-1 / w.shares[j + 1]);
    out.a.push_back(w.midranks ? (w.behind[j] + w.behind[j + 1]) / 4 : w.behind[j]);
    out.a_next.push_back(w.midranks ? w.behind[j + 1] / 4 : 0);
  }
  return out;
}

}  // namespace

double quadratic_tail(double x, const quadratic_form& form) {
  if (!(x > 0)) {
    return 1;
  }
  const std::vector<double>& root = form.roots;
  double p = 0;
  bool settled = false;
  for (std::size_t k = 0; k < root.size() && !settled; k += 2) {
    const double a = root[k], far = a + reach / x;
    const bool last = k + 1 >= root.size();
    const double b = last ? far : std::min(root[k + 1], far);
    const double part = between(a, b, x, form);
    p += k % 4 == 0 ? part : -part;
    settled = part < 1e-16 * p || (last && root.size() < most_roots);
  }
  return settled || root.size() < most_roots ? std::clamp(p, 0.0, 1.0) : 1;
}

quadratic_form cramer_von_mises_form() {
  return with_roots([](double j) { return std::pow(std::numbers::pi * j, 2); },
                    [](double u) { return std::sin(std::sqrt(u)) / std::sqrt(u); });
}

quadratic_form anderson_darling_form() {
  return with_roots(
      [](double j) { return j * (j + 1); },
      [](double u) { return -std::cos(std::numbers::pi / 2 * std::sqrt(1 + 4 * u)) / (std::numbers::pi * u); });
}

quadratic_form bridge_form(const bridge_weights& weights) {
  const auto pair = std::make_shared<const tridiagonal_pair>(matrices(weights));
  std::vector<double> unmoved;
  pair->pivots(0, [&](std::size_t, double pivot) { unmoved.push_back(pivot); });
  quadratic_form out{{}, [pair, unmoved = std::move(unmoved)](double u) {
                       double d = 1;
                       pair->pivots(u, [&](std::size_t j, double pivot) { d *= pivot / unmoved[j]; });
                       return d;
                     }};
  double low = 0, high = 1;
  const std::size_t wanted = std::min(pair->q.size(), most_roots);
  for (std::size_t k = 0; k < wanted; ++k) {
    for (int doubled = 0; pair->roots_below(high) <= k && doubled < 200; ++doubled) {
      high *= 2;
    }
    if (pair->roots_below(high) <= k) {
      break;  // weights that vanish have no more roots
    }
    low = pair->root(k, low, high);
    out.roots.push_back(low);
  }
  return out;
}

std::vector<double> pooled_shares(std::span<const count_pair> ordered) {
  const auto all = static_cast<double>(sum_of(ordered).total());
  const bool many = static_cast<double>(ordered.size()) > cells_at_most;
  std::vector<double> out;
  double share = 0;
  for (const count_pair& c : ordered) {
    const double here = static_cast<double>(c.total()) / all;
    if (many && here >= 1 / cells_at_most && share > 0) {  // a value that many share stays a cell of its own
      out.push_back(share);
      share = 0;
    }
    share += here;
    if (share > 0 && (!many || share >= 1 / cells_at_most)) {
      out.push_back(share);
      share = 0;
    }
  }
  if (share > 0) {
    out.push_back(share);
  }
  return out;
}

}  // namespace relent::estimating
