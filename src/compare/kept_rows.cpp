#include "compare/kept_rows.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "kernel/sort.hpp"

namespace relent::comparing {

void kept_rows::add(const numeric_chunk& chunk, std::size_t side) {
  for (std::size_t i = 0; i < chunk.values.size(); ++i) {
    const auto bit = static_cast<std::size_t>(chunk.valid_offset) + i;
    const bool valid = chunk.valid == nullptr || ((chunk.valid[bit / 8] >> (bit % 8)) & 1) != 0;
    rows_[side].push_back(valid ? chunk.values[i] : std::numeric_limits<double>::quiet_NaN());
  }
}

std::vector<double> kept_rows::sorted(std::size_t side) const {
  std::vector<double> out;
  out.reserve(rows_[side].size());
  std::ranges::copy_if(rows_[side], std::back_inserter(out), [](double v) { return std::isfinite(v); });
  kernel::sort_rising(out.data(), out.size());
  return out;
}

std::vector<weighted_value> kept_rows::distribution(std::size_t side) const {
  std::vector<weighted_value> out;
  out.reserve(rows_[side].size());
  for (const double v : sorted(side)) {
    if (out.empty() || out.back().value != v) {
      out.push_back({v + 0.0, 0});
    }
    ++out.back().count;
  }
  return out;
}

}  // namespace relent::comparing
