#include "estimate/row_neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "distribution/special_functions.hpp"
#include "estimate/log_sum.hpp"
#include "estimate/neighbours.hpp"

namespace relent::estimating {
namespace {

/// Solves the small symmetric system a x = b, which is positive definite.
std::vector<double> solved(matrix a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j + 1; i < n; ++i) {
      const double times = a(i, j) / a(j, j);
      for (std::size_t l = j; l < n; ++l) {
        a(i, l) -= times * a(j, l);
      }
      b[i] -= times * b[j];
    }
  }
  for (std::size_t j = n; j-- > 0;) {
    for (std::size_t l = j + 1; l < n; ++l) {
      b[j] -= a(j, l) * b[l];
    }
    b[j] /= a(j, j);
  }
  return b;
}

/// sum over j of w_j (d mean log e_j - psi(j)), the distances e_j among `points`.
double weighed(const matrix& queries, const matrix& points, bool same, const neighbour_weights& how, int threads) {
  const std::size_t n = queries.rows, k = how.furthest();
  const auto d = static_cast<double>(queries.columns);
  double out = 0;
  std::vector<double> reach(n);
  const bool alone = how.at.size() == 1;
  neighbour_lists lists{};
  if (alone) {
    kth_distances(queries, points, k, same, metric::euclidean, threads, reach);
  } else {
    lists = nearest_rows(queries, points, k, same, metric::euclidean, threads);
  }
  for (std::size_t w = 0; w < how.at.size(); ++w) {
    for (std::size_t i = 0; !alone && i < n; ++i) {
      reach[i] = lists.distances[i * k + how.at[w] - 1];
    }
    log_sum sum;
    sum.add(reach);
    out += how.weights[w] * (d * sum.value() / static_cast<double>(n) - digamma(static_cast<double>(how.at[w])));
  }
  return out;
}

}  // namespace

neighbour_weights kth_alone(std::size_t k) { return {{k}, {1}}; }

neighbour_weights without_bias(std::size_t k, std::size_t columns) {
  const auto d = static_cast<double>(columns);
  neighbour_weights out;
  for (std::size_t j = 1; j <= columns; ++j) {
    const std::size_t at = std::max<std::size_t>(1, j * k / columns);
    if (out.at.empty() || out.at.back() != at) {
      out.at.push_back(at);
    }
  }
  // The smallest w with sum w = 1 and sum w_j Gamma(j + 2 l/d) / Gamma(j) = 0: w = C' (C C')^-1 (1, 0, ...).
  const std::size_t conditions = std::min(1 + columns / 4, out.at.size());
  matrix c(conditions, out.at.size()), squared(conditions, conditions);
  for (std::size_t l = 0; l < conditions; ++l) {
    for (std::size_t j = 0; j < out.at.size(); ++j) {
      const auto at = static_cast<double>(out.at[j]);
      // Relative to the furthest, so that all conditions are of one size.
      const auto k_far = static_cast<double>(out.furthest());
      const double more = 2 * static_cast<double>(l) / d;
      c(l, j) = std::exp(log_gamma(at + more) - log_gamma(at) - log_gamma(k_far + more) + log_gamma(k_far));
    }
  }
  for (std::size_t a = 0; a < conditions; ++a) {
    for (std::size_t b = 0; b < conditions; ++b) {
      for (std::size_t j = 0; j < out.at.size(); ++j) {
        squared(a, b) += c(a, j) * c(b, j);
      }
    }
  }
  std::vector<double> first(conditions);
  first[0] = 1;
  const std::vector<double> multipliers = solved(std::move(squared), std::move(first));
  out.weights.assign(out.at.size(), 0);
  for (std::size_t j = 0; j < out.at.size(); ++j) {
    for (std::size_t l = 0; l < conditions; ++l) {
      out.weights[j] += c(l, j) * multipliers[l];
    }
  }
  return out;
}

neighbour_weights entropy_weights(std::size_t n, std::size_t columns) {
  constexpr std::size_t k = 5, further = 20;
  return columns < 4 || n < 4 * further ? kth_alone(std::min(k, n - 1)) : without_bias(further, columns);
}

double log_ball(std::size_t d) {
  const auto half = static_cast<double>(d) / 2;
  return half * std::log(3.141592653589793238463) - log_gamma(half + 1);
}

double row_entropy(const matrix& rows, const neighbour_weights& how, int threads) {
  return digamma(static_cast<double>(rows.rows)) + log_ball(rows.columns) + weighed(rows, rows, true, how, threads);
}

double row_cross_entropy(const matrix& p, const matrix& q, const neighbour_weights& how, int threads) {
  return digamma(static_cast<double>(q.rows + 1)) + log_ball(p.columns) + weighed(p, q, false, how, threads);
}

}  // namespace relent::estimating
