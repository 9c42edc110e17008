#include "normal_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "relent/distribution/normal.hpp"
#include "relent/divergence/joint_gradient.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/matrix_normal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"

#include "affinity_slope.hpp"
#include "as_gaussian.hpp"
#include "covariance_gap.hpp"
#include "linear/dense.hpp"
#include "same_size.hpp"

namespace relent {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

void scale(mvnormal_slopes& of, double by) {
  for (std::vector<double>* part : {&of.mean, &of.covariance.values}) {
    std::ranges::transform(*part, part->begin(), [by](double v) { return by * v; });
  }
}

/// The other way round, where the distribution that was P is Q.
mvnormal_gradient turned(mvnormal_gradient g) { return {std::move(g.q), std::move(g.p)}; }

void add(mvnormal_slopes& to, const mvnormal_slopes& from) {
  std::ranges::transform(to.mean, from.mean, to.mean.begin(), std::plus<>());
  std::ranges::transform(to.covariance.values, from.covariance.values, to.covariance.values.begin(), std::plus<>());
}

std::vector<double> mean_step(const mvnormal& p, const mvnormal& q) {
  std::vector<double> out(p.mean().size());
  std::ranges::transform(p.mean(), q.mean(), out.begin(), std::minus{});
  return out;
}

/// Of log of the integral of p^a q^(1-a) = -a (1-a) m^T S^-1 m / 2 - log(|S| / (|P|^(1-a) |Q|^a)) / 2 with
/// S = (1-a) P + a Q. Precisions are compared through the difference of the covariances: S - P = a (Q - P).
mvnormal_gradient log_affinity_gradient(const mvnormal& p, const mvnormal& q, double a) {
  const std::size_t n = p.mean().size();
  matrix mixed(n, n), apart(n, n);  // S, and Q - P
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      mixed(i, j) = (1 - a) * p.spread()(i, j) + a * q.spread()(i, j);
      apart(i, j) = q.spread()(i, j) - p.spread()(i, j);
    }
  }
  const factored_covariance s("divergence_gradient", "the mixed covariance", std::move(mixed), n);
  const matrix by_s = linear::inverse_of(s.lower());
  const matrix half = linear::product(by_s, apart);  // S^-1 (Q - P)
  std::vector<double> m = mean_step(p, q);
  linear::solve_lower(s.lower(), m);
  linear::solve_lower_transposed(s.lower(), m);
  // S^-1 - P^-1 = -a S^-1 (Q - P) P^-1 and S^-1 - Q^-1 = (1-a) S^-1 (Q - P) Q^-1.
  const matrix from_p = linear::product(half, linear::inverse_of(p.spread().lower()));
  const matrix from_q = linear::product(half, linear::inverse_of(q.spread().lower()));
  mvnormal_gradient out{{std::vector<double>(n), matrix(n, n)}, {std::vector<double>(n), matrix(n, n)}};
  const double both = a * (1 - a) / 2;
  for (std::size_t i = 0; i < n; ++i) {
    out.p.mean[i] = -2 * both * m[i];
    out.q.mean[i] = 2 * both * m[i];
    for (std::size_t j = 0; j < n; ++j) {
      const double outer = both * m[i] * m[j];
      out.p.covariance(i, j) = (1 - a) * outer + both * (from_p(i, j) + from_p(j, i)) / 2;
      out.q.covariance(i, j) = a * outer - both * (from_q(i, j) + from_q(j, i)) / 2;
    }
  }
  return out;
}

/// Of half the squared 2-Wasserstein distance: m for the mean, (I - T) / 2 for the covariance, T = Lq R^T Lp^-1 the
/// optimal map. Source: Takatsu 2011; Panaretos & Zemel 2020, section 2.
mvnormal_gradient half_square_gradient(const mvnormal& p, const mvnormal& q) {
  const matrix from = p.factor(), to = q.factor();
  const matrix turn = linear::nearest_rotation(linear::transposed_product(from, to));
  const auto less_map = [](const matrix& lower, const matrix& image) {
    // (I - image lower^-1) / 2 = (lower - image) lower^-1 / 2, of which the symmetric part.
    matrix apart(lower.rows, lower.rows);
    std::ranges::transform(lower.values, image.values, apart.values.begin(), std::minus{});
    matrix across = linear::transposed(apart);
    linear::solve_lower_transposed(lower, across);
    matrix out(lower.rows, lower.rows);
    for (std::size_t i = 0; i < out.rows; ++i) {
      for (std::size_t j = 0; j < out.rows; ++j) {
        out(i, j) = (across(i, j) + across(j, i)) / 4;
      }
    }
    return out;
  };
  std::vector<double> m = mean_step(p, q), back = m;
  std::ranges::transform(back, back.begin(), std::negate{});
  return {{std::move(m), less_map(from, linear::product_transposed(to, turn))},
          {std::move(back), less_map(to, linear::product(from, turn))}};
}

