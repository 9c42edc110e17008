#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "relent/core/array_view.hpp"

namespace relent {

/// What to do with masses that do not sum to one.
enum class mass_mode {
  strict,       ///< refuse a sum further from 1 than 8 eps sqrt(n) of the input's type
  normalise,    ///< divide by the sum
  generalised,  ///< take the masses as they are; KL becomes sum p log(p/q) - p + q
};

/// How a normalised mutual information is scaled: I divided by this mean of H(X) and H(Y), or by H(X,Y).
enum class mi_normaliser { arithmetic, geometric, minimum, maximum, joint };

/// The convex function of an f-divergence, D_f(P‖Q) = sum q f(p/q), with f(1) = 0.
struct generator {
  std::function<double(double)> f;
  std::function<double(double)> derivative;  ///< f'
  double at_zero = 0;                        ///< lim t->0 f(t): the cost per unit of q where p = 0
  double slope_at_infinity = 0;              ///< lim t->inf f(t)/t: the cost per unit of p where q = 0
};

/// Parameters of the measures that have some; each measure reads its own and ignores the rest.
struct parameters {
  mass_mode mode = mass_mode::strict;
  double alpha = 0.5;   ///< order of renyi_*, tsallis_* and alpha_divergence
  double weight = 0.5;  ///< weight of P in the Jensen-Shannon mixture, in (0, 1)
  mi_normaliser normaliser = mi_normaliser::arithmetic;
  const relent::generator* generator = nullptr;  ///< of f_divergence
  std::span<const std::int64_t> table_shape{};   ///< measures of a joint table: its axes, the row in C order
  std::span<const double> positions{};           ///< distances on a line: where the elements lie; empty: 0, 1, 2, ...
  int threads = 0;                               ///< 0: all; the answer does not depend on it
};

/// How a measure is computed on one distribution, or one pair. `q` is empty for measures of one.
/// Functions check their input while they read it and throw relent::error with the first bad element;
/// +infinity is a value, not an error. Values are in nats where the measure has that unit.
struct rule {
  double (*value)(const row_view& p, const row_view& q, const parameters& how);
  /// d value / d p_i into dp and d value / d q_i into dq (either may be null, and is then skipped).
  /// In `strict` and `generalised` mode the masses are independent variables of the textbook formula; in
  /// `normalise` mode the derivative runs through the division by the sum.
  void (*gradient)(const row_view& p, const row_view& q, const parameters& how, double* dp, double* dq);
  /// What each element adds. They sum to the value (for a function of a sum such as a root or a logarithm, in
  /// proportion to the terms of that sum); an element that alone makes the value infinite has +infinity.
  void (*contributions)(const row_view& p, const row_view& q, const parameters& how, double* out);
};

}  // namespace relent
