#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// A parameter of a distribution of several numbers: "mean", "factors[1].rate", "components[0].covariance".
struct joint_parameter {
  std::string name;
  std::vector<std::size_t> shape;  ///< none for a number, one for a list, two for a matrix

  [[nodiscard]] std::size_t size() const noexcept;
};

/// In the order of `joint_score`: a family's own order, matrices row by row; a mixture's weights, then its components'.
[[nodiscard]] std::vector<joint_parameter> joint_parameters(const joint_distribution& d);

/// The derivatives of log_density(x) with respect to all parameters. Elements of a symmetric matrix count as if moved
/// one by one, so that an off-diagonal pair moved together has twice its entry; a direction is moved along the sphere;
/// probabilities are moved one by one and then divided by their sum, a mixture's weights each alone; whole numbers have
/// the derivative 0. What does not depend on x (inverses) is computed
/// once. A call takes about the time of the log density, or n^2 operations where that is more.
class joint_score {
 public:
  using function = std::function<void(std::span<const double>, std::span<double>)>;
  joint_score(std::size_t count, function at) : count_(count), at_(std::move(at)) {}

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  /// For x in the space; `out` has `count()` numbers.
  void operator()(std::span<const double> x, std::span<double> out) const { at_(x, out); }

 private:
  std::size_t count_;
  function at_;
};

/// Throws error(errc::unsupported) for a distribution whose score is not known, and a multinomial probability of 0.
[[nodiscard]] joint_score score_of(const joint_distribution& d);

}  // namespace relent
