#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "relent/fit/fit.hpp"

#include "coordinates.hpp"
#include "minimise.hpp"

namespace relent {

/// Values with weights that sum to 1; equal ones where there are none.
struct weighted_values {
  std::vector<double> values, weights{};
  /// The weights are the shares of so many equal observations; 0: they are weights.
  double counted = 0;

  [[nodiscard]] double weight(std::size_t i) const noexcept {
    return weights.empty() ? 1 / static_cast<double>(values.size()) : weights[i];
  }
  /// How many independent observations of equal weight they are worth (Kish 1965).
  [[nodiscard]] double worth() const noexcept;
  /// Whether the observations differ in weight.
  [[nodiscard]] bool weighed() const noexcept { return !weights.empty() && counted == 0; }
};

/// Observations, their weights divided by the sum. Throws error(errc::shape_mismatch), error(errc::invalid_value),
/// error(errc::empty).
[[nodiscard]] weighted_values checked(const observed_values& data);

/// Mean, and standard deviation (1 where it is 0).
struct place_and_spread {
  double place, spread;
};
[[nodiscard]] place_and_spread place_and_spread_of(const weighted_values& data);

/// The mean of -log q over the data, by the coordinates of q.
[[nodiscard]] smooth_function negative_log_likelihood(const weighted_values& data, const coordinates& in);

/// The member of largest likelihood: by the family's own fit where nothing is held and weights are equal or count, else
/// by a search from there.
[[nodiscard]] distribution most_likely(const weighted_values& data, const fit_family& family);

/// Where members live, of whatever parameters; none where that depends on them.
[[nodiscard]] std::optional<support> fixed_support(const fit_family& family);

/// Its parameters; with standard errors and intervals where the observations are independent and the likelihood is
/// smooth there, else with a note.
[[nodiscard]] std::vector<fitted_parameter> parameters_of(const distribution& member, const fit_family& family);
void add_standard_errors(const weighted_values& data, const fit_family& family, double level,
                         const distribution& member, std::vector<fitted_parameter>& parameters,
                         std::vector<std::string>& notes);

}  // namespace relent
