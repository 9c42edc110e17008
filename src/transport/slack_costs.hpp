#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "transport/cost_rows.hpp"

namespace relent::transporting {

/// Costs with a place more on each side, the last of its side, that takes what is not moved: at one cost from and to
/// every other place, and at another between the two. Columns from those of `base` up to the last are forbidden.
class slack_costs final : public cost_rows {
 public:
  slack_costs(const cost_rows& base, double cost, double both)
      : cost_rows(base.rows() + 1, base.padded() + 1), base_(base), cost_(cost), last_row_(columns(), forbidden) {
    std::fill_n(last_row_.begin(), base.columns(), cost);
    last_row_.back() = both;
  }

  kernel::least_cost least_below(std::size_t i, const double* offset, double bound) const noexcept override {
    if (i == base_.rows()) {
      return kernel::least_below(last_row_.data(), columns(), offset, bound);
    }
    const kernel::least_cost least = base_.least_below(i, offset, bound);
    const double sum = cost_ + offset[columns() - 1];
    return sum < std::min(least.sum, bound) ? kernel::least_cost{sum, cost_, columns() - 1} : least;
  }
  const double* row(std::size_t i, double* room) const noexcept override {
    if (i == base_.rows()) {
      return last_row_.data();
    }
    const double* const costs = base_.row(i, room);
    if (costs != room) {
      std::copy_n(costs, base_.columns(), room);
    }
    std::fill(room + base_.columns(), room + columns() - 1, forbidden);
    room[columns() - 1] = cost_;
    return room;
  }
  double at(std::size_t i, std::size_t j) const noexcept override {
    if (i == base_.rows()) {
      return last_row_[j];
    }
    return j + 1 == columns() ? cost_ : j < base_.columns() ? base_.at(i, j) : forbidden;
  }
  double largest() const noexcept override { return std::max(base_.largest(), cost_); }

 private:
  static constexpr double forbidden = std::numeric_limits<double>::infinity();

  const cost_rows& base_;
  double cost_;
  std::vector<double> last_row_;
};

}  // namespace relent::transporting
