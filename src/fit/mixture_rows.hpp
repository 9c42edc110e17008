#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/fit/rows_mixture.hpp"

namespace relent {

/// Rows seen with each column less its mean and in units of its standard deviation (1 where that is 0); the rows
/// themselves stay where they are, and must outlive it.
class unit_rows {
 public:
  explicit unit_rows(const matrix& rows);
  /// In the units of others.
  unit_rows(const matrix& rows, const unit_rows& as);

  [[nodiscard]] std::size_t count() const noexcept { return rows_->rows; }
  [[nodiscard]] std::size_t columns() const noexcept { return rows_->columns; }
  [[nodiscard]] const std::vector<double>& centre() const noexcept { return centre_; }
  [[nodiscard]] const std::vector<double>& unit() const noexcept { return unit_; }
  /// The sum of log unit: by so much log densities in these units are too large.
  [[nodiscard]] double log_unit() const;
  /// `n` rows from `from` on, each followed by a 1: `columns()` + 1 numbers a row.
  void block(std::size_t from, std::size_t n, double* out) const noexcept;

 private:
  const matrix* rows_;
  std::vector<double> centre_, unit_;
};

/// What all rows add to a step: the log likelihood; of each component the lower triangle of sum r (x - m, 1) (x - m,
/// 1)^T, r the row's share of it and m its mean.
struct mixture_sums {
  double log_likelihood = 0;
  std::vector<double> moments{};
};

/// Throws error(errc::out_of_range) for a covariance that is not positive definite.
[[nodiscard]] mixture_sums sums_of_mixture(const unit_rows& rows, const mvnormal_mixture_parameters& at, bool moments,
                                           int threads);

}  // namespace relent
