#include "estimate/count_profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

namespace relent::estimating {
namespace {

/// Lists shorter than this are sorted; longer ones are counted in a table, which costs as much to clear.
constexpr std::size_t short_list = 1 << 14;
constexpr std::size_t table_size = 1 << 14;
constexpr std::size_t lanes = 4;  ///< tables side by side: equal counts in a row would wait for each other in one

void group_sorted(std::vector<double> counts, count_profile& out) {
  std::ranges::sort(counts);
  for (const double c : counts) {
    if (!out.groups.empty() && out.groups.back().count == c) {
      out.groups.back().categories += 1;
    } else {
      out.groups.push_back({c, 1});
    }
  }
}

/// The first value that is no count is left for the caller to find.
bool group_by_table(std::span<const double> counts, count_profile& out) {
  std::vector<std::array<std::uint64_t, lanes>> table(table_size);
  std::vector<double> large;
  bool good = true;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double v = counts[i];
    if (v >= 0 && v < static_cast<double>(table_size)) [[likely]] {
      const auto cell = static_cast<std::uint32_t>(v);
      good &= static_cast<double>(cell) == v;
      ++table[cell][i % lanes];
    } else {
      good &= is_count(v);
      large.push_back(v);
    }
  }
  for (std::size_t c = 1; c < table_size; ++c) {
    const std::uint64_t categories = table[c][0] + table[c][1] + table[c][2] + table[c][3];
    if (categories > 0) {
      out.groups.push_back({static_cast<double>(c), static_cast<double>(categories)});
    }
  }
  for (const double c : large) {
    out.groups.push_back({c, 1});
  }
  return good;
}

}  // namespace

error nothing_observed(const char* function, std::string_view argument) {
  return {errc::empty, function, fmt::format("{}: all counts are 0; nothing was observed", argument)};
}

count_profile profile_of(std::span<const double> counts, const char* function, std::string_view argument) {
  count_profile out;
  bool good = true;
  if (counts.size() < short_list) {
    std::vector<double> positive;
    positive.reserve(counts.size());
    for (const double v : counts) {
      good = good && is_count(v);
      if (v > 0) {
        positive.push_back(v);
      }
    }
    if (good) {
      group_sorted(std::move(positive), out);
    }
  } else {
    good = group_by_table(counts, out);
  }
  if (!good) {
    const auto bad = std::ranges::find_if_not(counts, is_count);
    throw bad_value(function, argument, bad - counts.begin(), *bad, count_bound);
  }
  for (const count_group& g : out.groups) {
    out.observations += g.count * g.categories;
    out.seen += g.categories;
    out.once += g.count == 1 ? g.categories : 0;
    out.twice += g.count == 2 ? g.categories : 0;
  }
  if (out.groups.empty()) {
    throw nothing_observed(function, argument);
  }
  return out;
}

}  // namespace relent::estimating
