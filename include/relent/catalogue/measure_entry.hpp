#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "relent/core/unit.hpp"
#include "relent/measure/rule.hpp"

namespace relent {

/// What a measure looks at.
enum class arity { one, two, joint };

/// One line of the catalogue: everything the doors, the tests, the benchmarks and the docs know of a measure.
struct measure_entry {
  std::string_view name;                      ///< full snake_case name, as answers print it
  std::span<const std::string_view> aliases;  ///< accepted on input
  std::string_view label;                     ///< as the terminal shows it: "KL(P‖Q)"
  arity takes;
  relent::rule rule;
  std::string_view formula;       ///< in plain text, natural logarithm
  std::string_view range;         ///< "[0, ∞]", "[0, ln 2]"
  std::string_view zeros;         ///< the conventions at zero, in words
  std::string_view source;        ///< author year, equation
  double rounding = 1e-13;        ///< relative error of an exact value, at most
  bool in_units = true;           ///< the value scales with the unit (nats, bits, bans)
  double unit_power = 1;          ///< with this power of it (on a line, of the unit of x): 1/2 for a root
  bool symmetric = false;         ///< m(P,Q) = m(Q,P)
  bool metric = false;            ///< obeys the triangle inequality too
  bool zero_on_equal = true;      ///< m(P,P) = 0 and m >= 0
  bool monotone = false;          ///< cannot grow when elements are merged (data processing)
  double least = 0;               ///< never below this
  std::optional<double> bound{};  ///< never above this, in nats where in_units
  std::string_view parameter{};   ///< "alpha", "weight", "normaliser", "generator", "support" or empty
  bool on_line = false;           ///< elements lie at places on a line, whose unit the value has (not nats)
  bool lists_elements = false;    ///< the elements' values are the answer; always shown
  bool by_default = false;        ///< shown by `relent measure P Q` when no measure is named
  bool of_densities = false;      ///< shown too when both are distributions of one number
};

/// A value of this measure, computed in nats, in another unit: the one conversion. Measures without a unit
/// stay as they are, infinity stays infinity.
[[nodiscard]] double in_unit(const measure_entry& measure, double nats, unit to) noexcept;

/// The one list, in the order in which answers are shown.
[[nodiscard]] std::span<const measure_entry> measures() noexcept;

/// Finds a measure by name or alias; case, '_', '-' and blanks do not matter. Throws
/// error(errc::unknown_name) that suggests the nearest names.
[[nodiscard]] const measure_entry& find_measure(std::string_view name);

}  // namespace relent
