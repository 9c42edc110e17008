#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "relent/transport/regular_grid.hpp"

#include "transport/swept_costs.hpp"

namespace relent::transporting {

/// Costs between the places of one grid that are sums over its axes.
class grid_costs final : public swept_costs {
 public:
  explicit grid_costs(const regular_grid& grid);

  kernel::least_cost least_below(std::size_t i, const double* offset, double bound) const noexcept override;
  const double* row(std::size_t i, double* room) const noexcept override;
  double at(std::size_t i, std::size_t j) const noexcept override;
  double largest() const noexcept override { return largest_; }
  void least_of_all(const double* offset, double* sums, std::size_t* columns) const noexcept override;

  /// min over the places I of the grid at half the resolution of c(centre of I, j) - u_I: potentials of columns.
  [[nodiscard]] std::vector<double> finer(const std::vector<double>& u) const;
  /// The shape at half the resolution.
  [[nodiscard]] std::vector<std::size_t> halved() const;
  /// Masses at half the resolution.
  [[nodiscard]] std::vector<double> gathered(std::span<const double> masses) const;

 private:
  struct axis {
    std::size_t length;
    std::size_t stride;            ///< from a place to the next along it
    std::vector<double> costs;     ///< of steps from -(length - 1) to length - 1
    std::vector<double> half_off;  ///< of steps j - (2 I + 1/2), from that of j = 0 and the last I
  };

  std::vector<axis> axes_{};
  std::vector<std::uint32_t> coordinates_{};  ///< place by place
  double largest_ = 0;
  mutable std::vector<double> room_{};                ///< one row
  mutable std::vector<double> swept_[2]{};            ///< by axis in turn
  mutable std::vector<std::vector<double>> steps_{};  ///< for each axis where the least was
};

}  // namespace relent::transporting
