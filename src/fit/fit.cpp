#include "relent/fit/fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"
#include "relent/distribution/categorical.hpp"
#include "relent/fit/mixture_em.hpp"

#include "check_options.hpp"
#include "density_fit.hpp"
#include "likelihood.hpp"
#include "objective.hpp"
#include "tabulated_density.hpp"
#include "weighed_mean.hpp"

namespace relent {
namespace {

constexpr std::size_t most_components = 10;  // where their number is chosen

/// The mean of -log q over independent observations, with its standard error.
estimate mean_surprise(const weighted_values& data, const distribution& q, double level) {
  const auto n = static_cast<double>(data.values.size());
  std::vector<double> surprise(data.values.size());
  q.log_densities(data.values, surprise);
  std::ranges::transform(surprise, surprise.begin(), std::negate<>());
  return weighed_mean(std::vector<double>(surprise.size(), 1 / n), n, surprise, level);
}

double bic_of(const em_fit& f, std::size_t n) {
  const auto free = static_cast<double>(3 * f.parameters.means.size() - 1), count = static_cast<double>(n);
  return -2 * count * f.mean_log_likelihood + free * std::log(count);
}

/// The components asked for, or those of the least BIC.
em_fit mixture_of_samples(const std::vector<double>& values, const fit_family& family, const fit_options& how,
                          std::vector<std::string>& notes) {
  em_options options{.components = family.components, .seed = how.seed, .threads = how.threads};
  if (family.components > 0) {
    return fit_normal_mixture(values, options);
  }
  std::vector<double> sorted = values;
  std::ranges::sort(sorted);
  const auto distinct = static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
  std::optional<em_fit> best;
  int worse = 0;
  for (std::size_t k = 1; k <= std::min(most_components, distinct) && worse < 2; ++k) {
    options.components = k;
    em_fit next = fit_normal_mixture(values, options);
    if (!best || bic_of(next, values.size()) < bic_of(*best, values.size())) {
      best = std::move(next);
      worse = 0;
    } else {
      ++worse;
    }
  }
  notes.push_back(fmt::format("{} component{} by the least BIC", best->parameters.means.size(),
                              best->parameters.means.size() == 1 ? "" : "s"));
  return *std::move(best);
}

fit_answer fit_to_samples(const std::vector<double>& values, fit_family family, const fit_options& how) {
  const objective& by = find_objective(how.objective);
  if (by.name != "forward_kl") {
    throw error(errc::unsupported, "fit",
                fmt::format("{} needs the target's density, and observations have none; fit by forward_kl, or fit a "
                            "density to them first",
                            by.name));
  }
  if (values.empty()) {
    throw error(errc::empty, "fit", "there are no values");
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw bad_value("fit", "values", static_cast<std::int64_t>(i), values[i], "finite");
    }
  }
  fit_answer out{.family = {}, .objective = "forward_kl", .optima = {}};
  const weighted_values data{values, {}};
  std::optional<distribution> member;
  if (family.members == nullptr) {
    const em_fit found = mixture_of_samples(values, family, how, out.notes);
    member = found.parameters.model();
    family.components = found.parameters.means.size();
    if (found.floored > 0) {
      out.notes.push_back(
          fmt::format("{} component{} as narrow as the floor allows, a millionth of the values' variance: "
                      "it stands for repeated values rather than a density",
                      found.floored, found.floored == 1 ? " is" : "s are"));
    }
    if (!found.converged) {
      out.notes.push_back(fmt::format("the likelihood was still growing after {} iterations", found.iterations));
    }
  } else {
    member = most_likely(data, family);
  }
  out.family = family.text();
  std::vector<fitted_parameter> parameters = parameters_of(*member, family);
  if (family.members != nullptr) {
    add_standard_errors(data, family, how.level, *member, parameters, out.notes);
  }
  out.optima.push_back({*member, std::move(parameters), mean_surprise(data, *member, how.level), 1});
  out.starts = 1;
  out.observations = static_cast<std::int64_t>(values.size());
  out.notes.emplace_back("the value is the cross-entropy: samples alone do not tell their own entropy");
  return out;
}

/// Masses on whole numbers from 0 on, as a distribution.
std::optional<distribution> as_categorical(const masses_at& m) {
  constexpr double most = 1e6;
  std::vector<double> shares;
  for (std::size_t i = 0; i < m.places.size(); ++i) {
    const double x = m.places[i];
    if (!(x >= 0 && x <= most && x == std::floor(x))) {
      return std::nullopt;
    }
    shares.resize(std::max(shares.size(), static_cast<std::size_t>(x) + 1));
    shares[static_cast<std::size_t>(x)] += m.masses[i];
  }
  return categorical(std::move(shares));
}

void check(const masses_at& m) {
  if (m.masses.empty()) {
    throw error(errc::empty, "fit", "there are no masses");
  }
  if (m.places.size() != m.masses.size()) {
    throw error(errc::shape_mismatch, "fit", fmt::format("{} places and {} masses", m.places.size(), m.masses.size()));
  }
  double sum = 0;
  for (std::size_t i = 0; i < m.masses.size(); ++i) {
    const auto index = static_cast<std::int64_t>(i);
    if (!(m.masses[i] >= 0 && std::isfinite(m.masses[i]))) {
      throw bad_value("fit", "masses", index, m.masses[i], ">= 0 and finite");
    }
    if (!std::isfinite(m.places[i]) || (i > 0 && !(m.places[i] > m.places[i - 1]))) {
      throw bad_value("fit", "places", index, m.places[i], "finite and above the one before");
    }
    sum += m.masses[i];
  }
  if (!(std::abs(sum - 1) < 1e-9)) {
    throw error(errc::not_normalised, "fit", fmt::format("the masses sum to {}, must sum to 1", sum));
  }
}

fit_answer fit_to_masses(const masses_at& m, const fit_family& family, const fit_options& how) {
  check(m);
  const bool discrete = family.members != nullptr && family.members->discrete;
  if (const std::optional<distribution> target = discrete ? as_categorical(m) : std::nullopt) {
    return fit_to_density(*target, family, how);
  }
  if (find_objective(how.objective).name != "forward_kl") {
    throw error(errc::unsupported, "fit",
                "masses have no density, which this objective needs of a family that has one");
  }
  fit_answer out{.family = family.text(), .objective = "forward_kl", .optima = {}};
  std::optional<distribution> member;
  if (family.members == nullptr) {
    if (family.components == 0) {
      throw error(errc::unsupported, "fit", "the number of components is chosen for samples only; give it");
    }
    member =
        fit_normal_mixture(m.places, {.components = family.components, .seed = how.seed}, m.masses).parameters.model();
  } else {
    member = most_likely({m.places, m.masses}, family);
  }
  compensated_sum cross;
  for (std::size_t i = 0; i < m.places.size(); ++i) {
    cross += m.masses[i] > 0 ? -m.masses[i] * member->log_density(m.places[i]) : 0;
  }
  out.optima.push_back({*member, parameters_of(*member, family), {.value = cross.value(), .error_bound = 1e-14}, 1});
  out.starts = 1;
  out.notes.emplace_back("the value is the cross-entropy: KL of masses and a density is not defined");
  return out;
}

fit_answer fit_to_log_density(const log_density_target& target, const fit_family& family, const fit_options& how) {
  const tabulated_density integrated(target);
  fit_answer out = fit_to_density(integrated, family, how);
  out.log_evidence = integrated.log_integral();
  return out;
}

}  // namespace

std::string fit_family::text() const {
  if (members == nullptr) {
    return components == 0 ? "mixture of normals"
                           : fmt::format("mixture of {} normal{}", components, components == 1 ? "" : "s");
  }
  std::string given;
  for (std::size_t i = 0; i < held.size(); ++i) {
    if (held[i]) {
      given += fmt::format("{}{}={}", given.empty() ? "" : ", ", members->parameters[i].name, *held[i]);
    }
  }
  return given.empty() ? std::string(members->name) : fmt::format("{}({})", members->name, given);
}

fit_answer fit(const fit_target& target, const fit_family& family, const fit_options& how) {
  check_options(how);
  if (const auto* d = std::get_if<distribution>(&target)) {
    return fit_to_density(*d, family, how);
  }
  if (const auto* m = std::get_if<masses_at>(&target)) {
    return fit_to_masses(*m, family, how);
  }
  if (const auto* s = std::get_if<observed_values>(&target)) {
    return fit_to_samples(s->values, family, how);
  }
  return fit_to_log_density(std::get<log_density_target>(target), family, how);
}

}  // namespace relent
