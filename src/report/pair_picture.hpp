#pragma once

#include <optional>
#include <span>
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

/// P's range, and Q's as far as four widths of P's reach: what is said of P lies where P does.
[[nodiscard]] axis_range seen_beside(const axis_range& p, const axis_range& q, bool lattice);

/// p log(p/q) from the logarithms, which do not vanish far out.
[[nodiscard]] double kl_term(double log_p, double log_q);

/// Where curves are looked at: evenly, at the quantiles of each, so that a narrow one is drawn too, and on both sides
/// of their kinks and ends.
[[nodiscard]] std::vector<double> curve_places(const axis_range& axis, std::span<const distribution* const> all);

/// Masses or relative frequencies of a list, with sum 1; none for other operands. Throws error(errc::unsupported) for
/// a joint table.
[[nodiscard]] std::optional<std::vector<double>> list_of(const operand& o);

/// Looks at the pair where both can be seen. Throws error(errc::unsupported) for operands without such a picture.
[[nodiscard]] pair_picture make_picture(const operand& p, const operand& q, const std::vector<double>& support);

}  // namespace relent::report
