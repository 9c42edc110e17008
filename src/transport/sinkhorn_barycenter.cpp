#include "relent/transport/sinkhorn_barycenter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "transport/entropic_problem.hpp"
#include "transport/entropic_sweep.hpp"
#include "transport/grid_axes.hpp"
#include "transport/grid_sums.hpp"
#include "transport/marginals.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::string_view name = "sinkhorn_barycenter";

std::vector<double> shares_of(std::span<const double> weights, std::size_t members) {
  if (weights.size() != members) {
    throw error(errc::shape_mismatch, name, fmt::format("{} weights for {} members", weights.size(), members));
  }
  const double sum = require_masses(name, "weights", weights).value();
  std::vector<double> out(weights.begin(), weights.end());
  for (double& w : out) {
    w /= sum;
  }
  return out;
}

/// One member: its sums, and the log of the scaling of the barycentre's side.
struct member {
  member(std::unique_ptr<gibbs_sums> of, std::span<const double> masses)
      : sums(std::move(of)),
        side(masses, std::numeric_limits<double>::infinity()),
        log_sums(masses.size()),
        log_factors(masses.size(), -std::numeric_limits<double>::infinity()),
        scaling(sums->columns()),
        column_sums(sums->columns()),
        log_column_sums(sums->columns()) {}
  std::unique_ptr<gibbs_sums> sums;
  entropic_side side;
  std::vector<double> log_sums, log_factors;
  std::vector<double> scaling, column_sums, log_column_sums;
};

/// The sums of the columns once the rows sum to the member's masses, and their logs wherever they are too small.
/// Whether they are exact.
bool project(member& of, double epsilon, accuracy wanted) {
  const row_factor factor = [&](std::size_t i, double log_sum) {
    if (!std::isfinite(log_sum)) {
      throw error(errc::invalid_value, name, fmt::format("row {} of the costs has mass and no finite cost", i));
    }
    return of.log_factors[i] = of.side.log_mass[i] - log_sum;
  };
  const bool exact = of.sums->both(epsilon, of.scaling, factor, of.log_sums, of.column_sums, wanted, nullptr);
  std::vector<std::size_t> tiny;
  for (std::size_t j = 0; j < of.column_sums.size(); ++j) {
    of.log_column_sums[j] = std::log(of.column_sums[j]);
    if (!(of.column_sums[j] >= least_column_sum)) {
      tiny.push_back(j);
    }
  }
  std::vector<double> logs(tiny.size());
  if (!tiny.empty()) {
    of.sums->logs(side::columns, tiny, epsilon, of.log_factors, logs);
  }
  for (std::size_t k = 0; k < tiny.size(); ++k) {
    of.log_column_sums[tiny[k]] = of.scaling[tiny[k]] + logs[k];
  }
  return exact;
}

/// The masses that the members' columns have in the (weighed, geometric) mean, their scalings towards it, and how far
/// the members are from it.
double join(std::vector<member>& all, std::span<const double> shares, std::vector<double>& masses, bool move) {
  std::vector<double> log_masses(masses.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    for (std::size_t j = 0; j < log_masses.size(); ++j) {
      log_masses[j] += shares[k] > 0 ? shares[k] * all[k].log_column_sums[j] : 0;
    }
  }
  compensated_sum apart;
  for (std::size_t j = 0; j < log_masses.size(); ++j) {
    masses[j] = std::exp(log_masses[j]);
    for (std::size_t k = 0; k < all.size(); ++k) {
      apart += shares[k] * std::abs(all[k].column_sums[j] - masses[j]);
      if (move && std::isfinite(log_masses[j])) {
        all[k].scaling[j] += log_masses[j] - all[k].log_column_sums[j];
      }
    }
  }
  return apart.value();
}

/// `sums_of(masses)` makes the sums of one member.
template <class SumsOf>
barycenter_result barycenter(const matrix& members, std::span<const double> weights, std::size_t places, double epsilon,
                             const sinkhorn_options& how, const SumsOf& sums_of) {
  const std::vector<double> shares = shares_of(weights, members.rows);
  const std::vector<double> even(places, 1 / static_cast<double>(places));
  std::vector<member> all;
  for (std::size_t k = 0; k < members.rows; ++k) {
    const double sum = require_masses(name, fmt::format("members[{}]", k), members.row(k)).value();
    if (std::abs(sum - 1) > 1e-9) {
      throw error(errc::not_normalised, name, fmt::format("members[{}] sums to {}, must be 1", k, sum));
    }
    all.emplace_back(sums_of(members.row(k)), members.row(k));
    static_cast<void>(entropic_problem(name, members.row(k), even, *all.back().sums, epsilon, how));  // checks the rest
  }
  barycenter_result out;
  out.masses.resize(places);
  while (true) {
    ++out.iterations;
    const bool last = out.iterations >= how.max_iterations;
    const auto pass = [&](accuracy wanted) {
      bool exact = true;
      for (member& m : all) {
        exact = project(m, epsilon, wanted) && exact;
      }
      return exact;
    };
    const bool exact = pass(last ? accuracy::once : accuracy::quick);
    out.marginal_error = join(all, shares, out.masses, false);
    if (out.marginal_error <= how.tolerance && !exact) {
      pass(accuracy::exact);
    }
    out.marginal_error = join(all, shares, out.masses, true);
    if (std::ranges::all_of(out.masses, [](double x) { return x == 0; })) {
      throw error(errc::unsupported, name, "there is no place that every member reaches at a finite cost");
    }
    out.converged = out.marginal_error <= how.tolerance;
    if (out.converged || last) {
      break;
    }
  }
  if (!out.converged) {
    out.notes.push_back(unconverged_note(out.iterations, out.marginal_error, how.tolerance));
  }
  return out;
}

void require_members(const matrix& members) {
  if (members.rows == 0) {
    throw error(errc::empty, name, "there are no members");
  }
}

}  // namespace

barycenter_result sinkhorn_barycenter(const matrix& members, std::span<const double> weights, const cost_matrix& costs,
                                      double epsilon, const sinkhorn_options& how) {
  require_members(members);
  require_costs(name, costs, members.columns, costs.columns);
  const stored_costs tiles(name, "costs", costs, std::numeric_limits<double>::infinity());
  return barycenter(members, weights, costs.columns, epsilon, how, [&](std::span<const double> masses) {
    return std::make_unique<entropic_sweep>(tiles, masses, how.form, how.threads, members.rows);
  });
}

barycenter_result sinkhorn_barycenter(const matrix& members, std::span<const double> weights,
                                      const regular_grid& places, double epsilon, const sinkhorn_options& how) {
  require_grid(name, places);
  for (std::size_t k = 0; k < members.rows; ++k) {
    require_on_grid(name, places, fmt::format("members[{}]", k), members.row(k));
  }
  require_members(members);
  return barycenter(members, weights, places.size(), epsilon, how, [&](std::span<const double> masses) {
    return std::make_unique<grid_sums>(places, masses, how.threads);
  });
}

}  // namespace relent
