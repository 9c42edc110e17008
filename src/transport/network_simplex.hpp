#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "relent/transport/emd.hpp"

#include "transport/cost_rows.hpp"
#include "transport/short_lists.hpp"
#include "transport/spanning_tree.hpp"
#include "transport/swept_costs.hpp"

namespace relent::transporting {

/// The network simplex on a complete bipartite graph whose arcs are nowhere stored. Units are whole numbers, so that
/// nothing drifts; potentials are doubles, computed anew from the tree before rows are looked at: within a block of
/// pivots the reduced cost of an arc is read off its circle in the tree.
/// Source: Ahuja, Magnanti & Orlin 1993, Network Flows, chapter 11; block search: Kiraly & Kovacs 2012.
class network_simplex {
 public:
  /// `offset` is a guess of the columns' potentials, negated and padded.
  network_simplex(const cost_rows& costs, std::span<const std::int64_t> supply, std::span<const std::int64_t> demand,
                  std::vector<double> offset);

  /// Pivots until no arc has a reduced cost below rounding, or a limit is reached.
  transport_status run(const emd_options& how);

  [[nodiscard]] const spanning_tree& tree() const noexcept { return tree_; }
  [[nodiscard]] double row_potential(std::size_t i) const noexcept { return heights_[i]; }
  /// The potentials of columns, negated, and closed where a column has no units.
  [[nodiscard]] const double* offsets() const noexcept { return heights_.data() + costs_.rows(); }
  /// Some units still go where they must not: at an optimum that means no plan can do without.
  [[nodiscard]] bool ships_forbidden() const noexcept;
  [[nodiscard]] std::int64_t pivots() const noexcept { return pivots_; }

 private:
  enum class source { lists, rows };
  using clock = std::chrono::steady_clock;

  struct candidate {
    double reduced;  ///< as it was when it was found
    double cost;
    spanning_tree::node row, column;  ///< the column as a column
  };

  transport_status settle(const emd_options& how, clock::time_point start);
  void price_tree();
  void heights_from_tree();
  /// The best arcs of some rows into found_, one a row, the best of all first; false where a whole round has none.
  bool gather(source from);
  /// The same of all rows at once, where costs have a way to look at them so.
  void gather_swept();
  [[nodiscard]] double rise(spanning_tree::node row, spanning_tree::node column) const noexcept {
    return heights_[static_cast<std::size_t>(row)] - heights_[static_cast<std::size_t>(column)];
  }
  /// Keeps heights right after an arc has entered: of what it holds up, or of the rest where that is less.
  void lift_behind(spanning_tree::node row, spanning_tree::node column, double cost);
  /// Puts those found to use that still lower the cost; false where the limit of pivots was reached.
  bool pivot_on_found(const emd_options& how);

  const cost_rows& costs_;
  const swept_costs* swept_;  ///< the same costs, or none
  double tolerance_;
  double penalty_;  ///< what a forbidden pair costs in the tree; none ever enters it
  short_lists lists_;
  spanning_tree tree_;
  std::vector<double> heights_;      ///< of nodes: potentials of rows, negated ones of columns; c_ij = the difference
  std::vector<std::size_t> live_{};  ///< the rows with units
  std::vector<candidate> found_{};
  std::vector<double> least_{};  ///< of a sweep: sums and columns
  std::vector<std::size_t> nearest_{};
  std::size_t at_ = 0;  ///< of live_: the next row to be looked at
  std::int64_t pivots_ = 0;
};

}  // namespace relent::transporting
