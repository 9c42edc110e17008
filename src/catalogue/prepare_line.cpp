#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/divergence/line_distance.hpp"

#include "problem.hpp"

namespace relent {
namespace {

/// The numbers of a column, sorted, equal ones together, by their weights. Weighted ones stand for as many observations
/// as equal ones whose mean is as uncertain (Kish 1965).
points sorted_column(const samples& column, std::string_view argument, const question& what,
                     std::vector<std::string>& notes) {
  if (what.serial) {
    throw error(errc::unsupported,
                "no distance along a line of a series: its interval takes the observations as "
                "independent");
  }
  note_missing(argument, column.missing, std::ssize(column.values) + column.missing, notes);
  if (column.values.empty()) {
    throw error(errc::empty, fmt::format("{} has no values: every row is missing, or there are none", argument));
  }
  std::vector<double> values = column.values, weights = column.weights;
  if (weights.empty()) {
    std::ranges::sort(values);
  } else {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return column.values[i]; });
    std::ranges::transform(order, values.begin(), [&](std::size_t i) { return column.values[i]; });
    std::ranges::transform(order, weights.begin(), [&](std::size_t i) { return column.weights[i]; });
  }
  points out;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double weight = weights.empty() ? 1 : weights[i];
    if (i == 0 || out.places.back() != values[i]) {
      out.places.push_back(values[i]);
      out.masses.push_back(0);
    }
    out.masses.back() += weight;
    sum += weight;
    squares += weight * weight;
  }
  if (!(sum > 0 && std::isfinite(squares))) {
    throw error(errc::invalid_value, fmt::format("the weights of {} sum to {}, must be finite and > 0", argument, sum));
  }
  out.observations = sum * sum / squares;
  if (!weights.empty()) {
    notes.push_back(
        fmt::format("{}: weights, worth {:.0f} of {} equal rows", argument, out.observations, values.size()));
  }
  for (double& m : out.masses) {
    m /= sum;
  }
  return out;
}

void refuse_table(const std::vector<std::int64_t>& shape, std::string_view argument) {
  if (shape.size() > 1) {
    throw error(errc::unsupported,
                fmt::format("{} is a joint table, whose elements have no places on a line", argument));
  }
}

/// Judges masses where they stand, so that a refusal names their own index: against one mass at the first place.
void judge(const measure_entry& measure, const points& list, bool is_p, const parameters& how) {
  std::vector<double> one(list.masses.size());
  one.front() = 1;
  parameters here = how;
  here.positions = list.places;
  static_cast<void>(is_p ? measure.rule.value(list.masses, one, here) : measure.rule.value(one, list.masses, here));
}

}  // namespace

std::vector<double> masses_at(const points& from, const std::vector<double>& places) {
  std::vector<double> out(places.size());
  std::size_t at = 0;
  for (std::size_t i = 0; i < from.places.size(); ++i) {
    while (places[at] != from.places[i]) {
      ++at;
    }
    out[at] = from.masses[i];
  }
  return out;
}

points points_of(const operand& o, std::string_view argument, const question& what, std::vector<std::string>& notes) {
  if (const auto* column = std::get_if<samples>(&o.content)) {
    return sorted_column(*column, argument, what, notes);
  }
  points out;
  if (const auto* exact = std::get_if<masses>(&o.content)) {
    refuse_table(exact->shape, argument);
    out.masses = exact->values;
  } else {
    const auto& counted = std::get<counts>(o.content);
    refuse_table(counted.shape, argument);
    out.masses = counted.values;
    out.observations = total_of_counts(counted.values, argument);
    for (double& m : out.masses) {
      m /= out.observations;
    }
  }
  if (out.masses.empty()) {
    throw error(errc::empty, fmt::format("{} is empty", argument));
  }
  out.places = what.support;
  for (std::size_t i = out.places.size(); i < out.masses.size(); ++i) {
    out.places.push_back(static_cast<double>(i));
  }
  return out;
}

problem on_a_line(const operand& p, const operand* q, const question& what) {
  problem out{.p = {}};
  const points first = points_of(p, "p", what, out.notes), second = points_of(*q, "q", what, out.notes);
  if (first.places == second.places) {
    out.positions = first.places;
  } else {
    std::ranges::set_union(first.places, second.places, std::back_inserter(out.positions));
    const measure_entry& any = find_measure("wasserstein_1");
    judge(any, first, true, what.how);
    judge(any, second, false, what.how);
  }
  out.p = {masses_at(first, out.positions), first.observations};
  out.q = {masses_at(second, out.positions), second.observations};
  if (first.observations > 0 || second.observations > 0) {
    out.method = method::plug_in;
  }
  return out;
}

answer from_density_and_points(const measure_entry& measure, const operand& p, const operand* q, const question& what) {
  const bool density_first = std::holds_alternative<distribution>(p.content);
  const distribution& density = std::get<distribution>((density_first ? p : *q).content);
  answer out{.name = std::string(measure.name),
             .label = std::string(measure.label),
             .estimate = {},
             .in_units = measure.in_units};
  std::vector<std::string> notes;
  points other = density_first ? points_of(*q, "q", what, notes) : points_of(p, "p", what, notes);
  judge(measure, other, !density_first, what.how);
  if (what.how.mode == mass_mode::normalise) {
    double sum = 0;
    for (const double m : other.masses) {
      sum += m;
    }
    for (double& m : other.masses) {
      m /= sum;
    }
  }
  out.estimate = line_distance(measure.name, density, other.places, other.masses);
  out.estimate.notes.insert(out.estimate.notes.begin(), notes.begin(), notes.end());
  if (other.observations > 0) {
    out.estimate.method = method::plug_in;
    const line_data data{other.masses, other.observations};
    add_line_interval(measure, other.places, {&data, 1}, what.level, out.estimate);
  }
  return out;
}

}  // namespace relent
