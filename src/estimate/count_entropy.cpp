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

}  // namespace

std::span<const method> count_entropy_estimators() noexcept { return estimators; }

estimate count_entropy(std::span<const double> counts, const count_entropy_options& how) {
  if (!(how.level > 0 && how.level < 1)) {
    throw bad_value(function, "level", std::nullopt, how.level, "between 0 and 1", errc::out_of_range);
  }
  if (how.estimator && std::ranges::find(estimators, *how.estimator) == estimators.end()) {
    throw error(errc::unsupported, function, fmt::format("{} is no estimator of counts", name(*how.estimator)));
  }
  const count_profile seen = estimating::profile_of(counts, function, "counts");
  const double categories = support_of(seen, how);
  const method chosen = how.estimator.value_or(method::miller_madow);
  estimate out = by(chosen, seen, categories, how.categories.has_value());
  const double most = how.categories ? std::log(categories) : std::numeric_limits<double>::infinity();
  out.value = std::clamp(out.value, 0.0, most);
  return out;
}

}  // namespace relent
