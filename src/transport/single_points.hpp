#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernel/single_rows.hpp"
#include "transport/cost_tiles.hpp"

namespace relent::transporting {

/// Two clouds in single precision, about a common centre and in units in which epsilon is 1: rows of the kernel
/// exp(h_j - c_ij / epsilon - log_sum_i), computed when they are wanted, always to the same bits. Exponents are
/// rounded, to some 1e-7 of the costs' range over epsilon.
class single_points {
 public:
  explicit single_points(const point_costs& costs) : costs_(costs) {}
  /// Whether there is such a kernel, of any use.
  [[nodiscard]] static bool serves(const point_costs& costs, double epsilon) noexcept;

  void begin(double epsilon, std::span<const double> h);
  void row(std::size_t i, double log_sum, float* out) const noexcept;

 private:
  const point_costs& costs_;
  std::vector<float> from_{}, to_{}, h_{};
  double top_ = 0;  ///< the largest of h
  kernel::single_columns columns_{};
};

}  // namespace relent::transporting
