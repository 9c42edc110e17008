#include "transport/entropic_problem.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "transport/marginals.hpp"

namespace relent::transporting {
namespace {

constexpr double least_share_of_range = 1e-12, most_mass = 0x1p500;

void require(std::string_view function, std::string_view argument, double value, bool good, std::string_view bound) {
  if (!good) {
    throw bad_value(function, argument, std::nullopt, value, bound, errc::out_of_range);
  }
}

}  // namespace

entropic_side::entropic_side(std::span<const double> masses, double rho)
    : mass(masses), log_mass(masses.size()), potential(masses.size()), penalty(rho), total(0) {
  std::ranges::transform(masses, log_mass.begin(), [](double x) { return std::log(x); });
  compensated_sum sum;
  for (const double x : masses) {
    sum += x;
  }
  total = sum.value();
}

double entropic_side::damping(double epsilon) const noexcept {
  return std::isinf(penalty) ? 1 : penalty / (penalty + epsilon);
}

double entropic_side::wanted(std::size_t i) const noexcept {
  return std::isinf(penalty) ? mass[i] : mass[i] * std::exp(-potential[i] / penalty);
}

double entropic_side::dual() const {
  compensated_sum sum;
  for (std::size_t i = 0; i < mass.size(); ++i) {
    if (mass[i] > 0) {
      sum += mass[i] * (std::isinf(penalty) ? potential[i] : -penalty * std::expm1(-potential[i] / penalty));
    }
  }
  return sum.value();
}

std::vector<double> entropic_side::exponents(double epsilon) const {
  std::vector<double> out(mass.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = mass[i] > 0 ? potential[i] / epsilon + log_mass[i] : -std::numeric_limits<double>::infinity();
  }
  return out;
}

entropic_problem::entropic_problem(std::string_view name, std::span<const double> a, std::span<const double> b,
                                   gibbs_sums& between, double regularisation, const sinkhorn_options& options)
    : function(name),
      sums(between),
      from(a, options.from_penalty),
      to(b, options.to_penalty),
      epsilon(regularisation),
      how(options),
      range(between.range()) {
  static_cast<void>(require_masses(name, "a", a));
  static_cast<void>(require_masses(name, "b", b));
  require(name, "from_penalty", how.from_penalty, how.from_penalty > 0, "> 0");
  require(name, "to_penalty", how.to_penalty, how.to_penalty > 0, "> 0");
  if (balanced()) {
    require_equal_totals(name, from.total, to.total);
  }
  for (const auto& [side, total] : {std::pair{"a", from.total}, std::pair{"b", to.total}}) {
    require(name, fmt::format("sum of {}", side), total, total < most_mass,
            "below 2^500: divide the masses by their sum");
  }
  require(name, "epsilon", epsilon, epsilon > 0 && std::isfinite(epsilon), "finite and > 0");
  require(name, "epsilon", epsilon, epsilon >= std::numeric_limits<double>::min(), ">= 2.3e-308");
  if (!std::isfinite(range)) {
    throw error(errc::out_of_range, name,
                "costs differ by more than doubles hold: divide them, or the points, by a number");
  }
  require(name, "epsilon", epsilon, epsilon >= least_share_of_range * range,
          fmt::format(">= {:g}, 1e-12 of the costs' range: below that exponents have no digits left; emd solves the "
                      "problem without epsilon",
                      least_share_of_range * range));
  require(name, "tolerance", how.tolerance, how.tolerance > 0, "> 0");
  require(name, "max_iterations", how.max_iterations, how.max_iterations >= 1, ">= 1");
  if (!how.start.empty() && how.start.size() != b.size()) {
    throw error(errc::shape_mismatch, name,
                fmt::format("start has {} potentials, b has {} masses", how.start.size(), b.size()));
  }
  for (std::size_t j = 0; j < how.start.size(); ++j) {
    if (!std::isfinite(how.start[j]) && b[j] > 0) {
      throw bad_value(name, "start", static_cast<std::int64_t>(j), how.start[j], "finite");
    }
  }
}

bool entropic_problem::balanced() const noexcept { return std::isinf(from.penalty) && std::isinf(to.penalty); }

void require_costs(std::string_view function, const cost_matrix& costs, std::size_t n, std::size_t m) {
  if (costs.rows != n || costs.columns != m || costs.values.size() != n * m) {
    throw error(
        errc::shape_mismatch, function,
        fmt::format("costs have shape {} x {}, a and b have {} and {} masses", costs.rows, costs.columns, n, m));
  }
}

void require_clouds(std::string_view function, const point_cloud& from, const point_cloud& to,
                    const ground_metric& distance, std::size_t n, std::size_t m) {
  require_cloud(function, "from", from, distance);
  require_cloud(function, "to", to, distance);
  require_comparable(function, from, to, distance);
  for (const auto& [side, points, masses] : {std::tuple{"from", from.size(), n}, std::tuple{"to", to.size(), m}}) {
    if (points != masses) {
      throw error(errc::shape_mismatch, function, fmt::format("{} has {} points and {} masses", side, points, masses));
    }
  }
}

std::string unconverged_note(int iterations, double error, double tolerance) {
  return fmt::format(
      "not converged: after {} iterations the marginal error is {:.3g}, which should be at most {:g}; ask "
      "for more iterations or a larger epsilon",
      iterations, error, tolerance);
}

[[noreturn]] void refuse_unreachable(const entropic_problem& of, std::string_view side, std::size_t i) {
  throw error(errc::invalid_value, of.function,
              fmt::format("{}[{}] has mass, and no pair of it with mass on the other side has a finite cost: no plan "
                          "exists",
                          side, i));
}

namespace {

/// Elements without mass get the potential that a mass there would have.
void place_without_mass(const entropic_problem& of, side which, entropic_side& one, const entropic_side& other) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < one.mass.size(); ++i) {
    if (one.mass[i] == 0) {
      places.push_back(i);
    }
  }
  if (places.empty()) {
    return;
  }
  std::vector<double> log_sums(places.size());
  of.sums.logs(which, places, of.epsilon, other.exponents(of.epsilon), log_sums);
  for (std::size_t k = 0; k < places.size(); ++k) {
    one.potential[places[k]] = -of.epsilon * one.damping(of.epsilon) * log_sums[k];
  }
}

}  // namespace

sinkhorn_result finish(entropic_problem& problem, double plan_total, double error, int iterations) {
  entropic_side& from = problem.from;
  entropic_side& to = problem.to;
  const double epsilon = problem.epsilon;
  sinkhorn_result out;
  out.epsilon = epsilon;
  out.iterations = iterations;
  out.marginal_error = error;
  out.converged = error <= problem.how.tolerance;
  out.value = from.dual() + to.dual() - epsilon * (plan_total - from.total * to.total);
  place_without_mass(problem, side::rows, from, to);
  place_without_mass(problem, side::columns, to, from);
  out.from_potential = from.potential;
  out.to_potential = to.potential;
  if (!out.converged) {
    out.notes.push_back(unconverged_note(iterations, error, problem.how.tolerance));
  }
  return out;
}

}  // namespace relent::transporting
