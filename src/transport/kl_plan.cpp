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

  /// rho log sum masses exp(-potentials / rho), and its limit where rho is infinite.
  [[nodiscard]] double log_sum(const std::vector<double>& potentials) const {
    double least = infinity, sum = 0, all = 0;
    for (std::size_t i = 0; i < masses.size(); ++i) {
      least = masses[i] > 0 ? std::min(least, potentials[i]) : least;
    }
    for (std::size_t i = 0; i < masses.size(); ++i) {
      if (masses[i] > 0) {
        sum += masses[i] * (inverse > 0 ? std::exp((least - potentials[i]) * inverse) : potentials[i]);
        all += masses[i];
      }
    }
    return inverse > 0 ? std::log(sum) / inverse - least : -sum / all;
  }
  /// masses exp(-potentials / rho), with the given sum.
  [[nodiscard]] std::vector<double> asked_for(const std::vector<double>& potentials, double total) const {
    std::vector<double> out(masses.begin(), masses.end());
    if (inverse > 0) {
      const double log_of_sum = log_sum(potentials) * inverse;
      for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = out[i] > 0 ? total * out[i] * std::exp(-potentials[i] * inverse - log_of_sum) : 0;
      }
    }
    return out;
  }
  /// What masses cost that are not moved as they are.
  [[nodiscard]] double penalty(std::size_t i, double carried) const {
    return inverse > 0 && masses[i] > 0 ? kl_penalty(carried, masses[i]) / inverse : 0;
  }
  /// d least cost / d mass under a potential.
  [[nodiscard]] double slope(double potential) const {
    return inverse > 0 ? -std::expm1(-potential * inverse) / inverse : potential;
  }
};

struct potentials {
  std::vector<double> u, v;
};

/// The value is (sum a) rho_a + (sum b) rho_b less (rho_a + rho_b) times a power of exp of this, which is least best.
double height_of(const side& a, const side& b, const potentials& at) { return a.log_sum(at.u) + b.log_sum(at.v); }

potentials between(const potentials& x, const potentials& y, double share) {
  potentials out = x;
  const auto mix = [&](std::vector<double>& to, const std::vector<double>& other) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      to[i] += share * (other[i] - to[i]);
    }
  };
  mix(out.u, y.u);
  mix(out.v, y.v);
  return out;
}

/// Where the sums of both sides become equal: how much is moved under potentials.
double moved_under(const side& a, const side& b, const potentials& at) {
  if (a.inverse == 0 || b.inverse == 0) {
    compensated_sum sum;
    for (const double mass : a.inverse == 0 ? a.masses : b.masses) {
      sum += mass;
    }
    return sum.value();
  }
  return std::exp(height_of(a, b, at) / (1 / a.inverse + 1 / b.inverse));
}

/// A plan to begin with: a few steps of Frank and Wolfe on the dual, whose linear problem is balanced transport between
/// the sums that potentials ask for; shifts are free (Sejourne, Vialard & Peyre 2022).
std::vector<shipment> near_plan(std::string_view function, const side& a, const side& b, const cost_rows& costs,
                                const emd_options& how) {
  constexpr int steps = 6;
  potentials at{std::vector<double>(a.masses.size(), 0.0), std::vector<double>(b.masses.size(), 0.0)};
  std::vector<double> warm;
  transport_plan plan;
  for (int k = 0; k < steps; ++k) {
    const double moved = moved_under(a, b, at);
    if (!(moved > 0 && std::isfinite(moved))) {
      return {};
    }
    plan = balanced_plan(function, a.asked_for(at.u, moved), b.asked_for(at.v, moved), costs,
                         {.time_limit = how.time_limit, .start_dual = warm});
    if (k + 1 == steps) {
      break;
    }
    warm = plan.to_dual;
    const potentials to{plan.from_dual, plan.to_dual};
    double low = 0, high = 1;  // the first step goes all the way: 0 need not be feasible
    for (int i = 0; i < 24 && k > 0; ++i) {
      const double one = low + 0.382 * (high - low), other = high - 0.382 * (high - low);
      (height_of(a, b, between(at, to, one)) < height_of(a, b, between(at, to, other)) ? high : low) =
          height_of(a, b, between(at, to, one)) < height_of(a, b, between(at, to, other)) ? other : one;
    }
    at = between(at, to, k > 0 ? (low + high) / 2 : 1);
  }
  return plan.plan;
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

/// Columns without mass, and those that fill up the last step, closed.
std::vector<double> open_columns(std::span<const double> b, const cost_rows& costs) {
  std::vector<double> out(costs.padded(), kernel::closed_column);
  for (std::size_t j = 0; j < b.size(); ++j) {
    out[j] = b[j] > 0 ? 0 : kernel::closed_column;
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

}  // namespace

transport_plan kl_plan(std::string_view function, std::span<const double> a, std::span<const double> b,
                       const cost_rows& costs, const emd_options& how) {
  (void)require_masses(function, "a", a);
  (void)require_masses(function, "b", b);
  require_penalties(function, costs, how);
  const side from{a, 1 / how.from_penalty}, to{b, 1 / how.to_penalty};
  const bool finite = all_finite(costs);
  if (!finite && (from.inverse == 0 || to.inverse == 0)) {
    require_ways(function, from, to, costs);
  }
  const std::vector<shipment> near = finite ? near_plan(function, from, to, costs, how) : std::vector<shipment>();
  kl_forest forest(costs, a, b, how);
  if (near.empty()) {
    forest.begin(open_columns(b, costs));
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
  return out;
}

}  // namespace relent::transporting
