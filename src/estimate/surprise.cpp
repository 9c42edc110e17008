#include "estimate/surprise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

namespace relent::estimating {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::optional<std::size_t> first_infinite(std::span<const double> surprise) {
  const auto found = std::ranges::find(surprise, infinity);
  return found == surprise.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - surprise.begin()));
}

}  // namespace

std::vector<double> surprise_at(const char* function, std::span<const double> values, const distribution& q) {
  std::vector<double> out(values.size());
  q.log_densities(values, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = -out[i];
    if (out[i] == -infinity) {
      throw error(errc::invalid_value, function,
                  fmt::format("{} has an infinite density at {:.6g}, which was observed", q.text(), values[i]));
    }
  }
  return out;
}

std::vector<double> surprise_at(const char* function, const matrix& rows, const joint_distribution& q) {
  std::vector<double> out(rows.rows);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = -q.log_density(rows.row(i));
    if (out[i] == -infinity) {
      throw error(errc::invalid_value, function,
                  fmt::format("{} has an infinite density at row {}, which was observed", q.text(), i));
    }
  }
  return out;
}

std::vector<double> surprise_of_cells(std::span<const double> values, double step, const distribution& q) {
  std::vector<double> out(values.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i > 0 && values[i] == values[i - 1]) {
      out[i] = out[i - 1];
      continue;
    }
    const double low = values[i] - step / 2, high = values[i] + step / 2;
    // From the nearer end, where the difference of two probabilities near 1 would be lost.
    const double mass = q.cdf(low) < 0.5 ? q.cdf(high) - q.cdf(low) : q.survival(low) - q.survival(high);
    out[i] = mass > 0 ? std::log(step / mass) : -q.log_density(values[i]);
  }
  return out;
}

std::optional<std::string> outside(const distribution& q, std::span<const double> values,
                                   std::span<const double> surprise) {
  const auto at = first_infinite(surprise);
  return at ? std::optional(fmt::format("{} has no density at {:.6g}, which was observed", q.text(), values[*at]))
            : std::nullopt;
}

std::optional<std::string> outside(const joint_distribution& q, const matrix& rows, std::span<const double> surprise) {
  const auto at = first_infinite(surprise);
  return at ? std::optional(fmt::format("{} has no density at ({:.6g}), which was observed in row {}", q.text(),
                                        fmt::join(rows.row(*at), ", "), *at))
            : std::nullopt;
}

void check_density(const char* function, const distribution& q) {
  if (q.support().lattice) {
    throw error(errc::unsupported, function, fmt::format("{} has masses on whole numbers, no density", q.text()));
  }
}

void check_density(const char* function, const joint_distribution& q, std::size_t columns) {
  const joint_space space = q.space();
  if (space.size != columns) {
    throw error(errc::shape_mismatch, function,
                fmt::format("the rows have {} numbers, {} has {}", columns, q.text(), space.size));
  }
  if (space.kind != space_kind::box || std::ranges::any_of(space.axes, [](const support& s) { return s.lattice; })) {
    throw error(errc::unsupported, function,
                fmt::format("{} has no density in all of its {} numbers", q.text(), space.size));
  }
}

double mean_of(std::span<const double> values) {
  compensated_sum sum;
  for (const double v : values) {
    sum += v;
  }
  return sum.value() / static_cast<double>(values.size());
}

double mean_of(std::span<const double> values, std::span<const std::uint32_t> rows) {
  compensated_sum sum;
  for (const std::uint32_t row : rows) {
    sum += values[row];
  }
  return sum.value() / static_cast<double>(rows.size());
}

double variance_of(std::span<const double> values) {
  const double mean = mean_of(values);
  compensated_sum sum;
  for (const double v : values) {
    sum += (v - mean) * (v - mean);
  }
  return sum.value() / static_cast<double>(values.size() - 1);
}

}  // namespace relent::estimating
