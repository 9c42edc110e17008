#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/transport/emd.hpp"
#include "relent/transport/point_cloud.hpp"
#include "relent/transport/regular_grid.hpp"

namespace relent {

/// How the sums over exp((f_i + g_j - c_ij) / epsilon) are kept. Either form serves any epsilon, and answers are
/// equally exact.
enum class sinkhorn_form {
  /// Scaling beside a matrix of costs and between points whose kernel takes at most 64 MB; between more points it is
  /// computed in single precision whenever it is needed (where costs span at most 4096 epsilon; not of minkowski).
  automatic,
  log,  ///< one exponential a pair an iteration
  /// The kernel exp((f_i + g_j - c_ij) / epsilon) of some f, g on the way is kept in single precision, 4 bytes a pair,
  /// and scaled while the potentials stay near, else taken anew (absorption). What it rounds off is put right by the
  /// sums of exact passes, one of which makes every answer.
  scaling,
};

struct sinkhorn_options {
  double tolerance = 1e-9;    ///< of the marginal error, a share of the larger total
  int max_iterations = 1000;  ///< of all stages together
  bool anneal = true;      ///< begin at an epsilon as large as the costs, and divide it by 4 down to the one asked for
  bool accelerate = true;  ///< over-relaxation, by a factor that the observed convergence sets
  double from_penalty = std::numeric_limits<double>::infinity();  ///< rho of KL(P 1 | a), > 0; infinite: P 1 = a
  double to_penalty = std::numeric_limits<double>::infinity();    ///< the same of b
  sinkhorn_form form = sinkhorn_form::automatic;
  std::span<const double> start{};  ///< potentials g of the second side to begin with, of a problem near this one
  int threads = 0;                  ///< 0: all; no bit of the answer depends on it
};

/// What was found, and how near it is. The plan is P_ij = a_i b_j exp((f_i + g_j - c_ij) / epsilon): `sinkhorn_plan`.
struct sinkhorn_result {
  double value = 0;           ///< least <P, c> + epsilon KL(P | a b^T) + penalties, by its dual: a bound from below
  double transport_cost = 0;  ///< <P, c>
  double marginal_error = 0;  ///< sum |P 1 - a| + sum |P^T 1 - b|, of the P of these potentials, over the larger total
  bool converged = false;     ///< marginal_error <= tolerance
  int iterations = 0;
  double epsilon = 0;
  std::vector<double> from_potential{};  ///< f, in the unit of the costs; d value / d a_i where P 1 = a
  std::vector<double> to_potential{};    ///< g
  std::vector<std::string> notes{};      ///< says so where it has not converged
};

/// Entropic optimal transport: the least of
///   sum P_ij c_ij + epsilon KL(P | a b^T) + rho_a KL(P 1 | a) + rho_b KL(P^T 1 | b),   KL(p | q) = sum p log(p/q) - p
///   + q,
/// where an infinite rho demands equality (the default), by Sinkhorn's iteration. Costs are in any unit, epsilon in the
/// same. As epsilon falls to 0 the value tends to that of `emd`; as it grows, P to a b^T (over the total).
///
/// One iteration computes every exponential once: the row sums give the new f, and the same numbers, weighted by
/// it, the column sums under it. So the marginal error belongs to the pair (f, g) that is returned, and is not
/// estimated. With both equalities and no over-relaxation, P 1 = a to rounding.
///
/// Conventions: elements without mass get the potential that a mass there would have (+infinity where all its costs
/// are infinite). A cost of +infinity forbids the pair. Under equalities f and g are one constant apart from others as
/// good.
/// Memory: O(n + m) beside the costs, 600 bytes a column or less; for `scaling` 4 bytes a pair.
/// Error: `value` is below the least value by an amount that falls with the square of the marginal error. Exponents
/// c / epsilon are rounded: epsilon must be at least 1e-12 of the costs' range.
/// Throws: error(errc::empty), error(errc::invalid_value) for masses that are negative or not finite, costs that are
/// NaN or -infinity, a row or column with mass and no finite cost, error(errc::shape_mismatch),
/// error(errc::not_normalised) for equalities with different totals, error(errc::out_of_range) for epsilon,
/// tolerance, penalties or limits outside their bounds, error(errc::unsupported) for `scaling` of more than 2^34 pairs
/// and, after an iteration that has not converged, where the forbidden pairs of a matrix leave no plan.
/// Source: Cuturi 2013; Chizat, Peyre, Schmitzer & Vialard 2018 (penalties); Schmitzer 2019 (annealing, logarithms,
/// absorption);
/// Lehmann, von Renesse, Sambale & Uschmajew 2022 (over-relaxation).
[[nodiscard]] sinkhorn_result sinkhorn(std::span<const double> a, std::span<const double> b, const cost_matrix& costs,
                                       double epsilon, const sinkhorn_options& how = {});

/// The same between two clouds of points, whose costs are computed when they are needed and never kept.
[[nodiscard]] sinkhorn_result sinkhorn(std::span<const double> a, std::span<const double> b, const point_cloud& from,
                                       const point_cloud& to, const ground_metric& distance, double epsilon,
                                       const sinkhorn_options& how = {});

/// The same between two images, or masses on any regular grid. The kernel exp(-c / epsilon) is a product of one an
/// axis, so an iteration is one product of matrices an axis and side: n^1.5 operations for an image of n places, in
/// logarithms over each line's largest exponent, so that no epsilon is too small. Memory: O(n), and the axes' kernels.
/// `form` and `start` are those of points. Throws error(errc::shape_mismatch) where masses are not one a place,
/// error(errc::out_of_range) for a bad power or spacing.
/// Source: Solomon, de Goes, Peyre, Cuturi, Butscher, Nguyen, Du & Guibas 2015, section 3.
[[nodiscard]] sinkhorn_result sinkhorn(std::span<const double> a, std::span<const double> b, const regular_grid& places,
                                       double epsilon, const sinkhorn_options& how = {});

/// The plan P of a result, n rows of m; it is d value / d c, too. 8 n m bytes: error(errc::unsupported) beyond
/// 2^31 elements. Arguments are those that the result was got with.
[[nodiscard]] matrix sinkhorn_plan(std::span<const double> a, std::span<const double> b, const cost_matrix& costs,
                                   const sinkhorn_result& of);
[[nodiscard]] matrix sinkhorn_plan(std::span<const double> a, std::span<const double> b, const point_cloud& from,
                                   const point_cloud& to, const ground_metric& distance, const sinkhorn_result& of);

/// d value / d masses and coordinates.
struct transport_gradient {
  std::vector<double> from_mass{}, to_mass{};  ///< under equalities up to one constant, opposite on both sides
  matrix from{}, to{};                         ///< one row a point
};

/// By the envelope theorem: the potentials are held fast, so nothing is differentiated through the iteration, and
/// the error is of the order of the marginal error. Points at distance 0 of the Euclidean metric pull nowhere.
/// Throws error(errc::unsupported) for metrics other than euclidean and squared_euclidean.
[[nodiscard]] transport_gradient sinkhorn_gradient(std::span<const double> a, std::span<const double> b,
                                                   const point_cloud& from, const point_cloud& to,
                                                   const ground_metric& distance, const sinkhorn_result& of,
                                                   const sinkhorn_options& how = {});

/// The same of a matrix of costs, which has no points: `from` is empty and `to` too; d value / d c is `sinkhorn_plan`.
[[nodiscard]] transport_gradient sinkhorn_gradient(std::span<const double> a, std::span<const double> b,
                                                   const cost_matrix& costs, const sinkhorn_result& of,
                                                   const sinkhorn_options& how = {});

}  // namespace relent
