#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "relent/compare/comparison.hpp"
#include "relent/table/source.hpp"

namespace relent::comparing {

/// One column of the rows that were drawn: numbers with NaN where missing, or words as codes with -1.
struct sampled_column {
  std::string name;
  bool numeric = true;
  std::vector<double> numbers{};
  std::vector<std::int32_t> codes{};
  std::vector<std::string> labels{};
  std::int64_t missing = 0;
};

struct sampled_rows {
  std::vector<sampled_column> columns;
  std::int64_t rows = 0;  ///< of the data, drawn or not
};

/// At most `most` rows of these columns, in their order, every set of so many equally likely; the same in every run.
/// One pass, and another to count the rows first where they are not known. Infinite numbers are errors with their row.
[[nodiscard]] sampled_rows sample_columns(const source& data, std::span<const std::size_t> columns, std::int64_t most,
                                          const std::function<void(const progress&)>& on_progress);

}  // namespace relent::comparing
