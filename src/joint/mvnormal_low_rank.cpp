#include "relent/joint/mvnormal_low_rank.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/checks.hpp"
#include "joint/checks.hpp"
#include "joint/draws.hpp"
#include "joint/moments.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

matrix checked_factor(matrix factor, std::size_t n) {
  if (factor.rows != n || factor.columns == 0) {
    throw error(
        errc::shape_mismatch, mvnormal_low_rank::name,
        fmt::format("factor is {} x {}, must have {} rows and a column or more", factor.rows, factor.columns, n));
  }
  for (std::size_t i = 0; i < factor.rows; ++i) {
    for (std::size_t j = 0; j < factor.columns; ++j) {
      if (!std::isfinite(factor(i, j))) {
        throw bad_value(mvnormal_low_rank::name, fmt::format("factor[{}][{}]", i, j), std::nullopt, factor(i, j),
                        "finite", errc::out_of_range);
      }
    }
  }
  return factor;
}

/// diag(d)^-1/2 F
matrix scaled(const matrix& factor, std::span<const double> diagonal) {
  matrix out = factor;
  for (std::size_t i = 0; i < out.rows; ++i) {
    for (std::size_t j = 0; j < out.columns; ++j) {
      out(i, j) /= std::sqrt(diagonal[i]);
    }
  }
  return out;
}

matrix capacitance_of(const matrix& factor, std::span<const double> diagonal) {
  const matrix f = scaled(factor, diagonal);
  matrix out = linear::transposed_product(f, f);
  for (std::size_t i = 0; i < out.rows; ++i) {
    out(i, i) += 1;
  }
  if (!linear::cholesky(out)) {
    throw error(errc::out_of_range, mvnormal_low_rank::name,
                "factor and diagonal are so far apart in size that doubles cannot hold their covariance's inverse");
  }
  return out;
}

}  // namespace

mvnormal_low_rank::mvnormal_low_rank(std::vector<double> mean, matrix factor, std::vector<double> diagonal)
    : mean_(joint::finite_list(name, "mean", std::move(mean))),
      factor_(checked_factor(std::move(factor), mean_.size())),
      diagonal_(joint::positive_list(name, "diagonal", std::move(diagonal))) {
  joint::same_size(name, "diagonal", diagonal_.size(), "mean", mean_.size());
  capacitance_ = capacitance_of(factor_, diagonal_);
  log_determinant_ = linear::log_determinant(capacitance_);
  for (const double d : diagonal_) {
    log_determinant_ += std::log(d);
  }
}

matrix mvnormal_low_rank::covariance() const {
  matrix out = linear::product_transposed(factor_, factor_);
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    out(i, i) += diagonal_[i];
    for (std::size_t j = 0; j < i; ++j) {
      out(j, i) = out(i, j);
    }
  }
  return out;
}

void mvnormal_low_rank::solve(std::span<double> y) const {
  joint::scratch inner(factor_.columns);
  std::ranges::fill(inner.numbers(), 0.0);
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] /= diagonal_[i];
    for (std::size_t j = 0; j < factor_.columns; ++j) {
      inner.numbers()[j] += factor_(i, j) * y[i];
    }
  }
  linear::solve_lower(capacitance_, inner.numbers());
  linear::solve_lower_transposed(capacitance_, inner.numbers());
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] -= linear::dot(factor_.row(i), inner.numbers()) / diagonal_[i];
  }
}

std::span<const parameter_info> mvnormal_low_rank::parameters() noexcept {
  static constexpr parameter_info list[] = {{"mean", "finite", std::nullopt, parameter_kind::list},
                                            {"factor", "finite", std::nullopt, parameter_kind::matrix},
                                            {"diagonal", "> 0", std::nullopt, parameter_kind::list}};
  return list;
}

std::string mvnormal_low_rank::text() const {
  return fmt::format("{}({}, {}, {})", name, joint::text_of(mean_), joint::text_of(factor_), joint::text_of(diagonal_));
}

double mvnormal_low_rank::log_density(std::span<const double> x) const {
  joint::scratch away(mean_.size()), solved(mean_.size());
  std::ranges::transform(x, mean_, away.numbers().begin(), std::minus{});
  std::ranges::copy(away.numbers(), solved.numbers().begin());
  solve(solved.numbers());
  return -0.5 * (linear::dot(away.numbers(), solved.numbers()) + log_determinant_) -
         static_cast<double>(mean_.size()) * log_sqrt_2pi;
}

double mvnormal_low_rank::entropy() const noexcept {
  return static_cast<double>(mean_.size()) * (0.5 + log_sqrt_2pi) + 0.5 * log_determinant_;
}

void mvnormal_low_rank::from_uniforms(std::span<const double> u, std::span<double> out) const {
  const std::size_t k = factor_.columns;
  joint::scratch common(k);
  std::ranges::transform(u.first(k), common.numbers().begin(), standard_normal::quantile);
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    out[i] = mean_[i] + linear::dot(factor_.row(i), common.numbers()) +
             std::sqrt(diagonal_[i]) * standard_normal::quantile(u[k + i]);
  }
}

void mvnormal_low_rank::sample(counter_stream& stream, std::span<double> out) const {
  joint::sample_by_uniforms(*this, stream, out);
}

}  // namespace relent
