#pragma once

#include "relent/compare/comparison.hpp"

#include "compare/word_counter.hpp"

namespace relent::comparing {

/// A categorical or boolean column on its way: both sides are read once.
class categorical_column {
 public:
  explicit categorical_column(const compare_options& how) : like_(how.preset), level_(how.level) {
    if (like_ == preset::nannyml) {
      counter_.keep_rows();
    }
  }

  void add(const word_chunk& chunk, std::size_t side) { counter_.add(chunk, side); }

  /// Everything but the adjusted p-value: `out` has its name, kind, type and rows.
  void compare(column_comparison& out) const;

 private:
  void ask_preset(column_comparison& out) const;

  preset like_;
  double level_;
  word_counter counter_{};
};

}  // namespace relent::comparing
