#include "relent/transport/emd_grid.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "transport/balanced_plan.hpp"
#include "transport/certified_plan.hpp"
#include "transport/grid_axes.hpp"
#include "transport/grid_costs.hpp"
#include "transport/marginals.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::string_view name = "emd_grid";

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
                       const regular_grid& places, const emd_grid_options& how, const countdown& time) {
  constexpr std::size_t few = 256;
  std::vector<double> start;
  if (costs.rows() > few) {
    std::vector<double> doubled(places.shape.size(), 2);
    for (std::size_t k = 0; k < places.spacing.size(); ++k) {
      doubled[k] *= places.spacing[k];
    }
    const std::vector<std::size_t> halved = costs.halved();
    const regular_grid half{halved, doubled, places.power};
    const std::vector<double> coarse_a = costs.gathered(a), coarse_b = costs.gathered(b);
    const grid_costs coarse(half);
    start = costs.finer(refined(coarse_a, coarse_b, coarse, half, {.time_limit = how.time_limit}, time).from_dual);
  }
  return balanced_plan(name, a, b, costs,
                       {.iteration_limit = how.iteration_limit, .time_limit = time.left(), .start_dual = start});
}

/// Of a metric: what is at a place on both sides stays, and the rest is transported.
transport_plan of_the_rest(std::span<const double> a, std::span<const double> b, const grid_costs& costs,
                           const regular_grid& places, const emd_grid_options& how, const countdown& time) {
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
    out = refined(from, to, costs, places, how, time);
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

transport_plan emd_grid(std::span<const double> a, std::span<const double> b, const regular_grid& places,
                        const emd_grid_options& how) {
  require_grid(name, places);
  require_on_grid(name, places, "a", a);
  require_on_grid(name, places, "b", b);
  require_limits(name, how.iteration_limit, how.time_limit);
  const countdown time(how.time_limit);
  const grid_costs costs(places);
  if (!(costs.largest() < kernel::no_bound)) {
    throw error(errc::out_of_range, name, "costs across the grid reach 2^500: choose a smaller spacing");
  }
  return places.power <= 1 ? of_the_rest(a, b, costs, places, how, time) : refined(a, b, costs, places, how, time);
}

}  // namespace relent
