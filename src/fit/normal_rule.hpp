#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"

#include "log_density_points.hpp"
#include "normal_coordinates.hpp"

namespace relent {

/// Places, a row each, and weights of sum 1 that stand for a standard normal distribution of several numbers.
struct normal_rule {
  matrix places;
  std::vector<double> weights;
};

/// The product trapezoidal rule inside a ball, along orthonormal `axes` (a row each), each with its own step; moved by
/// a part of its steps, another for each `turn` and axis, so that no symmetry hides an error. Of a function with no
/// singularity within a of the real line along an axis the error falls like exp(-2 pi a / step).
[[nodiscard]] normal_rule grid_rule(const matrix& axes, std::span<const double> steps, double radius, double turn);

/// Points of Sobol's sequence and their opposites, `points` in all (even), stretched until their covariance is the
/// identity: all quadratic functions have their exact means.
[[nodiscard]] normal_rule sobol_rule(std::size_t numbers, std::size_t points, std::uint64_t seed);

/// The rule that a normal distribution's expectations are taken by.
using rule_choice = std::function<std::shared_ptr<const normal_rule>(const normal_coordinates::place&)>;

/// Grids fine enough for the log density of a mixture of normals: where two components change places, log p bends over
/// a width that their difference of slopes tells, and the nearest singularity lies pi over that difference away. One
/// grid is kept as long as it is fine enough and not much too fine, so that sums stay smooth functions of the place.
/// Not for several threads. At most `most_points` places: what asks for more is coarser.
[[nodiscard]] rule_choice bend_rules(const normal_parts& target, double tolerance, double turn,
                                     std::size_t most_points);

}  // namespace relent