/// Of the parameters that the distribution is written with.
std::vector<double> through_parameters(const joint_distribution& d, const mvnormal_slopes& by) {
  const matrix& g = by.covariance;
  std::vector<double> out = by.mean;
  const auto append = [&](const std::vector<double>& more) { out.insert(out.end(), more.begin(), more.end()); };
  if (const auto* diagonal = d.get<mvnormal_diagonal>()) {
    for (std::size_t i = 0; i < g.rows; ++i) {
      out.push_back(2 * diagonal->sd()[i] * g(i, i));
    }
  } else if (const auto* low = d.get<mvnormal_low_rank>()) {
    matrix factor = linear::product(g, low->factor());
    std::ranges::transform(factor.values, factor.values.begin(), [](double v) { return 2 * v; });
    append(factor.values);
    for (std::size_t i = 0; i < g.rows; ++i) {
      out.push_back(g(i, i));
    }
  } else if (const auto* m = d.get<matrix_normal>()) {
    const std::size_t r = m->mean_matrix().rows, c = m->mean_matrix().columns;
    matrix rows(r, r), columns(c, c);
    for (std::size_t a = 0; a < g.rows; ++a) {
      for (std::size_t b = 0; b < g.rows; ++b) {
        rows(a / c, b / c) += g(a, b) * m->column_spread()(a % c, b % c);
        columns(a % c, b % c) += g(a, b) * m->row_spread()(a / c, b / c);
      }
    }
    append(rows.values);
    append(columns.values);
  } else if (const auto* product = d.get<independent>()) {
    out.clear();
    for (std::size_t i = 0; i < g.rows; ++i) {
      out.push_back(by.mean[i]);
      out.push_back(2 * product->factors()[i].get<normal>()->sd() * g(i, i));
    }
  } else {
    append(g.values);
  }
  return out;
}

/// Some roundings for each number of a row, as far as the conditions let them grow, of the largest derivative.
std::vector<double> rounding_of(const std::vector<double>& values, double relative) {
  double most = 0;
  for (const double v : values) {
    most = std::max(most, std::abs(v));
  }
  return std::vector<double>(values.size(), relative * most);
}

std::optional<mvnormal_gradient> slopes_of_normals(std::string_view measure, const mvnormal& p, const mvnormal& q,
                                                   double value, const divergence_options& how) {
  if (measure == "kl_divergence") {
    return kl_gradient(p, q);
  }
  if (measure == "jeffreys_divergence" || measure == "population_stability_index") {
    mvnormal_gradient out = kl_gradient(p, q);
    const mvnormal_gradient back = turned(kl_gradient(q, p));
    add(out.p, back.p);
    add(out.q, back.q);
    return out;
  }
  std::optional<mvnormal_gradient> out;
  double by = 1 / value;
  if (measure == "wasserstein_2") {
    out = half_square_gradient(p, q);
  } else if (const auto slope = affinity_slope(measure, value, how.alpha)) {
    out = log_affinity_gradient(p, q, slope->alpha);
    by = slope->slope;
  }
  if (out) {
    scale(out->p, by);
    scale(out->q, by);
  }
  return out;
}

}  // namespace

std::optional<parameter_gradient> normal_gradient(std::string_view measure, const joint_distribution& p,
                                                  const joint_distribution& q, double value,
                                                  const divergence_options& how) {
  const auto a = as_gaussian(p), b = as_gaussian(q);
  if (!a || !b) {
    return std::nullopt;
  }
  require_same_size(*a, *b);
  const auto found = slopes_of_normals(measure, *a, *b, value, how);
  if (!found) {
    return std::nullopt;
  }
  const double relative = 32 * eps * static_cast<double>(a->mean().size()) *
                          (scaled_condition(a->spread()) + scaled_condition(b->spread()));
  parameter_gradient out{.p = through_parameters(p, found->p), .q = through_parameters(q, found->q)};
  out.method = method::closed_form;
  out.p_error = rounding_of(out.p, relative);
  out.q_error = rounding_of(out.q, relative);
  return out;
}

}  // namespace relent
