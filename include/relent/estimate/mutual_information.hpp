#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "relent/core/estimate.hpp"
#include "relent/core/matrix.hpp"

namespace relent {

/// What the distances between neighbours are measured on. Mutual information does not change when a column is put
/// through a strictly monotone function, so each column may have the scale that suits the estimate.
enum class column_scale {
  normal_scores,  ///< the standard normal quantiles of the ranks: nothing of the column but its order counts
  standardised,   ///< divided by its standard deviation, as scikit-learn has it
};

/// Which of the two estimators of Kraskov, Stoegbauer & Grassberger: a square around each point that reaches to its
/// k-th neighbour, or a rectangle that just holds the k neighbours.
enum class ksg_variant { square, rectangle };

struct dependence_options {
  std::size_t neighbours = 3;
  ksg_variant variant = ksg_variant::square;  ///< `rectangle`: of two sides of numbers, nothing conditioned on
  column_scale scale = column_scale::normal_scores;
  double level = 0.95;
  bool with_interval = true;
  /// The interval's work: so often is the data cut at random into disjoint subsets. 0: as often as 200,000 rows allow,
  /// from 4 to 50.
  std::size_t partitions = 0;
  std::uint64_t seed = 20'250'301;  ///< of the subsets and of permutations
  int threads = 0;                  ///< 0: all; the answer does not depend on it
};

/// Mutual information I(X;Y) in nats of two continuous variables, each of one number or several, from independent
/// observations of both together; x and y hold one a row. With r_i the distance of row i to its k-th nearest row (the
/// largest difference of any coordinate), and m_x(i), m_y(i) how many rows, itself among them, are nearer than r_i in x
/// and in y alone:
///   I = psi(k) + psi(n) - mean(psi(m_x) + psi(m_y)).
/// Method `ksg`. Repeated values, whole numbers and atoms: where more than one row stands exactly at r_i, in x and y
/// together or in either alone, the counts up to and at r_i take the places of m_x and m_y, how many others are that
/// near that of k, and log n that of psi(n); where r_i = 0, so many rows being equal, the row itself counts among them.
/// Of data that are nothing but repeated values this is the mutual information of their table. Method `mixed_knn` then.
///
/// The value may come out below 0, by less than the interval is wide; the truth does not. The interval is cut at 0. It
/// is value -+ q hypot(s, b / z): s is the standard error, from the spread of the same estimate over disjoint subsets
/// (Holmes & Nemenman 2019), z the normal quantile of the level, q Student's with n/10 degrees of freedom, and b the
/// mean difference between subsets and the whole, a measure of what is left of the bias. docs/calibration.md has how
/// often it holds the truth. Below 20 rows there is none.
///
/// Distances see a dependence only as far as neighbours are near: the more columns both sides have, the further the
/// value lies below the truth; `notes` says so from 4 columns on together. So it does with dependence that is nearly a
/// function: the value hardly exceeds (log n) / 2 or so.
///
/// Time n log n of two columns, memory 200 bytes a row. Throws error(errc::shape_mismatch) where x and y have not the
/// same number of rows, error(errc::empty) for a side without columns and for k rows or less,
/// error(errc::invalid_value) with row and column for what is not finite, error(errc::out_of_range) for k = 0 and a
/// level outside (0, 1). Sources: Kraskov, Stoegbauer & Grassberger, Phys. Rev. E 69, 066138 (2004), eq. 8 and 9;
/// repeated values: Gao, Kannan, Oh & Viswanath 2017 (NeurIPS), algorithm 1; subsets: Holmes & Nemenman, Phys. Rev. E
/// 100, 022404 (2019), eq. 5.
[[nodiscard]] estimate sample_mutual_information(const matrix& x, const matrix& y, const dependence_options& how = {});

/// The same of numbers x and one of several categories a row, given by whole numbers >= 0. r_i is the distance of row i
/// to its k-th nearest row of the same category (the furthest of them where there are fewer), n_i how many rows the
/// category has, m_i how many rows of any category are nearer than r_i:
///   I = psi(n) + mean(psi(k) - psi(n_i) - psi(m_i)).
/// Method `mixed_knn`. Rows whose category occurs once tell nothing and are left out; `notes` counts them.
/// Interval, notes, time and errors as above; error(errc::invalid_value) for a negative category.
/// Source: Ross, PLoS ONE 9(2), e87357 (2014), eq. 2.
[[nodiscard]] estimate sample_mutual_information(const matrix& x, std::span<const std::int32_t> categories,
                                                 const dependence_options& how = {});

/// Conditional mutual information I(X;Y|Z) in nats, all three of numbers:
///   I = psi(k) - mean(psi(m_xz) + psi(m_yz) - psi(m_z)),
/// with distances in (x, y, z) and counts in (x, z), (y, z) and z. Everything else as for mutual information; the value
/// of such an estimate lies towards 0 where n is small, and `notes` says so from 4 columns on.
/// Sources: Frenzel & Pompe, Phys. Rev. Lett. 99, 204101 (2007), eq. 9; repeated values: Mesner & Shalizi, IEEE Trans.
/// Inf. Theory 67 (2021), eq. 10.
[[nodiscard]] estimate sample_conditional_mutual_information(const matrix& x, const matrix& y, const matrix& z,
                                                             const dependence_options& how = {});

/// The probability, were X and Y independent, of an estimated mutual information at least as large as that of the data:
/// (1 + #{permuted rows of y with at least as much}) / (1 + permutations). Exact for any n. Throws as
/// `sample_mutual_information`, and error(errc::out_of_range) without permutations.
[[nodiscard]] double independence_p_value(const matrix& x, const matrix& y, std::size_t permutations = 199,
                                          const dependence_options& how = {});
[[nodiscard]] double independence_p_value(const matrix& x, std::span<const std::int32_t> categories,
                                          std::size_t permutations = 199, const dependence_options& how = {});

/// The same for independence given Z: x is permuted among rows that are neighbours in z, five of them, each used once
/// where that can be. Nearly exact where X depends smoothly on Z. Source: Runge 2018 (AISTATS), algorithm 1.
[[nodiscard]] double conditional_independence_p_value(const matrix& x, const matrix& y, const matrix& z,
                                                      std::size_t permutations = 199,
                                                      const dependence_options& how = {});

}  // namespace relent
