#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <fmt/format.h>

#include "problem.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// Below this the normal approximation to a cell's count is rough.
constexpr double comfortable_count = 5;

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

double uncertain_observations(const problem& given) {
  return given.p.observations + (given.q ? given.q->observations : 0);
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

/// The variance that one counted side brings to a function of its frequencies with gradient `slope`.
double multinomial_variance(const side& s, const std::vector<double>& slope) {
  if (s.observations == 0) {
    return 0;
  }
  double mean = 0;
  for (std::size_t i = 0; i < slope.size(); ++i) {
    mean += s.masses[i] > 0 ? s.masses[i] * slope[i] : 0;
  }
  double variance = 0;
  for (std::size_t i = 0; i < slope.size(); ++i) {
    const double d = slope[i] - mean;
    variance += s.masses[i] > 0 ? s.masses[i] * d * d : 0;
  }
  return variance / s.observations;
}

/// Delta method: the standard error of a finite plug-in value; NaN where the derivative does not exist.
double standard_error(const measure_entry& measure, const problem& given, const question& what) {
  const std::size_t n = given.p.masses.size();
  std::vector<double> dp(given.p.observations > 0 ? n : 0), dq(given.q && given.q->observations > 0 ? n : 0);
  const row_view p(given.p.masses), q = given.q ? row_view(given.q->masses) : row_view{};
  measure.rule.gradient(p, q, parameters_for(given, what), dp.empty() ? nullptr : dp.data(),
                        dq.empty() ? nullptr : dq.data());
  const double variance =
      (dp.empty() ? 0 : multinomial_variance(given.p, dp)) + (dq.empty() ? 0 : multinomial_variance(*given.q, dq));
  return std::isfinite(variance) ? std::sqrt(variance) : std::numeric_limits<double>::quiet_NaN();
}

/// One side moved to the edge of its confidence ellipsoid, there and back, along a direction that `bits` chooses. The
/// ellipsoid is that of the counts with half an observation added everywhere, so that empty elements can move too.
std::array<std::vector<double>, 2> displaced(const side& s, double level, std::mt19937& bits) {
  const std::size_t cells = s.masses.size();
  const double total = s.observations + static_cast<double>(cells) / 2;
  std::vector<double> root(cells), step(cells);
  double along = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    root[i] = std::sqrt((s.masses[i] * s.observations + 0.5) / total);
    step[i] = (bits() & 1U) != 0 ? 1 : -1;
    along += root[i] * step[i];
  }
  double length = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    step[i] -= along * root[i];  // masses keep their sum
    length += step[i] * step[i];
  }
  constexpr double parallel = 1e-9;  ///< of a direction that only changes the sum, nothing is left but rounding
  if (length < parallel * static_cast<double>(cells)) {
    return {s.masses, s.masses};
  }
  const auto freedom = static_cast<double>(std::max<std::size_t>(cells, 2) - 1);
  const double radius = std::sqrt(boost::math::quantile(boost::math::chi_squared(freedom), level) / s.observations);
  std::array<std::vector<double>, 2> out{s.masses, s.masses};
  for (std::size_t i = 0; i < cells; ++i) {
    const double move = radius * root[i] * step[i] / std::sqrt(length);
    out[0][i] = std::max(0.0, s.masses[i] + move);
    out[1][i] = std::max(0.0, s.masses[i] - move);
  }
  return out;
}

/// What the first-order error leaves out: how far the measure bends within the data's uncertainty. It is all there is
/// where the slope vanishes: at equality, at the most uncertain distribution, at independence.
double second_order(const measure_entry& measure, const problem& given, const question& what, double value) {
  constexpr int directions = 8;
  std::mt19937 bits(1);  // the same directions every time, so that the same question has the same answer
  double largest = 0;
  for (int d = 0; d < directions; ++d) {
    std::array<std::vector<double>, 2> p{given.p.masses, given.p.masses}, q;
    if (given.p.observations > 0) {
      p = displaced(given.p, what.level, bits);
    }
    if (given.q) {
      q = {given.q->masses, given.q->masses};
      if (given.q->observations > 0) {
        q = displaced(*given.q, what.level, bits);
      }
    }
    double mean = 0;
    for (const std::size_t way : {0U, 1U}) {
      mean +=
          measure.rule.value(row_view(p[way]), given.q ? row_view(q[way]) : row_view{}, parameters_for(given, what)) /
          2;
    }
    if (std::isfinite(mean)) {
      largest = std::max(largest, std::abs(mean - value));
    }
  }
  return largest;
}

