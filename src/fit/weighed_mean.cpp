#include "weighed_mean.hpp"

#include <cmath>
#include <cstddef>

#include "relent/core/summation.hpp"

#include "estimate/chi_square_interval.hpp"

namespace relent {

estimate weighed_mean(std::span<const double> shares, double observations, std::span<const double> terms,
                      double level) {
  compensated_sum first, second;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    first += shares[i] > 0 ? shares[i] * terms[i] : 0;
  }
  estimate out{.value = first.value(), .method = observations > 0 ? method::plug_in : method::exact};
  if (!(observations > 1) || !std::isfinite(out.value)) {
    return out;
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    second += shares[i] > 0 ? shares[i] * (terms[i] - out.value) * (terms[i] - out.value) : 0;
  }
  const double error = std::sqrt(second.value() / (observations - 1));
  const double z = estimating::normal_quantile(level);
  out.standard_error = error;
  out.interval = interval{out.value - z * error, out.value + z * error};
  out.level = level;
  return out;
}

}  // namespace relent
