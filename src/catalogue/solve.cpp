#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "relent/core/words.hpp"

#include "problem.hpp"

namespace relent {
namespace {

/// `[1, 2]`: where element i stands in a joint table.
std::string table_place(const std::vector<std::int64_t>& shape, std::size_t i) {
  std::vector<std::size_t> place(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    const auto width = static_cast<std::size_t>(shape[axis]);
    place[axis] = i % width;
    i /= width;
  }
  return fmt::format("[{}]", fmt::join(place, ", "));
}

/// What an element is called beside its index, if anything.
std::string element_label(const problem& given, std::size_t i) {
  return !given.labels.empty()      ? given.labels[i]
         : !given.positions.empty() ? fmt::format("at {:.6g}", given.positions[i])
         : given.shape.size() > 1   ? table_place(given.shape, i)
                                    : std::string{};
}

std::string element_name(const problem& given, std::size_t i) {
  return !given.labels.empty()    ? fmt::format("element {}", quoted(given.labels[i]))
         : given.shape.size() > 1 ? fmt::format("element {}", table_place(given.shape, i))
                                  : fmt::format("element {}", i);
}

/// `element 4: Q has 0.2 where P has 0`.
std::string cause(const problem& given, std::size_t i) {
  const double p = given.p.masses[i];
  const std::string element = element_name(given, i);
  if (!given.q) {
    return fmt::format("{}: P has {:.6g}", element, p);
  }
  const double q = given.q->masses[i];
  const auto seen = [](const side& s, double mass) {
    return mass == 0 && s.observations > 0 ? std::string("no observation") : fmt::format("{:.6g}", mass);
  };
  return p == 0 ? fmt::format("{}: Q has {:.6g} where P has {}", element, q, seen(given.p, p))
                : fmt::format("{}: P has {:.6g} where Q has {}", element, p, seen(*given.q, q));
}

/// Names the elements that alone make the answer infinite.
void name_causes(const problem& given, const std::vector<double>& shares, std::size_t most,
                 std::vector<std::string>& notes) {
  std::size_t infinite = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (std::isinf(shares[i]) && ++infinite <= most) {
      notes.push_back(cause(given, i));
    }
  }
  if (infinite > most) {
    notes.push_back(fmt::format("and {} more elements", infinite - most));
  }
  if (infinite == 0 && given.q) {
    notes.emplace_back("P and Q have no element in common");
  }
}

std::vector<contribution> sorted_contributions(const problem& given, const std::vector<double>& shares,
                                               mass_mode mode) {
  const auto scale = [&](const std::vector<double>& masses) {
    return mode == mass_mode::normalise ? std::accumulate(masses.begin(), masses.end(), 0.0) : 1.0;
  };
  const double p_total = scale(given.p.masses), q_total = given.q ? scale(given.q->masses) : 1.0;
  std::vector<contribution> out;
  out.reserve(shares.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    out.push_back({.index = static_cast<std::int64_t>(i),
                   .label = element_label(given, i),
                   .p = given.p.masses[i] / p_total,
                   .q = given.q ? given.q->masses[i] / q_total : std::numeric_limits<double>::quiet_NaN(),
                   .value = shares[i]});
  }
  std::ranges::stable_sort(
      out, [](const contribution& a, const contribution& b) { return std::abs(a.value) > std::abs(b.value); });
  return out;
}

/// What bins of the numbers add, to explain an estimate that needs none.
std::vector<contribution> binned_contributions(const measure_entry& measure, const problem& given,
                                               const parameters& how, std::vector<std::string>& notes) {
  std::vector<double> shares(given.p.masses.size());
  measure.rule.contributions(row_view(given.p.masses), row_view(given.q->masses), how, shares.data());
  notes.push_back(fmt::format("what adds to it is told of {} bins", shares.size()));
  return sorted_contributions(given, shares, how.mode);
}

}  // namespace

answer solve(const measure_entry& measure, const problem& given, const question& what) {
  parameters how = what.how;
  how.table_shape = given.shape;
  how.positions = given.positions;
  const row_view p(given.p.masses), q = given.q ? row_view(given.q->masses) : row_view{};

  answer out{.name = std::string(measure.name),
             .label = std::string(measure.label),
             .estimate = {.value = 0, .method = given.method, .notes = given.notes},
             .in_units = measure.in_units};
  if (auto estimated = from_numbers(measure, given, what)) {
    out.estimate = *std::move(estimated);
    if (what.explain && !given.p.masses.empty()) {
      out.contributions = binned_contributions(measure, given, how, out.estimate.notes);
    }
    return out;
  }
  out.estimate.value = measure.rule.value(p, q, how);
  const bool infinite = std::isinf(out.estimate.value);
  if (what.explain || infinite || measure.lists_elements) {
    std::vector<double> shares(given.p.masses.size());
    measure.rule.contributions(p, q, how, shares.data());
    if (infinite) {
      name_causes(given, shares, what.named_elements, out.estimate.notes);
    }
    if (what.explain || measure.lists_elements) {
      out.contributions = sorted_contributions(given, shares, how.mode);
    }
  }
  add_interval(measure, given, what, out.estimate);
  return out;
}

}  // namespace relent