/// The likelihood-ratio test that P and Q are the same: 2 n KL against a model, 2 (n+m) JS between two samples.
double p_value_of_equality(const problem& given) {
  const row_view p(given.p.masses), q(given.q->masses);
  const double n = given.p.observations, m = given.q->observations;
  double statistic = 0;
  if (n > 0 && m > 0) {
    parameters how;
    how.weight = n / (n + m);
    statistic = 2 * (n + m) * find_measure("js_divergence").rule.value(p, q, how);
  } else if (n > 0) {
    statistic = 2 * n * find_measure("kl_divergence").rule.value(p, q, {});
  } else {
    statistic = 2 * m * find_measure("reverse_kl_divergence").rule.value(p, q, {});
  }
  if (std::isinf(statistic)) {
    return 0;
  }
  double cells = 0;
  for (std::size_t i = 0; i < given.p.masses.size(); ++i) {
    cells += given.p.masses[i] > 0 || given.q->masses[i] > 0;
  }
  return cells < 2 ? 1 : boost::math::gamma_q((cells - 1) / 2, std::max(0.0, statistic) / 2);
}

/// The same question with the elements that make it infinite merged into the one that comes nearest to them.
/// Merging can only shrink a monotone measure, so what it is sure to exceed, the finer one exceeds too.
std::optional<problem> merged(const problem& given, const std::vector<double>& shares) {
  const std::vector<double>&p = given.p.masses, &q = given.q->masses;
  std::size_t into = p.size();
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] > 0 && q[i] > 0 && std::isfinite(shares[i]) && (into == p.size() || p[i] * q[into] > p[into] * q[i])) {
      into = i;
    }
  }
  if (into == p.size()) {
    return std::nullopt;
  }
  problem out = given;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isinf(shares[i])) {
      for (side* s : {&out.p, &*out.q}) {
        s->masses[into] += s->masses[i];
        s->masses[i] = 0;
      }
    }
  }
  return out;
}

/// An infinite plug-in value: is it certain, and if not, what does the data rule out below?
void add_infinite_interval(const measure_entry& measure, const problem& given, const question& what, double z,
                           estimate& found) {
  if (!given.q) {
    return;
  }
  std::vector<double> shares(given.p.masses.size());
  measure.rule.contributions(row_view(given.p.masses), row_view(given.q->masses), parameters_for(given, what),
                             shares.data());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const side& empty_side = given.p.masses[i] == 0 ? given.p : *given.q;
    if (std::isinf(shares[i]) && empty_side.observations == 0) {
      found.interval = {infinity, infinity};
      found.notes.emplace_back("infinite for certain: the data show what the model excludes");
      return;
    }
  }
  double lower = measure.least;
  if (const auto coarse = measure.monotone ? merged(given, shares) : std::nullopt) {
    const double value =
        measure.rule.value(row_view(coarse->p.masses), row_view(coarse->q->masses), parameters_for(*coarse, what));
    const double error = standard_error(measure, *coarse, what);
    if (std::isfinite(value) && std::isfinite(error) && p_value_of_equality(*coarse) < 1 - what.level) {
      lower = std::max(lower, value - z * error);
    }
  }
  found.interval = {lower, infinity};
  found.notes.emplace_back(
      "infinite because something was never observed, which more data may change: the upper limit is infinite, "
      "the lower one merges those elements with their nearest");
}

void note_small_counts(const problem& given, std::vector<std::string>& notes) {
  const auto few = [](const side& s) {
    return s.observations == 0 ? 0 : std::ranges::count_if(s.masses, [&](double mass) {
      return mass > 0 && mass * s.observations < comfortable_count;
    });
  };
  const auto n = few(given.p) + (given.q ? few(*given.q) : 0);
  if (n > 0) {
    notes.push_back(fmt::format("{} count{} below {}: the interval is a rough guide", n, n == 1 ? " is" : "s are",
                                comfortable_count));
  }
}

}  // namespace

void add_interval(const measure_entry& measure, const problem& given, const question& what, estimate& found) {
  if (uncertain_observations(given) == 0) {
    if (std::isfinite(found.value) && measure.parameter != "generator") {
      parameters how = what.how;
      how.table_shape = given.shape;
      how.positions = given.positions;
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
  const double z = boost::math::quantile(boost::math::normal_distribution<>(), (1 + what.level) / 2);
  found.level = what.level;
  if (std::isinf(found.value)) {
    add_infinite_interval(measure, given, what, z, found);
    return;
  }
  const double error = standard_error(measure, given, what);
  if (std::isnan(error)) {
    found.level.reset();
    found.notes.emplace_back("no interval: the measure has no derivative at an element that was never observed");
    return;
  }
  found.standard_error = error;
  const double reach = std::hypot(z * error, second_order(measure, given, what, found.value));
  interval limits{std::max(measure.least, found.value - reach),
                  std::min(measure.bound.value_or(infinity), found.value + reach)};
  if (measure.takes == arity::two && measure.zero_on_equal) {
    const double chance = p_value_of_equality(given);
    if (chance > 1 - what.level) {
      limits.lower = measure.least;
      if (given.p.observations == 0 || given.q->observations == 0) {  // of two samples `ask` says it
        found.notes.push_back(fmt::format("the data do not tell P from Q (likelihood-ratio test, p = {:.2g})", chance));
      }
    }
  }
  found.interval = limits;
  note_small_counts(given, found.notes);
}

}  // namespace relent
