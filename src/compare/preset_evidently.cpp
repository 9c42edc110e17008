// Evidently's default choice for a column, from the behaviour of version 0.7.23 (with SciPy 1.17): up to 1000
// reference rows a p-value below 0.05 is drift, beyond that a distance of 0.1 or more.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <boost/math/special_functions/gamma.hpp>

#include "relent/estimate/goodness_of_fit.hpp"
#include "relent/estimate/kolmogorov_smirnov.hpp"

#include "compare/binned_wasserstein.hpp"
#include "compare/divergences.hpp"
#include "compare/presets.hpp"

namespace relent::comparing {
namespace {

constexpr std::int64_t few_rows = 1000;
constexpr std::size_t few_values = 5;
constexpr double p_threshold = 0.05;
constexpr double distance_threshold = 0.1;

preset_reply reply(std::string name, std::string label, double value, bool is_p) {
  preset_reply out;
  out.score = preset_score{label, value, is_p ? p_threshold : distance_threshold, !is_p};
  out.drifted = is_p ? value < p_threshold : value >= distance_threshold;
  out.answers.push_back(preset_answer("evidently_" + std::move(name), std::move(label), value));
  return out;
}

// Expected counts are the reference's, scaled: the reference is taken for the truth, not for a sample.
double one_sample_chi_square_p(std::span<const count_pair> cells, double n, double m) {
  double statistic = 0;
  for (const count_pair& c : cells) {
    const double expected = static_cast<double>(c.p) * (m / n);
    const double away = static_cast<double>(c.q) - expected;
    statistic += away * away / expected;
  }
  return std::isinf(statistic) ? 0 : boost::math::gamma_q(static_cast<double>(cells.size() - 1) / 2, statistic / 2);
}

// Two proportions with a pooled variance; the share of the first value and that of the second give the same.
double z_p(std::span<const count_pair> cells, double n, double m) {
  if (cells.size() < 2) {
    return 1;
  }
  const double a = static_cast<double>(cells[0].p) / n;
  const double b = static_cast<double>(cells[0].q) / m;
  const double pooled = (a * n + b * m) / (n + m);
  const double z = (a - b) / std::sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

preset_reply by_categories(std::span<const count_pair> cells) {
  std::int64_t n = 0, m = 0;
  for (const count_pair& c : cells) {
    n += c.p;
    m += c.q;
  }
  if (n > few_rows) {
    return reply("jensen_shannon_distance", "Jensen-Shannon distance", std::sqrt(js_of(cells)), false);
  }
  const auto rows = static_cast<double>(n);
  const auto rows_now = static_cast<double>(m);
  return cells.size() > 2
             ? reply("chi_square_p_value", "chi-square p_value", one_sample_chi_square_p(cells, rows, rows_now), true)
             : reply("z_test_p_value", "Z-test p_value", z_p(cells, rows, rows_now), true);
}

// What SciPy's `ks_2samp(x, y).pvalue` is: as without ties, exact up to 10000 values on either side, beyond that the
// one-sample distribution at n m / (n + m), rounded.
double ks_p_as_scipy(std::int64_t n, std::int64_t m, double d) {
  if (std::max(n, m) <= 10000) {
    return ks_exact_p(n, m, d);
  }
  const double together = static_cast<double>(n) * static_cast<double>(m) / static_cast<double>(n + m);
  return kolmogorov_p_value(d, static_cast<std::size_t>(std::nearbyint(together)));
}

double sd_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) {
    squares += (v - mean) * (v - mean);
  }
  return std::sqrt(squares / n);
}

std::vector<weighted_value> ones(std::span<const double> values) {
  std::vector<weighted_value> out;
  out.reserve(values.size());
  std::ranges::transform(values, std::back_inserter(out), [](double v) { return weighted_value{v, 1}; });
  return out;
}

}  // namespace

preset_reply evidently_numeric(const value_pair& values, bool as_categories) {
  const std::vector<count_pair> cells = ordered_counts(values.reference, values.current);
  if (as_categories || cells.size() <= few_values) {
    return by_categories(cells);
  }
  if (static_cast<std::int64_t>(values.reference.size()) <= few_rows) {
    return reply("ks_p_value", "K-S p_value",
                 ks_p_as_scipy(std::ssize(values.reference), std::ssize(values.current), ks_distance(cells)), true);
  }
  const double w1 = wasserstein(ones(values.reference), ones(values.current)).value;
  return reply("wasserstein_distance_normed", "Wasserstein distance (normed)",
               w1 / std::max(sd_of(values.reference), 0.001), false);
}

preset_reply evidently_words(std::span<const count_pair> words) {
  std::int64_t rows = 0;
  for (const count_pair& c : words) {
    rows += c.q;
  }
  const auto different = std::ranges::count_if(words, [](const count_pair& c) { return c.q > 0; });
  if (2 * different > rows) {
    preset_reply none;
    none.notes = {"Evidently takes this for free text and trains a classifier; that score is not reproduced"};
    return none;
  }
  return by_categories(words);
}

}  // namespace relent::comparing
