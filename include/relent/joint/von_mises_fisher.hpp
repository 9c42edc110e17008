#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/distribution/parameter_info.hpp"
#include "relent/joint/multivariate.hpp"

namespace relent {

/// The von Mises-Fisher distribution of directions in R^n, n >= 2: density proportional to
/// exp(concentration * x . direction) with respect to the area of the unit sphere. Source: Mardia & Jupp 2000, 9.3.
class von_mises_fisher {
 public:
  static constexpr std::string_view name = "von_mises_fisher";
  /// A direction of two numbers or more whose length is 1 within 1e-12 (it is then made exact); concentration >= 0.
  /// Throws error(errc::shape_mismatch), error(errc::out_of_range).
  von_mises_fisher(std::vector<double> direction, double concentration);

  [[nodiscard]] const std::vector<double>& direction() const noexcept { return direction_; }
  [[nodiscard]] double concentration() const noexcept { return concentration_; }
  /// E[x . direction], the mean resultant length.
  [[nodiscard]] double mean_cosine() const noexcept { return mean_cosine_; }

  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const { return {.kind = space_kind::sphere, .size = direction_.size()}; }
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] std::vector<double> mean() const;
  [[nodiscard]] matrix covariance() const;
  [[nodiscard]] double entropy() const noexcept;
  /// The cosine by Wood's rejection (1994), the rest of the direction uniformly.
  void sample(counter_stream& stream, std::span<double> out) const;

  /// Maximum likelihood: the mean's direction; the concentration is the root of mean cosine = mean's length, by
  /// Newton's method from Banerjee's guess (2005). Throws what every joint fit throws, and error(errc::out_of_range)
  /// for rows that are not of length 1 or all alike.
  [[nodiscard]] static von_mises_fisher fit(const matrix& rows);

 private:
  std::vector<double> direction_;
  double concentration_, mean_cosine_, log_peak_;  ///< log density at the mode
};

}  // namespace relent
