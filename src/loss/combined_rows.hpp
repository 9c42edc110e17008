#pragma once

#include <cstdint>
#include <vector>

#include "relent/loss/rows.hpp"

namespace relent::losses {

/// A loss of several parts, row by row: each part's gradients are added up in one row of working memory, and rounded to
/// the arguments' element type once. Memory: four rows a thread.
template <class T>
class combined_row {
 public:
  combined_row(const class_rows& a, const class_rows& b, const gradient_rows& to_a, const gradient_rows& to_b);

  /// Takes up this row of both arguments; their gradients are 0 so far.
  void take(std::int64_t row);
  /// The row as rows of its own, one row each.
  [[nodiscard]] const class_rows& a() const noexcept { return one_a_; }
  [[nodiscard]] const class_rows& b() const noexcept { return one_b_; }
  /// Where a part puts its gradients to a and to b; without data where none are wanted.
  [[nodiscard]] gradient_rows part_a() noexcept { return {wants_a_ ? part_a_.data() : nullptr, -1}; }
  [[nodiscard]] gradient_rows part_b() noexcept { return {wants_b_ ? part_b_.data() : nullptr, -1}; }
  /// Adds what a part put there.
  void add_a();
  void add_b();
  /// Stores the sums.
  void done();

 private:
  class_rows a_, b_;
  gradient_rows to_a_, to_b_;
  bool wants_a_, wants_b_;
  std::int64_t row_ = 0;
  class_rows one_a_{}, one_b_{};
  std::vector<T> own_a_{}, own_b_{}, part_a_{}, part_b_{}, sum_a_{}, sum_b_{};
};

}  // namespace relent::losses
