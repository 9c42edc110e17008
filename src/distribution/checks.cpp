#include "distribution/checks.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

namespace relent {
namespace {

constexpr double largest_whole = 0x1p53;

double require(bool holds, std::string_view family, std::string_view name, double value, std::string_view bound) {
  if (!holds) {
    throw bad_value(family, name, std::nullopt, value, bound, errc::out_of_range);
  }
  return value;
}

bool is_whole(double value) { return std::floor(value) == value && std::abs(value) <= largest_whole; }

}  // namespace

namespace parameters_of {

double finite(std::string_view family, std::string_view name, double value) {
  return require(std::isfinite(value), family, name, value, "finite");
}

double positive(std::string_view family, std::string_view name, double value) {
  require(value > 0, family, name, value, "> 0");
  return require(std::isfinite(value), family, name, value, "finite");
}

double non_negative(std::string_view family, std::string_view name, double value) {
  require(value >= 0, family, name, value, ">= 0");
  return require(std::isfinite(value), family, name, value, "finite");
}

double probability(std::string_view family, std::string_view name, double value) {
  return require(value >= 0 && value <= 1, family, name, value, "between 0 and 1");
}

double inner_probability(std::string_view family, std::string_view name, double value) {
  return require(value > 0 && value < 1, family, name, value, "> 0 and < 1");
}

double positive_probability(std::string_view family, std::string_view name, double value) {
  return require(value > 0 && value <= 1, family, name, value, "> 0 and <= 1");
}

double probability_below_one(std::string_view family, std::string_view name, double value) {
  return require(value >= 0 && value < 1, family, name, value, ">= 0 and < 1");
}

double above_one(std::string_view family, std::string_view name, double value) {
  require(value > 1, family, name, value, "> 1");
  return require(std::isfinite(value), family, name, value, "finite");
}

double whole(std::string_view family, std::string_view name, double value) {
  return require(is_whole(value), family, name, value, "a whole number, at most 2^53 in size");
}

double whole_from(std::string_view family, std::string_view name, double value, double least) {
  return require(is_whole(value) && value >= least, family, name, value, fmt::format("a whole number >= {}", least));
}

}  // namespace parameters_of

std::string expression(std::string_view family, std::span<const double> parameters) {
  return fmt::format("{}({})", family, fmt::join(parameters, ", "));
}

void check_sum(std::string_view family, std::string_view parameter, std::span<const double> values) {
  compensated_sum sum;
  for (const double v : values) {
    sum += v;
  }
  const double tolerance = 8 * std::numeric_limits<double>::epsilon() * std::sqrt(static_cast<double>(values.size()));
  if (!(std::abs(sum.minus(1)) <= tolerance)) {
    throw error(errc::not_normalised, family,
                fmt::format("the {} sum to {}, must be 1 within {:.2g}", parameter, sum.value(), tolerance));
  }
}

void check_weights(std::string_view family, std::span<const double> weights, std::size_t components) {
  if (weights.size() != components) {
    throw error(errc::shape_mismatch, family, fmt::format("{} weights for {} components", weights.size(), components));
  }
  if (weights.empty()) {
    throw error(errc::empty, family, "no components");
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] > 0 && std::isfinite(weights[i]))) {
      throw bad_value(family, "weight", static_cast<std::int64_t>(i), weights[i], "> 0", errc::out_of_range);
    }
  }
  check_sum(family, "weights", weights);
}

void check_data(std::string_view family, std::span<const double> values, const support& within,
                std::string_view requirement) {
  if (values.empty()) {
    throw error(errc::empty, family, "no values to fit");
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw bad_value(family, "values", static_cast<std::int64_t>(i), values[i], "finite");
    }
    if (!within.contains(values[i])) {
      throw bad_value(family, "values", static_cast<std::int64_t>(i), values[i], requirement, errc::out_of_range);
    }
  }
}

void refuse_fit(std::string_view family, std::string_view reason) {
  throw error(errc::out_of_range, family, fmt::format("no maximum-likelihood fit: {}", reason));
}

}  // namespace relent
