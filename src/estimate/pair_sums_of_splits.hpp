#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/estimate/equality_test.hpp"

namespace relent::estimating {

/// k of row i and rows [first, first + count), into out.
using pair_function = std::function<void(std::size_t i, std::size_t first, std::size_t count, double* out)>;

/// Sums of k over ordered pairs of rows, those of a row with itself among them.
struct pair_totals {
  double within_p, across, within_q;
};

/// All the splits' sums: the first is that of the rows as they are, the next of `how.permutations` random ones.
struct split_sums {
  std::vector<pair_totals> splits{};
  double size = 0;  ///< the mean of |k|: what rounding errors are measured by
};
[[nodiscard]] split_sums sum_over_splits(std::size_t n, std::size_t m, const pair_function& k, const test_options& how);

/// Rows of both samples, one below the other, laid out coordinate by coordinate for kernel::cost_row.
class pooled_rows {
 public:
  pooled_rows(const matrix& x, const matrix& y);
  [[nodiscard]] std::size_t size() const noexcept { return n_; }
  /// Squared distances, or the distances themselves.
  void distances(bool squared, std::size_t i, std::size_t first, std::size_t count, double* out) const;

 private:
  std::size_t n_, d_;
  std::vector<double> rows_{}, by_coordinate_{};
};

}  // namespace relent::estimating
