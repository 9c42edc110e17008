#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "relent/transport/emd.hpp"

#include "transport/cost_rows.hpp"
#include "transport/spanning_tree.hpp"

namespace relent::transporting {

/// The network simplex on a complete bipartite graph whose arcs are nowhere stored. Units are whole numbers, so that
/// nothing drifts; potentials are doubles, which are computed anew from the tree before an optimum is believed.
class network_simplex {
 public:
  /// `v` is a guess of the columns' potentials, padded.
  network_simplex(const cost_rows& costs, std::span<const std::int64_t> supply, std::span<const std::int64_t> demand,
                  std::vector<double> v);

  /// Pivots until no arc has a reduced cost below -tolerance(), or a limit is reached.
  transport_status run(const emd_options& how);

  [[nodiscard]] const spanning_tree& tree() const noexcept { return tree_; }
  [[nodiscard]] const std::vector<double>& row_potentials() const noexcept { return u_; }
  [[nodiscard]] const std::vector<double>& column_potentials() const noexcept { return v_; }
  [[nodiscard]] std::int64_t pivots() const noexcept { return pivots_; }
  [[nodiscard]] double tolerance() const noexcept { return tolerance_; }

 private:
  struct candidate {
    std::size_t row, column;
    double cost;
  };

  void potentials_from_tree();
  void shift(const spanning_tree::moved& moved, double reduced);
  /// The best arc of each of the next rows; false where a whole round has found none.
  bool gather();
  /// The best of those gathered, by their reduced costs now; null where none is below the tolerance.
  const candidate* best();

  const cost_rows& costs_;
  double tolerance_;
  spanning_tree tree_;
  std::vector<double> u_, v_;
  std::vector<std::size_t> live_;  ///< the rows with units
  std::vector<candidate> found_{};
  std::size_t at_ = 0;     ///< of live_
  std::size_t quiet_ = 0;  ///< rows since the last pivot
  std::int64_t pivots_ = 0;
};

}  // namespace relent::transporting
