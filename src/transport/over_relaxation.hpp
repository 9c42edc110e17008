#pragma once

namespace relent::transporting {

/// The factor by which a step of Sinkhorn's iteration is prolonged. Near the optimum the iteration is that of Gauss and
/// Seidel on two blocks; where the plain one's error falls by theta a step, the best factor is
/// 2 / (1 + sqrt(1 - theta)) and the error then falls by that minus 1 (Young 1971). Theta is read off the errors
/// seen; where a factor makes them grow, it goes back half the way to 1, and is not tried again for a while.
class over_relaxation {
 public:
  [[nodiscard]] double factor() const noexcept { return factor_; }
  /// The error after one more step.
  void see(double error) noexcept;

 private:
  void change_to(double factor) noexcept;

  static constexpr int window = 8, settling = 4, patience = 150;
  static constexpr double largest = 1.985, least_change = 0.01;
  double factor_ = 1, most_ = largest;
  double at_change_ = 0;         ///< the error when the factor was changed
  double errors_[window + 1]{};  ///< the last ones, a ring
  int steps_ = 0;                ///< since then
};

}  // namespace relent::transporting
