#include "estimate/count_profile.hpp"

#include <algorithm>
#include <array>
#include <bit>
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

constexpr std::size_t block = 512;

/// The cells of a block of counts; false where one is no whole number in [0, table_size). Adding 2^52 to a double
/// leaves the whole number nearest to it in the last bits: branches and conversions are what a loop over counts waits
/// for.
bool cells_of(std::span<const double> counts, std::array<std::uint32_t, block>& cells) {
  constexpr double magic = 0x1p52;
  std::uint64_t bad = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double v = counts[i], moved = v + magic;
    const auto whole = std::bit_cast<std::uint64_t>(moved) - std::bit_cast<std::uint64_t>(magic);
    // Of a count that is none: a difference of v and what was rounded of it; of a large or negative one: high bits.
    bad |= (std::bit_cast<std::uint64_t>((moved - magic) - v) << 1U) | (whole & ~std::uint64_t{table_size - 1});
    cells[i] = static_cast<std::uint32_t>(whole);
  }
  return bad == 0;
}

/// False where something is no count; which, the caller finds.
bool group_by_table(std::span<const double> counts, count_profile& out) {
  std::vector<std::array<std::uint64_t, lanes>> table(table_size);
  std::array<std::uint32_t, block> cells{};
  std::vector<double> large;
  for (; !counts.empty(); counts = counts.subspan(std::min(block, counts.size()))) {
    const std::span<const double> part = counts.first(std::min(block, counts.size()));
    if (cells_of(part, cells)) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        ++table[cells[i]][i % lanes];
      }
      continue;
    }
    for (const double v : part) {
      if (!is_count(v)) {
        return false;
      }
      if (v < static_cast<double>(table_size)) {
        ++table[static_cast<std::size_t>(v)][0];
      } else {
        large.push_back(v);
      }
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
  return true;
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
