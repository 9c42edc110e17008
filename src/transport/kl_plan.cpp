#include "transport/kl_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "transport/balanced_plan.hpp"
#include "transport/certified_plan.hpp"
#include "transport/kl_forest.hpp"
#include "transport/marginals.hpp"

namespace relent::transporting {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// One side: its masses and how dear it is to change them.
struct side {
  std::span<const double> masses;
  double inverse;  ///< 1 / rho, 0 where the sums are held

  /// What masses cost that are not moved as they are.
  [[nodiscard]] double penalty(std::size_t i, double carried) const {
    return inverse > 0 && masses[i] > 0 ? kl_penalty(carried, masses[i]) / inverse : 0;
  }
  /// d least cost / d mass under a potential.
  [[nodiscard]] double slope(double potential) const {
    return inverse > 0 ? -std::expm1(-potential * inverse) / inverse : potential;
  }
};

/// A plan to begin with where penalties are large beside costs: that between the same shares of as much mass as would
/// be moved for nothing. Elsewhere the forest is quicker from its own stars.
std::vector<shipment> near_plan(std::string_view function, const side& a, const side& b, const cost_rows& costs,
                                const emd_options& how) {
  if (costs.largest() * (a.inverse + b.inverse) > 1) {
    return {};
  }
  const double a_sum = require_masses(function, "a", a.masses).value();
  const double b_sum = require_masses(function, "b", b.masses).value();
  const double moved = std::exp((b.inverse * std::log(a_sum) + a.inverse * std::log(b_sum)) / (a.inverse + b.inverse));
  const auto scaled = [](std::span<const double> masses, double by) {
    std::vector<double> out(masses.begin(), masses.end());
    for (double& mass : out) {
      mass *= by;
    }
    return out;
  };
  return balanced_plan(function, a.inverse > 0 ? scaled(a.masses, moved / a_sum) : scaled(a.masses, 1),
                       b.inverse > 0 ? scaled(b.masses, moved / b_sum) : scaled(b.masses, 1), costs,
                       {.time_limit = how.time_limit, .start_dual = how.start_dual})
      .plan;
}

bool all_finite(const cost_rows& costs) {
  std::vector<double> room(costs.padded());
  for (std::size_t i = 0; i < costs.rows(); ++i) {
    const double* const row = costs.row(i, room.data());
    if (std::any_of(row, row + costs.columns(), [](double c) { return std::isinf(c); })) {
      return false;
    }
  }
  return true;
}

void require_sizes(std::string_view function, std::string_view argument, std::span<const double> masses) {
  const double sum = require_masses(function, argument, masses).value();
  if (!(sum > 0x1p-400 && sum < 0x1p400)) {
    throw bad_value(function, fmt::format("sum of {}", argument), std::nullopt, sum,
                    "between 2^-400 and 2^400 under penalties: scale the masses", errc::out_of_range);
  }
}

void require_penalties(std::string_view function, const cost_rows& costs, const emd_options& how) {
  const auto require = [&](std::string_view argument, double rho) {
    if (!(rho > 0) || (std::isfinite(rho) && rho > 0x1p400)) {
      throw bad_value(function, argument, std::nullopt, rho, "> 0 and at most 2^400, or infinite: the sums are held",
                      errc::out_of_range);
    }
  };
  require("from_penalty", how.from_penalty);
  require("to_penalty", how.to_penalty);
  const double most = 600 * (how.from_penalty + how.to_penalty);
  if (costs.largest() > most) {
    const std::vector<double> level(costs.padded(), 0.0);
    for (std::size_t i = 0; i < costs.rows(); ++i) {
      if (const auto least = costs.least_below(i, level.data(), -most); least.column != kernel::no_column) {
        throw error(errc::out_of_range, function,
                    fmt::format("the cost from {} to {} is {}, so far below 0 that the best plan moves more than can "
                                "be counted: larger penalties are needed",
                                i, least.column, least.cost));
      }
    }
  }
}

/// Potentials of columns to begin with, negated; those without mass, and those that fill up the last step, closed.
std::vector<double> open_columns(std::span<const double> b, const cost_rows& costs, std::span<const double> dual) {
  std::vector<double> out(costs.padded(), kernel::closed_column);
  for (std::size_t j = 0; j < b.size(); ++j) {
    out[j] = b[j] > 0 ? (dual.empty() ? 0 : -dual[j]) : kernel::closed_column;
  }
  return out;
}

/// Held sums need somewhere to go: that much alone can make such a problem infeasible.
void require_ways(std::string_view function, const side& a, const side& b, const cost_rows& costs) {
  std::vector<char> reached(b.masses.size(), 0);
  std::vector<double> room(costs.padded());
  for (std::size_t i = 0; i < costs.rows(); ++i) {
    const double* const row = costs.row(i, room.data());
    bool goes = false;
    for (std::size_t j = 0; j < costs.columns() && a.masses[i] > 0; ++j) {
      if (b.masses[j] > 0 && !std::isinf(row[j])) {
        goes = true;
        reached[j] = 1;
      }
    }
    if (a.inverse == 0 && a.masses[i] > 0 && !goes) {
      throw error(
          errc::unsupported, function,
          fmt::format("the forbidden pairs leave no plan: row {} holds {:.6g} and may go nowhere", i, a.masses[i]));
    }
  }
  for (std::size_t j = 0; j < b.masses.size() && b.inverse == 0; ++j) {
    if (b.masses[j] > 0 && reached[j] == 0) {
      throw error(errc::unsupported, function,
                  fmt::format("the forbidden pairs leave no plan: column {} holds {:.6g} and may come from nowhere", j,
                              b.masses[j]));
    }
  }
}

/// Cost, proof and errors, anew from plan, potentials and costs.
void certify(const side& a, const side& b, const cost_rows& costs, transport_plan& out) {
  compensated_sum cost, proved;
  std::vector<compensated_sum> rows(a.masses.size()), columns(b.masses.size());
  for (const shipment& s : out.plan) {
    cost += s.mass * costs.at(s.from, s.to);
    rows[s.from] += s.mass;
    columns[s.to] += s.mass;
  }
  const auto add = [&](const side& s, const std::vector<compensated_sum>& sums, const std::vector<double>& dual,
                       std::vector<double>& slopes) {
    slopes.resize(dual.size());
    for (std::size_t i = 0; i < dual.size(); ++i) {
      slopes[i] = s.slope(dual[i]);
      cost += s.penalty(i, sums[i].value());
      if (s.masses[i] > 0) {
        proved += s.masses[i] * slopes[i];
        const double asked = s.masses[i] * (s.inverse > 0 ? std::exp(-dual[i] * s.inverse) : 1);
        out.certificate.marginal_error = std::max(out.certificate.marginal_error, std::abs(sums[i].minus(asked)));
      }
    }
  };
  add(a, rows, out.from_dual, out.from_gradient);
  add(b, columns, out.to_dual, out.to_gradient);
  out.cost = cost.value();
  out.certificate.gap = cost.minus(proved.value());
}

/// An optimum is told only with its proof, to what doubles of such sizes can tell.
void require_proof(std::string_view function, const side& a, const side& b, const cost_rows& costs,
                   const transport_plan& out) {
  double size = std::abs(out.cost), moved = 0;
  for (const shipment& s : out.plan) {
    moved += s.mass;
  }
  for (const side& s : {a, b}) {
    double all = 0;
    for (const double mass : s.masses) {
      all += mass;
    }
    size += s.inverse > 0 ? (all + moved) / s.inverse : 0;
  }
  size += moved * costs.largest();
  if (out.status == transport_status::optimal && !(std::abs(out.certificate.gap) <= std::min(1e-10 * size, 0x1p1000))) {
    throw error(errc::unsupported, function,
                fmt::format("no optimum could be proved (the gap is {:.2g} of {:.6g}): masses or costs are of too "
                            "different sizes for penalties in double precision",
                            out.certificate.gap, out.cost));
  }
}

}  // namespace

