#pragma once

namespace relent::transporting {

/// The factor by which a step of Sinkhorn's iteration is prolonged. Near the optimum the iteration is that of Gauss and
/// Seidel on two blocks; where the plain one's error falls by theta a step, the best factor is
/// 2 / (1 + sqrt(1 - theta)) and the error then falls by that minus 1 (Young 1971). Theta is read off the errors
/// seen; where they grow, the factor goes back towards 1.
class over_relaxation {
 public:
  [[nodiscard]] double factor() const noexcept { return factor_; }
  /// The error after one more step.
  void see(double error) noexcept;

 private:
  void change_to(double factor) noexcept;

  static constexpr int window = 6;
  double factor_ = 1, most_ = 1.98;
  double errors_[window + 1]{};
  int seen_ = 0;
};

}  // namespace relent::transporting
