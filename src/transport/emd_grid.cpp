#include "relent/transport/emd_grid.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "transport/balanced_plan.hpp"
#include "transport/certified_plan.hpp"
#include "transport/grid_costs.hpp"
#include "transport/marginals.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::string_view name = "emd_grid";

void require_grid(std::span<const double> a, std::span<const double> b, std::span<const std::size_t> shape,
                  const grid_options& how) {
  std::size_t n = shape.empty() ? 0 : 1;
  for (const std::size_t length : shape) {
    if (length != 0 && n > (std::size_t{1} << 29) / length) {
      throw error(errc::out_of_range, name, "the grid has more than 2^29 places");
    }
    n *= length;
  }
  if (n == 0) {
    throw error(errc::empty, name, "the grid has no places");
  }
  for (const auto& [argument, size] : {std::pair{"a", a.size()}, std::pair{"b", b.size()}}) {
    if (size != n) {
      throw error(errc::shape_mismatch, name,
                  fmt::format("{} has {} masses, the grid {} places ({})", argument, size, n, fmt::join(shape, " x ")));
    }
  }
  for (const auto& [argument, masses] : {std::pair{"a", a}, std::pair{"b", b}}) {
    const auto bad = std::ranges::find_if(masses, [](double mass) { return !(mass >= 0) || std::isinf(mass); });
    if (bad != masses.end()) {
      std::string place = argument;
      std::size_t at = static_cast<std::size_t>(bad - masses.begin()), stride = n;
      for (std::size_t k = 0; k + 1 < shape.size(); ++k) {
        stride /= shape[k];
        place += fmt::format("[{}]", at / stride);
        at %= stride;
      }
      throw bad_value(name, place, static_cast<std::int64_t>(at), *bad, "finite and >= 0");
    }
  }
  if (!(how.power > 0) || !std::isfinite(how.power)) {
    throw bad_value(name, "power", std::nullopt, how.power, "finite and > 0", errc::out_of_range);
  }
  if (!how.spacing.empty() && how.spacing.size() != shape.size()) {
    throw error(errc::shape_mismatch, name,
                fmt::format("spacing has {} numbers for {} axes", how.spacing.size(), shape.size()));
  }
  for (std::size_t k = 0; k < how.spacing.size(); ++k) {
    if (!(how.spacing[k] > 0) || !std::isfinite(how.spacing[k])) {
      throw bad_value(name, "spacing", static_cast<std::int64_t>(k), how.spacing[k], "finite and > 0",
                      errc::out_of_range);
    }
  }
  require_limits(name, how.iteration_limit, how.time_limit);
}

/// Seconds that are left of a limit.
class countdown {
 public:
  explicit countdown(double seconds) : seconds_(seconds) {}
  [[nodiscard]] double left() const {
    const std::chrono::duration<double> gone = std::chrono::steady_clock::now() - start_;
    return std::max(0.0, seconds_ - gone.count());
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double seconds_;
};

/// From the grid at half the resolution to this one.
transport_plan refined(std::span<const double> a, std::span<const double> b, const grid_costs& costs,
                       std::span<const double> spacing, const grid_options& how, const countdown& time) {
  constexpr std::size_t few = 256;
  std::vector<double> start;
  if (costs.rows() > few) {
    std::vector<double> doubled(spacing.begin(), spacing.end());
    for (double& apart : doubled) {
      apart *= 2;
    }
    const std::vector<double> coarse_a = costs.gathered(a), coarse_b = costs.gathered(b);
    const grid_costs coarse(costs.halved(), doubled, how.power);
    start = costs.finer(
        refined(coarse_a, coarse_b, coarse, doubled, {.power = how.power, .time_limit = how.time_limit}, time)
            .from_dual);
  }
  return balanced_plan(name, a, b, costs,
                       {.iteration_limit = how.iteration_limit, .time_limit = time.left(), .start_dual = start});
}

/// Of a metric: what is at a place on both sides stays, and the rest is transported.
transport_plan of_the_rest(std::span<const double> a, std::span<const double> b, const grid_costs& costs,
                           std::span<const double> spacing, const grid_options& how, const countdown& time) {
  const double a_sum = require_masses(name, "a", a).value(), b_sum = require_masses(name, "b", b).value();
  require_equal_totals(name, a_sum, b_sum);
  std::vector<double> to(b.begin(), b.end()), from(a.begin(), a.end()), stays(a.size());
  compensated_sum apart;
  for (std::size_t i = 0; i < to.size(); ++i) {
    to[i] *= a_sum / b_sum;
    stays[i] = std::min(from[i], to[i]);
    from[i] -= stays[i];
    to[i] -= stays[i];
    apart += from[i];
    apart += -to[i];
  }
  // What is left differs by the rounding of both totals: the largest place takes it.
  double& takes = apart.value() > 0 ? *std::ranges::max_element(to) : *std::ranges::max_element(from);
  takes += std::abs(apart.value());
  transport_plan out;
  if (std::ranges::any_of(from, [](double mass) { return mass > 0; })) {
    out = refined(from, to, costs, spacing, how, time);
  } else {
    out.from_dual.assign(a.size(), 0.0);
    out.to_dual.assign(a.size(), 0.0);
  }
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (stays[i] > 0) {
      out.plan.push_back({i, i, stays[i]});
    }
    to[i] = b[i] * (a_sum / b_sum);
  }
  certify(costs, a, to, out);
  return out;
}

}  // namespace

transport_plan emd_grid(std::span<const double> a, std::span<const double> b, std::span<const std::size_t> shape,
                        const grid_options& how) {
  require_grid(a, b, shape, how);
  const countdown time(how.time_limit);
  std::vector<double> spacing(how.spacing.begin(), how.spacing.end());
  spacing.resize(shape.size(), spacing.empty() ? 1.0 : 0.0);
  const grid_costs costs(shape, spacing, how.power);
  if (!(costs.largest() < kernel::no_bound)) {
    throw error(errc::out_of_range, name, "costs across the grid reach 2^500: choose a smaller spacing");
  }
  return how.power <= 1 ? of_the_rest(a, b, costs, spacing, how, time) : refined(a, b, costs, spacing, how, time);
}

}  // namespace relent
