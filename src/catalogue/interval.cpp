#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "estimate/plug_in_interval.hpp"
#include "problem.hpp"

namespace relent {
namespace {

/// By how much masses that are each off by one rounding can move the value.
double rounding_of_division(const measure_entry& measure, const problem& given, const parameters& how) {
  const std::size_t n = given.p.masses.size();
  std::vector<double> dp(n), dq(given.q ? n : 0);
  const row_view p(given.p.masses), q = given.q ? row_view(given.q->masses) : row_view{};
  measure.rule.gradient(p, q, how, dp.data(), given.q ? dq.data() : nullptr);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += given.p.masses[i] > 0 ? std::abs(dp[i]) * given.p.masses[i] : 0;
    sum += given.q && given.q->masses[i] > 0 ? std::abs(dq[i]) * given.q->masses[i] : 0;
  }
  return std::isfinite(sum) ? 2 * std::numeric_limits<double>::epsilon() * sum : 0;
}

/// What rounding may have done to an exact value: the measure's promise, two roundings more for the unit, and the
/// division by the sums where it was asked for. The promise of measures with an order is for orders up to 100, and
/// weakens in proportion beyond.
double rounding_bound(const measure_entry& measure, const problem& given, const parameters& how, double value) {
  using limits = std::numeric_limits<double>;
  const double order = measure.parameter == "alpha" && std::isfinite(how.alpha) ? std::abs(how.alpha) / 100 : 0;
  const double division = how.mode == mass_mode::normalise ? rounding_of_division(measure, given, how) : 0;
  return (measure.rounding * std::max(1.0, order) + 2 * limits::epsilon()) * std::abs(value) + division +
         4 * limits::denorm_min();
}

/// Frequencies sum to one, so normalising changes no value; but its derivative leaves out the part that is the same
/// for every element, which means nothing and can be large.
parameters parameters_for(const problem& given, const question& what) {
  parameters how = what.how;
  how.table_shape = given.shape;
  how.positions = given.positions;
  how.mode = how.mode == mass_mode::generalised ? how.mode : mass_mode::normalise;
  return how;
}

}  // namespace

void add_interval(const measure_entry& measure, const problem& given, const question& what, estimate& found) {
  if (!given.uncertain()) {
    if (std::isfinite(found.value) && measure.parameter != "generator") {
      parameters how = what.how;
      how.table_shape = given.shape;
      how.positions = given.positions;
      found.error_bound = rounding_bound(measure, given, how, found.value);
    }
    return;
  }
  if (measure.lists_elements) {
    return;
  }
  if (measure.on_line) {
    std::vector<double> places = given.positions;
    for (std::size_t i = places.size(); i < given.p.masses.size(); ++i) {
      places.push_back(static_cast<double>(i));
    }
    std::vector<line_data> sides;
    for (const side* s : {&given.p, given.q ? &*given.q : nullptr}) {
      if (s != nullptr && s->observations > 0) {
        sides.push_back({s->masses, s->observations});
      }
    }
    add_line_interval(measure, places, sides, what.level, found);
    return;
  }
  const estimating::frequencies p{given.p.masses, given.p.observations};
  const estimating::frequencies q =
      given.q ? estimating::frequencies{given.q->masses, given.q->observations} : estimating::frequencies{};
  estimating::add_plug_in_interval({.rule = measure.rule,
                                    .least = measure.least,
                                    .most = measure.bound.value_or(std::numeric_limits<double>::infinity()),
                                    .monotone = measure.monotone,
                                    .zero_on_equal = measure.takes == arity::two && measure.zero_on_equal},
                                   p, q, parameters_for(given, what), what.level, found);
}

}  // namespace relent
