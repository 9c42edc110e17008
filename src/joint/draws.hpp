#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "relent/distribution/counter_stream.hpp"

#include "distribution/special_functions.hpp"
#include "distribution/standard_normal.hpp"

namespace relent::joint {

/// What each draw, log density or chart needs for a moment: numbers on the stack where they are few.
class scratch {
 public:
  explicit scratch(std::size_t n) : size_(n) {
    if (n > few) {
      many_.resize(n);
    }
  }
  [[nodiscard]] std::span<double> numbers() noexcept { return {many_.empty() ? here_ : many_.data(), size_}; }

 private:
  static constexpr std::size_t few = 32;
  std::size_t size_;
  double here_[few];  // NOLINT: left as it is until written
  std::vector<double> many_;
};

/// A draw of one that is `from_uniforms`.
template <class D>
void sample_by_uniforms(const D& d, counter_stream& stream, std::span<double> out) {
  scratch u(d.uniform_count());
  for (double& v : u.numbers()) {
    v = stream.uniform();
  }
  d.from_uniforms(u.numbers(), out);
}

/// log of the standard normal density in n dimensions.
inline double log_standard_normal(std::span<const double> s) noexcept {
  double sum = 0;
  for (const double v : s) {
    sum += v * v;
  }
  return -0.5 * sum - static_cast<double>(s.size()) * log_sqrt_2pi;
}

}  // namespace relent::joint
