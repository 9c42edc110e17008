#include "relent/transport/emd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "transport/balanced_plan.hpp"
#include "transport/cost_tiles.hpp"
#include "transport/kl_plan.hpp"
#include "transport/marginals.hpp"
#include "transport/slack_costs.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::string_view name = "emd";

/// Partial and unbalanced transport are balanced ones with a place more on each side, for the mass that stays.
transport_plan solve_with_slack(std::span<const double> a, std::span<const double> b, const cost_rows& costs,
                                const emd_options& how) {
  const double a_sum = require_masses(name, "a", a).value(), b_sum = require_masses(name, "b", b).value();
  double slack_cost = 0, both = std::numeric_limits<double>::infinity(), kept_a = 0, kept_b = 0;
  if (how.moved) {
    const double moved = *how.moved, least = std::min(a_sum, b_sum);
    if (how.unmoved_cost) {
      throw error(errc::unsupported, name, "moved and unmoved_cost ask for different things: give one of them");
    }
    if (!(moved > 0 && moved <= least * (1 + 1e-12))) {
      throw bad_value(name, "moved", std::nullopt, moved, fmt::format("> 0 and <= {}, the lesser total", least),
                      errc::out_of_range);
    }
    kept_a = std::max(0.0, a_sum - moved);
    kept_b = std::max(0.0, b_sum - moved);
  } else {
    slack_cost = *how.unmoved_cost;
    both = 0;
    if (!(slack_cost >= 0 && slack_cost < kernel::no_bound)) {
      throw bad_value(name, "unmoved_cost", std::nullopt, slack_cost, "finite and >= 0", errc::out_of_range);
    }
    kept_a = a_sum;
    kept_b = b_sum;
  }
  const slack_costs extended(costs, slack_cost, both);
  std::vector<double> supply(a.begin(), a.end()), demand(b.begin(), b.end());
  supply.push_back(kept_b);
  demand.resize(extended.columns(), 0.0);
  demand.back() = kept_a;
  transport_plan out = balanced_plan(name, supply, demand, extended, how);
  std::erase_if(out.plan, [&](const shipment& s) { return s.from == a.size() || s.to + 1 == demand.size(); });
  // A unit more of a also leaves a unit more of room beside b, and the other way round.
  const double beside_a = out.from_dual.back(), beside_b = out.to_dual.back();
  out.from_dual.pop_back();
  out.to_dual.resize(b.size());
  for (double& u : out.from_dual) {
    u += std::isfinite(beside_b) ? beside_b : 0;
  }
  for (double& v : out.to_dual) {
    v += std::isfinite(beside_a) ? beside_a : 0;
  }
  out.from_gradient = out.from_dual;
  out.to_gradient = out.to_dual;
  return out;
}

transport_plan answer(std::span<const double> a, std::span<const double> b, const cost_rows& costs,
                      const emd_options& how) {
  const auto require_length = [](std::string_view argument, std::size_t has, std::size_t needs) {
    if (has != needs) {
      throw error(errc::shape_mismatch, name, fmt::format("{} has {} masses for {} places", argument, has, needs));
    }
  };
  require_length("a", a.size(), costs.rows());
  require_length("b", b.size(), costs.columns());
  if (costs.rows() + costs.columns() > (std::size_t{1} << 30)) {
    throw error(errc::out_of_range, name, "more than 2^30 places on both sides together");
  }
  if (!how.start_dual.empty() && how.start_dual.size() != b.size()) {
    throw error(errc::shape_mismatch, name,
                fmt::format("start_dual has {} numbers for {} columns", how.start_dual.size(), b.size()));
  }
  for (std::size_t j = 0; j < how.start_dual.size(); ++j) {
    if (!(std::abs(how.start_dual[j]) < kernel::no_bound)) {
      throw bad_value(name, "start_dual", static_cast<std::int64_t>(j), how.start_dual[j], "finite");
    }
  }
  require_limits(name, how.iteration_limit, how.time_limit);
  constexpr double held = std::numeric_limits<double>::infinity();
  if (how.from_penalty == held && how.to_penalty == held) {
    return how.moved || how.unmoved_cost ? solve_with_slack(a, b, costs, how) : balanced_plan(name, a, b, costs, how);
  }
  if (how.moved || how.unmoved_cost) {
    throw error(errc::unsupported, name,
                "penalties, moved and unmoved_cost ask for different things: give one of them");
  }
  return kl_plan(name, a, b, costs, how);
}

}  // namespace

transport_plan emd(std::span<const double> a, std::span<const double> b, const cost_matrix& costs,
                   const emd_options& how) {
  return answer(a, b, stored_costs(name, "M", costs), how);
}

transport_plan emd(std::span<const double> a, std::span<const double> b, const point_cloud& from, const point_cloud& to,
                   const ground_metric& distance, const emd_options& how) {
  require_comparable(name, from, to, distance);
  require_cloud(name, "X", from, distance);
  require_cloud(name, "Y", to, distance);
  const point_costs computed(from, to, distance);
  if (!(computed.largest() < kernel::no_bound)) {
    throw error(errc::out_of_range, name, "X and Y are so far apart that costs reach 2^500: scale the points");
  }
  constexpr std::size_t dimensions_to_compute = 4, most_stored = std::size_t{1} << 27;
  if ((from.dimensions <= dimensions_to_compute && distance.kind != metric::minkowski) ||
      from.size() > most_stored / to.size()) {
    return answer(a, b, computed, how);
  }
  const std::size_t n = from.size(), m = to.size();
  std::vector<double> values(n * m), room(computed.padded());
  for (std::size_t i = 0; i < n; ++i) {
    std::copy_n(computed.row(i, room.data()), m, values.begin() + static_cast<std::ptrdiff_t>(i * m));
  }
  return answer(a, b, stored_costs(name, "costs", {values, n, m}), how);
}

}  // namespace relent
