#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "relent/distribution/distribution.hpp"

namespace relent {

/// Where searches begin: each start is a set of places to which the family is fitted. First those of all the target, of
/// its components, and of runs of neighbouring components; then random shares of the target.
class density_starts {
 public:
  density_starts(const distribution& target, std::uint64_t seed);
  [[nodiscard]] std::size_t certain() const noexcept { return certain_.size(); }
  /// How many components the target has: starts 1, 2, ... are theirs, one by one; 0 for what is no mixture.
  [[nodiscard]] std::size_t components() const noexcept { return components_; }
  [[nodiscard]] std::vector<double> places(int start) const;

 private:
  std::vector<double> all_;
  std::vector<std::vector<double>> certain_;
  std::uint64_t seed_;
  std::size_t components_ = 0;
};

}  // namespace relent
