#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/divergence/closed_joint.hpp"

#include "as_gaussian.hpp"
#include "covariance_gap.hpp"
#include "distribution/special_functions.hpp"
#include "linear/dense.hpp"
#include "same_size.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

template <class D>
std::optional<estimate> of_one_family(const joint_distribution& p, const joint_distribution& q) {
  const D *a = p.get<D>(), *b = q.get<D>();
  return a != nullptr && b != nullptr ? std::optional(closed_kl(*a, *b)) : std::nullopt;
}

/// Whether all of R^n, and no whole numbers, may come up.
bool on_reals(const joint_space& s) {
  if (s.kind != space_kind::box) {
    return false;
  }
  for (const support& axis : s.axes) {
    if (axis.lattice) {
      return false;
    }
  }
  return true;
}

/// KL of anything from a normal distribution: log q is quadratic, so P's entropy and first two moments are all it
/// needs.
std::optional<estimate> by_moments(const joint_distribution& p, const mvnormal& q) {
  const double entropy = p.entropy();
  if (std::isnan(entropy) || !on_reals(p.space())) {
    return std::nullopt;
  }
  require_same_size(p, q);
  const std::vector<double> mean = p.mean();
  const matrix covariance = p.covariance();
  const std::size_t n = mean.size();
  double trace = 0;
  std::vector<double> away(n);
  const matrix inverse = linear::inverse_of(q.spread().lower());
  for (std::size_t i = 0; i < n; ++i) {
    away[i] = mean[i] - q.mean()[i];
    if (!std::isfinite(covariance(i, i)) || !std::isfinite(mean[i])) {
      return estimate{
          .value = infinity,
          .method = method::closed_form,
          .error_bound = 0,
          .notes = {fmt::format("P = {} has no finite variance, and log q falls like the square of x", p.text())}};
    }
    for (std::size_t j = 0; j < n; ++j) {
      trace += inverse(i, j) * covariance(i, j);
    }
  }
  linear::solve_lower(q.spread().lower(), away);
  const double shift = linear::squared_norm(away), constant = static_cast<double>(n) * 2 * log_sqrt_2pi;
  const double value = -entropy + (constant + q.log_determinant() + trace + shift) / 2;
  const double condition = scaled_condition(q.spread());
  const double error =
      1e-12 * std::max(std::abs(entropy), 1.0) +
      8 * eps * (static_cast<double>(n) * condition * (trace + shift) + constant + std::abs(q.log_determinant()));
  return estimate{.value = std::max(value, 0.0), .method = method::closed_form, .error_bound = error};
}

}  // namespace

std::optional<estimate> closed_kl_between(const joint_distribution& p, const joint_distribution& q) {
  for (const auto pair : {of_one_family<mvnormal>, of_one_family<mvnormal_diagonal>, of_one_family<mvnormal_low_rank>,
                          of_one_family<dirichlet>, of_one_family<wishart>, of_one_family<von_mises_fisher>,
                          of_one_family<matrix_normal>, of_one_family<multinomial>}) {
    if (auto found = pair(p, q)) {
      return found;
    }
  }
  const auto b = as_gaussian(q);
  if (!b) {
    return std::nullopt;
  }
  if (const auto a = as_gaussian(p)) {
    return closed_kl(*a, *b);
  }
  return by_moments(p, *b);
}

estimate closed_wasserstein_2(const mvnormal& p, const mvnormal& q) {
  require_same_size(p, q);
  // |Lp R - Lq|^2 for the rotation R that brings the factors nearest: a sum of squares, where the formula's traces
  // would cancel. It is least at R, so that R's own rounding counts only to the second order.
  const matrix from = p.factor(), to = q.factor();
  const matrix turned = linear::product(from, linear::nearest_rotation(linear::transposed_product(from, to)));
  double square = 0, size = 0;
  for (std::size_t k = 0; k < turned.values.size(); ++k) {
    const double d = turned.values[k] - to.values[k];
    square += d * d;
    size += turned.values[k] * turned.values[k];
  }
  for (std::size_t i = 0; i < p.mean().size(); ++i) {
    const double d = p.mean()[i] - q.mean()[i];
    square += d * d;
  }
  const double value = std::sqrt(square), n = static_cast<double>(p.mean().size());
  return {.value = value, .method = method::closed_form, .error_bound = 8 * n * eps * (std::sqrt(size) + value)};
}

std::optional<estimate> closed_wasserstein_2(const joint_distribution& p, const joint_distribution& q) {
  const auto a = as_gaussian(p), b = as_gaussian(q);
  return a && b ? std::optional(closed_wasserstein_2(*a, *b)) : std::nullopt;
}

}  // namespace relent
