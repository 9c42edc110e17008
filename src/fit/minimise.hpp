#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent {

/// A function at one place, with its derivatives; `hessian` is empty where it is not computed. An infinite or NaN value
/// says that the place is no good.
struct function_value {
  double value;
  std::vector<double> gradient{};
  matrix hessian{};
};

/// What is minimised, in coordinates without bounds in which a step of 1 is a large one.
struct smooth_function {
  std::function<function_value(std::span<const double>)> at;
  double noise = 1e-12;                                          ///< of the gradient: below it nothing can be told
  std::optional<std::chrono::steady_clock::time_point> until{};  ///< a search stops there
  [[nodiscard]] bool out_of_time() const { return until && std::chrono::steady_clock::now() > *until; }
};

/// When a time limit in seconds that begins now is over; 0: never.
[[nodiscard]] std::optional<std::chrono::steady_clock::time_point> deadline(double seconds);

struct minimum {
  std::vector<double> at;
  function_value there;
  bool settled;      ///< the gradient vanishes
  bool cut = false;  ///< time was up
};

/// The second derivatives: the function's own, or differences of its gradient.
[[nodiscard]] matrix hessian_at(const smooth_function& f, std::span<const double> u, const function_value& there);

/// Goes downhill from `start` to where the gradient vanishes, which may be a saddle: Newton's method, damped until it
/// descends; where the function has no Hessian, one built up from its gradients (BFGS).
/// Source: Nocedal & Wright 2006, chapters 4 and 6.
[[nodiscard]] minimum minimise(const smooth_function& f, std::vector<double> start, int most_iterations = 120);

}  // namespace relent
