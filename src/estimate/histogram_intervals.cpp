#include "estimate/histogram_intervals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "estimate/chi_square_interval.hpp"
#include "estimate/folded_bias.hpp"
#include "estimate/lacking.hpp"

namespace relent::estimating {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A measure sum f(p, q): f, its slopes, and p f_pp and q f_qq, at p and q that are not both 0.
struct bend {
  double value, p_slope, q_slope, p_bend, q_bend;
};

struct bending_measure {
  std::string_view name;
  bend (*at)(double p, double q);
  double scale;  // near equality 2 scale n m / (n + m) times the value is chi-square
  double most;
  bool root;  // the measure is the root of the sum
};

bend jensen_shannon(double p, double q) {
  const double both = p + q, lp = p > 0 ? std::log(2 * p / both) : 0, lq = q > 0 ? std::log(2 * q / both) : 0;
  return {(p * lp + q * lq) / 2, lp / 2, lq / 2, q / (2 * both), p / (2 * both)};
}

bend kullback_leibler(double p, double q) {
  const double l = p > 0 ? std::log(p / q) : 0;
  return {p * l - p + q, l, 1 - p / q, 1, p / q};
}

bend stability_index(double p, double q) {
  const double l = std::log(p / q);
  return {(p - q) * l, l + 1 - q / p, 1 - l - p / q, 1 + q / p, 1 + p / q};
}

bend squared_hellinger(double p, double q) {
  const double a = std::sqrt(p), b = std::sqrt(q);
  return {(a - b) * (a - b) / 2, p > 0 ? (1 - b / a) / 2 : 0, q > 0 ? (1 - a / b) / 2 : 0, p > 0 ? b / a / 4 : 0,
          q > 0 ? a / b / 4 : 0};
}

constexpr std::array bending{
    bending_measure{"js_divergence", jensen_shannon, 4, 0.69314718055994531, false},
    bending_measure{"kl_divergence", kullback_leibler, 1, infinity, false},
    bending_measure{"population_stability_index", stability_index, 0.5, infinity, false},
    bending_measure{"hellinger_distance", squared_hellinger, 4, 1, true},
};

bent_value bent(const bending_measure& measure, std::span<const count_pair> cells) {
  const count_pair all = sum_of(cells);
  const auto n = static_cast<double>(all.p), m = static_cast<double>(all.q);
  double value = 0, bias = 0;
  std::array<double, 2> mean{}, square{};
  for (const count_pair& c : cells) {
    if (c.total() > 0) {
      const double p = static_cast<double>(c.p) / n, q = static_cast<double>(c.q) / m;
      const bend b = measure.at(p, q);
      value += b.value;
      if (p > 0) {
        mean[0] += p * b.p_slope;
        square[0] += p * b.p_slope * b.p_slope;
        bias += b.p_bend * (1 - p) / (2 * n);
      }
      if (q > 0) {
        mean[1] += q * b.q_slope;
        square[1] += q * b.q_slope * b.q_slope;
        bias += b.q_bend * (1 - q) / (2 * m);
      }
    }
  }
  const double variance =
      std::max(0.0, square[0] - mean[0] * mean[0]) / n + std::max(0.0, square[1] - mean[1] * mean[1]) / m;
  return {std::max(0.0, value), bias, variance, measure.scale * (n / (n + m)) * m};
}

// Cells that the second sample lacks join the one where p/q is largest, those that the first lacks the one where it is
// smallest; empty where no cell is in both.
std::vector<count_pair> merged(std::span<const count_pair> cells) {
  const auto ratio = [](const count_pair& c) { return static_cast<double>(c.p) / static_cast<double>(c.q); };
  std::vector<count_pair> out;
  std::ranges::copy_if(cells, std::back_inserter(out), [](const count_pair& c) { return c.p > 0 && c.q > 0; });
  if (out.empty()) {
    return out;
  }
  const auto [low, high] = std::ranges::minmax_element(out, {}, ratio);
  for (const count_pair& c : cells) {
    high->p += c.q == 0 ? c.p : 0;
    low->q += c.p == 0 ? c.q : 0;
  }
  return out;
}

// Then the truth may be the most there is, also where fuller cells have something in common.
bool nothing_shared(std::span<const count_pair> cells) {
  return std::ranges::none_of(cells, [](const count_pair& c) { return c.p > 0 && c.q > 0; });
}

// KL at least, from what the second sample lacks of the first.
double from_lacking(std::span<const count_pair> cells, bool turned, double level) {
  const count_pair all = sum_of(cells);
  std::int64_t times = 0, seen = 0;
  for (const count_pair& c : cells) {
    times += (turned ? c.p : c.q) == 0 ? c.total() : 0;
    seen += c.total() > 0 ? 1 : 0;
  }
  const auto n = static_cast<double>(turned ? all.q : all.p), m = static_cast<double>(turned ? all.p : all.q);
  return kl_at_least(
      {.share = static_cast<double>(times) / n, .all = n, .others = m, .picked_from = static_cast<double>(seen)},
      level);
}

void add_bending(const bending_measure& measure, std::span<const count_pair> cells, std::span<const count_pair> full,
                 double level, estimate& found) {
  const auto in_measure = [&](double v) { return std::min(measure.root ? std::sqrt(v) : v, measure.most); };
  const std::vector<count_pair> common = merged(full);
  const bool infinite = std::isinf(found.value);
  const double lower =
      common.empty() ? 0 : in_measure(chi_square_interval(bent(measure, infinite ? common : full), level).lower);
  if (infinite) {
    const double alone = from_lacking(full, false, level) +
                         (measure.name == "population_stability_index" ? from_lacking(full, true, level) : 0);
    found.interval = {std::max(lower, alone), infinity};
    found.notes.emplace_back("the upper limit is infinite: more data may show what is lacking, or not");
    return;
  }
  bent_value of = bent(measure, cells);
  // Cells that one side hardly has make the bias look larger than it is: no more than at equality is taken off above.
  of.bias = std::min(of.bias, static_cast<double>(cells.size() - 1) / (2 * of.scale));
  const double upper = nothing_shared(cells) ? measure.most : in_measure(chi_square_interval(of, level).upper);
  found.interval = {std::min(lower, upper), upper};
  const double error = std::sqrt(of.variance + std::max(0.0, of.bias) / of.scale);
  found.standard_error = measure.root && found.value > 0 ? error / (2 * found.value) : error;
}

// The standard error where every sign is as it was seen, which is too large, not too small, where the signs are chance.
double error_of_signs(std::span<const count_pair> cells, std::span<const double> p_effect,
                      std::span<const double> q_effect) {
  const count_pair all = sum_of(cells);
  const auto n = static_cast<double>(all.p), m = static_cast<double>(all.q);
  std::array<double, 2> mean{}, square{};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double p = static_cast<double>(cells[i].p) / n, q = static_cast<double>(cells[i].q) / m;
    mean[0] += p * p_effect[i];
    mean[1] += q * q_effect[i];
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    square[0] += static_cast<double>(cells[i].p) / n * std::pow(p_effect[i] - mean[0], 2);
    square[1] += static_cast<double>(cells[i].q) / m * std::pow(q_effect[i] - mean[1], 2);
  }
  return std::sqrt(square[0] / n + square[1] / m);
}

