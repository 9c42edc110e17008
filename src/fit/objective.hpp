#pragma once

#include <string_view>

#include "relent/divergence/divergence_between.hpp"
#include "relent/fit/fit.hpp"

#include "coordinates.hpp"
#include "minimise.hpp"

namespace relent {

/// An objective by name, as the divergence room knows it.
struct objective {
  std::string_view name;      ///< "reverse_kl"
  std::string_view measure;   ///< "kl_divergence"
  std::string_view searched;  ///< one that is least at the same places and smooth where the measure is 0
  bool reversed;              ///< of the member and the target, in this order
  bool differentiable;        ///< `divergence_gradient` knows it
};

/// Throws error(errc::unknown_name) with the nearest. "forward-kl" and "kl" are names too.
[[nodiscard]] const objective& find_objective(std::string_view name);

/// The objective of a member.
[[nodiscard]] estimate value_of(const objective& o, const distribution& target, const distribution& member,
                                const divergence_options& how);

/// As a function of the coordinates, by `divergence_between` and `divergence_gradient`.
[[nodiscard]] smooth_function divergence_from(const objective& o, const distribution& target, const coordinates& in,
                                              const fit_options& how, double tolerance);

}  // namespace relent
