#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "relent/transport/sinkhorn.hpp"

#include "transport/cost_tiles.hpp"
#include "transport/gibbs_sums.hpp"
#include "transport/kept_kernel.hpp"

namespace relent::transporting {

/// The sums over costs that are had by parts of rows. Exactly: one exponential a pair, in logarithms. Quickly: by the
/// kernel that the last exact pass left, kept where there is room for it, else computed in single precision.
class entropic_sweep final : public gibbs_sums {
 public:
  /// Rows without mass are left out. `automatic` keeps a kernel beside one matrix of costs, and else
  /// where `sweeps` of them take at most 64 MB.
  entropic_sweep(const cost_tiles& costs, std::span<const double> mass, sinkhorn_form form, int threads,
                 std::size_t sweeps = 1);

  double range() const noexcept override { return costs_.range(); }
  /// Of exponents in single precision.
  double share_in_doubt(double epsilon) const noexcept override { return keeps_ ? 0 : 0x1p-24 * range() / epsilon; }
  bool both(double epsilon, std::span<const double> h, const row_factor& factor, std::span<double> log_sums,
            std::span<double> column_sums, accuracy wanted, double* cost) override;
  bool by_rows(double epsilon, std::span<const double> h, std::span<double> log_sums, accuracy wanted) override;
  void logs(side of, std::span<const std::size_t> places, double epsilon, std::span<const double> exponents,
            std::span<double> log_sums) const override;
  double cost(double epsilon, std::span<const double> k, std::span<const double> h) const override;

 private:
  bool begin_kernel(double epsilon, std::span<const double> h, accuracy wanted);

  const cost_tiles& costs_;
  int threads_;
  const point_costs* points_;  ///< null of a matrix
  bool quickly_, keeps_;
  std::vector<std::size_t> rows_{};  ///< those with mass
  column_parts parts_{};
  std::unique_ptr<kept_kernel> kernel_{};
  int served_ = 0, rest_ = 0, next_rest_ = 1;  ///< a kernel that served no pass is not made again at once
};

}  // namespace relent::transporting
