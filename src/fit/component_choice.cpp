#include "component_choice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/distribution/counter_stream.hpp"

namespace relent {
namespace {

std::size_t distinct_values(const weighted_values& data) {
  std::vector<double> present;
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    if (data.weight(i) > 0) {
      present.push_back(data.values[i]);
    }
  }
  std::ranges::sort(present);
  return static_cast<std::size_t>(std::unique(present.begin(), present.end()) - present.begin());
}

double bic_of(const em_fit& f, double n) {
  const auto free = static_cast<double>(3 * f.parameters.means.size() - 1);
  return -2 * n * f.mean_log_likelihood + free * std::log(n);
}

/// The mean log likelihood of what was left out; -infinity where too few distinct values are left to fit.
double left_out_likelihood(const weighted_values& data, const em_options& how, const std::vector<std::size_t>& fold) {
  double out = 0;
  for (std::size_t f = 0; f < folds; ++f) {
    std::vector<double> kept, kept_weights, left, left_weights;
    for (std::size_t i = 0; i < data.values.size(); ++i) {
      (fold[i] == f ? left : kept).push_back(data.values[i]);
      (fold[i] == f ? left_weights : kept_weights).push_back(data.weight(i));
    }
    try {
      const mixture model = fit_normal_mixture(kept, how, kept_weights).parameters.model();
      std::vector<double> logs(left.size());
      model.log_densities(left, logs);
      out += std::inner_product(logs.begin(), logs.end(), left_weights.begin(), 0.0);
    } catch (const error&) {
      return -std::numeric_limits<double>::infinity();
    }
  }
  return out;
}

}  // namespace

bool by_cross_validation(const fit_options& how) {
  const bool out = same_name(how.choose, "cross_validation");
  if (!out && !same_name(how.choose, "bic")) {
    throw error(errc::unknown_name, "fit",
                fmt::format("components are chosen by bic or cross_validation, not by {}", quoted(how.choose)));
  }
  return out;
}

std::vector<std::size_t> dealt(std::size_t n, std::uint64_t seed) {
  std::vector<std::size_t> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = i % folds;
  }
  counter_stream stream(seed, 0x5eedULL);
  for (std::size_t i = n; i > 1; --i) {
    std::swap(out[i - 1], out[static_cast<std::size_t>(stream.uniform() * static_cast<double>(i))]);
  }
  return out;
}

std::string choice_note(std::size_t components, bool left_out) {
  return fmt::format("{} component{} by {}", components, components == 1 ? "" : "s",
                     left_out ? "cross-validation" : "the least BIC");
}

std::string cut_note(std::size_t components) {
  return fmt::format("the time limit came after {} component{}", components, components == 1 ? "" : "s");
}

em_fit mixture_of_samples(const weighted_values& data, std::size_t components, const fit_options& how,
                          std::vector<std::string>& notes) {
  const bool left_out = by_cross_validation(how);
  if (left_out && data.counted > 0) {
    throw error(errc::unsupported, "fit", "cross-validation leaves out single observations, and these are counts");
  }
  em_options options{.components = components, .seed = how.seed, .threads = how.threads, .time_limit = how.time_limit};
  if (components > 0) {
    return fit_normal_mixture(data.values, options, data.weights);
  }
  const std::vector<std::size_t> fold = left_out ? dealt(data.values.size(), how.seed) : std::vector<std::size_t>();
  return cheapest<em_fit>(std::min(most_components, distinct_values(data)), how, notes, [&](std::size_t k) {
    options.components = k;
    em_fit next = fit_normal_mixture(data.values, options, data.weights);
    const double cost = left_out ? -left_out_likelihood(data, options, fold) : bic_of(next, data.worth());
    return priced_fit<em_fit>{std::move(next), cost};
  });
}

}  // namespace relent
