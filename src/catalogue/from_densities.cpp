#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/affine.hpp"
#include "relent/distribution/categorical.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/divergence/entropy_of.hpp"

#include "problem.hpp"

namespace relent {
namespace {

/// Masses at whole numbers of `support`, which need not be neighbours, as a distribution.
distribution at_whole_numbers(const std::vector<double>& values, const std::vector<double>& support) {
  constexpr double widest = 1e7;
  for (std::size_t i = 0; i < support.size(); ++i) {
    if (support[i] != std::floor(support[i])) {
      throw bad_value("", "support", static_cast<std::int64_t>(i), support[i],
                      "a whole number where masses meet a distribution on whole numbers");
    }
  }
  const double first = std::min(0.0, support.front());
  if (support.back() - first > widest) {
    throw error(errc::unsupported, fmt::format("support reaches from {} to {}, {} whole numbers are the most",
                                               support.front(), support.back(), widest));
  }
  std::vector<double> all(static_cast<std::size_t>(support.back() - first) + 1);
  for (std::size_t i = 0; i < support.size(); ++i) {
    all[static_cast<std::size_t>(support[i] - first)] = values.at(i);
  }
  const distribution from_zero = categorical(std::move(all));
  return first == 0 ? from_zero : affine(from_zero, first, 1);
}

/// The operand as a distribution: masses are those of 0, 1, 2, ..., or of `support`. `other` is what it meets.
distribution read(const operand& o, const operand& other, const question& what) {
  if (const auto* known = std::get_if<distribution>(&o.content)) {
    return *known;
  }
  const std::vector<double>& values = std::get<masses>(o.content).values;
  const auto* met = std::get_if<distribution>(&other.content);
  return what.support.empty() || met == nullptr || !met->support().lattice ? categorical(values)
                                                                           : at_whole_numbers(values, what.support);
}

answer named(const measure_entry& measure, estimate found) {
  return {.name = std::string(measure.name),
          .label = std::string(measure.label),
          .estimate = std::move(found),
          .in_units = measure.in_units};
}

}  // namespace

answer from_density(const measure_entry& measure, const operand& p, const operand* /*q*/, const question& /*what*/) {
  estimate found = entropy_of(std::get<distribution>(p.content));
  if (measure.name == "perplexity") {
    found.value = std::exp(found.value);
    found.error_bound = found.value * std::expm1(*found.error_bound);
  } else if (measure.name != "entropy") {
    throw error(
        errc::unsupported,
        fmt::format("no {} of a distribution known by its density; entropy and perplexity are there", measure.name));
  }
  return named(measure, std::move(found));
}

answer from_densities(const measure_entry& measure, const operand& p, const operand* q, const question& what) {
  const auto known = density_measures();
  if (std::ranges::find(known, measure.name) == known.end()) {
    throw error(errc::unsupported, fmt::format("no {} of distributions known by their densities", measure.name));
  }
  return named(measure, divergence_between(measure.name, read(p, *q, what), read(*q, p, what),
                                           {.alpha = what.how.alpha, .weight = what.how.weight}));
}

}  // namespace relent
