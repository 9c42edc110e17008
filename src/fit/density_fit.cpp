#include "density_fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/uniform.hpp"

#include "all_optima.hpp"
#include "coordinates.hpp"
#include "density_starts.hpp"
#include "histogram_fit.hpp"
#include "likelihood.hpp"
#include "mixture_search.hpp"
#include "normal_reverse.hpp"
#include "objective.hpp"
#include "panels.hpp"

namespace relent {
namespace {

constexpr double search_tolerance = 1e-10;  // relative, of quadrature while searching

bool over_all_numbers(const distribution& d) {
  const support s = d.support();
  return !s.lattice && std::isinf(s.lower) && std::isinf(s.upper);
}

/// A start's places, as far as the family's members reach.
std::vector<double> places_for(const fit_family& family, const density_starts& starts, int start) {
  std::vector<double> out = starts.places(start);
  if (const std::optional<support> reach = fixed_support(family)) {
    std::erase_if(out, [&](double x) { return !reach->contains(x); });
  }
  return out;
}

/// Refuses, before any search, a family none of whose members is finitely far from the target.
void refuse_uncovered(const objective& by, const distribution& target, const fit_family& family) {
  const std::optional<support> reach = fixed_support(family);
  const bool two_sided = by.name == "jeffreys_divergence";
  if (!reach || !(two_sided || by.measure == "kl_divergence")) {
    return;
  }
  const support of = target.support();
  const bool beyond = of.lower < reach->lower || of.upper > reach->upper;
  const bool within = of.lower > reach->lower || of.upper < reach->upper;
  if (by.reversed ? within : beyond || (two_sided && within)) {
    throw error(
        errc::unsupported, "fit",
        fmt::format("{} is infinite for every {}: the target lies between {} and {}, every {} between {} and {}",
                    by.name, family.members->name, of.lower, of.upper, family.members->name, reach->lower,
                    reach->upper));
  }
}

/// Everything a search of one target by one objective needs.
struct search {
  const distribution& target;
  const fit_family& family;
  const fit_options& how;
  const objective& by;
  coordinates in;
  density_starts starts;

  /// The coordinates of the member fitted to a start's places; none where the family cannot be.
  [[nodiscard]] std::optional<std::vector<double>> at(int start) const {
    try {
      return in.from(family.members->values(family.members->fit(places_for(family, starts, start))));
    } catch (const error&) {
      return in.from(in.parameters(std::vector<double>(in.size(), 0)));
    }
  }
};

/// Parameters to begin with: the fit to all of the target, and what is held.
std::vector<double> first_parameters(const density_starts& starts, const fit_family& family) {
  const std::vector<double> places = places_for(family, starts, 0);
  std::vector<double> at;
  if (std::ranges::none_of(family.held, [](const auto& h) { return h.has_value(); })) {
    at = family.members->values(family.members->fit(places));
  } else {
    at = family.members->values(most_likely({places, {}}, family));
  }
  if (at.size() != family.members->parameters.size()) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} has a list of parameters, and is fitted to data only", family.members->name));
  }
  return at;
}

/// Whether another quadrature finds the same value, and a gradient that moves the place by next to nothing.
bool confirmed(const search& s, const found_minimum& m, const estimate& again) {
  const double expected = s.by.measure == s.by.searched ? m.value : again.value;
  if (!(std::abs(again.value - expected) <= 1e-7 * (1 + std::abs(expected)))) {
    return false;
  }
  if (!s.by.differentiable) {
    return true;
  }
  const function_value there = divergence_from(s.by, s.target, s.in, s.how, 1e-12).at(m.at);
  return std::isfinite(there.value) && step_is_short(m.hessian, there.gradient, 1e-4);
}

optimum as_optimum(const search& s, const found_minimum& m, int searches) {
  const distribution member = s.in.member(m.at);
  estimate value = value_of(s.by, s.target, member, {.alpha = s.how.alpha});
  return {member, parameters_of(member, s.family), std::move(value), share_of(m, searches)};
}

bool same_member(const search& s, const distribution& a, const distribution& b) {
  return same_place(s.in.from(s.family.members->values(a)), s.in.from(s.family.members->values(b)));
}

/// Where searches went that found nothing.
std::string runaway(const search& s, const all_minima& found) {
  if (found.lowest) {
    const std::vector<double>& at = found.lowest->at;
    const auto far = std::ranges::max_element(at, {}, [](double u) { return std::abs(u); });
    if (far != at.end() && std::abs(*far) > 8) {
      const std::size_t i = s.in.parameter(static_cast<std::size_t>(far - at.begin()));
      return fmt::format("{} runs away, the objective falls as it {}", s.family.members->parameters[i].name,
                         *far > 0 ? "grows without end" : "goes to its bound");
    }
  }
  return "the parameters run away, or the objective is not smooth in them";
}

