#include "transport/whole_units.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "transport/marginals.hpp"

namespace relent::transporting {

whole_units::whole_units(std::string_view function, std::span<const double> a, std::span<const double> b)
    : b_(b.begin(), b.end()) {
  const double a_sum = require_masses(function, "a", a).value();
  const double b_sum = require_masses(function, "b", b).value();
  require_equal_totals(function, a_sum, b_sum);
  power_ = 60 - std::ilogb(a_sum);
  if (a_sum != b_sum) {
    for (double& mass : b_) {
      mass *= a_sum / b_sum;
    }
  }
  const auto to_units = [&](std::span<const double> masses) {
    std::vector<std::int64_t> out(masses.size());
    std::ranges::transform(masses, out.begin(), [&](double m) { return std::llround(std::scalbn(m, power_)); });
    return out;
  };
  supply_ = to_units(a);
  demand_ = to_units(b_);
  const std::int64_t left = std::accumulate(supply_.begin(), supply_.end(), std::int64_t{0}) -
                            std::accumulate(demand_.begin(), demand_.end(), std::int64_t{0});
  *std::ranges::max_element(demand_) += left;
}

}  // namespace relent::transporting
