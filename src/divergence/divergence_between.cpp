#include "relent/divergence/divergence_between.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/distribution/exp_of.hpp"
#include "relent/distribution/log_of.hpp"
#include "relent/divergence/entropy_of.hpp"

#include "affinity.hpp"
#include "closed_wasserstein.hpp"
#include "mixture_bounds.hpp"
#include "pointwise.hpp"
#include "pointwise_integral.hpp"
#include "quantile_distances.hpp"

namespace relent {
namespace {

double itself(double x) { return x; }

/// What stands inside exp or log on both sides: no divergence sees a map that both share. Null where they share none,
/// and where the supports differ, about which the notes speak in the question's own places.
template <class Map>
std::optional<std::pair<distribution, distribution>> within(const distribution& p, const distribution& q) {
  const Map *of_p = p.get<Map>(), *of_q = q.get<Map>();
  if (of_p == nullptr || of_q == nullptr || !(of_p->of().support() == of_q->of().support())) {
    return std::nullopt;
  }
  return std::pair{of_p->of(), of_q->of()};
}

std::optional<std::pair<distribution, distribution>> without_shared_map(const distribution& p, const distribution& q) {
  auto found = within<exp_of>(p, q);
  return found ? found : within<log_of>(p, q);
}

estimate kl(const distribution& p, const distribution& q, const divergence_options& how) {
  if (const auto inner = without_shared_map(p, q)) {
    return kl(inner->first, inner->second, how);
  }
  if (how.closed_form) {
    if (auto found = closed_kl_between(p, q)) {
      return *std::move(found);
    }
  }
  estimate out = through(integral_of(pointwise_kl(), 0, p, q, how), itself);
  if (std::isfinite(out.value)) {
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

/// Sum of two answers, as sure as the less sure.
estimate sum_of(estimate a, const estimate& b) {
  a.value += b.value;
  a.error_bound = std::isinf(a.value) ? 0 : a.error_bound.value_or(0) + b.error_bound.value_or(0);
  a.method = a.method == b.method ? a.method : method::quadrature;
  a.notes.insert(a.notes.end(), b.notes.begin(), b.notes.end());
  return a;
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
  const estimate h = entropy_of(p);
  out.value += h.value;
  out.error_bound = std::isinf(out.value) ? 0 : *out.error_bound + *h.error_bound;
  out.method = out.method == h.method ? out.method : method::quadrature;
  out.notes.insert(out.notes.end(), h.notes.begin(), h.notes.end());
  return out;
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
  if (const auto inner = without_shared_map(p, q)) {
    return divergence_between(measure, inner->first, inner->second, how);
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
