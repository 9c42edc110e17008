#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "relent/fit/joint_fit.hpp"
#include "relent/joint/joint_distribution.hpp"

#include "report/contour.hpp"
#include "report/pair_picture.hpp"

namespace relent::report {

/// What a plane's ellipses and contours hold of a normal's mass: 1 - e^(-r^2 / 2) within r standard deviations.
inline constexpr std::array<double, 3> plane_shares{0.39346934028736658, 0.86466471676338731, 0.98889100346175773};

/// How a model is drawn.
enum class plane_outline {
  ellipses,  ///< of a normal, or of every component of a mixture of normals: at 1 and 2 standard deviations
  contours,  ///< of a density: round what holds as much of the mass as those ellipses of a normal
  moments,   ///< the ellipses of its mean and covariance
  none,      ///< where these are not finite
};

struct plane_model {
  plane_outline how = plane_outline::none;
  std::vector<plane_ring> rings{};
};

/// Two numbers of several: the target and the models over it.
struct plane_picture {
  std::array<std::size_t, 2> columns{0, 1};
  std::array<axis_range, 2> axes{axis_range{0, 1}, axis_range{0, 1}};
  std::vector<plane_place> points{};                ///< rows of the target, or draws of it
  std::vector<std::vector<plane_ring>> contours{};  ///< of the target's density, one a share, the smallest first
  std::vector<plane_model> models{};
};

/// The planes of every pair of the first four numbers.
struct planes_picture {
  std::vector<plane_picture> planes{};
  std::size_t numbers = 0;  ///< that there are
  bool draws = false;       ///< the points are draws of the target, whose density in a plane is not at hand
};

/// Rows enough for a picture, evenly chosen.
[[nodiscard]] matrix thinned(const matrix& rows, std::size_t most);

/// Rows are points; a density on a plane has contours, and so has a log density of two numbers that is given; of other
/// distributions draws are points. The axes hold the target's rows but for those further than 12 widths of the middle
/// half from the median, and the models as far as half the target's width beyond.
[[nodiscard]] planes_picture draw_planes(const joint_fit_target& target, std::span<const joint_distribution> models);

}  // namespace relent::report
