#include "estimate/neighbour_answer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace relent::estimating {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

estimate neighbour_answer(double plain, const subset_spread& spread, const neighbour_question& what,
                          std::vector<std::string> notes) {
  const double low = what.divergence ? 0 : -infinity;
  const bool extrapolates = what.columns > 1 && spread.subsets > 0;
  estimate out{.value = extrapolates ? extrapolated(plain, spread, 2.0 / static_cast<double>(what.columns)) : plain,
               .method = method::knn,
               .notes = std::move(notes)};
  add_subset_interval(out, plain, spread, what.level, low, infinity);
  if (out.interval) {
    out.notes.push_back(
        fmt::format("interval from {} subsets of the data, without replacement, and subsets of those", spread.subsets));
    if (what.columns > most_columns && what.divergence) {
      out.interval = {std::max(low, std::min(out.interval->lower, plain - 2 * spread.standard_error)), infinity};
      out.notes.push_back(
          fmt::format("of {} columns only a lower end is given: beyond {} the bias cannot be judged from the data",
                      what.columns, most_columns));
    } else if (what.columns > most_columns) {
      out.notes.push_back(
          fmt::format("of {} columns the interval is not promised to hold the truth at its level", what.columns));
    }
    if (what.open_above) {
      out.interval->upper = infinity;
    }
  } else if (std::isfinite(out.value)) {
    out.notes.push_back(fmt::format("{} observations are too few for an interval", what.fewest));
  }
  out.value = std::max(low, out.value);
  return out;
}

estimate infinite_answer(double value, method how, double level, std::vector<std::string> notes) {
  return {.value = value, .method = how, .interval = interval{value, value}, .level = level, .notes = std::move(notes)};
}

}  // namespace relent::estimating
