#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent::linear {

/// The inverse of a small lower triangular block, dense, zeros above. Multiplying with it is several times as fast as
/// solving with the block, and as accurate where the block's condition number is small: `tame` says whether.
struct block_inverse {
  std::vector<double> values{};
  bool tame = false;
};
/// Of the block of `size` rows whose first element is `*block`, in a matrix of rows of `stride`.
[[nodiscard]] block_inverse inverse_of_block(const double* block, std::size_t stride, std::size_t size);

/// L^-1 for right sides that come a few columns at a time and stay in the nearest cache: nearly all work is products of
/// small matrices. Of L nothing above the diagonal is read; L must outlive it.
class panel_solver {
 public:
  static constexpr std::size_t width = 32;  ///< of a panel, at best

  explicit panel_solver(const matrix& lower);

  /// b becomes L'^-1 b, for the rows and columns of L from `first` on; b has `columns` numbers a row. Where b's top is
  /// `triangular`, nothing right of its diagonal is touched.
  void solve(std::size_t first, std::size_t columns, bool triangular, std::span<double> b) const;

  /// Calls `see(left, columns, values)` for each panel of L^-1 K, K lower triangular: columns [left, left + columns),
  /// rows from `left` on, zeros above the diagonal.
  template <class F>
  void each_panel(const matrix& k, const F& see) const;

 private:
  [[nodiscard]] std::span<double> panel_of(const matrix& k, std::size_t left, std::size_t columns,
                                           std::vector<double>& room) const;

  const matrix& lower_;
  std::vector<block_inverse> blocks_{};
};

/// |W^T Y|^2, W of `columns` numbers a row, Y of `count` in rows of `stride`.
[[nodiscard]] double squared_norm_of_product(std::span<const double> w, std::size_t columns, const double* y,
                                             std::size_t stride, std::size_t count);

template <class F>
void panel_solver::each_panel(const matrix& k, const F& see) const {
  std::vector<double> room(k.rows * width);
  for (std::size_t left = 0; left < k.rows; left += width) {
    const std::size_t columns = k.rows - left < width ? k.rows - left : width;
    const std::span<double> values = panel_of(k, left, columns, room);
    solve(left, columns, true, values);
    see(left, columns, values);
  }
}

}  // namespace relent::linear
