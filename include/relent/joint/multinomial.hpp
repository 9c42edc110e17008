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

/// The multinomial distribution: how often each of n kinds comes up in `trials` independent draws;
/// mass trials! / prod x_i! * prod p_i^x_i.
class multinomial {
 public:
  static constexpr std::string_view name = "multinomial";
  /// trials whole, 0 .. 2^53; probabilities >= 0 that sum to 1 within 8 eps sqrt(n). Throws error(errc::empty),
  /// error(errc::out_of_range), error(errc::not_normalised).
  multinomial(double trials, std::vector<double> probabilities);

  [[nodiscard]] double trials() const noexcept { return trials_; }
  [[nodiscard]] const std::vector<double>& probabilities() const noexcept { return probabilities_; }

  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const {
    return {.kind = space_kind::counts, .size = probabilities_.size(), .total = trials_};
  }
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] std::vector<double> mean() const;
  [[nodiscard]] matrix covariance() const;
  /// A sum over each kind's counts, about 20 sqrt(trials) of them; an expansion where that is above half a million.
  [[nodiscard]] double entropy() const;
  [[nodiscard]] std::size_t uniform_count() const noexcept { return probabilities_.size() - 1; }
  /// Each kind's count is binomial, given those before it.
  void from_uniforms(std::span<const double> u, std::span<double> out) const;
  void sample(counter_stream& stream, std::span<double> out) const;

  /// Maximum likelihood: the shares of all rows' counts. Throws what every joint fit throws, and
  /// error(errc::out_of_range) for rows that are not whole numbers >= 0 of one sum > 0.
  [[nodiscard]] static multinomial fit(const matrix& rows);

 private:
  double trials_;
  std::vector<double> probabilities_;
};

}  // namespace relent
