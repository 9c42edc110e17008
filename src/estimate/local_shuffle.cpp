#include "estimate/local_shuffle.hpp"

#include <algorithm>
#include <numeric>

#include "relent/core/matrix.hpp"

#include "estimate/dependence.hpp"
#include "estimate/neighbours.hpp"

namespace relent::estimating {
namespace {

constexpr std::size_t neighbours = 5;

/// The rows of z on the scale of distances; a single column twice, which changes no distance, since a line has no lists.
matrix rows_of(std::span<const ordered_column> z, column_scale scale) {
  const std::size_t n = z.front().values.size(), width = std::max<std::size_t>(2, z.size());
  const std::vector<double> scores = scores_of_ranks(n, scale);
  matrix out(n, width);
  for (std::size_t j = 0; j < width; ++j) {
    const arranged_column column(z[std::min(j, z.size() - 1)], all_rows(n), scores);
    const axis whole = column.block(0);
    for (std::size_t i = 0; i < n; ++i) {
      out(i, j) = whole.values[i];
    }
  }
  return out;
}

}  // namespace

local_shuffle::local_shuffle(std::span<const ordered_column> z, const dependence_options& how) {
  const matrix rows = rows_of(z, how.scale);
  const std::size_t k = std::min(neighbours, rows.rows - 1);
  const neighbour_lists found = nearest_rows(rows, rows, k, true, metric::largest, how.threads);
  each_ = k;
  near_ = found.rows;
}

std::vector<std::uint32_t> local_shuffle::rows(std::uint64_t seed, std::uint64_t draw) const {
  const std::size_t n = near_.size() / each_;
  std::vector<std::uint32_t> order(n), out(n), lists = near_;
  std::iota(order.begin(), order.end(), 0U);
  shuffle(order, seed, 2 * draw);
  std::vector<bool> used(n);
  for (const std::uint32_t row : order) {
    const auto mine = std::span(lists).subspan(row * each_, each_);
    shuffle(mine, seed + 1, 2 * (draw * n + row) + 1);
    const auto unused = std::ranges::find_if(mine, [&](std::uint32_t r) { return !used[r]; });
    out[row] = unused != mine.end() ? *unused : mine.back();
    used[out[row]] = true;
  }
  return out;
}

}  // namespace relent::estimating
