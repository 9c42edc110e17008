#pragma once

#include <functional>
#include <span>

#include "relent/estimate/equality_test.hpp"

namespace relent::estimating {

// What tests by cumulative shares come to in large samples: Q = sum_j Z_j^2 / roots[j] of independent standard normals.

/// The determinant D(u) = prod_j (1 - u / roots[j]) of such a sum, with its smallest roots, all simple, rising.
struct quadratic_form {
  std::vector<double> roots;
  std::function<double(double)> determinant;
};

/// P(Q > x) by Smirnov's formula (1937): (1 / pi) sum_k (-1)^(k+1) of the integrals of exp(-x u / 2) / (u sqrt(-D(u)))
/// from root 2k - 1 to root 2k. Relative error below 1e-10 where that is less than 1/2, absolute above. Only roots up
/// to 80 / x matter; with fewer of them than that the answer is 1 where they do not settle it.
[[nodiscard]] double quadratic_tail(double x, const quadratic_form& form);

/// The limit of Cramer and von Mises without ties: roots (pi j)^2, D(u) = sin(sqrt u) / sqrt u.
[[nodiscard]] quadratic_form cramer_von_mises_form();
/// That of Anderson and Darling: roots j (j + 1), D(u) = -cos(pi / 2 sqrt(1 + 4 u)) / (pi u).
[[nodiscard]] quadratic_form anderson_darling_form();

/// How a statistic weighs the bridge B behind the cells of given shares: sum_j behind[j] B_j^2, or with `midranks`
/// sum_j behind[j] ((B_(j-1) + B_j) / 2)^2.
struct bridge_weights {
  std::vector<double> shares;  ///< of the cells in order, each positive; they sum to 1
  std::vector<double> behind;
  bool midranks = false;
};

/// The form of such a statistic. The bridge's precision matrix and the weights' are tridiagonal: D(u) is the ratio of
/// two determinants in O(cells), and the roots are bracketed by counting negative pivots.
[[nodiscard]] quadratic_form bridge_form(const bridge_weights& weights);

/// The shares of the pooled cells in order, neighbours joined until each has at least 1/2000: enough for the limit.
[[nodiscard]] std::vector<double> pooled_shares(std::span<const count_pair> ordered);

}  // namespace relent::estimating
