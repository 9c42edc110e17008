#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "relent/distribution/families.hpp"

namespace relent {

/// A family's free parameters as numbers without bounds: places from where the search starts in units of the target's
/// spread, logarithms of what is > 0, logits of what lies between 0 and 1; the others are held. `at` are the values of
/// all parameters at the start.
class coordinates {
 public:
  coordinates(const family_entry& family, std::span<const std::optional<double>> held, std::span<const double> at,
              double spread);

  [[nodiscard]] std::size_t size() const noexcept { return free_.size(); }
  /// Which parameter a coordinate is of.
  [[nodiscard]] std::size_t parameter(std::size_t coordinate) const noexcept { return free_[coordinate]; }
  [[nodiscard]] std::vector<double> from(std::span<const double> parameters) const;
  /// All parameters, those held too.
  [[nodiscard]] std::vector<double> parameters(std::span<const double> u) const;
  [[nodiscard]] distribution member(std::span<const double> u) const;
  /// The derivative of each free parameter with respect to its coordinate.
  [[nodiscard]] std::vector<double> slopes(std::span<const double> u) const;
  /// One parameter from its coordinate.
  [[nodiscard]] double value(std::size_t coordinate, double u) const;

 private:
  enum class scale { place, above, share };
  const family_entry* family_;
  std::vector<double> all_;
  std::vector<std::size_t> free_;
  std::vector<scale> scales_;
  std::vector<double> least_;  ///< of what is above something
  double spread_;
};

}  // namespace relent
