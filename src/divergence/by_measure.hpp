#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <string_view>

#include "relent/core/estimate.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "pointwise.hpp"

namespace relent {

/// The measures that are integrals over two densities, of however many numbers.
inline constexpr std::array<std::string_view, 16> integral_measures{"kl_divergence",
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
                                                                    "population_stability_index"};

/// These and others.
template <class... Name>
constexpr std::array<std::string_view, integral_measures.size() + sizeof...(Name)> integral_measures_and(Name... more) {
  std::array<std::string_view, integral_measures.size() + sizeof...(Name)> out{};
  auto end = std::ranges::copy(integral_measures, out.begin()).out;
  ((*end++ = more), ...);
  return out;
}

/// Throws error(errc::unknown_name) for a measure that is not known of `what`, error(errc::out_of_range) for alpha and
/// weight.
void check_question(std::string_view measure, std::span<const std::string_view> known, std::string_view what,
                    const divergence_options& how);

/// An answer found with P and Q in each other's place: what its notes call P is the question's Q.
[[nodiscard]] estimate exchanged(estimate found);

/// Two distributions that can be asked for what the measures are made of; `back` is Q against P.
template <class Pair>
concept asked_by_part = requires(const Pair& pair, bool back, double alpha, std::string_view measure,
                                 const pointwise_divergence& what) {
  { pair.kl(back) } -> std::same_as<estimate>;
  { pair.cross_entropy() } -> std::same_as<estimate>;
  { pair.jeffreys() } -> std::same_as<estimate>;
  { pair.affinity(measure, alpha, back) } -> std::same_as<estimate>;
  { pair.integral(what, alpha, back) } -> std::same_as<estimate>;  // the last: of the root
};

/// The one place that says which measure is made of what.
template <asked_by_part Pair>
[[nodiscard]] estimate by_measure(std::string_view measure, const divergence_options& how, const Pair& pair) {
  constexpr bool root = true;
  if (measure == "kl_divergence") {
    return pair.kl(false);
  }
  if (measure == "reverse_kl_divergence") {
    return exchanged(pair.kl(true));
  }
  if (measure == "cross_entropy") {
    return pair.cross_entropy();
  }
  if (measure == "jeffreys_divergence" || measure == "population_stability_index") {
    return pair.jeffreys();
  }
  if (measure.starts_with("js_")) {
    return pair.integral(pointwise_js(how.weight), how.weight, measure == "js_distance" ? root : !root);
  }
  if (measure == "triangular_discrimination") {
    return pair.integral(pointwise_triangular(), 0, !root);
  }
  if (measure == "total_variation") {
    return pair.integral(pointwise_total_variation(), 0, !root);
  }
  if (measure == "hellinger_distance" || measure == "bhattacharyya_distance") {
    return pair.affinity(measure, 0.5, false);
  }
  if (measure == "chi_square_pearson") {
    return pair.affinity("chi_square_pearson", 2, false);
  }
  if (measure == "chi_square_neyman") {
    return exchanged(pair.affinity("chi_square_pearson", 2, true));
  }
  return how.alpha == 1 ? pair.kl(false) : pair.affinity(measure, how.alpha, false);
}

}  // namespace relent
