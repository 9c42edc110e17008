#include "logits/token_statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "relent/core/summation.hpp"

#include "estimate/chi_square_interval.hpp"
#include "estimate/series.hpp"

namespace relent::logits {
namespace {

double plain_mean(std::span<const double> x) {
  compensated_sum sum;
  for (const double v : x) {
    sum += v;
  }
  return sum.value() / static_cast<double>(x.size());
}

/// The square of the standard error of independent ones.
double squared_error(std::span<const double> x, double mean) {
  compensated_sum squares;
  for (const double v : x) {
    squares += (v - mean) * (v - mean);
  }
  const auto n = static_cast<double>(x.size());
  return squares.value() / (n * (n - 1));
}

template <class F>
std::vector<double> each(std::span<const double> a, std::span<const double> b, F&& f) {
  std::vector<double> out(a.size());
  std::ranges::transform(a, b, out.begin(), f);
  return out;
}

/// A mean whose errors are those of another series of which it is, to first order, the mean.
token_mean with_errors_of(double value, std::span<const double> series, double level) {
  token_mean out = mean_of(series, level);
  out.estimate.value = value;
  if (out.estimate.standard_error) {
    const double reach = estimating::normal_quantile(level) * *out.estimate.standard_error;
    out.estimate.interval = {value - reach, value + reach};
  }
  return out;
}

token_mean root_mean_square(std::span<const double> x, double level) {
  std::vector<double> squares(x.size());
  std::ranges::transform(x, squares.begin(), [](double v) { return v * v; });
  const token_mean square = mean_of(squares, level);
  const double root = std::sqrt(square.estimate.value);
  return transformed(square, root > 0 ? 0.5 / root : 0, [](double v) { return std::sqrt(std::max(v, 0.0)); });
}

}  // namespace

token_mean mean_of(std::span<const double> tokens, double level) {
  token_mean out;
  out.estimate = {.value = plain_mean(tokens), .method = method::plug_in};
  if (tokens.size() < 2 || !std::isfinite(out.estimate.value)) {
    return out;
  }
  const double squared = squared_error(tokens, out.estimate.value);
  out.independent_error = std::sqrt(squared);
  const double error = std::sqrt(squared * estimating::autocorrelation_time(tokens));
  const double reach = estimating::normal_quantile(level) * error;
  out.estimate.standard_error = error;
  out.estimate.interval = {out.estimate.value - reach, out.estimate.value + reach};
  out.estimate.level = level;
  return out;
}

token_mean share_of(std::span<const double> zeros_and_ones, double level) {
  token_mean out = mean_of(zeros_and_ones, level);
  if (!out.estimate.interval) {
    return out;
  }
  const double n = static_cast<double>(zeros_and_ones.size()) / estimating::autocorrelation_time(zeros_and_ones);
  const double p = out.estimate.value, z = estimating::normal_quantile(level), z2 = z * z / n;  // Wilson 1927
  const double middle = (p + z2 / 2) / (1 + z2), reach = z / (1 + z2) * std::sqrt(p * (1 - p) / n + z2 / (4 * n));
  out.estimate.interval = {std::max(0.0, middle - reach), std::min(1.0, middle + reach)};
  return out;
}

token_mean transformed(const token_mean& of, double slope, const std::function<double(double)>& value) {
  token_mean out = of;
  out.estimate.value = value(of.estimate.value);
  if (of.estimate.standard_error) {
    out.estimate.standard_error = slope * *of.estimate.standard_error;
    out.independent_error = slope * *of.independent_error;
  }
  if (of.estimate.interval) {
    out.estimate.interval = {value(of.estimate.interval->lower), value(of.estimate.interval->upper)};
  }
  return out;
}

std::span<const spread_place> spread_places() noexcept {
  static constexpr std::array<spread_place, 13> places{{{&token_spread::minimum, 0, "minimum"},
                                                        {&token_spread::p0_1, 0.001, "0.1"},
                                                        {&token_spread::p1, 0.01, "1"},
                                                        {&token_spread::p5, 0.05, "5"},
                                                        {&token_spread::p10, 0.1, "10"},
                                                        {&token_spread::p25, 0.25, "25"},
                                                        {&token_spread::median, 0.5, "median"},
                                                        {&token_spread::p75, 0.75, "75"},
                                                        {&token_spread::p90, 0.9, "90"},
                                                        {&token_spread::p95, 0.95, "95"},
                                                        {&token_spread::p99, 0.99, "99"},
                                                        {&token_spread::p99_9, 0.999, "99.9"},
                                                        {&token_spread::maximum, 1, "maximum"}}};
  return places;
}

token_spread spread_of(std::vector<double> tokens) {
  std::ranges::sort(tokens);
  const auto last = static_cast<double>(tokens.size() - 1);
  token_spread out{};
  for (const spread_place& place : spread_places()) {
    const double at = place.share * last;
    const auto below = static_cast<std::size_t>(at);
    const double low = tokens[below], high = tokens[std::min(below + 1, tokens.size() - 1)];
    const double beyond = at - static_cast<double>(below);
    out.*place.field = low == high || beyond == 0 ? low : low + beyond * (high - low);  // infinite ones, too
  }
  return out;
}

std::vector<token_bar> bars_of(std::span<const double> tokens) {
  constexpr int each_decade = 10, most = 400;
  const auto shown = [](double x) { return x > 0 && std::isfinite(x); };
  const auto step_of = [](double x) { return static_cast<int>(std::floor(each_decade * std::log10(x))); };
  int low = 0, high = 0;
  bool any = false;
  for (const double x : tokens) {
    if (shown(x)) {
      low = any ? std::min(low, step_of(x)) : step_of(x);
      high = any ? std::max(high, step_of(x)) : step_of(x);
      any = true;
    }
  }
  if (!any) {
    return {};
  }
  low = std::max(low, high - most + 1);
  std::vector<token_bar> out;
  for (int step = low; step <= high; ++step) {
    out.push_back({std::pow(10.0, static_cast<double>(step) / each_decade),
                   std::pow(10.0, static_cast<double>(step + 1) / each_decade), 0});
  }
  for (const double x : tokens) {
    if (shown(x)) {
      ++out[static_cast<std::size_t>(std::max(step_of(x) - low, 0))].count;
    }
  }
  return out;
}

likelihood_comparison compare_likelihoods(std::span<const double> teacher, std::span<const double> student,
                                          double level) {
  const auto perplexity = [&](std::span<const double> log_p) {
    std::vector<double> surprise(log_p.size());
    std::ranges::transform(log_p, surprise.begin(), std::negate{});
    const token_mean mean = mean_of(surprise, level);
    return transformed(mean, std::exp(mean.estimate.value), [](double x) { return std::exp(x); });
  };
  likelihood_comparison out;
  out.tokens = std::ssize(teacher);
  out.teacher_perplexity = perplexity(teacher);
  out.student_perplexity = perplexity(student);
  const double of_teacher = out.teacher_perplexity.estimate.value, of_student = out.student_perplexity.estimate.value;
  const std::vector<double> lost = each(teacher, student, [](double t, double s) { return t == s ? 0 : t - s; });
  out.log_ratio = mean_of(lost, level);
  out.ratio = transformed(out.log_ratio, std::exp(out.log_ratio.estimate.value), [](double x) { return std::exp(x); });
  out.difference = with_errors_of(
      of_student - of_teacher,
      each(teacher, student, [&](double t, double s) { return of_teacher * t - of_student * s; }), level);
  const double t_mean = plain_mean(teacher), s_mean = plain_mean(student);
  const double together =
      plain_mean(each(teacher, student, [&](double t, double s) { return (t - t_mean) * (s - s_mean); }));
  const auto n = static_cast<double>(teacher.size());
  out.correlation = together / ((n - 1) * std::sqrt(squared_error(teacher, t_mean) * squared_error(student, s_mean)));
  const std::vector<double> moved =
      each(teacher, student, [](double t, double s) { return std::exp(s) - std::exp(t); });
  out.delta_p = {mean_of(moved, level), spread_of(moved)};
  out.delta_p_rms = root_mean_square(moved, level);
  return out;
}

}  // namespace relent::logits
