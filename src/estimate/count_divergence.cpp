#include "relent/estimate/count_divergence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/categorical_pair.hpp"
#include "estimate/chi_square_interval.hpp"
#include "estimate/lacking.hpp"
#include "estimate/plug_in_interval.hpp"

namespace relent {
namespace {

using namespace estimating;

constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr const char* open_above =
    "the upper limit is infinite because something was never observed on one side that the other shows, which more "
    "data "
    "may change; the lower limit takes it together with others of its size, or alone where that tells more";

/// KL at least, from all that P shows and the counted Q lacks.
double from_missing(const categorical_pair& both, double level) {
  lacking all{.share = 0, .all = both.p.observations, .others = both.q.observations};
  for (std::size_t i = 0; i < both.p.shares.size(); ++i) {
    const double p = both.p.shares[i], q = both.q.shares[i];
    all.share += q == 0 ? p : 0;
    all.picked_from += p > 0 || q > 0;
  }
  return kl_at_least(all, level);
}

estimate certainly_infinite(estimate out) {
  out.value = infinity;
  out.interval = interval{infinity, infinity};
  out.notes.emplace_back(estimating::infinite_for_certain);
  return out;
}

/// -log q, or what has the same mean without bias.
double surprise(const categorical_side& q, std::size_t i) {
  return q.counted() ? digamma(q.observations + 1) - digamma(q.count(i) + 1) : -std::log(q.shares[i]);
}

double corrected_cross_entropy(const categorical_pair& both) {
  compensated_sum sum;
  for (std::size_t i = 0; i < both.p.shares.size(); ++i) {
    sum += both.p.shares[i] > 0 ? both.p.shares[i] * surprise(both.q, i) : 0;
  }
  return sum.value();
}

/// The terms are taken together, so that near equality they cancel each for itself.
double corrected_kl(const categorical_pair& both) {
  const categorical_side &p = both.p, &q = both.q;
  const double n = p.observations;
  compensated_sum sum;
  for (std::size_t i = 0; i < p.shares.size(); ++i) {
    if (p.shares[i] > 0) {
      const double own = p.counted() ? digamma(n) - digamma(p.count(i)) : -std::log(p.shares[i]);
      sum += p.shares[i] * (surprise(q, i) - own);
    } else if (p.counted() && q.shares[i] > 0) {
      sum += -unseen_term(n * q.shares[i], n);
    }
  }
  return sum.value();
}

/// Where nothing is missing in Q.
bent_value bent_kl(const categorical_pair& both) {
  const categorical_side &p = both.p, &q = both.q;
  compensated_sum sum;
  for (std::size_t i = 0; i < p.shares.size(); ++i) {
    sum +=
        p.shares[i] > 0 ? p.shares[i] * std::log(p.shares[i] / q.shares[i]) - p.shares[i] + q.shares[i] : q.shares[i];
  }
  const double variance = variance_over(p, [&](std::size_t i) { return std::log(p.shares[i] / q.shares[i]); }) +
                          variance_over(q, [&](std::size_t i) { return p.shares[i] / q.shares[i]; });
  return {sum.value(), sum.value() - corrected_kl(both), variance, scale_of(both)};
}

/// The Jensen-Shannon divergence's terms with weights w and v.
struct js_terms {
  double w, v;

  [[nodiscard]] double middle(double p, double q) const { return w * p + v * q; }
  [[nodiscard]] double slope_p(double p, double q) const { return w * std::log(p / middle(p, q)); }
  [[nodiscard]] double slope_q(double p, double q) const { return v * std::log(q / middle(p, q)); }
  [[nodiscard]] double value(double p, double q) const {
    return (p > 0 ? p * slope_p(p, q) : 0) + (q > 0 ? q * slope_q(p, q) : 0);
  }
  /// To second order, of what was seen.
  [[nodiscard]] double bias(double p, double q, double n, double m) const {
    const double of_p = n > 0 && p > 0 ? w * (1 - p) * (1 - w * p / middle(p, q)) / (2 * n) : 0;
    const double of_q = m > 0 && q > 0 ? v * (1 - q) * (1 - v * q / middle(p, q)) / (2 * m) : 0;
    return of_p + of_q;
  }
  [[nodiscard]] double most() const { return -w * std::log(w) - v * std::log(v); }
};

/// The mean of a category's term where both sides are drawn from the same distribution, given what they have together:
/// each observation is then one of P with chance n/(n+m). Of few observations only; else the second order is exact
/// enough.
class null_bias {
 public:
  null_bias(const categorical_pair& both, const js_terms& term) : both_(both) {
    const double n = both.p.observations, m = both.q.observations, chance = n / (n + m);
    for (int together = 0; together <= most && n > 0 && m > 0; ++together) {
      double sum = 0, weight = std::pow(1 - chance, together);
      for (int x = 0; x <= together; ++x) {
        sum += weight * term.value(x / n, (together - x) / m);
        weight *= chance / (1 - chance) * (together - x) / (x + 1);
      }
      of_.push_back(sum);
    }
  }
  [[nodiscard]] double operator()(std::size_t i, double second_order) const {
    const double together = both_.p.count(i) + both_.q.count(i);
    return together < static_cast<double>(of_.size()) ? of_[static_cast<std::size_t>(together)] : second_order;
  }

