#include "relent/joint/wishart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/checks.hpp"
#include "distribution/numeric.hpp"
#include "joint/checks.hpp"
#include "joint/draws.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double checked_df(double df, std::size_t n) {
  const double least = static_cast<double>(n) - 1;
  if (!(df > least && std::isfinite(df))) {
    throw bad_value(wishart::name, "df", std::nullopt, df,
                    fmt::format("> {} and finite, for a {} x {} scale", least, n, n), errc::out_of_range);
  }
  return df;
}

/// Sum over i = 0 .. n-1 of f((df - i) / 2).
template <class F>
double over_ladder(double df, std::size_t n, const F& f) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += f((df - static_cast<double>(i)) / 2);
  }
  return sum;
}

/// log of the multivariate Gamma function of df / 2.
double log_multi_gamma(double df, std::size_t n) {
  const auto m = static_cast<double>(n);
  return m * (m - 1) / 4 * std::log(std::numbers::pi) + over_ladder(df, n, log_gamma);
}

matrix as_matrix(std::span<const double> x, std::size_t n) {
  matrix out(n, n);
  out.values.assign(x.begin(), x.end());
  return out;
}

}  // namespace

wishart::wishart(double df, matrix scale)
    : df_(df), spread_([&] {
        const std::size_t n = scale.rows;
        return factored_covariance(name, "scale", std::move(scale), n);
      }()) {
  checked_df(df, spread_.size());
}

std::span<const parameter_info> wishart::parameters() noexcept {
  static constexpr parameter_info list[] = {
      {"df", "> n - 1"}, {"scale", "symmetric and positive definite", std::nullopt, parameter_kind::matrix}};
  return list;
}

std::string wishart::text() const { return fmt::format("{}({}, {})", name, df_, joint::text_of(scale())); }

double wishart::log_density(std::span<const double> x) const {
  const std::size_t n = spread_.size();
  if (!space().contains(x)) {
    return -infinity;
  }
  matrix root = as_matrix(x, n);
  if (!linear::cholesky(root)) {
    return -infinity;
  }
  const auto m = static_cast<double>(n);
  const double log_determinant = linear::log_determinant(root);
  const matrix whitened = linear::solve_lower_for_lower(spread_.lower(), root);
  return 0.5 * ((df_ - m - 1) * log_determinant - linear::squared_norm(whitened.values) -
                df_ * (m * std::numbers::ln2 + spread_.log_determinant())) -
         log_multi_gamma(df_, n);
}

std::vector<double> wishart::mean() const {
  std::vector<double> out = scale().values;
  for (double& v : out) {
    v *= df_;
  }
  return out;
}

matrix wishart::covariance() const {
  const std::size_t n = spread_.size();
  matrix out(n * n, n * n);
  for (std::size_t a = 0; a < n * n; ++a) {
    for (std::size_t b = 0; b < n * n; ++b) {
      const std::size_t i = a / n, j = a % n, k = b / n, l = b % n;
      out(a, b) = df_ * (spread_(i, k) * spread_(j, l) + spread_(i, l) * spread_(j, k));
    }
  }
  return out;
}

double wishart::mean_log_determinant() const noexcept {
  const auto m = static_cast<double>(spread_.size());
  return over_ladder(df_, spread_.size(), digamma) + m * std::numbers::ln2 + log_determinant();
}

double wishart::entropy() const noexcept {
  const auto m = static_cast<double>(spread_.size());
  return log_multi_gamma(df_, spread_.size()) + 0.5 * df_ * (m * std::numbers::ln2 + log_determinant()) +
         0.5 * df_ * m - 0.5 * (df_ - m - 1) * mean_log_determinant();
}

void wishart::from_uniforms(std::span<const double> u, std::span<double> out) const {
  const std::size_t n = spread_.size();
  matrix triangle(n, n);
  std::size_t next = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      triangle(i, j) = standard_normal::quantile(u[next++]);
    }
    triangle(i, i) = std::sqrt(2 * gamma_lower_inverse((df_ - static_cast<double>(i)) / 2, u[next++]));
  }
  matrix root(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k <= i; ++k) {
      for (std::size_t j = 0; j <= k; ++j) {
        root(i, j) += spread_.lower()(i, k) * triangle(k, j);
      }
    }
  }
  const matrix drawn = linear::product_transposed(root, root);
  std::ranges::copy(drawn.values, out.begin());
}

void wishart::sample(counter_stream& stream, std::span<double> out) const {
  joint::sample_by_uniforms(*this, stream, out);
}

wishart wishart::fit(const matrix& rows) {
  joint::check_rows(name, rows);
  const auto n = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(rows.columns))));
  const auto count = static_cast<double>(rows.rows);
  if (n * n != rows.columns) {
    throw error(errc::shape_mismatch, name, fmt::format("rows of {} numbers are no square matrices", rows.columns));
  }
  const joint_space space{.kind = space_kind::positive_definite, .size = n * n};
  matrix mean(n, n);
  double mean_log = 0;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    matrix root = as_matrix(rows.row(i), n);
    if (!space.contains(rows.row(i)) || !linear::cholesky(root)) {
      joint::refuse_row(name, i, fmt::format("a positive definite {} x {} matrix, row by row", n, n));
    }
    mean_log += linear::log_determinant(root) / count;
    for (std::size_t k = 0; k < n * n; ++k) {
      mean.values[k] += rows(i, k) / count;
    }
  }
  matrix root = mean;
  const double gap = linear::cholesky(root) ? linear::log_determinant(root) - mean_log : 0;
  if (!(gap > 1e-14 * static_cast<double>(n))) {
    refuse_fit(name, "all rows are alike");
  }
  // log det of the mean over df, times 2 per row, against the mean log det: sum of log(df / 2) - digamma is the gap.
  const auto excess = [&](double df) {
    return over_ladder(df, n, [df](double a) { return std::log(df / 2) - digamma(a); }) - gap;
  };
  const double edge = static_cast<double>(n) - 1;
  const double df = edge + positive_root([&](double above) { return excess(edge + above); }, 1.0);
  for (double& v : mean.values) {
    v /= df;
  }
  return {df, std::move(mean)};
}

}  // namespace relent
