#pragma once

#include <optional>
#include <vector>

#include "relent/catalogue/operand.hpp"

namespace relent::report {

/// Where two distributions are looked at: both densities or masses at x, and p log(p/q) in nats.
struct pair_point {
  double x;
  double p, q;
  double term;  ///< +infinity where q = 0 < p
};

/// Two distributions as they are drawn.
struct pair_picture {
  bool masses = false;             ///< bars at places, else curves
  double low = 0, high = 1;        ///< the axis
  double top = 1;                  ///< the highest density that is drawn; a pole is cut off
  double term_top = 1;             ///< the largest term that is drawn, in nats
  double bar = 1;                  ///< the width of a place, for bars
  std::vector<pair_point> points;  ///< rising in x
  double outside_p = 0, outside_q = 0;
};

/// A stretch of the axis.
struct axis_range {
  double low, high;
  [[nodiscard]] double width() const noexcept { return high - low; }
};
/// Where a distribution can be seen: its outer quantiles, but not far beyond its middle.
[[nodiscard]] axis_range seen(const distribution& d);

/// Masses or relative frequencies of a list, with sum 1; none for other operands. Throws error(errc::unsupported) for
/// a joint table.
[[nodiscard]] std::optional<std::vector<double>> list_of(const operand& o);

/// Looks at the pair where both can be seen. Throws error(errc::unsupported) for operands without such a picture.
[[nodiscard]] pair_picture make_picture(const operand& p, const operand& q, const std::vector<double>& support);

}  // namespace relent::report