transport_plan kl_plan(std::string_view function, std::span<const double> a, std::span<const double> b,
                       const cost_rows& costs, const emd_options& how) {
  require_sizes(function, "a", a);
  require_sizes(function, "b", b);
  require_penalties(function, costs, how);
  const side from{a, 1 / how.from_penalty}, to{b, 1 / how.to_penalty};
  const bool finite = all_finite(costs);
  if (!finite && (from.inverse == 0 || to.inverse == 0)) {
    require_ways(function, from, to, costs);
  }
  const std::vector<shipment> near = finite ? near_plan(function, from, to, costs, how) : std::vector<shipment>();
  kl_forest forest(costs, a, b, how);
  if (near.empty()) {
    forest.begin(open_columns(b, costs, how.start_dual));
  } else {
    forest.begin(near);
  }
  transport_plan out;
  out.status = forest.run();
  out.pivots = forest.pivots();
  out.plan = forest.plan();
  out.from_dual.resize(a.size());
  out.to_dual.resize(b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const kernel::least_cost least = costs.least_below(i, forest.offsets(), kernel::no_bound);
    const bool open = least.column != kernel::no_column;
    out.from_dual[i] = open ? least.sum : infinity;
    if (a[i] > 0 && open) {
      out.certificate.least_reduced_cost =
          std::min(out.certificate.least_reduced_cost, least.sum - forest.row_potential(i));
    }
  }
  place_closed_columns(forest.offsets(), costs, b, out);
  certify(from, to, costs, out);
  require_proof(function, from, to, costs, out);
  return out;
}

}  // namespace relent::transporting
