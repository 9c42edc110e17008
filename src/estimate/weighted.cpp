#include "relent/estimate/weighted.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/student_t.hpp"
#include "relent/joint/independent.hpp"

#include "mean_of_terms.hpp"
#include "weights.hpp"

namespace relent {
namespace {

constexpr double freedom = 3;  ///< of the Student's t beside the data: tails as heavy as most data have

double normal_quantile(double level) {
  if (!(level > 0 && level < 1)) {
    throw bad_value("", "level", std::nullopt, level, "between 0 and 1", errc::out_of_range);
  }
  return boost::math::quantile(boost::math::normal_distribution<>(), (1 + level) / 2);
}

void set_interval(estimate& found, double error, double level) {
  const double half = normal_quantile(level) * error;
  found.standard_error = error;
  found.interval = {found.value - half, found.value + half};
  found.level = level;
}

/// About one column: the weighted median, and the quartiles' distance as a Student's t has it.
student_t reference(const observations& p, std::size_t column, const std::vector<double>& shares) {
  std::vector<std::size_t> order(p.rows.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return p.rows(i, column); });
  const auto quantile = [&](double level) {
    double below = 0;
    for (const std::size_t i : order) {
      below += shares[i];
      if (below >= level) {
        return p.rows(i, column);
      }
    }
    return p.rows(order.back(), column);
  };
  constexpr double quartile_of_t3 = 0.7648923284;
  const double lower = quantile(0.25), upper = quantile(0.75), middle = quantile(0.5);
  const double scale = (upper / 2 - lower / 2) / quartile_of_t3;
  if (!(scale > 0)) {
    throw error(
        errc::invalid_value, "entropy_by_ratio",
        fmt::format("column {} has half of its values at {:.6g}: an atom, where a density has none", column, middle));
  }
  return student_t(freedom, middle, scale);
}

}  // namespace

estimate entropy_by_ratio(const observations& p, double level) {
  constexpr const char* function = "entropy_by_ratio";
  const std::vector<double> shares = estimating::shares_of(p.weights, p.rows.rows, function, "p");
  if (p.rows.rows < least_for_ratio || p.rows.columns == 0) {
    throw error(errc::empty, fmt::format("p has {} rows; the entropy of weighted rows or a series takes {}",
                                         p.rows.rows, least_for_ratio));
  }
  std::vector<distribution> factors;
  for (std::size_t j = 0; j < p.rows.columns; ++j) {
    factors.emplace_back(reference(p, j, shares));
  }
  const against_known both =
      factors.size() == 1 ? beside_draws(p, factors[0]) : beside_draws(p, joint_distribution(independent(factors)));
  const log_ratios found = fit_log_ratios(both.data, both.draws);
  std::vector<double> surprise(found.p.at.size()), ratio(found.q.at.size());
  for (std::size_t i = 0; i < surprise.size(); ++i) {
    surprise[i] = -both.data.known[i] - found.p.at[i];
  }
  double missing = 0;
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    ratio[i] = std::exp(found.q.at[i]);
    missing += found.q.weights[i] * ratio[i] * std::min(found.variance[i], 1.0) / 2;
  }
  const auto of_p = estimating::average(found.p, std::move(surprise));
  const auto of_q = estimating::average(found.q, std::move(ratio));
  estimate out{.value = of_p.value + of_q.value - 1 - missing, .method = method::density_ratio, .notes = found.notes};
  estimating::note_series(found.p, of_p, "p", out.notes);
  set_interval(out, std::sqrt(of_p.squared_error + of_q.squared_error + missing * missing), level);
  return out;
}

estimate cross_entropy_of(const observations& p, const distribution& q, double level) {
  constexpr const char* function = "cross_entropy_of";
  const std::size_t n = p.rows.rows;
  if (n < 2) {
    throw error(errc::empty, function, fmt::format("p has {} rows; 2 are the least", n));
  }
  log_ratios::side side{
      .at = std::vector<double>(n), .weights = estimating::shares_of(p.weights, n, function, "p"), .serial = p.serial};
  q.log_densities(p.rows.values, side.at);
  estimate out{.value = 0, .method = method::plug_in};
  std::vector<double> surprise(n);
  for (std::size_t i = 0; i < n; ++i) {
    surprise[i] = side.weights[i] > 0 ? -side.at[i] : 0;
    if (std::isinf(surprise[i])) {
      out.value = std::numeric_limits<double>::infinity();
      out.interval = {out.value, out.value};
      out.level = level;
      out.notes.push_back(fmt::format("{} has no density at {:.6g}, which was observed", q.text(), p.rows.values[i]));
      return out;
    }
  }
  const auto terms = estimating::average(side, std::move(surprise));
  out.value = terms.value;
  if (!p.weights.empty()) {
    out.notes.push_back(
        fmt::format("p: weights, worth {:.0f} of {} equal rows", estimating::effective_number(p.weights), n));
  }
  estimating::note_series(side, terms, "p", out.notes);
  set_interval(out, std::sqrt(terms.squared_error), level);
  return out;
}

}  // namespace relent
