#include "joint_density_fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/divergence/joint_divergence.hpp"
#include "relent/fit/rows_mixture.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"

#include "all_optima.hpp"
#include "joint_objective.hpp"
#include "joint_parameters_of.hpp"
#include "joint_reverse.hpp"
#include "joint_starts.hpp"
#include "linear/dense.hpp"
#include "log_evidence.hpp"
#include "mixture_objective.hpp"
#include "objective.hpp"

namespace relent {
namespace {

constexpr std::size_t most_numbers_of_grids = 3, most_numbers = 60;
constexpr double search_tolerance = 1e-6, fine_tolerance = 1e-11;

bool is_diagonal(const joint_fit_family& family) { return family.members->name == mvnormal_diagonal::name; }

void require_normal(const joint_fit_family& family) {
  if (family.members->name != mvnormal::name && !is_diagonal(family)) {
    throw error(errc::unsupported, "fit",
                fmt::format("densities of several numbers are fitted by mvnormal and mvnormal_diagonal, not by {}; {} "
                            "is fitted to samples",
                            family.members->name, family.members->name));
  }
}

matrix diagonal_of(const matrix& covariance) {
  matrix out(covariance.rows, covariance.rows);
  for (std::size_t i = 0; i < covariance.rows; ++i) {
    out(i, i) = covariance(i, i);
  }
  return out;
}

joint_distribution member_at(std::vector<double> mean, const matrix& covariance, bool diagonal) {
  if (!diagonal) {
    return mvnormal(std::move(mean), covariance);
  }
  std::vector<double> sd;
  for (std::size_t i = 0; i < covariance.rows; ++i) {
    sd.push_back(std::sqrt(covariance(i, i)));
  }
  return mvnormal_diagonal(std::move(mean), std::move(sd));
}

normal_coordinates coordinates_for(const joint_starts& starts, bool diagonal) {
  matrix scale = diagonal ? diagonal_of(starts.all.covariance) : starts.all.covariance;
  if (!linear::cholesky(scale)) {
    scale = diagonal_of(starts.all.covariance);
    for (std::size_t i = 0; i < scale.rows; ++i) {
      scale(i, i) = scale(i, i) > 0 ? std::sqrt(scale(i, i)) : 1;
    }
  }
  return {starts.all.mean, std::move(scale), diagonal};
}

/// The same objective three times: for searching, finer, and as fine at other places.
struct three_sums {
  smooth_function search, fine, other;
  double agreement;                      ///< how near the second two must be, in steps of the coordinates
  std::shared_ptr<const bool> coarse{};  ///< whether the finer one had fewer places than it asked for
};

rule_choice always(normal_rule rule) {
  const auto kept = std::make_shared<const normal_rule>(std::move(rule));
  return [kept](const normal_coordinates::place&) { return kept; };
}

three_sums sums_for(const log_density_points& target, const std::optional<normal_parts>& parts,
                    const normal_coordinates& in, const fit_options& how) {
  const auto by = [&](rule_choice rule) { return joint_reverse_kl(target, in, std::move(rule), how.threads); };
  const std::size_t d = in.numbers();
  if (d > most_numbers_of_grids) {
    const std::size_t points = target.has_hessian ? 4096 : 1024;
    return {by(always(sobol_rule(d, points, how.seed))), by(always(sobol_rule(d, 4 * points, how.seed + 1))),
            by(always(sobol_rule(d, 4 * points, how.seed + 2))), 0.05};
  }
  if (parts) {
    const std::size_t most = d < 3 ? 1'000'000 : 800'000;
    const auto cut = std::make_shared<bool>(false);
    return {by(bend_rules(*parts, search_tolerance, 0, most / 8)), by(bend_rules(*parts, fine_tolerance, 0, most, cut)),
            by(bend_rules(*parts, fine_tolerance / 10, 0.3, most + most / 2)), 1e-4, cut};
  }
  const auto grid = [&](double step, double radius, double turn) {
    return by(always(grid_rule(linear::identity(d), std::vector<double>(d, step), radius, turn)));
  };
  const double step = d == 1 ? 0.05 : d == 2 ? 0.3 : 0.6;
  return {grid(step, 6.5, 0), grid(step / 2, 8, 0), grid(step / 2.6, 8, 0.3), 1e-3};
}

/// The minimum of the finer sum that a place leads to, where it is one and the third sum agrees.
std::optional<found_minimum> settled(const three_sums& sums, const found_minimum& m) {
  std::optional<found_minimum> fine = refined_minimum(sums.fine, m);
  if (!fine) {
    return std::nullopt;
  }
  const function_value again = sums.other.at(fine->at);
  const bool agreed = std::isfinite(again.value) && step_is_short(fine->hessian, again.gradient, sums.agreement);
  return agreed ? std::move(fine) : std::nullopt;
}

struct search_result {
  all_minima found;                   ///< by the coarse sum
  std::vector<found_minimum> minima;  ///< settled, best first; where time was up before any, the best place so far
  int refused = 0;
};

/// Searches, settles what was found by finer sums, and puts together what became one.
search_result search(const three_sums& sums, const normal_coordinates& in, const joint_starts& starts,
                     const fit_options& how) {
  const auto start = [&](int i) -> std::optional<std::vector<double>> {
    const auto s = static_cast<std::size_t>(i);
    const joint_moments m = s < starts.certain.size() ? starts.certain[s] : starts.at_random(s);
    return in.from(m.mean, m.covariance);
  };
  smooth_function coarse = sums.search;
  coarse.until = deadline(how.time_limit);
  search_result out{find_all_minima(coarse, start, starts.certain.size(), {how.most_starts}), {}};
  for (const found_minimum& m : out.found.minima) {
    std::optional<found_minimum> fine = settled(sums, m);
    if (!fine) {
      ++out.refused;
      continue;
    }
    const auto known =
        std::ranges::find_if(out.minima, [&](const found_minimum& other) { return same_place(other.at, fine->at); });
    if (known != out.minima.end()) {
      known->hits += fine->hits;
    } else {
      out.minima.push_back(*std::move(fine));
    }
  }
  std::ranges::sort(out.minima, {}, &found_minimum::value);
  if (out.found.minima.empty() && !out.found.in_time && out.found.lowest) {
    out.minima.push_back(*out.found.lowest);
  }
  return out;
}

void tell(const search_result& of, joint_fit_answer& out) {
  out.starts = of.found.searches;
  out.unseen = of.found.unseen;
  out.notes = search_notes(of.found, of.refused);
  if (out.optima.empty()) {
    throw error(errc::unsupported, "fit",
                fmt::format("no optimum of {} was found among {}: the parameters run away, or the objective is not "
                            "smooth in them",
                            out.objective, out.family));
  }
}

/// Refuses a target that normal distributions are infinitely far from, or have no common measure with.
void require_reals(const joint_distribution& target, const objective& by) {
  const joint_space space = target.space();
  if (space.kind != space_kind::box || std::ranges::any_of(space.axes, [](const support& a) { return a.lattice; })) {
    throw error(errc::unsupported, "fit",
                fmt::format("the target is over {}, and normal distributions are over points of R^{}: no divergence is "
                            "defined between them",
                            space.words(), space.size));
  }
  for (std::size_t i = 0; i < space.axes.size(); ++i) {
    const support& a = space.axes[i];
    const bool whole = std::isinf(a.lower) && std::isinf(a.upper);
    if (!whole && (by.reversed || by.name == "jeffreys_divergence")) {
      throw error(
          errc::unsupported, "fit",
          fmt::format("{} is infinite for every normal distribution: number {} of the target lies between {} and "
                      "{}",
                      by.name, i, a.lower, a.upper));
    }
  }
}

joint_fit_answer by_moments(const joint_distribution& target, const joint_fit_family& family, bool diagonal) {
  const std::vector<double> mean = target.mean();
  const matrix covariance = target.covariance();
  const auto finite = [](double x) { return std::isfinite(x); };
  if (!std::ranges::all_of(mean, finite) || !std::ranges::all_of(covariance.values, finite)) {
    throw error(errc::unsupported, "fit",
                "forward_kl is infinite between the target and any normal distribution: it has no finite covariance");
  }
  const joint_distribution member = member_at(mean, covariance, diagonal);
  joint_fit_answer out{.family = family.text(), .objective = "forward_kl", .optima = {}};
  out.optima.push_back({member, parameters_of(member), divergence_between("kl_divergence", target, member), 1});
  out.starts = 1;
  return out;
}

/// Whether the value of the finer sum and that of `divergence_between` are one number.
bool agrees(double value, const estimate& again, bool by_grids) {
  const double slack = again.standard_error ? 5 * *again.standard_error + 5e-3 * (1 + std::abs(value)) : 0;
  return std::abs(again.value - value) <=
         slack + again.error_bound.value_or(0) + (by_grids ? 1e-6 : 1e-2) * (1 + std::abs(value));
}

/// Best first; those whose values do not differ by more than their errors, by their means.
void order(std::vector<joint_optimum>& optima) {
  std::ranges::stable_sort(optima, {}, [](const joint_optimum& o) { return o.value.value; });
  for (auto from = optima.begin(); from != optima.end();) {
    auto to = from + 1;
    const auto near = [](const joint_optimum& a, const joint_optimum& b) {
      return b.value.value - a.value.value <=
             1e-9 * (1 + std::abs(a.value.value)) + 4 * a.value.standard_error.value_or(0);
    };
    while (to != optima.end() && near(*(to - 1), *to)) {
      ++to;
    }
    std::stable_sort(from, to, [](const joint_optimum& a, const joint_optimum& b) {
      return a.parameters.front().values < b.parameters.front().values;
    });
    from = to;
  }
}

/// With the place as origin, so that no digits go into how far away it is.
normal_parts moved_to(const normal_parts& from, const std::vector<double>& place) {
  normal_parts out{from.weights, {}};
  for (const mvnormal& part : from.parts) {
    std::vector<double> mean = part.mean();
    std::ranges::transform(mean, place, mean.begin(), std::minus{});
    out.parts.push_back(mvnormal::with(std::move(mean), part.spread()));
  }
  return out;
}

joint_fit_answer reverse(const joint_distribution& target, const joint_fit_family& family, const fit_options& how) {
  const joint_starts starts = starts_of(target, how.seed);
  std::optional<normal_parts> parts = as_normal_parts(target);
  const normal_coordinates in = coordinates_for(starts, is_diagonal(family));
  const normal_coordinates about_0({std::vector<double>(in.numbers(), 0)}, in.scale(), in.diagonal());
  if (parts) {
    parts = moved_to(*parts, starts.all.mean);
  }
  std::vector<double> units;
  for (std::size_t i = 0; i < in.numbers(); ++i) {
    units.push_back(in.scale()(i, i));
  }
  const three_sums sums =
      sums_for(parts ? points_of(*parts) : points_of(target, units), parts, parts ? about_0 : in, how);
  search_result of = search(sums, in, starts, how);
  joint_fit_answer out{.family = family.text(), .objective = "reverse_kl", .optima = {}};
  for (const found_minimum& m : of.minima) {
    const joint_distribution member = in.member(m.at);
    joint_options options;
    options.divergence.tolerance = 1e-10;
    estimate value = divergence_between("kl_divergence", member, target, options);
    if (!agrees(m.value, value, in.numbers() <= most_numbers_of_grids)) {
      ++of.refused;
      continue;
    }
    const double elbo = -value.value;
    out.optima.push_back({member, parameters_of(member), std::move(value), share_of(m, of.found.searches), elbo});
  }
  order(out.optima);
  tell(of, out);
  if (sums.coarse && *sums.coarse) {
    out.notes.emplace_back(
        "the target bends more sharply than the grids can follow where a member spans it: such optima "
        "are less certain than the others");
  }
  return out;
}

/// js, Jeffreys, ...
joint_fit_answer by_integral(const joint_distribution& target, const joint_fit_family& family, const objective& by,
                             const fit_options& how) {
  const std::optional<normal_parts> parts = as_normal_parts(target);
  refuse_unsmooth(by, target, parts, how.alpha);
  const joint_starts starts = starts_of(target, how.seed);
  const normal_coordinates in = coordinates_for(starts, is_diagonal(family));
  const auto sum = [&](double tolerance, double turn) {
    return by.name == "wasserstein_2" ? joint_divergence_from(by, target, in, how, tolerance)
                                      : mixture_divergence(by, *parts, in, how, tolerance, turn);
  };
  const three_sums sums{sum(1e-7, 0), sum(1e-10, 0), sum(1e-11, 0.3), 1e-3};
  search_result of = search(sums, in, starts, how);
  joint_fit_answer out{.family = family.text(), .objective = std::string(by.name), .optima = {}};
  for (const found_minimum& m : of.minima) {
    const joint_distribution member = in.member(m.at);
    estimate value = value_of(by, target, member, how.alpha);
    if (by.measure == by.searched && !agrees(m.value, value, true)) {
      ++of.refused;
      continue;
    }
    out.optima.push_back({member, parameters_of(member), std::move(value), share_of(m, of.found.searches)});
  }
  order(out.optima);
  tell(of, out);
  return out;
}

/// The target is itself a member.
joint_fit_answer itself(const joint_distribution& target, const joint_fit_family& family, const objective& by) {
  joint_fit_answer out{.family = family.text(), .objective = std::string(by.name), .optima = {}};
  const joint_distribution member = member_at(target.mean(), target.covariance(), is_diagonal(family));
  out.optima.push_back(
      {member, parameters_of(member), {.value = 0, .method = method::closed_form, .error_bound = 0}, 1});
  out.optima.back().elbo = by.name == "reverse_kl" ? std::optional(0.0) : std::nullopt;
  out.starts = 1;
  return out;
}

bool is_member(const joint_distribution& target, const joint_fit_family& family) {
  const std::optional<normal_parts> parts = as_normal_parts(target);
  if (!parts || parts->parts.size() > 1) {
    return false;
  }
  const matrix covariance = target.covariance();
  return !is_diagonal(family) || covariance == diagonal_of(covariance);
}

joint_fit_answer mixture_to_density(const joint_distribution& target, const joint_fit_family& family,
                                    const fit_options& how) {
  constexpr std::int64_t draws = 65536;
  if (family.components == 0) {
    throw error(errc::unsupported, "fit", "the number of components is chosen for samples only; give it");
  }
  const rows_mixture found = fit_mvnormal_mixture(
      sample(target, draws, how.seed, how.threads),
      {.components = family.components, .diagonal = family.diagonal, .seed = how.seed, .threads = how.threads});
  const joint_distribution member = found.parameters.model();
  joint_fit_answer out{.family = family.text(), .objective = "forward_kl", .optima = {}};
  out.optima.push_back({member, parameters_of(member), divergence_between("kl_divergence", target, member), 1});
  out.starts = 1;
  out.notes.push_back(
      fmt::format("expectation and maximisation over {} draws of the target, the best of its starts: "
                  "parameters carry the error of the draws",
                  draws));
  return out;
}

void check_size(std::size_t numbers) {
  if (numbers > most_numbers) {
    throw error(errc::unsupported, "fit",
                fmt::format("the target has {} numbers; searches are for at most {}", numbers, most_numbers));
  }
}

}  // namespace

joint_fit_answer fit_to_density(const joint_distribution& target, const joint_fit_family& family,
                                const fit_options& how) {
  const objective& by = find_objective(how.objective);
  if (family.members == nullptr) {
    if (by.name != "forward_kl") {
      throw error(errc::unsupported, "fit", "mixtures are fitted by forward_kl alone");
    }
    require_reals(target, by);
    return mixture_to_density(target, family, how);
  }
  require_normal(family);
  require_reals(target, by);
  if (is_member(target, family)) {
    return itself(target, family, by);
  }
  if (by.name == "forward_kl") {
    return by_moments(target, family, is_diagonal(family));
  }
  check_size(target.space().size);
  return by.name == "reverse_kl" ? reverse(target, family, how) : by_integral(target, family, by, how);
}

joint_fit_answer fit_to_log_density(const joint_log_density_target& target, const joint_fit_family& family,
                                    const fit_options& how) {
  const objective& by = find_objective(how.objective);
  if (family.members == nullptr || by.name != "reverse_kl") {
    throw error(errc::unsupported, "fit",
                "a log density of several numbers is fitted by reverse_kl, by mvnormal or mvnormal_diagonal");
  }
  require_normal(family);
  if (target.about.empty() || target.about.size() != target.scale.size()) {
    throw error(errc::shape_mismatch, "fit",
                fmt::format("about has {} numbers and scale {}: as many as the density are needed", target.about.size(),
                            target.scale.size()));
  }
  for (std::size_t i = 0; i < target.about.size(); ++i) {
    if (!std::isfinite(target.about[i])) {
      throw bad_value("fit", "about", static_cast<std::int64_t>(i), target.about[i], "finite");
    }
    if (!(target.scale[i] > 0 && std::isfinite(target.scale[i]))) {
      throw bad_value("fit", "scale", static_cast<std::int64_t>(i), target.scale[i], "> 0 and finite");
    }
  }
  check_size(target.about.size());
  const joint_starts starts = starts_of(target, how.seed);
  const normal_coordinates in = coordinates_for(starts, is_diagonal(family));
  search_result of = search(sums_for(points_of(target), std::nullopt, in, how), in, starts, how);
  joint_fit_answer out{.family = family.text(), .objective = "reverse_kl", .optima = {}};
  std::vector<joint_moments> places;
  for (const found_minimum& m : of.minima) {
    const joint_distribution member = in.member(m.at);
    places.push_back({member.mean(), member.covariance()});
    out.optima.push_back({member, parameters_of(member), {.value = m.value}, share_of(m, of.found.searches), -m.value});
  }
  tell(of, out);
  const estimate evidence = target.log_evidence ? estimate{.value = *target.log_evidence, .error_bound = 0}
                                                : log_evidence_of(target, places, how.seed);
  out.log_evidence = evidence.value;
  out.evidence_error = target.log_evidence    ? std::nullopt
                       : evidence.error_bound ? evidence.error_bound
                                              : evidence.standard_error;
  for (joint_optimum& o : out.optima) {
    const bool by_grids = in.numbers() <= most_numbers_of_grids;
    o.value = {.value = std::max(evidence.value - *o.elbo, 0.0),
               .method = by_grids ? method::quadrature : method::monte_carlo,
               .standard_error = evidence.standard_error};
    if (evidence.error_bound && by_grids) {
      o.value.error_bound = *evidence.error_bound + 1e-8 * (1 + std::abs(*o.elbo));
    }
  }
  return out;
}

}  // namespace relent
