#include "relent/estimate/equality_test.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "estimate/sample_checks.hpp"

namespace relent {
namespace {

constexpr double largest_count = 9007199254740992;  // 2^53: beyond it a double no longer counts by ones

std::vector<double> sorted(std::span<const double> values, std::string_view argument) {
  if (values.empty()) {
    throw error(errc::empty, fmt::format("{} has no values", argument));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw bad_value("", argument, static_cast<std::int64_t>(i), values[i], "finite");
    }
  }
  return estimating::sorted_copy(values);
}

std::int64_t checked_count(double value, std::string_view argument, std::size_t i) {
  if (!(value >= 0) || value > largest_count || std::floor(value) != value) {
    throw bad_value("", argument, static_cast<std::int64_t>(i), value, "a whole number from 0 to 2^53");
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::vector<count_pair> ordered_counts(std::span<const double> x, std::span<const double> y) {
  const std::vector<double> first = sorted(x, "x"), second = sorted(y, "y");
  std::vector<count_pair> out;
  out.reserve(first.size() + second.size());
  std::size_t i = 0, j = 0;
  while (i < first.size() || j < second.size()) {
    const double at = j == second.size() || (i < first.size() && first[i] < second[j]) ? first[i] : second[j];
    count_pair here;
    for (; i < first.size() && first[i] == at; ++i) {
      ++here.p;
    }
    for (; j < second.size() && second[j] == at; ++j) {
      ++here.q;
    }
    out.push_back(here);
  }
  return out;
}

std::vector<count_pair> count_pairs(std::span<const double> p, std::span<const double> q) {
  if (p.size() != q.size()) {
    throw error(errc::shape_mismatch, fmt::format("p has {} counts and q has {}", p.size(), q.size()));
  }
  std::vector<count_pair> out;
  out.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    out.push_back({checked_count(p[i], "p", i), checked_count(q[i], "q", i)});
  }
  const count_pair all = sum_of(out);
  if (all.p == 0 || all.q == 0) {
    throw error(errc::empty, fmt::format("{} counted nothing", all.p == 0 ? "p" : "q"));
  }
  return out;
}

count_pair sum_of(std::span<const count_pair> cells) noexcept {
  count_pair all;
  for (const count_pair& c : cells) {
    all.p += c.p;
    all.q += c.q;
  }
  return all;
}

}  // namespace relent
