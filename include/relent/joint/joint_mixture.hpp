#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// A mixture of joint distributions over one space. A component that is itself a mixture is taken apart.
class joint_mixture {
 public:
  static constexpr std::string_view name = "mixture";
  /// Weights > 0 that sum to 1 within 8 eps sqrt(n), one a component. Throws error(errc::shape_mismatch),
  /// error(errc::empty), error(errc::out_of_range), error(errc::not_normalised), and error(errc::unsupported) for
  /// components whose points are not of one kind.
  joint_mixture(std::vector<double> weights, std::vector<joint_distribution> components);

  [[nodiscard]] std::span<const double> weights() const noexcept { return weights_; }
  [[nodiscard]] std::span<const joint_distribution> components() const noexcept { return components_; }

  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const;
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] std::vector<double> mean() const;
  [[nodiscard]] matrix covariance() const;
  /// NaN: it has no closed form.
  [[nodiscard]] double entropy() const noexcept;
  void sample(counter_stream& stream, std::span<double> out) const;

 private:
  std::vector<double> weights_;
  std::vector<joint_distribution> components_;
};

}  // namespace relent