 private:
  static constexpr int most = 40;
  const categorical_pair& both_;
  std::vector<double> of_;  ///< empty where one side is a model
};

}  // namespace

estimate count_kl_divergence(const category_list& first, const category_list& second, double level) {
  const categorical_pair both = read_categorical("count_kl_divergence", first, second, level);
  estimate out{.value = 0, .method = method::zhang_grabchak, .level = level};
  const bool missing = has_missing(both);
  if (missing && !both.q.counted()) {
    return certainly_infinite(out);
  }
  out.value = std::max(0.0, corrected_kl(both));
  const auto seen = missing ? merged(both) : both;
  if (!seen) {  // nothing in common
    out.interval = {from_missing(both, level), infinity};
    out.value = std::max(out.value, out.interval->lower);
    out.notes.emplace_back(open_above);
    return out;
  }
  const bent_value bent = bent_kl(*seen);
  out.interval = chi_square_interval(bent, level);
  if (missing) {
    out.interval->lower = std::max(out.interval->lower, from_missing(both, level));
    out.value = std::max(out.value, out.interval->lower);
    out.interval->upper = infinity;
    out.notes.emplace_back(open_above);
  } else {
    out.standard_error = std::sqrt(bent.variance + std::max(0.0, bent.bias) / bent.scale);
  }
  if (out.interval->lower == 0) {
    note_equality(equality_p_value(bent), both.p.observations, both.q.observations, out);
  }
  sparse(both).note(out);
  return out;
}

estimate count_js_divergence(const category_list& first, const category_list& second, double weight, double level) {
  constexpr const char* function = "count_js_divergence";
  if (!(weight > 0 && weight < 1)) {
    throw bad_value(function, "weight", std::nullopt, weight, "between 0 and 1", errc::out_of_range);
  }
  const categorical_pair both = read_categorical(function, first, second, level);
  const categorical_side &p = both.p, &q = both.q;
  const js_terms term{weight, 1 - weight};
  compensated_sum sum, bias, bias_of_equals;
  null_bias equals(both, term);
  for (std::size_t i = 0; i < p.shares.size(); ++i) {
    const double second_order = term.bias(p.shares[i], q.shares[i], p.observations, q.observations);
    sum += term.value(p.shares[i], q.shares[i]);
    bias += second_order;
    bias_of_equals += equals(i, second_order);
  }
  const double variance = variance_over(p, [&](std::size_t i) { return term.slope_p(p.shares[i], q.shares[i]); }) +
                          variance_over(q, [&](std::size_t i) { return term.slope_q(p.shares[i], q.shares[i]); });
  const double most = term.most();
  const bent_value apart{std::max(0.0, sum.value()), bias.value(), variance, scale_of(both) / (term.w * term.v)};
  bent_value equal = apart;
  equal.bias = bias_of_equals.value();
  estimate out{
      .value = std::clamp(apart.plug_in - apart.bias, 0.0, most), .method = method::miller_madow, .level = level};
  out.standard_error = std::sqrt(variance + std::max(0.0, apart.bias) / apart.scale);
  out.interval = {chi_square_interval(equal, level).lower, std::min(most, chi_square_interval(apart, level).upper)};
  out.interval->lower = std::min(out.interval->lower, out.value);
  if (out.interval->lower == 0) {
    note_equality(equality_p_value(equal), p.observations, q.observations, out);
  }
  sparse(both).note(out);
  return out;
}

estimate count_cross_entropy(const category_list& first, const category_list& second, double level) {
  const categorical_pair both = read_categorical("count_cross_entropy", first, second, level);
  const categorical_side &p = both.p, &q = both.q;
  estimate out{.value = 0, .method = q.counted() ? method::zhang_grabchak : method::plug_in, .level = level};
  const bool missing = has_missing(both);
  if (missing && !q.counted()) {
    return certainly_infinite(out);
  }
  out.value = corrected_cross_entropy(both);
  if (!p.counted()) {  // P's entropy is known: the rest is KL
    const estimate kl = count_kl_divergence(first, second, level);
    const double entropy = out.value - corrected_kl(both);
    out.standard_error = kl.standard_error;
    out.value = entropy + kl.value;
    out.interval = {entropy + kl.interval->lower, entropy + kl.interval->upper};
    if (missing) {
      out.notes.emplace_back(open_above);
    }
    sparse(both).note(out);
    return out;
  }
  const auto coarse = missing ? merged(both) : both;
  if (missing) {
    out.notes.emplace_back(open_above);
  }
  if (!coarse) {  // nothing in common
    out.interval = {0, infinity};
    return out;
  }
  const categorical_pair& seen = *coarse;
  compensated_sum plain;
  for (std::size_t i = 0; i < seen.p.shares.size(); ++i) {
    plain += seen.p.shares[i] > 0 ? -seen.p.shares[i] * std::log(seen.q.shares[i]) : 0;
  }
  const double value = corrected_cross_entropy(seen), bias = q.counted() ? plain.value() - value : 0;
  const double variance = variance_over(seen.p, [&](std::size_t i) { return std::log(seen.q.shares[i]); }) +
                          variance_over(seen.q, [&](std::size_t i) { return seen.p.shares[i] / seen.q.shares[i]; }) +
                          (q.counted() ? std::max(0.0, bias) / q.observations : 0);
  const double error = std::sqrt(variance), z = normal_quantile(level);
  if (!missing) {
    out.standard_error = error;
  }
  out.interval = {std::max(0.0, value - z * error), missing ? infinity : value + z * error};
  out.value = std::max(out.value, out.interval->lower);
  if (q.counted()) {
    sparse(both).note(out);
  }
  return out;
}

}  // namespace relent
