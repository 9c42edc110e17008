#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"
#include "relent/core/words.hpp"
#include "relent/estimate/density_ratio.hpp"

#include "mean_of_terms.hpp"

namespace relent {
namespace {

using estimating::average;
using estimating::mean_of_terms;
using estimating::note_series;

constexpr const char* function = "divergence_by_ratio";
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t most_numbers = 5;  ///< in a row, up to which an interval has two ends
constexpr double comfortable = 0.01;     ///< share of a side beyond what data can show, from which the answer tells
constexpr double heavy = 0.75;           ///< Hill's index; from 1/2 on a mean has no variance, but it reads high

using of_log_ratio = std::function<double(double)>;

/// D = E_Q phi(r) by its parts, all as functions of log r, and what is made of it.
struct divergence_parts {
  of_log_ratio at_p;                                  ///< phi'(r)
  of_log_ratio at_q;                                  ///< phi(r) - r phi'(r)
  std::function<double(double f, double v)> missing;  ///< what a variance v of log r takes away, at one of Q's
  bool large_r_matters = false;                       ///< infinite where Q vanishes and P does not
  bool small_r_matters = false;                       ///< infinite where P vanishes and Q does not
  double doubt = 1;                                   ///< times what is missing, as a standard error
  double most = infinity;                             ///< of D
  of_log_ratio outer = [](double d) { return d; };    ///< rising
  of_log_ratio slope = [](double) { return 1.0; };    ///< of that
};

/// phi''(r) r^2 as what is missing. Beyond a variance of one the expansion says nothing.
std::function<double(double, double)> half_of(of_log_ratio curvature) {
  return [curvature = std::move(curvature)](double f, double v) { return curvature(f) * std::min(v, 1.0) / 2; };
}

divergence_parts kl_parts() {
  return {[](double f) { return 1 + f; }, [](double f) { return -std::exp(f); },
          half_of([](double f) { return std::exp(f); }), true};
}

divergence_parts reverse_parts() {
  return {[](double f) { return -std::exp(-f); }, [](double f) { return 1 - f; }, half_of([](double) { return 1.0; }),
          false, true};
}

divergence_parts jeffreys_parts() {
  return {[](double f) { return 1 + f - std::exp(-f); }, [](double f) { return 1 - f - std::exp(f); },
          half_of([](double f) { return 1 + std::exp(f); }), true, true};
}

divergence_parts js_parts(double w, bool root) {
  const auto log_mean = [w](double f) {  // log(w r + 1 - w)
    const double a = std::log(w) + f, b = std::log1p(-w);
    return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
  };
  divergence_parts out{[=](double f) { return w * (f - log_mean(f)); },
                       [=](double f) { return -(1 - w) * log_mean(f); },
                       half_of([=](double f) { return w * (1 - w) * std::exp(f - log_mean(f)); })};
  out.most = -w * std::log(w) - (1 - w) * std::log1p(-w);
  if (root) {
    out.outer = [](double d) { return std::sqrt(d); };
    out.slope = [](double d) { return d > 0 ? 0.5 / std::sqrt(d) : 0; };
  }
  return out;
}

/// phi = (t^alpha - 1) / (alpha (alpha - 1)), alpha neither 0 nor 1.
divergence_parts alpha_parts(std::string_view measure, double alpha) {
  const double a = alpha, scale = a * (a - 1);
  divergence_parts out{[a](double f) { return std::exp((a - 1) * f) / (a - 1); },
                       [a, scale](double f) { return (-(a - 1) * std::exp(a * f) - 1) / scale; },
                       half_of([a](double f) { return std::exp(a * f); })};
  out.large_r_matters = a > 1;
  out.most = a < 1 ? -1 / scale : infinity;  // affinity zero
  if (measure == "renyi_divergence") {
    out.outer = [=](double d) { return std::log1p(scale * d) / (a - 1); };
    out.slope = [=](double d) { return a / (1 + scale * d); };
  } else if (measure == "tsallis_divergence") {
    out.outer = [=](double d) { return a * d; };
    out.slope = [=](double) { return a; };
  } else if (measure == "hellinger_distance") {  // 1 - affinity = d / 4
    out.outer = [](double d) { return std::sqrt(d) / 2; };
    out.slope = [](double d) { return d > 0 ? 0.25 / std::sqrt(d) : 0; };
  } else if (measure == "bhattacharyya_distance") {
    out.outer = [](double d) { return -std::log1p(-d / 4); };
    out.slope = [](double d) { return 1 / (4 - d); };
  }
  return out;
}

divergence_parts pearson_parts() {
  return {[](double f) { return 2 * std::expm1(f); }, [](double f) { return -std::expm1(2 * f); },
          half_of([](double f) { return 2 * std::exp(2 * f); }), true};
}

divergence_parts neyman_parts() {
  return {[](double f) { return -std::expm1(-2 * f); }, [](double f) { return 2 * std::expm1(-f); },
          half_of([](double f) { return 2 * std::exp(-f); }), false, true};
}

divergence_parts triangular_parts() {  // phi = (t-1)^2/(t+1); with s = 1/(1+t), phi' = 1 - 4 s^2
  const auto s = [](double f) { return 1 / (1 + std::exp(f)); };
  divergence_parts out{[=](double f) { return 1 - 4 * s(f) * s(f); },
                       [=](double f) { return 1 - 4 * (1 - s(f)) * (1 - s(f)); },
                       half_of([=](double f) { return 8 * s(f) * (1 - s(f)) * (1 - s(f)); })};
  out.most = 2;
  return out;
}

/// phi = |t-1|/2. Where the sign of log r is wrong, |r - 1| is lost.
divergence_parts variation_parts() {
  const auto sign = [](double f) { return f > 0 ? 0.5 : f < 0 ? -0.5 : 0.0; };
  divergence_parts out{sign, [=](double f) { return -sign(f); },
                       [](double f, double v) {
                         return v > 0 ? std::abs(f) * boost::math::erfc(std::abs(f) / std::sqrt(2 * v)) / 2 : 0;
                       }};
  out.doubt = 2;  // near equality the sign is wrong in whole stretches at once
  out.most = 1;
  return out;
}

divergence_parts parts_of(std::string_view measure, const ratio_options& how) {
  const bool of_order =
      measure == "renyi_divergence" || measure == "tsallis_divergence" || measure == "alpha_divergence";
  if (measure == "kl_divergence" || (of_order && how.alpha == 1)) {
    return kl_parts();
  }
  if (measure == "reverse_kl_divergence") {
    return reverse_parts();
  }
  if (measure == "jeffreys_divergence" || measure == "population_stability_index") {
    return jeffreys_parts();
  }
  if (measure.starts_with("js_")) {
    return js_parts(how.weight, measure == "js_distance");
  }
  if (measure == "chi_square_pearson") {
    return pearson_parts();
  }
  if (measure == "chi_square_neyman") {
    return neyman_parts();
  }
  if (measure == "triangular_discrimination") {
    return triangular_parts();
  }
  if (measure == "total_variation") {
    return variation_parts();
  }
  return alpha_parts(measure, of_order ? how.alpha : 0.5);
}

mean_of_terms average_of(const log_ratios::side& side, const of_log_ratio& term) {
  std::vector<double> terms(side.at.size());
  std::ranges::transform(side.at, terms.begin(), term);
  return average(side, std::move(terms));
}

void check(std::string_view measure, const ratio_options& how) {
  if (std::ranges::find(ratio_measures, measure) == ratio_measures.end()) {
    throw error(errc::unknown_name, function,
                fmt::format("no measure {} of log ratios{}", quoted(measure), suggestion(measure, ratio_measures)));
  }
  if (!(how.alpha > 0 && std::isfinite(how.alpha))) {
    throw bad_value(function, "alpha", std::nullopt, how.alpha, "> 0 and finite", errc::out_of_range);
  }
  if (!(how.weight > 0 && how.weight < 1)) {
    throw bad_value(function, "weight", std::nullopt, how.weight, "inside (0, 1)", errc::out_of_range);
  }
  if (!(how.level > 0 && how.level < 1)) {
    throw bad_value(function, "level", std::nullopt, how.level, "between 0 and 1", errc::out_of_range);
  }
}

/// What the data cannot show above: the notes, and whether the interval is open there.
bool open_above(const log_ratios& found, const divergence_parts& parts, const mean_of_terms (&sides)[2],
                std::vector<std::string>& notes) {
  bool open = found.numbers > most_numbers;
  if (open) {
    notes.push_back(
        fmt::format("{} numbers a row: a lower confidence bound, as what the fit misses cannot be judged "
                    "above {}",
                    found.numbers, most_numbers));
  }
  for (const bool of_p : {true, false}) {
    const double beyond = of_p ? found.beyond_p : found.beyond_q;
    if (beyond > comfortable && (of_p ? parts.large_r_matters : parts.small_r_matters)) {
      notes.push_back(
          fmt::format("{:.2g}% of {} lies where the data show nothing of {}: the value is a lower bound, and "
                      "infinity is not excluded",
                      100 * beyond, of_p ? "P" : "Q", of_p ? "Q" : "P"));
      open = true;
    }
  }
  if (std::max(sides[0].heaviness, sides[1].heaviness) > heavy) {
    notes.emplace_back("a few observations decide the value: the interval promises more than it holds");
  }
  return open;
}

}  // namespace

estimate divergence_by_ratio(std::string_view measure, const log_ratios& found, const ratio_options& how) {
  check(measure, how);
  const divergence_parts parts = parts_of(measure, how);
  const mean_of_terms sides[2] = {average_of(found.p, parts.at_p), average_of(found.q, parts.at_q)};
  compensated_sum missing;
  for (std::size_t i = 0; i < found.q.at.size(); ++i) {
    missing += found.q.weights[i] * parts.missing(found.q.at[i], found.variance[i]);
  }
  const double plain = sides[0].value + sides[1].value, whole = plain + missing.value();
  const double error =
      std::sqrt(sides[0].squared_error + sides[1].squared_error + std::pow(parts.doubt * missing.value(), 2));
  const double z = boost::math::quantile(boost::math::normal_distribution<>(), (1 + how.level) / 2);
  const auto inside = [&](double d) { return std::clamp(d, 0.0, parts.most); };
  estimate out{.value = parts.outer(inside(whole)), .method = method::density_ratio, .notes = found.notes};
  note_series(found.p, sides[0], "p", out.notes);
  note_series(found.q, sides[1], "q", out.notes);
  const bool open = open_above(found, parts, sides, out.notes);
  const double slope = parts.slope(inside(whole));
  if (slope > 0 && std::isfinite(slope)) {
    out.standard_error = slope * error;
  }
  const double down = open ? boost::math::quantile(boost::math::normal_distribution<>(), how.level) : z;
  out.interval = {parts.outer(inside(plain - down * error)),
                  open ? parts.outer(parts.most) : parts.outer(inside(whole + z * error))};
  out.level = how.level;
  return out;
}

estimate kl_by_density_ratio(const observations& p, const observations& q, double level) {
  return divergence_by_ratio("kl_divergence", fit_log_ratios(p, q), {.level = level});
}

estimate beside(estimate first, const estimate& second) {
  const std::string how(name(second.method));
  if (!second.interval || !first.interval) {
    first.notes.push_back(fmt::format("{} gives {:.3g} nats", how, second.value));
    return first;
  }
  const auto [lower, upper] = *second.interval;
  const std::string end = std::isinf(upper) ? "infinite" : fmt::format("{:.3g}", upper);
  first.notes.push_back(fmt::format("{} gives {:.3g}, {:.3g} to {} nats", how, second.value, lower, end));
  if (lower > first.interval->upper || upper < first.interval->lower) {
    first.interval = {std::min(lower, first.interval->lower), std::max(upper, first.interval->upper)};
    first.notes.emplace_back("the two disagree: the interval is the union of both");
  }
  return first;
}

}  // namespace relent