double total_variation_bias(std::span<const count_pair> cells) {
  const count_pair all = sum_of(cells);
  const auto n = static_cast<double>(all.p), m = static_cast<double>(all.q);
  std::vector<noisy_size> terms;
  for (const count_pair& c : cells) {
    const double p = static_cast<double>(c.p) / n, q = static_cast<double>(c.q) / m;
    // Counts of 0 have a variance too: that of half an observation.
    const double variance = std::max(p, 0.5 / n) * (1 - p) / n + std::max(q, 0.5 / m) * (1 - q) / m;
    if (c.total() > 0) {
      terms.push_back({p - q, std::sqrt(variance), 0.5});
    }
  }
  return folded_bias(terms);
}

double total_variation_of(std::span<const count_pair> cells) {
  const count_pair all = sum_of(cells);
  double value = 0;
  for (const count_pair& c : cells) {
    value += std::abs(static_cast<double>(c.p) / static_cast<double>(all.p) -
                      static_cast<double>(c.q) / static_cast<double>(all.q)) /
             2;
  }
  return value;
}

void add_total_variation(std::span<const count_pair> cells, std::span<const count_pair> full, double level,
                         estimate& found) {
  const count_pair all = sum_of(full);
  std::vector<double> half_sign;
  for (const count_pair& c : full) {
    const double difference =
        static_cast<double>(c.p) / static_cast<double>(all.p) - static_cast<double>(c.q) / static_cast<double>(all.q);
    half_sign.push_back(difference > 0 ? 0.5 : difference < 0 ? -0.5 : 0.0);
  }
  const double error = error_of_signs(full, half_sign, half_sign), reach = normal_quantile(level) * error;
  const double value = total_variation_of(full), bias = total_variation_bias(full);
  const bool equal = chi_square_interval(bent(bending.front(), full), level).lower == 0;
  found.standard_error = error;
  found.interval = {equal ? 0 : std::max(0.0, value - bias - reach),
                    nothing_shared(cells) ? 1.0 : std::min(1.0, value - bias / 2 + reach)};
}

