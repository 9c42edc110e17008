#pragma once

#include <functional>
#include <span>
#include <vector>

#include "relent/transport/sinkhorn.hpp"

#include "transport/cost_tiles.hpp"

namespace relent::transporting {

/// The plan that potentials mean, row by row, never kept whole.
class plan_rows {
 public:
  plan_rows(const cost_tiles& costs, std::span<const double> a, std::span<const double> b, const sinkhorn_result& of);

  /// Masses of a row and their costs. Both spans live for the length of the call; different rows come from different
  /// threads at once, the same row in one.
  using visitor = std::function<void(std::size_t i, std::span<const double> row, std::span<const double> costs)>;
  void visit(int threads, const visitor& see) const;

 private:
  const cost_tiles& costs_;
  double epsilon_;
  std::vector<double> from_{}, to_{};
};

/// The gradient of the points on the rows' side: sum over j of P_ij d c(x_i, y_j) / d x_i, added to `out` times
/// `share`. `from_sum` is what the plan's rows sum to.
void add_point_gradient(const point_costs& costs, std::span<const double> a, std::span<const double> b,
                        const sinkhorn_result& of, metric kind, double share, int threads, matrix& out,
                        std::span<double> row_sums);

}  // namespace relent::transporting
