#include "relent/estimate/count_entropy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "estimate/chi_square_interval.hpp"
#include "estimate/count_profile.hpp"
#include "estimate/entropy_estimators.hpp"

namespace relent {
namespace {

using estimating::count_profile;

constexpr const char* function = "count_entropy";
constexpr std::array estimators{method::plug_in,   method::miller_madow,   method::grassberger,
                                method::chao_shen, method::james_stein,    method::nsb,
                                method::jackknife, method::best_polynomial};

/// How many categories there can be: known, or those seen and as many unseen as there must be at least.
double support_of(const count_profile& seen, const count_entropy_options& how) {
  if (!how.categories) {
    return std::round(seen.seen + seen.unseen());
  }
  const auto known = static_cast<double>(*how.categories);
  if (known < seen.seen) {
    throw bad_value(function, "categories", std::nullopt, known,
                    fmt::format("at least {}, as many as were seen", seen.seen), errc::out_of_range);
  }
  return known;
}

/// The estimate and, of NSB, its standard error.
estimate by(method chosen, const count_profile& seen, double categories, bool known) {
  using namespace estimating;
  estimate out{.value = 0, .method = chosen};
  switch (chosen) {
    case method::plug_in:
      out.value = plug_in_entropy(seen);
      break;
    case method::miller_madow:
      out.value = miller_madow_entropy(seen);
      break;
    case method::grassberger:
      out.value = grassberger_entropy(seen);
      break;
    case method::chao_shen:
      out.value = chao_shen_entropy(seen);
      break;
    case method::james_stein:
      out.value = james_stein_entropy(seen, categories);
      break;
    case method::jackknife:
      out.value = jackknife_entropy(seen);
      break;
    case method::best_polynomial:
      out.value = best_polynomial_entropy(seen, categories, known);
      break;
    default: {
      const posterior found = nsb_entropy(seen, categories);
      out.value = found.mean;
      out.standard_error = found.sd;
    }
  }
  return out;
}

constexpr double enough_each = 2;  ///< observations a category, from which on Grassberger's estimator is best
constexpr double few_each = 0.25;  ///< below, the best polynomial can be far off, and the prior of NSB helps

/// By root mean square error over uniform, Zipf's and nearly degenerate distributions (docs/calibration.md, "Counts").
method default_for(const count_profile& seen, double categories, bool known) {
  const double each = seen.observations / categories;
  return each >= enough_each ? method::grassberger : known && each >= few_each ? method::best_polynomial : method::nsb;
}

/// Down from the largest entropy there can be, as for KL from the uniform distribution; where that is unknown because
/// some categories were seen only once, the normal interval.
void add_interval(const count_profile& seen, double categories, bool known, double level, estimate& out) {
  const double n = seen.observations, plain = estimating::plug_in_entropy(seen), most = std::log(categories);
  const double variance = estimating::surprise_variance(seen) / n;
  const double noise = out.method == method::grassberger ? seen.seen : 0;  // +-1/(2n) by whether a count is odd
  const estimating::bent_value bent{std::max(0.0, most - plain), out.value - plain, variance, n, noise};
  const double second = (std::max(0.0, bent.bias) * 2 * n + noise / 2) / (2 * n * n);
  if (!out.standard_error) {
    out.standard_error = std::sqrt(variance + second);
  }
  out.level = level;
  if (out.method == method::nsb || (!known && seen.once > 0)) {
    const double reach = estimating::normal_quantile(level) * *out.standard_error;
    out.interval = {std::max(0.0, out.value - reach), known ? std::min(most, out.value + reach) : out.value + reach};
    return;
  }
  const interval distance = estimating::chi_square_interval(bent, level);
  out.interval = {std::max(0.0, most - distance.upper), most - distance.lower};
}

/// Says where the interval cannot keep its promise: many categories with few observations, or few outside of one.
void note_promise(const count_profile& seen, double categories, estimate& out) {
  constexpr double few = 5;
  estimating::sparse_categories rare;
  rare.add(0, categories - seen.seen);
  double largest = 0;
  for (const estimating::count_group& g : seen.groups) {
    rare.add(g.count, g.categories);
    largest = std::max(largest, g.count);
  }
  if (const double others = seen.observations - largest; others < few && !rare.many()) {
    out.notes.push_back(
        fmt::format("all but {:.0f} of {:.0f} observations are of one category: the interval is no promise", others,
                    seen.observations));
  }
  rare.note(out);
}

}  // namespace

std::span<const method> count_entropy_estimators() noexcept { return estimators; }

estimate count_entropy(std::span<const double> counts, const count_entropy_options& how) {
  estimating::check_level(function, how.level);
  if (how.estimator && std::ranges::find(estimators, *how.estimator) == estimators.end()) {
    throw error(errc::unsupported, function, fmt::format("{} is no estimator of counts", name(*how.estimator)));
  }
  const count_profile seen = estimating::profile_of(counts, function, "counts");
  const double categories = support_of(seen, how);
  const bool known = how.categories.has_value();
  const method chosen = how.estimator.value_or(default_for(seen, categories, known));
  estimate out = by(chosen, seen, categories, known);
  add_interval(seen, categories, known, how.level, out);
  if (!how.estimator) {
    out.notes.push_back(fmt::format("estimator chosen for {:.0f} observations of {}{:.0f} categories",
                                    seen.observations, known ? "" : "at least about ", categories));
  }
  note_promise(seen, categories, out);
  out.value = std::clamp(out.value, 0.0, known ? std::log(categories) : std::numeric_limits<double>::infinity());
  return out;
}

}  // namespace relent
