#pragma once

#include <cmath>

#include "relent/core/summation.hpp"

namespace relent::measure_detail {

/// A number as the sum of two doubles, the second below half a unit of the first: about 106 bits (Dekker 1971).
/// Relative error of each operation: about 2^-104.
struct wide {
  double high = 0;
  double low = 0;
};

[[nodiscard]] inline wide plus(const wide& a, const wide& b) noexcept {
  const exact_sum s = two_sum(a.high, b.high);
  const exact_sum t = two_sum(a.low, b.low);
  const exact_sum first = two_sum(s.sum, s.error + t.sum);
  const exact_sum out = two_sum(first.sum, first.error + t.error);
  return {out.sum, out.error};
}

[[nodiscard]] inline wide minus(const wide& a, const wide& b) noexcept { return plus(a, {-b.high, -b.low}); }

[[nodiscard]] inline wide times(const wide& a, const wide& b) noexcept {
  const double product = a.high * b.high;
  const exact_sum out = two_sum(product, std::fma(a.high, b.high, -product) + std::fma(a.high, b.low, a.low * b.high));
  return {out.sum, out.error};
}

[[nodiscard]] inline bool less(const wide& a, const wide& b) noexcept {
  return a.high < b.high || (a.high == b.high && a.low < b.low);
}

[[nodiscard]] inline const wide& lesser(const wide& a, const wide& b) noexcept { return less(b, a) ? b : a; }

}  // namespace relent::measure_detail
