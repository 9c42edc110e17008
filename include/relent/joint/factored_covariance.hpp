#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent {

/// A covariance and its lower Cholesky factor in the room of one matrix: the factor on and below the diagonal, the
/// covariance above it, its diagonal apart. Memory 8 n^2 bytes; making it takes n^3 / 3 operations and no copy.
class factored_covariance {
 public:
  /// `family` and `name` are words for errors. Throws error(errc::shape_mismatch) where the covariance is not n x n,
  /// error(errc::empty) for n = 0, error(errc::out_of_range) where an element is not finite, where it is not symmetric
  /// within 1e-12 of the larger diagonal element (less than that is evened out) or not positive definite; the message
  /// says by how much.
  factored_covariance(std::string_view family, std::string_view name, matrix covariance, std::size_t n);

  [[nodiscard]] std::size_t size() const noexcept { return variances_.size(); }
  /// An element of the covariance.
  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const noexcept {
    return i == j ? variances_[i] : i < j ? packed_(i, j) : packed_(j, i);
  }
  [[nodiscard]] std::span<const double> variances() const noexcept { return variances_; }
  [[nodiscard]] double log_determinant() const noexcept { return log_determinant_; }
  /// The factor, to be read on and below the diagonal only: what stands above is none of it.
  [[nodiscard]] const matrix& lower() const noexcept { return packed_; }

  /// As matrices of their own.
  [[nodiscard]] matrix factor() const;
  [[nodiscard]] matrix covariance() const;

 private:
  matrix packed_;
  std::vector<double> variances_;
  double log_determinant_;
};

}  // namespace relent
