#include "relent/fit/fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/categorical.hpp"
#include "relent/fit/mixture_em.hpp"

#include "check_options.hpp"
#include "component_choice.hpp"
#include "density_fit.hpp"
#include "histogram_fit.hpp"
#include "likelihood.hpp"
#include "objective.hpp"
#include "tabulated_density.hpp"
#include "weighed_mean.hpp"

namespace relent {
namespace {

/// The mean of -log q over independent observations, with its standard error.
estimate mean_surprise(const weighted_values& data, const distribution& q, double level) {
  const std::size_t n = data.values.size();
  std::vector<double> surprise(n), shares(n);
  q.log_densities(data.values, surprise);
  std::ranges::transform(surprise, surprise.begin(), std::negate<>());
  for (std::size_t i = 0; i < n; ++i) {
    shares[i] = data.weight(i);
  }
  return weighed_mean(shares, data.worth(), surprise, level);
}

void add_mixture_notes(const em_fit& found, std::vector<std::string>& notes) {
  if (found.floored > 0) {
    notes.push_back(
        fmt::format("{} component{} as narrow as the floor allows, a millionth of the values' variance: "
                    "it stands for repeated values rather than a density",
                    found.floored, found.floored == 1 ? " is" : "s are"));
  }
  if (!found.in_time) {
    notes.emplace_back("the time limit came first: this is the best so far");
  } else if (!found.converged) {
    notes.push_back(fmt::format("the likelihood was still growing after {} iterations", found.iterations));
  }
}

/// Of observations: the best member and its parameters.
void fit_members(const weighted_values& data, fit_family& family, const fit_options& how, fit_answer& out) {
  const auto add = [&](const distribution& member, std::vector<fitted_parameter> parameters) {
    out.optima.push_back({member, std::move(parameters), mean_surprise(data, member, how.level), 1});
  };
  if (family.histogram) {
    const histogram h = histogram_of(data, family.components);
    if (family.components == 0) {
      out.notes.push_back(
          fmt::format("{} bin{} by Birgé and Rozenholc's criterion", h.shares.size(), h.shares.size() == 1 ? "" : "s"));
    }
    family.components = h.shares.size();
    add(h.model(), histogram_parameters(h, data.worth(), how.level));
  } else if (family.members == nullptr) {
    const em_fit found = mixture_of_samples(data, family.components, how, out.notes);
    const distribution member = found.parameters.model();
    family.components = found.parameters.means.size();
    add_mixture_notes(found, out.notes);
    add(member, parameters_of(member, family));
  } else {
    const distribution member = most_likely(data, family);
    std::vector<fitted_parameter> parameters = parameters_of(member, family);
    add_standard_errors(data, family, how.level, member, parameters, out.notes);
    add(member, std::move(parameters));
  }
}

fit_answer fit_to_samples(const observed_values& values, fit_family family, const fit_options& how) {
  const objective& by = find_objective(how.objective);
  if (by.name != "forward_kl") {
    throw error(errc::unsupported, "fit",
                fmt::format("{} needs the target's density, and observations have none; fit by forward_kl, or fit a "
                            "density to them first",
                            by.name));
  }
  const weighted_values data = checked(values);
  fit_answer out{.family = {}, .objective = "forward_kl", .optima = {}};
  out.of_cross_entropy = true;
  fit_members(data, family, how, out);
  out.family = family.text();
  out.starts = 1;
  out.observations = static_cast<std::int64_t>(data.values.size());
  if (data.weighed()) {
    out.notes.push_back(fmt::format("the weights make these observations worth {:.0f} of equal weight", data.worth()));
  }
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

/// Of masses that are no data: nothing is known of their errors.
void fit_members_to_masses(const weighted_values& data, fit_family& family, const fit_options& how, fit_answer& out) {
  fit_members(data, family, how, out);
  optimum& best = out.optima.front();
  best.value = {.value = best.value.value, .error_bound = 1e-14};
  for (fitted_parameter& p : best.parameters) {
    p.standard_error.reset();
    p.interval.reset();
  }
}

fit_answer fit_to_masses(const masses_at& m, fit_family family, const fit_options& how) {
  check(m);
  const bool discrete = family.members != nullptr && family.members->discrete;
  const weighted_values data{m.places, m.masses, m.observations};
  if (const std::optional<distribution> target = discrete ? as_categorical(m) : std::nullopt) {
    fit_answer out = fit_to_density(*target, family, how);
    if (m.observations > 0 && out.objective == "forward_kl") {
      add_standard_errors(data, family, how.level, out.optima.front().member, out.optima.front().parameters, out.notes);
    }
    return out;
  }
  if (find_objective(how.objective).name != "forward_kl") {
    throw error(errc::unsupported, "fit",
                "masses have no density, which this objective needs of a family that has one");
  }
  if (m.observations == 0 && family.components == 0 && family.members == nullptr) {
    throw error(errc::unsupported, "fit",
                fmt::format("the number of {} is chosen for samples and counts only; give it",
                            family.histogram ? "bins" : "components"));
  }
  fit_answer out{.family = {}, .objective = "forward_kl", .optima = {}};
  out.of_cross_entropy = true;
  if (m.observations > 0) {
    fit_members(data, family, how, out);
    out.observations = std::llround(m.observations);
  } else {
    fit_members_to_masses(data, family, how, out);
  }
  out.family = family.text();
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
  if (histogram) {
    return components == 0 ? "histogram" : fmt::format("histogram(bins={})", components);
  }
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
    return fit_to_samples(*s, family, how);
  }
  return fit_to_log_density(std::get<log_density_target>(target), family, how);
}

}  // namespace relent
