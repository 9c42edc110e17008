#include "estimate/value_reading.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "kernel/sort.hpp"

namespace relent::estimating {
namespace {

constexpr std::size_t often = 5;             // more is an atom: the distance to a fifth neighbour is 0
constexpr std::size_t fewest_numbers = 6;    // that have fifth neighbours
constexpr std::size_t fewest_roundings = 6;  // fewer different values are no rounded continuum
constexpr std::size_t well_filled = 10;      // mean count of a cell from which counting beats spreading

struct runs {
  std::size_t distinct = 0, longest = 0;
};

runs runs_of(std::span<const double> sorted) {
  runs out;
  std::size_t run = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const bool again = i > 0 && sorted[i] == sorted[i - 1];
    run = again ? run + 1 : 1;
    out.distinct += again ? 0 : 1;
    out.longest = std::max(out.longest, run);
  }
  return out;
}

bool tied(std::span<const double> sorted) {
  const runs r = runs_of(sorted);
  return r.longest > often || static_cast<double>(r.distinct) < 0.8 * static_cast<double>(sorted.size());
}

/// fn(value, how often) for each distinct value.
template <class Fn>
void each_run(std::span<const double> sorted, const Fn& fn) {
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && sorted[end] == sorted[i]) {
      ++end;
    }
    fn(sorted[i], end - i);
    i = end;
  }
}

std::vector<double> distinct_of(std::span<const double> p, std::span<const double> q) {
  std::vector<double> out;
  std::ranges::merge(p, q, std::back_inserter(out));
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// The largest step of which all are multiples, up to a common offset; 0 where they are no decimals of up to nine
/// places (or what single precision makes of those). At least two values.
double step_of(std::span<const double> distinct) {
  constexpr double most = 0x1p53;
  double scale = 1;
  for (int places = 0; places <= 9; ++places, scale *= 10) {
    std::int64_t common = 0;
    bool decimal = true;
    const double first = std::round(distinct.front() * scale);
    for (const double x : distinct) {
      const double y = x * scale, whole = std::round(y);
      if (!(std::fabs(y) < most) || std::fabs(y - whole) > std::min(0.05, 2e-7 * std::fabs(y) + 1e-12)) {
        decimal = false;
        break;
      }
      common = std::gcd(common, static_cast<std::int64_t>(whole - first));
    }
    if (decimal && common > 0) {
      return static_cast<double>(common) / scale;
    }
  }
  return 0;
}

/// Whether steps explain the repetitions: whole numbers; or cells that are filled; or many different values, of which
/// those that occur often are where the others are dense.
bool explains(double step, std::span<const double> distinct, std::size_t rows) {
  if (!(step > 0)) {
    return false;
  }
  const double cells = (distinct.back() - distinct.front()) / step + 1;
  const auto different = static_cast<double>(distinct.size());
  const bool whole = std::ranges::all_of(distinct, [](double x) { return x == std::floor(x); });
  return whole || different >= 0.3 * cells || different >= 0.1 * static_cast<double>(rows);
}

void add_atoms(std::span<const double> sorted, std::vector<double>& atoms) {
  each_run(sorted, [&](double value, std::size_t times) {
    if (times > often) {
      atoms.push_back(value);
    }
  });
}

/// How many of the sorted values are none of the atoms.
std::size_t others(std::span<const double> sorted, std::span<const double> atoms) {
  std::size_t count = 0;
  each_run(sorted,
           [&](double value, std::size_t times) { count += std::ranges::binary_search(atoms, value) ? 0 : times; });
  return count;
}

/// Whether two samples can be compared value by value: all of P's are among Q's, and there are many of each.
bool countable(std::span<const double> p, std::span<const double> q, std::size_t distinct) {
  return std::min(p.size(), q.size()) >= well_filled * distinct &&
         std::ranges::includes(distinct_of(q, {}), distinct_of(p, {}));
}

}  // namespace

