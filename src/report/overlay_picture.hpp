#pragma once

#include <optional>
#include <span>
#include <vector>

#include "relent/distribution/distribution.hpp"
#include "relent/fit/fit.hpp"
#include "relent/fit/rank.hpp"

#include "report/pair_picture.hpp"

namespace relent::report {

/// A bar of data: from `low` to `high`, as high as the share of the data there, in a histogram divided by its width.
struct data_bar {
  double low, high, height, share;
};

/// A target or data with models over it.
struct overlay_picture {
  axis_range axis{0, 1};
  double top = 1;                             ///< the highest that is drawn; a pole is cut off
  bool lattice = false;                       ///< masses at places: the models are points
  std::vector<data_bar> bars{};               ///< the target where it is no curve
  std::vector<double> places{};               ///< where everything is looked at, rising
  std::vector<double> target{};               ///< there, where the target is a curve or has masses
  std::vector<std::vector<double>> models{};  ///< each there
  std::vector<double> outside{};              ///< of each model, the mass beyond the axis
};

/// The target as its kind asks for: a curve, bars of masses, a histogram of data (bins by Freedman and Diaconis 1981;
/// whole numbers each in a bin of its own; the axis ends 12 widths of the middle half from the median). Throws
/// error(errc::unsupported) where densities and masses meet.
[[nodiscard]] overlay_picture draw_over(const fit_target& target, std::span<const distribution> models);

/// Data that models are ranked by, as they are drawn.
[[nodiscard]] fit_target as_drawn(const rank_data& data);

/// The density that the target is, or that it has the logarithm of.
[[nodiscard]] std::optional<distribution> known_density(const fit_target& target);

}  // namespace relent::report
