#include "estimate/plug_in_interval.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <random>
#include <vector>

#include <boost/math/distributions/chi_squared.hpp>
#include <fmt/format.h>

#include "relent/measure/js_divergence.hpp"
#include "relent/measure/kl_divergence.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/chi_square_interval.hpp"

namespace relent::estimating {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// Below this the normal approximation to a cell's count is rough.
constexpr double comfortable_count = 5;

/// What is asked: a measure of these, by these parameters.
struct problem {
  const plug_in_measure& measure;
  frequencies p, q;
  parameters how;

  [[nodiscard]] bool of_two() const noexcept { return !q.masses.empty(); }
  [[nodiscard]] row_view p_row() const { return {p.masses}; }
  [[nodiscard]] row_view q_row() const { return of_two() ? row_view(q.masses) : row_view{}; }
};

/// The variance that one counted side brings to a function of its frequencies with gradient `slope`.
double multinomial_variance(const frequencies& s, const std::vector<double>& slope) {
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
double standard_error(const problem& given) {
  const std::size_t n = given.p.masses.size();
  std::vector<double> dp(given.p.observations > 0 ? n : 0), dq(given.q.observations > 0 ? n : 0);
  given.measure.rule.gradient(given.p_row(), given.q_row(), given.how, dp.empty() ? nullptr : dp.data(),
                              dq.empty() ? nullptr : dq.data());
  const double variance =
      (dp.empty() ? 0 : multinomial_variance(given.p, dp)) + (dq.empty() ? 0 : multinomial_variance(given.q, dq));
  return std::isfinite(variance) ? std::sqrt(variance) : std::numeric_limits<double>::quiet_NaN();
}

std::array<std::vector<double>, 2> unmoved(const frequencies& s) {
  const std::vector<double> masses(s.masses.begin(), s.masses.end());
  return {masses, masses};
}

/// One side moved to the edge of its confidence ellipsoid, there and back, along a direction that `bits` chooses. The
/// ellipsoid is that of the counts with half an observation added everywhere, so that empty elements can move too.
std::array<std::vector<double>, 2> displaced(const frequencies& s, double level, std::mt19937& bits) {
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
    return unmoved(s);
  }
  const auto freedom = static_cast<double>(std::max<std::size_t>(cells, 2) - 1);
  const double radius = std::sqrt(boost::math::quantile(boost::math::chi_squared(freedom), level) / s.observations);
  std::array<std::vector<double>, 2> out = unmoved(s);
  for (std::size_t i = 0; i < cells; ++i) {
    const double move = radius * root[i] * step[i] / std::sqrt(length);
    out[0][i] = std::max(0.0, s.masses[i] + move);
    out[1][i] = std::max(0.0, s.masses[i] - move);
  }
  return out;
}

/// What the first-order error leaves out: how far the measure bends within the data's uncertainty. It is all there is
/// where the slope vanishes: at equality, at the most uncertain distribution, at independence.
double second_order(const problem& given, double level, double value) {
  constexpr int directions = 8;
  std::mt19937 bits(1);  // the same directions every time, so that the same question has the same answer
  double largest = 0;
  for (int d = 0; d < directions; ++d) {
    const auto p = given.p.observations > 0 ? displaced(given.p, level, bits) : unmoved(given.p);
    const auto q = given.q.observations > 0 ? displaced(given.q, level, bits) : unmoved(given.q);
    double mean = 0;
    for (const std::size_t way : {0U, 1U}) {
      const row_view second = given.of_two() ? row_view(q[way]) : row_view{};
      mean += given.measure.rule.value(row_view(p[way]), second, given.how) / 2;
    }
    if (std::isfinite(mean)) {
      largest = std::max(largest, std::abs(mean - value));
    }
  }
  return largest;
}

/// The masses of both sides with the elements that make the value infinite merged into the one that comes nearest to
/// them. Merging can only shrink a monotone measure, so what it is sure to exceed, the finer one exceeds too.
std::optional<std::array<std::vector<double>, 2>> merged(const problem& given, const std::vector<double>& shares) {
  const std::span<const double> p = given.p.masses, q = given.q.masses;
  std::size_t into = p.size();
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] > 0 && q[i] > 0 && std::isfinite(shares[i]) && (into == p.size() || p[i] * q[into] > p[into] * q[i])) {
      into = i;
    }
  }
  if (into == p.size()) {
    return std::nullopt;
  }
  std::array<std::vector<double>, 2> out{unmoved(given.p)[0], unmoved(given.q)[0]};
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isinf(shares[i])) {
      for (std::vector<double>& side : out) {
        side[into] += side[i];
        side[i] = 0;
      }
    }
  }
  return out;
}

