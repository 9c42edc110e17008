#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "relent/catalogue/operand.hpp"

namespace relent::report {

/// The outline of one distribution along the axis.
struct outline {
  struct point {
    double x, height;
  };
  std::vector<point> points{};  ///< a line over the axis, in densities or masses; bars are drawn as steps
  bool bars = false;
};

/// A share of the mass: where it lies in P and where it goes in Q.
struct mass_band {
  std::array<double, 2> from, to;            ///< the stretches of the axis
  std::array<double, 2> places_p, places_q;  ///< what they stand for: of a bar its place
  double mass;
  double moved;  ///< the mean of where it goes less the mean of where it lies
};

/// The quantile coupling of two distributions on a line, as it is drawn.
struct line_coupling {
  double low = 0, high = 1;  ///< the axis
  outline p{}, q{};
  std::vector<double> ticks{};  ///< places of few bars, to be named one by one
  bool one_scale = true;        ///< both are densities, or both masses
  std::vector<mass_band> bands{};
};

/// The cheapest plan between rows of several numbers, in the plane of the first two.
struct plane_coupling {
  struct line {
    std::size_t from, to;  ///< places in `p` and `q`
    double mass;
  };
  std::array<std::string, 2> names{};  ///< of the two columns
  std::size_t dimensions = 2;
  std::array<std::size_t, 2> rows{};            ///< how many there are
  std::vector<std::array<double, 2>> p{}, q{};  ///< those that are drawn
  std::vector<line> lines{};                    ///< the heaviest
  std::size_t all_lines = 0;                    ///< how many the plan has
  double drawn_mass = 1;                        ///< the share of the mass that the lines carry
  bool squares = false;                         ///< the plan of least squares, else of least distance
};

/// Whether a band moves so little that it is shown as staying.
[[nodiscard]] bool stands_still(const mass_band& b, const line_coupling& drawn) noexcept;

/// Whether both lie on one line: distributions of one number, lists of masses, counts, columns of numbers.
[[nodiscard]] bool on_one_line(const operand& p, const operand& q);
/// Whether both are rows of several numbers.
[[nodiscard]] bool in_one_plane(const operand& p, const operand& q);

[[nodiscard]] line_coupling couple_on_line(const operand& p, const operand& q, const std::vector<double>& support);
[[nodiscard]] plane_coupling couple_in_plane(const operand& p, const operand& q, bool squares);

}  // namespace relent::report
