#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/transport/regular_grid.hpp"

#include "transport/gibbs_sums.hpp"

namespace relent::transporting {

/// Sums over a grid, whose kernel exp(-c / epsilon) is a product of one an axis: along one axis after another, by
/// products of matrices over each line's largest exponent, or, where an axis's costs reach beyond what doubles hold, by
/// one exponential a pair of places of a line. For an image of n places n^1.5 operations. All sums are exact. Memory:
/// O(n) and the axes' kernels.
class grid_sums final : public gibbs_sums {
 public:
  /// A grid that was checked. Rows without mass are left out.
  grid_sums(const regular_grid& grid, std::span<const double> mass, int threads);

  double range() const noexcept override { return range_; }
  bool both(double epsilon, std::span<const double> h, const row_factor& factor, std::span<double> log_sums,
            std::span<double> column_sums, accuracy wanted, double* cost) override;
  bool by_rows(double epsilon, std::span<const double> h, std::span<double> log_sums, accuracy wanted) override;
  void logs(side of, std::span<const std::size_t> places, double epsilon, std::span<const double> exponents,
            std::span<double> log_sums) const override;
  double cost(double epsilon, std::span<const double> k, std::span<const double> h) const override;

 private:
  struct axis {
    std::size_t length;
    std::vector<double> costs;  ///< of steps from -(length - 1) to length - 1: row i of c begins at length - 1 - i
    /// The same less epsilon log c, +infinity where c is 0: exp(-x / epsilon) is c exp(-c / epsilon).
    [[nodiscard]] std::vector<double> priced(double epsilon) const;
  };

  /// log sum over j of exp(exponents_j - c_ij / epsilon), c those of axis `priced` once more as a factor.
  std::vector<double> everywhere(double epsilon, std::span<const double> exponents, std::size_t priced) const;
  /// Along the last of the axes, which comes out as the first: lines of `in`, each `of.length` long.
  void along(const axis& of, double epsilon, bool priced, const std::vector<double>& in,
             std::vector<double>& out) const;

  std::vector<axis> axes_{};
  std::vector<bool> has_mass_{};
  double range_ = 0;
  int threads_;
};

}  // namespace relent::transporting