/// An infinite plug-in value: is it certain, and if not, what does the data rule out below?
void add_infinite_interval(const problem& given, double level, double z, estimate& found) {
  if (!given.of_two()) {
    return;
  }
  std::vector<double> shares(given.p.masses.size());
  given.measure.rule.contributions(given.p_row(), given.q_row(), given.how, shares.data());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const frequencies& empty_side = given.p.masses[i] == 0 ? given.p : given.q;
    if (std::isinf(shares[i]) && empty_side.observations == 0) {
      found.interval = {infinity, infinity};
      found.notes.emplace_back(infinite_for_certain);
      return;
    }
  }
  double lower = given.measure.least;
  if (const auto masses = given.measure.monotone ? merged(given, shares) : std::nullopt) {
    const problem coarse{
        given.measure, {(*masses)[0], given.p.observations}, {(*masses)[1], given.q.observations}, given.how};
    const double value = coarse.measure.rule.value(coarse.p_row(), coarse.q_row(), coarse.how);
    const double error = standard_error(coarse);
    if (std::isfinite(value) && std::isfinite(error) && p_value_of_equality(coarse.p, coarse.q) < 1 - level) {
      lower = std::max(lower, value - z * error);
    }
  }
  found.interval = {lower, infinity};
  found.notes.emplace_back(
      "infinite because something was never observed, which more data may change: the upper limit is infinite, "
      "the lower one merges those elements with their nearest");
}

void note_small_counts(const problem& given, std::vector<std::string>& notes) {
  const auto few = [](const frequencies& s) {
    return s.observations == 0 ? 0 : std::ranges::count_if(s.masses, [&](double mass) {
      return mass > 0 && mass * s.observations < comfortable_count;
    });
  };
  const auto n = few(given.p) + few(given.q);
  if (n > 0) {
    notes.push_back(fmt::format("{} count{} below {}: the interval is a rough guide", n, n == 1 ? " is" : "s are",
                                comfortable_count));
  }
}

}  // namespace

double p_value_of_equality(const frequencies& p, const frequencies& q) {
  const row_view first(p.masses), second(q.masses);
  const double n = p.observations, m = q.observations;
  double statistic = 0;
  if (n > 0 && m > 0) {
    parameters how;
    how.weight = n / (n + m);
    statistic = 2 * (n + m) * js_divergence(first, second, how);
  } else if (n > 0) {
    statistic = 2 * n * kl_divergence(first, second);
  } else {
    statistic = 2 * m * kl_divergence(second, first);
  }
  if (std::isinf(statistic)) {
    return 0;
  }
  double cells = 0;
  for (std::size_t i = 0; i < p.masses.size(); ++i) {
    cells += p.masses[i] > 0 || q.masses[i] > 0;
  }
  return cells < 2 ? 1 : gamma_upper((cells - 1) / 2, std::max(0.0, statistic) / 2);
}

void note_equality(double p_value, double p_observations, double q_observations, estimate& found) {
  if (p_observations > 0 && q_observations > 0) {
    return;
  }
  found.notes.push_back(fmt::format("the data do not tell P from Q (likelihood-ratio test, p = {:.2g})", p_value));
}

void add_plug_in_interval(const plug_in_measure& measure, const frequencies& p, const frequencies& q,
                          const parameters& how, double level, estimate& found) {
  const problem given{measure, p, q, how};
  const double z = normal_quantile(level);
  found.level = level;
  if (std::isinf(found.value)) {
    add_infinite_interval(given, level, z, found);
    return;
  }
  const double error = standard_error(given);
  if (std::isnan(error)) {
    found.level.reset();
    found.notes.emplace_back("no interval: the measure has no derivative at an element that was never observed");
    return;
  }
  found.standard_error = error;
  const double reach = std::hypot(z * error, second_order(given, level, found.value));
  interval limits{std::max(measure.least, found.value - reach), std::min(measure.most, found.value + reach)};
  if (measure.zero_on_equal) {
    const double chance = p_value_of_equality(p, q);
    if (chance > 1 - level) {
      limits.lower = measure.least;
      note_equality(chance, p.observations, q.observations, found);
    }
  }
  found.interval = limits;
  note_small_counts(given, found.notes);
}

}  // namespace relent::estimating
