#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace relent {

/// Sobol's points of the unit cube under a digital shift: every point is uniform on its own, and together they fill
/// the cube more evenly than draws would. Source: Sobol 1967, with the directions of Joe & Kuo 2008 (Boost.Random);
/// Owen 1995 on shifts.
class shifted_sobol {
 public:
  /// The most coordinates there are directions for.
  static constexpr std::size_t most_dimensions = 3000;

  /// One random word a coordinate, 1 to most_dimensions of them.
  explicit shifted_sobol(std::vector<std::uint64_t> shifts);
  shifted_sobol(shifted_sobol&&) noexcept;
  shifted_sobol& operator=(shifted_sobol&&) noexcept;
  ~shifted_sobol();

  /// The next point: as many numbers as there are shifts, each in (0, 1).
  void next(std::span<double> u);

 private:
  struct engine;
  std::unique_ptr<engine> engine_;
  std::vector<std::uint64_t> shifts_;
};

}  // namespace relent
