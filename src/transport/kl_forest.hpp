#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "relent/transport/emd.hpp"

#include "transport/cost_rows.hpp"

namespace relent::transporting {

/// Exact transport whose sums are penalised by rho_a KL(row sums | a) + rho_b KL(column sums | b), by an active set:
/// the plan's support is a forest, and on each tree the least cost has a closed form. Potentials follow from one of
/// them along the tree, p_i = a_i exp(-u_i / rho_a) and q_j = b_j exp(-v_j / rho_b) are the sums they ask for, and
/// one shift makes both sides of the tree equal. On the way there arcs that would carry less than nothing leave,
/// which parts the tree; arcs of negative reduced cost enter, between trees or round a circle of one. Every step lowers
/// the cost.
///
/// A place by itself carries nothing; it has the potential at which it would carry e^-690 of its mass, so that what no
/// double can tell from nothing is left alone.
class kl_forest {
 public:
  /// Masses finite and >= 0; an infinite penalty, of one side at most, holds its sums.
  kl_forest(const cost_rows& costs, std::span<const double> a, std::span<const double> b, const emd_options& how);

  /// Begins with a plan that is a forest, all of it positive; held sums are right already.
  void begin(const std::vector<shipment>& plan);
  /// Begins with the nearest places by costs plus offset (padded, closed where there is no mass).
  void begin(const std::vector<double>& offset);

  transport_status run();

  [[nodiscard]] std::vector<shipment> plan() const;
  /// The potentials of columns, negated, and closed where a column has no mass.
  [[nodiscard]] const double* offsets() const noexcept { return heights_.data() + rows_; }
  [[nodiscard]] double row_potential(std::size_t i) const noexcept { return heights_[i]; }
  [[nodiscard]] std::int64_t pivots() const noexcept { return pivots_; }

 private:
  using node = std::uint32_t;  ///< rows, then columns
  using clock = std::chrono::steady_clock;
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

  struct arc {
    node row, column;
    double mass, target, cost;
  };
  struct entry {
    double reduced, cost;
    node row, column;
  };

  [[nodiscard]] bool is_row(node v) const noexcept { return v < rows_; }
  [[nodiscard]] double reduced_cost(const entry& e) const noexcept {
    return e.cost - (heights_[e.row] - heights_[e.column]);
  }
  std::uint32_t add(node row, node column, double mass, double cost);
  void remove(std::uint32_t arc);
  void reopen(node v) { open_.push_back({v, visits_}); }
  /// Brings every tree that was reopened to its least cost.
  void settle();
  void collect(node root);
  void shift_to_balance();
  void set_targets();
  void step();
  void enter(const entry& e);
  void turn(const entry& e);
  bool gather();
  [[nodiscard]] double objective() const;

  const cost_rows& costs_;
  std::span<const double> a_, b_;
  std::size_t rows_;
  double inverse_a_, inverse_b_;  ///< 1 / rho, 0 where the sums are held
  emd_options how_;
  double tolerance_;

  std::vector<arc> arcs_{};
  std::vector<std::uint32_t> spare_{};              ///< of arcs_
  std::vector<std::vector<std::uint32_t>> beside_;  ///< the arcs of a node
  std::vector<double> heights_;                     ///< potentials of rows, negated ones of columns, padded
  std::vector<double> carried_;                     ///< the sums that potentials ask for, and sums on the way to them
  std::vector<node> parents_;
  std::vector<std::uint32_t> parent_arcs_, depths_;
  std::vector<std::uint64_t> visited_;  ///< when a node was last collected
  std::uint64_t visits_ = 0;
  std::vector<node> order_{};  ///< of the tree at hand, parents first
  struct reopened {
    node at;
    std::uint64_t when;
  };
  std::vector<reopened> open_{};
  std::vector<entry> found_{};
  std::vector<std::size_t> live_{};
  std::size_t at_ = 0;
  std::int64_t pivots_ = 0;
};

/// rho (p log(p / a) - p + a), accurate where p is near a; 0 log 0 = 0.
[[nodiscard]] double kl_penalty(double p, double a) noexcept;

}  // namespace relent::transporting
