#pragma once

#include <span>
#include <string>
#include <string_view>

#include "relent/distribution/support.hpp"

namespace relent::parameters_of {

// What constructors ask of their parameters. Each returns the value, or throws
// error(errc::out_of_range): `normal: sd = -1, must be > 0`.
double finite(std::string_view family, std::string_view name, double value);
double positive(std::string_view family, std::string_view name, double value);               ///< > 0 and finite
double non_negative(std::string_view family, std::string_view name, double value);           ///< >= 0 and finite
double probability(std::string_view family, std::string_view name, double value);            ///< 0 <= p <= 1
double inner_probability(std::string_view family, std::string_view name, double value);      ///< 0 < p < 1
double positive_probability(std::string_view family, std::string_view name, double value);   ///< 0 < p <= 1
double probability_below_one(std::string_view family, std::string_view name, double value);  ///< 0 <= p < 1
double above_one(std::string_view family, std::string_view name, double value);              ///< > 1 and finite
double whole(std::string_view family, std::string_view name, double value);                  ///< up to 2^53 in size
double whole_from(std::string_view family, std::string_view name, double value, double least);

}  // namespace relent::parameters_of

namespace relent {

/// `normal(0, 1)`: numbers in the fewest digits that read back as the same.
[[nodiscard]] std::string expression(std::string_view family, std::span<const double> parameters);

/// That weights or probabilities sum to 1 within 8 eps sqrt(n); throws error(errc::not_normalised).
void check_sum(std::string_view family, std::string_view parameter, std::span<const double> values);

/// What every mixture asks of its weights: one a component, each > 0, with sum 1. Throws error(errc::shape_mismatch),
/// error(errc::empty), error(errc::out_of_range), error(errc::not_normalised).
void check_weights(std::string_view family, std::span<const double> weights, std::size_t components);

/// What every fit asks of its data. Throws error(errc::empty), error(errc::invalid_value) for NaN or infinity,
/// error(errc::out_of_range) for a value outside the support (`requirement` in words).
void check_data(std::string_view family, std::span<const double> values, const support& within,
                std::string_view requirement);

/// The error of a fit whose likelihood has no maximum: all values alike, and so on.
[[noreturn]] void refuse_fit(std::string_view family, std::string_view reason);

}  // namespace relent