// What the area gains when a value is added to the first sample at each place, per share: the signed length beyond it.
struct area_effects {
  std::vector<double> gain;
  double bias;
};

area_effects effects_of(const placed_counts& data, double n, double m) {
  const std::size_t places = data.places.size();
  std::vector<double> sign(places), gap(places);
  std::vector<noisy_size> terms;
  double below_p = 0, below_q = 0;
  for (std::size_t i = 0; i + 1 < places; ++i) {
    below_p += static_cast<double>(data.counts[i].p) / n;
    below_q += static_cast<double>(data.counts[i].q) / m;
    gap[i] = data.places[i + 1] - data.places[i];
    sign[i] = below_p > below_q ? 1 : below_p < below_q ? -1 : 0;
    const double variance = std::max(0.0, below_p * (1 - below_p)) / n + std::max(0.0, below_q * (1 - below_q)) / m;
    terms.push_back({below_p - below_q, std::sqrt(variance), gap[i]});
  }
  area_effects out{std::vector<double>(places), folded_bias(terms)};
  double beyond = 0;
  for (std::size_t i = places; i-- > 0;) {
    out.gain[i] = beyond += sign[i] * gap[i];
  }
  return out;
}

}  // namespace

void add_histogram_interval(std::string_view measure, std::span<const count_pair> cells,
                            std::span<const count_pair> full, double level, estimate& found) {
  const auto bends = std::ranges::find(bending, measure, &bending_measure::name);
  if (bends == bending.end() && measure != "total_variation") {
    return;
  }
  found.level = level;
  if (bends != bending.end()) {
    add_bending(*bends, cells, full, level, found);
  } else {
    add_total_variation(cells, full, level, found);
  }
  if (found.value > found.interval->upper) {
    found.notes.emplace_back("chance alone makes it this large: the interval leaves that out");
  }
}

double gain_of_cells(std::string_view measure, std::span<const count_pair> fine, std::span<const count_pair> coarse) {
  const auto bends = std::ranges::find(bending, measure, &bending_measure::name);
  double more = 0, less = 0, noise = 0;
  if (bends != bending.end()) {
    const bent_value a = bent(*bends, fine), b = bent(*bends, coarse);
    more = a.plug_in - a.bias;
    less = b.plug_in - b.bias;
    noise = std::sqrt(2 * static_cast<double>(fine.size() - coarse.size())) / (2 * a.scale);
  } else {
    const count_pair all = sum_of(fine);
    more = total_variation_of(fine) - total_variation_bias(fine);
    less = total_variation_of(coarse) - total_variation_bias(coarse);
    noise = 0.3 * std::sqrt(1 / static_cast<double>(all.p) + 1 / static_cast<double>(all.q));
  }
  if (!(more > 0) || !(more - less > 2 * noise)) {
    return 0;
  }
  const double kept = std::max(0.0, less) / more;
  return 1 - (bends != bending.end() && bends->root ? std::sqrt(kept) : kept);
}

double most_of(std::string_view measure) {
  const auto bends = std::ranges::find(bending, measure, &bending_measure::name);
  return bends != bending.end() ? bends->most : measure == "total_variation" ? 1 : infinity;
}

void add_w1_interval(const placed_counts& data, std::optional<double> by_sd, bool equal, double level,
                     estimate& found) {
  const count_pair all = sum_of(data.counts);
  const auto n = static_cast<double>(all.p), m = static_cast<double>(all.q);
  const area_effects area = effects_of(data, n, m);
  std::vector<double> p_effect = area.gain, q_effect = area.gain;
  double bias = area.bias;
  if (by_sd) {
    const double sd = *by_sd;
    double mean = 0;
    for (std::size_t i = 0; i < data.places.size(); ++i) {
      mean += static_cast<double>(data.counts[i].p) / n * data.places[i];
    }
    bias /= sd;
    for (std::size_t i = 0; i < data.places.size(); ++i) {
      const double away = (data.places[i] - mean) / sd;
      p_effect[i] = area.gain[i] / sd - found.value / 2 * (away * away - 1);
      q_effect[i] /= sd;
    }
  }
  const double error = error_of_signs(data.counts, p_effect, q_effect);
  if (std::isfinite(found.value) && std::isfinite(error) && std::isfinite(bias)) {
    const double reach = normal_quantile(level) * error;
    found.level = level;
    found.standard_error = error;
    found.interval = {equal ? 0 : std::max(0.0, found.value - bias - reach), found.value + reach};
  } else {
    found.notes.emplace_back("no interval: the numbers' spread is beyond the largest double");
  }
}

}  // namespace relent::estimating