value_reading read_values(std::span<const double> p, std::span<const double> q) {
  value_reading out;
  if (!tied(p) && !tied(q)) {
    return out;
  }
  std::vector<double> distinct = distinct_of(p, q);
  out.distinct = distinct.size();
  const double step = distinct.size() >= fewest_roundings ? step_of(distinct) : 0;
  if (!q.empty() && countable(p, q, distinct.size())) {
    out.kind = value_kind::atoms;
    out.atoms = std::move(distinct);
    return out;
  }
  if (explains(step, distinct, p.size() + q.size())) {
    out.kind = value_kind::rounded;
    out.step = step;
    return out;
  }
  add_atoms(p, out.atoms);
  add_atoms(q, out.atoms);
  std::ranges::sort(out.atoms);
  out.atoms.erase(std::unique(out.atoms.begin(), out.atoms.end()), out.atoms.end());
  if (distinct.size() == 1 || others(p, out.atoms) < fewest_numbers ||
      (!q.empty() && others(q, out.atoms) < fewest_numbers)) {
    out.kind = value_kind::atoms;
    out.atoms = std::move(distinct);
    return out;
  }
  out.kind = out.atoms.empty() ? value_kind::numbers : value_kind::mixed;
  return out;
}

std::string words_of(const value_reading& reading) {
  switch (reading.kind) {
    case value_kind::numbers:
      return {};
    case value_kind::rounded:
      return fmt::format(
          "the values are {}: each was spread over its cell, so that what is estimated is that of the cells' masses",
          reading.step == 1 ? "whole numbers" : fmt::format("multiples of {:.6g}", reading.step));
    case value_kind::atoms:
      return fmt::format("{} distinct value{} occur{} again and again: they were counted", reading.distinct,
                         reading.distinct == 1 ? "" : "s", reading.distinct == 1 ? "s" : "");
    case value_kind::mixed:
      break;
  }
  const bool one = reading.atoms.size() == 1;
  return fmt::format("{} occur{} more than five times among numbers that do not: {} counted, the others have a density",
                     one ? fmt::format("{:.6g}", reading.atoms.front())
                         : fmt::format("{} values, {:.6g} the first,", reading.atoms.size(), reading.atoms.front()),
                     one ? "s" : "", one ? "it was" : "they were");
}

void spread_in_cells(std::span<double> values, double step, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  for (double& x : values) {
    x += step * (static_cast<double>(bits() >> 11U) * 0x1p-53 - 0.5);
  }
}

std::size_t line_sample::size() const noexcept { return std::accumulate(atoms.begin(), atoms.end(), numbers.size()); }

line_sample line_sample::part(std::span<const std::uint32_t> rows) const {
  line_sample out{{}, std::vector<std::size_t>(atoms.size())};
  out.numbers.reserve(rows.size());
  std::size_t atom = 0, end = numbers.size() + (atoms.empty() ? 0 : atoms.front());
  for (const std::uint32_t row : rows) {
    if (row < numbers.size()) {
      out.numbers.push_back(numbers[row]);
      continue;
    }
    while (row >= end) {
      end += atoms[++atom];
    }
    ++out.atoms[atom];
  }
  return out;
}

line_sample line_sample_of(std::vector<double> sorted, const value_reading& reading, std::uint64_t seed) {
  if (reading.kind == value_kind::rounded) {
    spread_in_cells(sorted, reading.step, seed);
    kernel::sort_rising(sorted.data(), sorted.size());
  }
  if (reading.atoms.empty()) {
    return {std::move(sorted), {}};
  }
  line_sample out{{}, std::vector<std::size_t>(reading.atoms.size())};
  each_run(sorted, [&](double value, std::size_t times) {
    const auto at = std::ranges::lower_bound(reading.atoms, value);
    if (at != reading.atoms.end() && *at == value) {
      out.atoms[static_cast<std::size_t>(at - reading.atoms.begin())] = times;
    } else {
      out.numbers.insert(out.numbers.end(), times, value);
    }
  });
  return out;
}

}  // namespace relent::estimating
