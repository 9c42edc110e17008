#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "relent/compare/comparison.hpp"

#include "compare/binned_counts.hpp"
#include "compare/binned_wasserstein.hpp"
#include "compare/dense_blocks.hpp"
#include "compare/edges.hpp"
#include "compare/homogeneity.hpp"
#include "compare/kept_rows.hpp"
#include "compare/numeric_profile.hpp"
#include "compare/placed_cells.hpp"

namespace relent::comparing {

/// Every different value of each side, rising.
using value_lists = std::array<std::vector<weighted_value>, 2>;

/// A numeric or timestamp column on its way: the reference is read once for its profile, cuts follow from that, the
/// current is read once for profile and counts, and the reference again for its counts, unless its profile knew
/// every value.
class numeric_column {
 public:
  /// With a preset, and where exactness is asked for, the column is kept whole.
  /// `whole`: the current has a type of whole numbers, which matters to a preset.
  explicit numeric_column(const compare_options& how, bool whole = false)
      : bins_(how.bins), level_(how.level), like_(how.preset), exact_(how.exact), whole_(whole) {}

  void add_reference(const numeric_chunk& chunk);
  void finish_reference();
  void add_current(const numeric_chunk& chunk);
  void finish_current();
  [[nodiscard]] bool needs_recount() const noexcept { return recount_; }
  void recount_reference(const numeric_chunk& chunk);
  void finish_recount();

  /// Everything but the adjusted p-value: `out` has its name, kind, type and rows.
  void compare(column_comparison& out) const;

 private:
  [[nodiscard]] std::vector<numeric_cell> cells() const;
  [[nodiscard]] bool knows_values() const noexcept {
    return exact_ || (!reference_values_.empty() && (current_.few_values() || current_.all_values()));
  }
  /// All values of both sides; empty where they are not known.
  [[nodiscard]] value_lists known_values() const;
  [[nodiscard]] test_result test(std::span<const numeric_cell> fine, const placed_cells& places) const;
  [[nodiscard]] std::vector<numeric_cell> shown_cells(std::span<const numeric_cell> fine) const;
  void summarise(column_comparison& out, std::span<const numeric_cell> finite, const value_lists& known) const;
  [[nodiscard]] std::array<double, 2> range() const noexcept;
  /// The measures and what is shown; `chance` is the p-value of the values alone.
  void measure(column_comparison& out, std::span<const numeric_cell> fine, std::span<const numeric_cell> finite,
               const value_lists& known, const placed_cells& places, double chance) const;
  void count_known_values();
  void tell_values(column_comparison& out) const;
  void ask_preset(column_comparison& out) const;

  [[nodiscard]] bool keeps_rows() const noexcept { return exact_ || like_ != preset::relent; }

  int bins_;
  double level_;
  preset like_;
  bool exact_, whole_;
  kept_rows rows_{};
  std::array<dense_blocks, 2> feed_{};
  dense_blocks recount_feed_{};
  numeric_profile reference_{}, current_{};
  cuts cuts_{};
  std::vector<binned_counts> counts_{};  // two, once the cuts are known
  bool recount_ = false;
  std::optional<numeric_summary> reference_summary_{};
  std::vector<weighted_value> reference_values_{};  // all of them, where they are known
};

}  // namespace relent::comparing
