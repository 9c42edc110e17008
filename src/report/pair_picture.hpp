#pragma once

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

/// Looks at the pair where both can be seen. Throws error(errc::unsupported) for operands without such a picture.
[[nodiscard]] pair_picture make_picture(const operand& p, const operand& q, const std::vector<double>& support);

}  // namespace relent::report
