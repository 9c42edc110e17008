#include "relent/joint/matrix_normal.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "joint/checks.hpp"
#include "joint/draws.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

matrix checked_mean(matrix mean) {
  if (mean.values.empty()) {
    throw error(errc::empty, matrix_normal::name, "mean has no numbers");
  }
  for (std::size_t i = 0; i < mean.rows; ++i) {
    for (std::size_t j = 0; j < mean.columns; ++j) {
      if (!std::isfinite(mean(i, j))) {
        throw bad_value(matrix_normal::name, fmt::format("mean[{}][{}]", i, j), std::nullopt, mean(i, j), "finite",
                        errc::out_of_range);
      }
    }
  }
  return mean;
}

/// mean + A Z B^T, with the factors A of the rows and B of the columns.
void place(const matrix_normal& d, std::span<const double> z, std::span<double> out) {
  const matrix& mean = d.mean_matrix();
  joint::scratch turned(z.size());  // Z B^T
  std::ranges::fill(turned.numbers(), 0.0);
  for (std::size_t i = 0; i < mean.rows; ++i) {
    linear::add_lower_product(d.column_spread().lower(), z.subspan(i * mean.columns, mean.columns),
                              turned.numbers().subspan(i * mean.columns, mean.columns));
  }
  std::ranges::copy(mean.values, out.begin());
  for (std::size_t i = 0; i < mean.rows; ++i) {
    for (std::size_t k = 0; k <= i; ++k) {
      for (std::size_t j = 0; j < mean.columns; ++j) {
        out[i * mean.columns + j] += d.row_spread().lower()(i, k) * turned.numbers()[k * mean.columns + j];
      }
    }
  }
}

}  // namespace

matrix_normal::matrix_normal(matrix mean, matrix row_covariance, matrix column_covariance)
    : mean_(checked_mean(std::move(mean))),
      rows_(name, "row_covariance", std::move(row_covariance), mean_.rows),
      columns_(name, "column_covariance", std::move(column_covariance), mean_.columns) {}

std::span<const parameter_info> matrix_normal::parameters() noexcept {
  static constexpr parameter_info list[] = {
      {"mean", "finite", std::nullopt, parameter_kind::matrix},
      {"row_covariance", "symmetric and positive definite", std::nullopt, parameter_kind::matrix},
      {"column_covariance", "symmetric and positive definite", std::nullopt, parameter_kind::matrix}};
  return list;
}

std::string matrix_normal::text() const {
  return fmt::format("{}({}, {}, {})", name, joint::text_of(mean_), joint::text_of(row_covariance()),
                     joint::text_of(column_covariance()));
}

double matrix_normal::log_density(std::span<const double> x) const {
  // A^-1 (X - mean) B^-T, as B^-1 of its transpose's columns.
  matrix away(mean_.rows, mean_.columns);
  std::ranges::transform(x, mean_.values, away.values.begin(), std::minus{});
  linear::solve_lower(rows_.lower(), away);
  double distance = 0;
  for (std::size_t i = 0; i < mean_.rows; ++i) {
    const std::span<double> row{&away(i, 0), mean_.columns};
    linear::solve_lower(columns_.lower(), row);
    distance += linear::squared_norm(row);
  }
  return -0.5 * (distance + log_determinant()) - static_cast<double>(x.size()) * log_sqrt_2pi;
}

matrix matrix_normal::covariance() const {
  const std::size_t c = mean_.columns, n = mean_.values.size();
  matrix out(n, n);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      out(a, b) = rows_(a / c, b / c) * columns_(a % c, b % c);
    }
  }
  return out;
}

double matrix_normal::log_determinant() const noexcept {
  return static_cast<double>(mean_.columns) * rows_.log_determinant() +
         static_cast<double>(mean_.rows) * columns_.log_determinant();
}

double matrix_normal::entropy() const noexcept {
  return static_cast<double>(mean_.values.size()) * (0.5 + log_sqrt_2pi) + 0.5 * log_determinant();
}

void matrix_normal::from_uniforms(std::span<const double> u, std::span<double> out) const {
  joint::scratch z(u.size());
  std::ranges::transform(u, z.numbers().begin(), standard_normal::quantile);
  place(*this, z.numbers(), out);
}

void matrix_normal::sample(counter_stream& stream, std::span<double> out) const {
  joint::sample_by_uniforms(*this, stream, out);
}

double matrix_normal::chart(std::span<const double> s, std::span<double> x) const {
  place(*this, s, x);
  return 0.5 * log_determinant();
}

}  // namespace relent
