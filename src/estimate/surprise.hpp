#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent::estimating {

/// -log q at each value. Throws error(errc::invalid_value) where the density is infinite.
[[nodiscard]] std::vector<double> surprise_at(const char* function, std::span<const double> values,
                                              const distribution& q);
[[nodiscard]] std::vector<double> surprise_at(const char* function, const matrix& rows, const joint_distribution& q);

/// -log of the mean density of q over the cell of this width around each value: its mass is what rounding leaves of q.
[[nodiscard]] std::vector<double> surprise_of_cells(std::span<const double> values, double step, const distribution& q);

/// The first value, or row, where the surprise is infinite: "q has no density at ...".
[[nodiscard]] std::optional<std::string> outside(const distribution& q, std::span<const double> values,
                                                 std::span<const double> surprise);
[[nodiscard]] std::optional<std::string> outside(const joint_distribution& q, const matrix& rows,
                                                 std::span<const double> surprise);

/// Throws error(errc::unsupported) where q has masses, not a density, or (of several numbers) lives on a curved set.
void check_density(const char* function, const distribution& q);
void check_density(const char* function, const joint_distribution& q, std::size_t columns);

[[nodiscard]] double mean_of(std::span<const double> values);
/// Of these rows.
[[nodiscard]] double mean_of(std::span<const double> values, std::span<const std::uint32_t> rows);
/// With n - 1.
[[nodiscard]] double variance_of(std::span<const double> values);

}  // namespace relent::estimating
