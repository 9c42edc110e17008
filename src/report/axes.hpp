#pragma once

#include <span>
#include <string>

#include <nlohmann/json.hpp>

namespace relent::report {

/// Parts of charts of distributions on a line.

/// Fewer digits than a double has, more than a pixel shows.
[[nodiscard]] double shortened(double x);
/// A place keeps what the axis needs to tell it from its neighbours.
[[nodiscard]] double axis_place(double x);
/// Whether the axis is so short beside its numbers that they need all their digits to differ.
[[nodiscard]] bool far_out(double low, double high);
/// The words of a place, for a tooltip.
[[nodiscard]] std::string place_text(double x, double low, double high);

/// A field along the axis from `low` to `high`. `named` places, where they are few, are marked one by one, else round
/// numbers are.
[[nodiscard]] nlohmann::ordered_json x_field(const char* field, double low, double high, std::span<const double> named);
[[nodiscard]] nlohmann::ordered_json y_field(const char* field, const char* title, double low, double high);

}  // namespace relent::report
