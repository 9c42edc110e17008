#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"

/// Dense linear algebra over BLAS and LAPACK. Matrices that are called symmetric are read below the diagonal only;
/// shapes are the caller's to check. Sizes up to 46,000 (the elements' count must fit an int).
namespace relent::linear {

/// a = L L^T in place, zeros above the diagonal; both triangles are read. False where a is not positive definite; a is
/// then spoilt.
[[nodiscard]] bool cholesky(matrix& a);
/// The same, which leaves what stands above the diagonal as it is.
[[nodiscard]] bool cholesky_below(matrix& a);

/// An estimate from below, rarely far off, of the 1-norm of D (L L^T)^-1 D for the diagonal D = `scale`; some ten
/// triangular solutions. Source: Higham 1988.
[[nodiscard]] double inverse_norm(const matrix& lower, std::span<const double> scale);

// Of a lower triangular L nothing above its diagonal is read.

/// log det(L L^T)
[[nodiscard]] double log_determinant(const matrix& lower);

/// L^-1 b, in place.
void solve_lower(const matrix& lower, std::span<double> b);
/// L^-T b, in place.
void solve_lower_transposed(const matrix& lower, std::span<double> b);
/// L^-1 B, in place, for every column of B.
void solve_lower(const matrix& lower, matrix& b);
/// L^-T B, in place.
void solve_lower_transposed(const matrix& lower, matrix& b);
/// L^-1 K for a lower triangular K, which the result is too; a third of the work of the general case.
[[nodiscard]] matrix solve_lower_for_lower(const matrix& lower, const matrix& k);
/// (L L^T)^-1
[[nodiscard]] matrix inverse_of(const matrix& lower);

/// L x, added to out.
void add_lower_product(const matrix& lower, std::span<const double> x, std::span<double> out);

[[nodiscard]] matrix product(const matrix& a, const matrix& b);             ///< A B
[[nodiscard]] matrix product_transposed(const matrix& a, const matrix& b);  ///< A B^T
[[nodiscard]] matrix transposed_product(const matrix& a, const matrix& b);  ///< A^T B
[[nodiscard]] matrix transposed(const matrix& a);
/// L^-1 S L^-T for a symmetric S.
[[nodiscard]] matrix whitened(const matrix& lower, matrix symmetric);
[[nodiscard]] matrix identity(std::size_t n);
[[nodiscard]] double dot(std::span<const double> a, std::span<const double> b) noexcept;
[[nodiscard]] double squared_norm(std::span<const double> a) noexcept;

/// Eigenvalues, rising, and their vectors, one a row.
struct eigen {
  std::vector<double> values;
  matrix vectors;
};
[[nodiscard]] eigen symmetric_eigen(matrix a);
[[nodiscard]] std::vector<double> symmetric_eigenvalues(matrix a);
/// The orthogonal R for which tr(R^T A) is greatest, A square: U V^T of A's singular value decomposition.
[[nodiscard]] matrix nearest_rotation(matrix a);

}  // namespace relent::linear
