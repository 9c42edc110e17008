#include "estimate/arranged_columns.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <numeric>
#include <utility>

#include "relent/core/summation.hpp"

#include "distribution/special_functions.hpp"

namespace relent::estimating {
namespace {

/// The standard normal quantile of p in (0, 1).
double normal_score(double p) { return -std::numbers::sqrt2 * erfc_inverse(2 * p); }

double deviation_of(std::span<const double> values, std::span<const std::uint32_t> rows) {
  compensated_sum sum, squares;
  for (const std::uint32_t r : rows) {
    sum += values[r];
  }
  const auto n = static_cast<double>(rows.size());
  const double mean = sum.value() / n;
  for (const std::uint32_t r : rows) {
    squares += (values[r] - mean) * (values[r] - mean);
  }
  return std::sqrt(squares.value() / n);
}

}  // namespace

std::vector<double> scores_of_ranks(std::size_t size, column_scale how) {
  if (how != column_scale::normal_scores) {
    return {};
  }
  std::vector<double> out(size);
  for (std::size_t i = 0; i < size / 2; ++i) {
    out[i] = normal_score((static_cast<double>(i) + 0.5) / static_cast<double>(size));
    out[size - 1 - i] = -out[i];
  }
  return out;
}

ordered_column in_order(std::vector<double> values) {
  std::vector<std::pair<double, std::uint32_t>> keyed;
  keyed.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) {
      keyed.emplace_back(values[i], static_cast<std::uint32_t>(i));
    }
  }
  std::ranges::sort(keyed);
  ordered_column out;
  out.values = std::move(values);
  out.order.reserve(keyed.size());
  std::ranges::transform(keyed, std::back_inserter(out.order), &std::pair<double, std::uint32_t>::second);
  out.deviation = deviation_of(out.values, out.order);
  return out;
}

arrangement all_rows(std::size_t n) {
  arrangement out{std::vector<std::uint32_t>(n), n, 1};
  std::iota(out.places.begin(), out.places.end(), 0U);
  return out;
}

arrangement in_blocks(std::span<const std::uint32_t> rows, std::size_t n, std::size_t blocks) {
  arrangement out{std::vector<std::uint32_t>(n, arrangement::nowhere), rows.size() / blocks, blocks};
  for (std::size_t i = 0; i < out.block * blocks; ++i) {
    out.places[rows[i]] = static_cast<std::uint32_t>(i);
  }
  return out;
}

arranged_column::arranged_column(const ordered_column& from, const arrangement& rows, std::span<const double> scores)
    : block_(rows.block),
      values_(block_ * rows.blocks),
      sorted_(values_.size()),
      ranks_(values_.size()) {
  const double divisor = scores.empty() && from.deviation > 0 ? from.deviation : 1;
  std::vector<std::uint32_t> placed(values_.size());  // the places of each block, by rising value
  std::vector<std::size_t> next(rows.blocks);
  for (const std::uint32_t row : from.order) {
    const std::uint32_t place = rows.places[row];
    if (place != arrangement::nowhere) {
      const std::size_t block = place / block_;
      placed[block * block_ + next[block]++] = place;
      values_[place] = from.values[row] / divisor;
    }
  }
  for (std::size_t b = 0; b < rows.blocks; ++b) {
    score(b, std::span(placed).subspan(b * block_, block_), scores);
  }
}

/// The ranks of one block, equal values together, and where there are scores those of their middle ranks.
void arranged_column::score(std::size_t block, std::span<const std::uint32_t> placed, std::span<const double> scores) {
  const std::size_t begin = block * block_;
  for (std::size_t first = 0, end = 0; first < block_; first = end) {
    const double value = values_[placed[first]];
    for (end = first + 1; end < block_ && values_[placed[end]] == value; ++end) {
    }
    const double shown = scores.empty()      ? value
                         : end == first + 1 ? scores[first]
                                            : normal_score(static_cast<double>(first + end) /
                                                           (2 * static_cast<double>(block_)));
    tied_ |= end > first + 1;
    for (std::size_t i = first; i < end; ++i) {
      values_[placed[i]] = shown;
      sorted_[begin + i] = shown;
      ranks_[placed[i]] = static_cast<std::uint32_t>(first);
    }
  }
}

}  // namespace relent::estimating
