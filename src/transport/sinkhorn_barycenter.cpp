#include "relent/transport/sinkhorn_barycenter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "transport/entropic_problem.hpp"
#include "transport/entropic_sweep.hpp"
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

/// One member: its sweep, and the log of the scaling of the barycentre's side.
struct member {
  member(const cost_tiles& costs, std::span<const double> masses, int threads)
      : sweep(costs, threads), side(masses, std::numeric_limits<double>::infinity()), log_sums(masses.size()) {
    sweep.skip(masses);
    log_factors.assign(masses.size(), -std::numeric_limits<double>::infinity());
  }
  entropic_sweep sweep;
  entropic_side side;
  std::vector<double> log_sums, log_factors{};
  std::vector<double> scaling{}, column_sums{}, log_column_sums{};
};

/// The sums of the columns once the rows sum to the member's masses, and their logs wherever they are too small.
void project(member& of, const cost_tiles& costs, double epsilon) {
  const row_factor factor = [&](std::size_t i, double log_sum) {
    if (!std::isfinite(log_sum)) {
      throw error(errc::invalid_value, name, fmt::format("row {} of the costs has mass and no finite cost", i));
    }
    return of.log_factors[i] = of.side.log_mass[i] - log_sum;
  };
  of.sweep.by_logarithms(epsilon, of.scaling, factor, of.log_sums, of.column_sums);
  row_space space(tile_width);
  for (std::size_t j = 0; j < of.column_sums.size(); ++j) {
    const double sum = of.column_sums[j];
    of.log_column_sums[j] = sum >= least_column_sum
                                ? std::log(sum)
                                : of.scaling[j] + log_sum_column(costs, j, of.log_factors, 1 / epsilon, space);
  }
}

}  // namespace

barycenter_result sinkhorn_barycenter(const matrix& members, std::span<const double> weights, const cost_matrix& costs,
                                      double epsilon, const sinkhorn_options& how) {
  if (members.rows == 0) {
    throw error(errc::empty, name, "there are no members");
  }
  const std::vector<double> shares = shares_of(weights, members.rows);
  require_costs(name, costs, members.columns, costs.columns);
  const cost_tiles tiles(name, costs);
  const std::vector<double> even(costs.columns, 1 / static_cast<double>(costs.columns));
  std::vector<member> all;
  all.reserve(members.rows);
  for (std::size_t k = 0; k < members.rows; ++k) {
    const double sum = require_masses(name, fmt::format("members[{}]", k), members.row(k)).value();
    if (std::abs(sum - 1) > 1e-9) {
      throw error(errc::not_normalised, name, fmt::format("members[{}] sums to {}, must be 1", k, sum));
    }
    static_cast<void>(entropic_problem(name, members.row(k), even, tiles, epsilon, how));  // checks the rest
    all.emplace_back(tiles, members.row(k), how.threads);
    all.back().scaling.assign(costs.columns, 0);
    all.back().column_sums.assign(costs.columns, 0);
    all.back().log_column_sums.assign(costs.columns, 0);
  }
  barycenter_result out;
  std::vector<double> log_masses(costs.columns);
  out.masses.resize(costs.columns);
  while (true) {
    std::ranges::fill(log_masses, 0.0);
    for (std::size_t k = 0; k < all.size(); ++k) {
      project(all[k], tiles, epsilon);
      for (std::size_t j = 0; j < log_masses.size(); ++j) {
        log_masses[j] += shares[k] > 0 ? shares[k] * all[k].log_column_sums[j] : 0;
      }
    }
    compensated_sum apart;
    for (std::size_t j = 0; j < log_masses.size(); ++j) {
      out.masses[j] = std::exp(log_masses[j]);
      for (std::size_t k = 0; k < all.size(); ++k) {
        apart += shares[k] * std::abs(all[k].column_sums[j] - out.masses[j]);
        if (std::isfinite(log_masses[j])) {
          all[k].scaling[j] += log_masses[j] - all[k].log_column_sums[j];
        }
      }
    }
    ++out.iterations;
    out.marginal_error = apart.value();
    out.converged = out.marginal_error <= how.tolerance;
    if (out.converged || out.iterations >= how.max_iterations) {
      break;
    }
  }
  if (!out.converged) {
    out.notes.push_back(unconverged_note(out.iterations, out.marginal_error, how.tolerance));
  }
  return out;
}

}  // namespace relent
