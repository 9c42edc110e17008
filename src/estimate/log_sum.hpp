#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "relent/core/summation.hpp"

namespace relent::estimating {

/// The sum of logarithms, as the logarithm of products of as many factors as do not leave the range: one logarithm for
/// eight numbers of ordinary size.
class log_sum {
 public:
  void add(std::span<const double> factors) noexcept {
    std::size_t i = 0;
    for (; i + 8 <= factors.size(); i += 8) {
      double product = factors[i];
      for (std::size_t j = 1; j < 8; ++j) {
        product *= factors[i + j];
      }
      // A product in the middle of the range was never outside it, or else is far from what it should be: factors that
      // are all of ordinary size themselves make sure.
      add_group(factors.subspan(i, 8), product);
    }
    for (; i < factors.size(); ++i) {
      sum_ += std::log(factors[i]);
    }
  }
  [[nodiscard]] double value() const noexcept { return sum_.value(); }

 private:
  void add_group(std::span<const double> factors, double product) noexcept {
    constexpr double small = 0x1p-120, large = 0x1p120;  // eighth roots of the ends of the range, and some room
    bool ordinary = true;
    for (const double f : factors) {
      ordinary &= f > small && f < large;
    }
    if (ordinary) {
      sum_ += std::log(product);
      return;
    }
    for (const double f : factors) {
      sum_ += std::log(f);
    }
  }

  compensated_sum sum_;
};

}  // namespace relent::estimating
