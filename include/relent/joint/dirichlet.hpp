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

/// The Dirichlet distribution of shares x_1 + ... + x_n = 1,
/// density Gamma(sum of c_i) / prod Gamma(c_i) * prod x_i^(c_i - 1) with respect to all x but the last.
/// The log density is a sum of deviances: accurate for concentrations of any size.
class dirichlet {
 public:
  static constexpr std::string_view name = "dirichlet";
  /// Two concentrations or more, each > 0 and finite; throws error(errc::shape_mismatch), error(errc::out_of_range).
  explicit dirichlet(std::vector<double> concentration);

  [[nodiscard]] const std::vector<double>& concentration() const noexcept { return concentration_; }
  [[nodiscard]] double total() const noexcept { return total_; }

  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const { return {.kind = space_kind::simplex, .size = concentration_.size()}; }
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] std::vector<double> mean() const;
  [[nodiscard]] matrix covariance() const;
  [[nodiscard]] double entropy() const noexcept;
  [[nodiscard]] std::size_t uniform_count() const noexcept { return concentration_.size() - 1; }
  /// Stick-breaking: each share of what is left is beta distributed.
  void from_uniforms(std::span<const double> u, std::span<double> out) const;
  void sample(counter_stream& stream, std::span<double> out) const;

  /// Maximum likelihood by Newton's method (Minka 2000). Throws what every joint fit throws, and
  /// error(errc::out_of_range) for a share that is 0, a row that does not sum to 1, or rows that are all alike.
  [[nodiscard]] static dirichlet fit(const matrix& rows);

 private:
  std::vector<double> concentration_;
  double total_;
};

}  // namespace relent
