#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "relent/core/summation.hpp"
#include "relent/transport/point_cloud.hpp"

namespace relent::transporting {

/// The sum of masses, each finite and >= 0, not all zero. Throws error(errc::empty, invalid_value) naming `argument`.
[[nodiscard]] compensated_sum require_masses(std::string_view function, std::string_view argument,
                                             std::span<const double> masses);

/// Throws error(errc::not_normalised), naming both, where they differ by more than 1e-9 of the larger.
void require_equal_totals(std::string_view function, double a, double b);

/// Throws error(errc::out_of_range) where a limit is below 0.
void require_limits(std::string_view function, std::int64_t iterations, double seconds);

/// Throws error(errc::shape_mismatch, invalid_value): whole rows, finite coordinates; for cosine no point at 0.
void require_cloud(std::string_view function, std::string_view argument, const point_cloud& cloud,
                   const ground_metric& distance);

/// Throws error(errc::shape_mismatch, out_of_range): one dimension for both, an order that is one.
void require_comparable(std::string_view function, const point_cloud& x, const point_cloud& y,
                        const ground_metric& distance);

}  // namespace relent::transporting
