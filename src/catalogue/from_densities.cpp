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
#include "relent/divergence/joint_divergence.hpp"

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

const joint_distribution& read_joint(const operand& o) { return std::get<joint_distribution>(o.content); }

joint_options options(const question& what) {
  return {.divergence = {.alpha = what.how.alpha, .weight = what.how.weight}, .level = what.level};
}

/// Entropy, or perplexity, which is a function of it.
answer entropy_answer(const measure_entry& measure, estimate found) {
  if (measure.name == "perplexity") {
    found.value = std::exp(found.value);
    if (found.error_bound) {
      found.error_bound = found.value * std::expm1(*found.error_bound);
    }
    if (found.standard_error) {
      found.standard_error = found.value * *found.standard_error;
    }
    if (found.interval) {
      found.interval = {std::exp(found.interval->lower), std::exp(found.interval->upper)};
    }
  } else if (measure.name != "entropy") {
    throw error(
        errc::unsupported,
        fmt::format("no {} of a distribution known by its density; entropy and perplexity are there", measure.name));
  }
  return named(measure, std::move(found));
}

void require_known(const measure_entry& measure, std::span<const std::string_view> known) {
  if (std::ranges::find(known, measure.name) == known.end()) {
    throw error(errc::unsupported, fmt::format("no {} of distributions known by their densities", measure.name));
  }
}

}  // namespace

answer from_density(const measure_entry& measure, const operand& p, const operand* /*q*/, const question& /*what*/) {
  return entropy_answer(measure, entropy_of(std::get<distribution>(p.content)));
}

answer from_joint_density(const measure_entry& measure, const operand& p, const operand* /*q*/, const question& what) {
  return entropy_answer(measure, entropy_of(read_joint(p), options(what)));
}

answer from_densities(const measure_entry& measure, const operand& p, const operand* q, const question& what) {
  require_known(measure, density_measures());
  return named(measure, divergence_between(measure.name, read(p, *q, what), read(*q, p, what),
                                           {.alpha = what.how.alpha, .weight = what.how.weight}));
}

answer from_joint_densities(const measure_entry& measure, const operand& p, const operand* q, const question& what) {
  require_known(measure, joint_measures());
  return named(measure, divergence_between(measure.name, read_joint(p), read_joint(*q), options(what)));
}

}  // namespace relent
