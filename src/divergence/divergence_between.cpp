#include "relent/divergence/divergence_between.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/divergence/entropy_of.hpp"

#include "affinity.hpp"
#include "closed_wasserstein.hpp"
#include "mixture_bounds.hpp"
#include "pointwise.hpp"
#include "pointwise_integral.hpp"
#include "quantile_distances.hpp"
#include "sum_of.hpp"

namespace relent {
namespace {

double itself(double x) { return x; }

estimate kl(const distribution& p, const distribution& q, const divergence_options& how) {
  if (how.closed_form) {
    if (auto found = closed_kl_between(p, q)) {
      return *std::move(found);
    }
  }
  estimate out = through(integral_of(pointwise_kl(), 0, p, q, how), itself);
  if (how.certain_bounds && std::isfinite(out.value)) {
    out.interval = certain_kl_bounds(p, q);
    if (out.interval) {
      out.level = 1;
    }
  }
  return out;
}

/// An answer found with P and Q in each other's place: what its notes call P is the question's Q.
estimate exchanged(estimate found) {
  const auto letter = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  for (std::string& note : found.notes) {
    for (std::size_t i = 0; i < note.size(); ++i) {
      const bool alone = (i == 0 || !letter(static_cast<unsigned char>(note[i - 1]))) &&
                         (i + 1 == note.size() || !letter(static_cast<unsigned char>(note[i + 1])));
      if (alone && (note[i] == 'P' || note[i] == 'Q')) {
        note[i] = note[i] == 'P' ? 'Q' : 'P';
      }
    }
  }
  return found;
}

estimate jeffreys(const distribution& p, const distribution& q, const divergence_options& how) {
  if (how.closed_form) {
    const auto there = closed_kl_between(p, q), back = closed_kl_between(q, p);
    if (there && back) {
      return sum_of(*there, *back);
    }
  }
  return through(integral_of(pointwise_jeffreys(), 0, p, q, how), itself);
}

estimate cross_entropy(const distribution& p, const distribution& q, const divergence_options& how) {
  estimate out = kl(p, q, how);
  out.interval.reset();  // a certain one is KL's
  out.level.reset();
  return sum_of(std::move(out), entropy_of(p));
}

estimate js(const distribution& p, const distribution& q, const divergence_options& how, bool root) {
  const pointwise_sum sum = integral_of(pointwise_js(how.weight), how.weight, p, q, how);
  return through(sum, [&](double x) { return root ? std::sqrt(x) : x; });
}

void check(const divergence_options& how) {
  if (!(how.alpha > 0 && std::isfinite(how.alpha))) {
    throw bad_value("divergence_between", "alpha", std::nullopt, how.alpha, "> 0 and finite", errc::out_of_range);
  }
  if (!(how.weight > 0 && how.weight < 1)) {
    throw bad_value("divergence_between", "weight", std::nullopt, how.weight, "inside (0, 1)", errc::out_of_range);
  }
}

constexpr std::array<std::string_view, 19> names{"kl_divergence",
                                                 "reverse_kl_divergence",
                                                 "cross_entropy",
                                                 "jeffreys_divergence",
                                                 "js_divergence",
                                                 "js_distance",
                                                 "renyi_divergence",
                                                 "tsallis_divergence",
                                                 "alpha_divergence",
                                                 "total_variation",
                                                 "hellinger_distance",
                                                 "bhattacharyya_distance",
                                                 "chi_square_pearson",
                                                 "chi_square_neyman",
                                                 "triangular_discrimination",
                                                 "population_stability_index",
                                                 "wasserstein_1",
                                                 "wasserstein_2",
                                                 "energy_distance"};

}  // namespace

std::span<const std::string_view> density_measures() noexcept { return names; }

estimate divergence_between(std::string_view measure, const distribution& p, const distribution& q,
                            const divergence_options& how) {
  check(how);
  if (std::ranges::find(names, measure) == names.end()) {
    throw error(errc::unknown_name, "divergence_between",
                fmt::format("no measure {} of distributions{}", quoted(measure), suggestion(measure, names)));
  }
  if (measure.starts_with("wasserstein") || measure == "energy_distance") {
    if (how.closed_form && measure != "energy_distance") {
      if (auto found = closed_wasserstein(measure == "wasserstein_1" ? 1 : 2, p, q)) {
        return *std::move(found);
      }
    }
    return measure == "wasserstein_1"   ? wasserstein_1(p, q)
           : measure == "wasserstein_2" ? wasserstein_2(p, q)
                                        : energy_distance(p, q);
  }
  if (p.support().lattice != q.support().lattice) {
    const distribution &masses = p.support().lattice ? p : q, &density = p.support().lattice ? q : p;
    throw error(errc::unsupported, "divergence_between",
                fmt::format("{} has masses at whole numbers and {} a density: they have no common base measure, so "
                            "no ratio of the two is defined",
                            masses.text(), density.text()));
  }
  if (measure == "kl_divergence") {
    return kl(p, q, how);
  }
  if (measure == "reverse_kl_divergence") {
    return exchanged(kl(q, p, how));
  }
  if (measure == "cross_entropy") {
    return cross_entropy(p, q, how);
  }
  if (measure == "jeffreys_divergence" || measure == "population_stability_index") {
    return jeffreys(p, q, how);
  }
  if (measure.starts_with("js_")) {
    return js(p, q, how, measure == "js_distance");
  }
  if (measure == "hellinger_distance" || measure == "bhattacharyya_distance") {
    return of_affinity(measure, 0.5, p, q, how);
  }
  if (measure == "chi_square_pearson") {
    return of_affinity("chi_square_pearson", 2, p, q, how);
  }
  if (measure == "chi_square_neyman") {
    return exchanged(of_affinity("chi_square_pearson", 2, q, p, how));
  }
  if (measure == "triangular_discrimination") {
    return through(integral_of(pointwise_triangular(), 0, p, q, how), itself);
  }
  if (measure == "total_variation") {
    return through(integral_of(pointwise_total_variation(), 0, p, q, how), itself);
  }
  return how.alpha == 1 ? kl(p, q, how) : of_affinity(measure, how.alpha, p, q, how);
}

}  // namespace relent
