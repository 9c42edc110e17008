#include "weights.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent::estimating {

std::vector<double> shares_of(std::span<const double> weights, std::size_t rows, std::string_view function,
                              std::string_view argument) {
  if (weights.empty()) {
    return std::vector<double>(rows, 1 / static_cast<double>(rows));
  }
  const std::string name = fmt::format("weights of {}", argument);
  if (weights.size() != rows) {
    throw error(errc::shape_mismatch, function, fmt::format("{}: {} for {} rows", name, weights.size(), rows));
  }
  double largest = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    if (!(weights[i] >= 0) || std::isinf(weights[i])) {
      throw bad_value(function, name, static_cast<std::int64_t>(i), weights[i], "finite and >= 0");
    }
    largest = std::max(largest, weights[i]);
  }
  if (largest == 0) {
    throw error(errc::invalid_value, function, fmt::format("{} sum to zero", name));
  }
  std::vector<double> out(rows);
  double sum = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    sum += out[i] = weights[i] / largest;  // which cannot overflow
  }
  for (double& w : out) {
    w /= sum;
  }
  return out;
}

double effective_number(std::span<const double> weights) noexcept {
  double sum = 0, squares = 0, largest = 0;
  for (const double w : weights) {
    largest = std::max(largest, w);
  }
  for (const double w : weights) {
    sum += w / largest;
    squares += (w / largest) * (w / largest);
  }
  return sum * sum / squares;
}

}  // namespace relent::estimating