fit_answer searched(const search& s) {
  const bool fast = s.by.name == "reverse_kl" && s.family.members->name == normal::name && s.in.size() == 2 &&
                    over_all_numbers(s.target);
  smooth_function f = fast ? normal_reverse_kl(s.target, s.in.value(0, 0), spread_of(s.target))
                           : divergence_from(s.by, s.target, s.in, s.how, search_tolerance);
  f.until = deadline(s.how.time_limit);
  const all_minima found = find_all_minima(f, [&](int start) { return s.at(start); }, s.starts.certain(),
                                           {.most_starts = s.how.most_starts});
  fit_answer out{.family = s.family.text(), .objective = std::string(s.by.name), .optima = {}};
  int refused = 0;
  for (const found_minimum& m : found.minima) {
    optimum o = as_optimum(s, m, found.searches);
    if (confirmed(s, m, o.value)) {
      out.optima.push_back(std::move(o));
      continue;
    }
    // The searching integral was not good enough: on from there by the other one.
    const std::optional<found_minimum> better =
        refined_minimum(divergence_from(s.by, s.target, s.in, s.how, search_tolerance), m);
    o = better ? as_optimum(s, *better, found.searches) : std::move(o);
    const auto known = [&](const optimum& other) { return same_member(s, other.member, o.member); };
    if (better && confirmed(s, *better, o.value) && std::ranges::none_of(out.optima, known)) {
      out.optima.push_back(std::move(o));
    } else {
      ++refused;
    }
  }
  if (out.optima.empty() && !found.in_time && found.lowest) {
    out.optima.push_back(as_optimum(s, *found.lowest, 1));
  }
  std::ranges::sort(out.optima, {}, [](const optimum& o) { return o.value.value; });
  out.starts = found.searches;
  out.unseen = found.unseen;
  out.notes = search_notes(found, refused);
  if (out.optima.empty()) {
    throw error(errc::unsupported, "fit",
                fmt::format("no optimum of {} was found among {}: {}", s.by.name, s.family.text(), runaway(s, found)));
  }
  return out;
}

/// Refuses before any search what is infinite wherever the family goes.
void refuse_infinite(const search& s) {
  const distribution member = s.in.member(*s.at(0));
  const estimate at_first =
      value_of(s.by, s.target, member, {.alpha = s.how.alpha, .tolerance = 1e-8, .certain_bounds = false});
  if (!std::isfinite(at_first.value)) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} is infinite between the target and {}{}{}", s.by.name, member.text(),
                            at_first.notes.empty() ? "" : ": ", at_first.notes.empty() ? "" : at_first.notes.front()));
  }
}

/// A uniform that is nowhere 0 where the target is: the least one, from end to end.
fit_answer uniform_over(const distribution& target, const fit_family& family, const objective& by, bool free) {
  const support ends = target.support();
  if (!std::isfinite(ends.lower) || !std::isfinite(ends.upper)) {
    throw error(
        errc::unsupported, "fit",
        fmt::format("{} is infinite for every uniform: the target lies between {} and {}, a uniform has two ends",
                    by.name, ends.lower, ends.upper));
  }
  const double low = free || !family.held[0] ? ends.lower : *family.held[0];
  const double high = free || !family.held[1] ? ends.upper : *family.held[1];
  const distribution member = uniform(low, high);
  estimate value = value_of(by, target, member, {});
  if (!std::isfinite(value.value)) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} is infinite between the target, which lies between {} and {}, and {}", by.name,
                            ends.lower, ends.upper, member.text()));
  }
  fit_answer out{.family = family.text(), .objective = std::string(by.name), .optima = {}};
  out.optima.push_back({member, parameters_of(member, family), std::move(value), 1});
  out.starts = 1;
  return out;
}

fit_answer by_moments(const distribution& target, const fit_family& family) {
  const double mean = target.mean(), variance = target.variance();
  if (!std::isfinite(mean) || !std::isfinite(variance)) {
    throw error(errc::unsupported, "fit",
                fmt::format("forward_kl is infinite between the target and any normal: {}",
                            std::isnan(variance) ? "it has no mean or variance" : "its variance is infinite"));
  }
  const distribution member = normal(mean, std::sqrt(variance));
  fit_answer out{.family = family.text(), .objective = "forward_kl", .optima = {}};
  out.optima.push_back({member, parameters_of(member, family), divergence_between("kl_divergence", target, member), 1});
  out.starts = 1;
  return out;
}

}  // namespace

double spread_of(const distribution& target) {
  const double quartiles = target.quantile_survival(0.25) - target.quantile(0.25);
  return quartiles > 0 && std::isfinite(quartiles) ? quartiles : 1;
}

std::vector<double> density_edges(const distribution& target) {
  const double lower = target.quantile(1e-14), upper = target.quantile_survival(1e-14);
  std::vector<double> cuts{lower, upper};
  for (const double x : target.split_points()) {
    if (x > lower && x < upper) {
      cuts.push_back(x);
    }
  }
  std::ranges::sort(cuts);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return resolving_edges(
      [&](std::span<const double> x, std::span<double> out) {
        target.log_densities(x, out);
        for (double& y : out) {
          y = std::exp(y);
        }
      },
      cuts, 1e-12);
}

fit_answer fit_to_density(const distribution& target, const fit_family& family, const fit_options& how) {
  const objective& by = find_objective(how.objective);
  if (family.histogram) {
    return histogram_to_density(target, family, by);
  }
  if (family.members == nullptr) {
    return mixtures_near_density(target, family, how, by);
  }
  if (family.members->discrete != target.support().lattice) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} has {} and the target {}: no divergence is defined between them", family.members->name,
                            family.members->discrete ? "masses on whole numbers" : "a density",
                            family.members->discrete ? "a density" : "masses"));
  }
  const bool free = std::ranges::none_of(family.held, [](const auto& h) { return h.has_value(); });
  if (family.members->name == uniform::name && (by.name == "forward_kl" || by.name == "jeffreys_divergence")) {
    return uniform_over(target, family, by, free);
  }
  if (by.name == "forward_kl" && family.members->name == normal::name && free && over_all_numbers(target)) {
    return by_moments(target, family);
  }
  refuse_uncovered(by, target, family);
  density_starts starts(target, how.seed);
  const std::vector<double> first = first_parameters(starts, family);
  search s{target,           family, how, by, coordinates(*family.members, family.held, first, spread_of(target)),
           std::move(starts)};
  refuse_infinite(s);
  return searched(s);
}

}  // namespace relent
