#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "relent/estimate/mutual_information.hpp"

namespace relent::estimating {

/// One column of numbers, and its rows in the order of their values: sorted once, however many subsets are looked at.
struct ordered_column {
  std::vector<double> values;
  std::vector<std::uint32_t> order;  ///< NaN is left out
  double deviation = 0;              ///< the standard deviation, divided by n
};
[[nodiscard]] ordered_column in_order(std::vector<double> values);

/// Which rows stand where: `blocks` disjoint subsets of `block` rows, one after the other.
struct arrangement {
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> places;  ///< of each row, `nowhere` where it is left out
  std::size_t block = 0, blocks = 1;
};
/// All n rows as they are.
[[nodiscard]] arrangement all_rows(std::size_t n);
/// Row rows[i] at place i; what is over is left out.
[[nodiscard]] arrangement in_blocks(std::span<const std::uint32_t> rows, std::size_t n, std::size_t blocks);

/// One column of one block, on the scale on which distances are measured.
struct axis {
  std::span<const double> values;        ///< by place
  std::span<const double> sorted;        ///< rising
  std::span<const std::uint32_t> ranks;  ///< by place: the first of its equals in `sorted`
  bool tied = false;                     ///< some value occurs twice
};

/// The normal scores of the ranks of so many values that all differ; none for another scale.
[[nodiscard]] std::vector<double> scores_of_ranks(std::size_t size, column_scale how);

/// A column arranged. Ranks, and with them normal scores, are those within each block. With `scores` those of
/// `rows.block` ranks; without them values are divided by their standard deviation.
class arranged_column {
 public:
  arranged_column(const ordered_column& from, const arrangement& rows, std::span<const double> scores);

  [[nodiscard]] axis block(std::size_t i) const {
    const auto part = [&](const auto& all) { return std::span(all).subspan(i * block_, block_); };
    return {part(values_), part(sorted_), part(ranks_), tied_};
  }

 private:
  void score(std::size_t block, std::span<const std::uint32_t> placed, std::span<const double> scores);

  std::size_t block_;
  bool tied_ = false;  ///< some value occurs twice
  std::vector<double> values_, sorted_;
  std::vector<std::uint32_t> ranks_;
};

}  // namespace relent::estimating
