#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"

#include "estimate/neighbours.hpp"
#include "kernel/box_tree.hpp"

namespace relent::estimating {

/// A tree over rows of two numbers or more, for many searches. The same for any number of threads. Memory about
/// 1.5 times the rows'. Throws error(errc::unsupported) for 2^32 rows or more.
class neighbour_tree {
 public:
  /// Every coordinate is multiplied by `scale`, a power of two, so that no square over- or underflows.
  neighbour_tree(const matrix& points, double scale, int threads);

  /// As the kernel's functions: queries and limits are scaled, distances of `squared` are squared.
  [[nodiscard]] const kernel::box_tree& boxes() const noexcept { return tree_; }
  [[nodiscard]] double scale() const noexcept { return scale_; }
  /// The rows of the points, near ones near each other: the order in which to ask for their neighbours.
  [[nodiscard]] std::span<const std::uint32_t> order() const noexcept { return order_; }

 private:
  void split(const matrix& points, int threads);
  void fill(const matrix& points, int threads);

  double scale_;
  kernel::box_tree tree_;
  std::size_t halvings_ = 0;  ///< 2^halvings leaves
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> rows_;
  std::vector<double> boxes_, points_;
};

/// The power of two that brings the widest column of both to about 1.
[[nodiscard]] double common_scale(const matrix& a, const matrix& b);

}  // namespace relent::estimating
