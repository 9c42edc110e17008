#include "loss/cross_entropy_checks.hpp"

#include <cmath>

#include "loss/checks.hpp"

namespace relent::losses {

void check_cross_entropy(std::string_view function, const class_rows& input, const cross_entropy_options& which) {
  const double smoothing = which.label_smoothing, t = which.temperature;
  check_parameter(function, "label_smoothing", smoothing, smoothing >= 0 && smoothing <= 1, "from 0 to 1");
  check_parameter(function, "temperature", t, t > 0 && std::isfinite(t), "finite and above 0");
  check_parameter(function, "z_loss", which.z_loss, which.z_loss >= 0 && std::isfinite(which.z_loss),
                  "finite and at least 0");
  check_parameter(function, "focal_gamma", which.focal_gamma,
                  which.focal_gamma >= 0 && std::isfinite(which.focal_gamma), "finite and at least 0");
  check_parameter(function, "poly_epsilon", which.poly_epsilon, std::isfinite(which.poly_epsilon), "finite");
  if (!which.class_weights.empty()) {
    check_length(function, "class_weights", which.class_weights.size(), input.classes, "class");
  }
  for (std::size_t i = 0; i < which.class_weights.size(); ++i) {
    const double weight = which.class_weights[i];
    if (!(weight >= 0 && std::isfinite(weight))) {
      throw bad_value(function, "class_weights", static_cast<std::int64_t>(i), weight, "finite and at least 0");
    }
  }
}

}  // namespace relent::losses
