#include <cmath>
#include <vector>

#include "relent/core/error.hpp"
#include "relent/transport/sinkhorn_divergence.hpp"

#include "transport/entropic_problem.hpp"
#include "transport/plan_rows.hpp"

namespace relent {
namespace {

using namespace transporting;

/// One problem whose gradient is asked for: where the second side is the first, both of its pulls are one.
struct solved_problem {
  std::span<const double> a, b;
  const point_cloud& from;
  const point_cloud& to;
  const sinkhorn_result& of;
};

sinkhorn_result turned(const sinkhorn_result& of) {
  sinkhorn_result out;
  out.epsilon = of.epsilon;
  out.from_potential = of.to_potential;
  out.to_potential = of.from_potential;
  return out;
}

void require_metric(const ground_metric& distance) {
  if (distance.kind != metric::euclidean && distance.kind != metric::squared_euclidean) {
    throw error(errc::unsupported, "sinkhorn_gradient",
                "gradients of points stand for the metrics euclidean and sqeuclidean; of other costs, d value / d c is "
                "the plan");
  }
}

double total_of(std::span<const double> masses) {
  double out = 0;
  for (const double y : masses) {
    out += y;
  }
  return out;
}

/// share times d value / d a, added: f, or with a penalty rho (1 - exp(-f / rho)), and what the reference measure a b^T
/// adds, which is 0 where the plan's sums are those wanted.
void add_masses(std::span<const double> a, const std::vector<double>& potential, const std::vector<double>& row_sums,
                double other_total, double epsilon, double penalty, double share, std::vector<double>& masses) {
  for (std::size_t i = 0; i < masses.size(); ++i) {
    const double f = potential[i];
    if (std::isinf(penalty)) {
      masses[i] += share * f;
    } else {
      const double ratio = a[i] > 0 ? row_sums[i] / a[i] : std::exp(-f / penalty);
      masses[i] += share * (-penalty * std::expm1(-f / penalty) - epsilon * (ratio - other_total));
    }
  }
}

/// share times d value / d (a, x), added.
void add_side(const solved_problem& what, const ground_metric& distance, double penalty, double share, int threads,
              std::vector<double>& masses, matrix& points) {
  std::vector<double> row_sums(what.a.size());
  add_point_gradient(point_costs(what.from, what.to, distance), what.a, what.b, what.of, distance.kind, share, threads,
                     points, row_sums);
  add_masses(what.a, what.of.from_potential, row_sums, total_of(what.b), what.of.epsilon, penalty, share, masses);
}

transport_gradient empty_gradient(const point_cloud& from, const point_cloud& to) {
  return {std::vector<double>(from.size()), std::vector<double>(to.size()), matrix(from.size(), from.dimensions),
          matrix(to.size(), to.dimensions)};
}

}  // namespace

transport_gradient sinkhorn_gradient(std::span<const double> a, std::span<const double> b, const point_cloud& from,
                                     const point_cloud& to, const ground_metric& distance, const sinkhorn_result& of,
                                     const sinkhorn_options& how) {
  require_metric(distance);
  require_clouds("sinkhorn_gradient", from, to, distance, a.size(), b.size());
  transport_gradient out = empty_gradient(from, to);
  const sinkhorn_result back = turned(of);
  add_side({a, b, from, to, of}, distance, how.from_penalty, 1, how.threads, out.from_mass, out.from);
  add_side({b, a, to, from, back}, distance, how.to_penalty, 1, how.threads, out.to_mass, out.to);
  return out;
}

transport_gradient sinkhorn_gradient(std::span<const double> a, std::span<const double> b, const cost_matrix& costs,
                                     const sinkhorn_result& of, const sinkhorn_options& how) {
  require_costs("sinkhorn_gradient", costs, a.size(), b.size());
  if (of.from_potential.size() != a.size() || of.to_potential.size() != b.size()) {
    throw error(errc::shape_mismatch, "sinkhorn_gradient",
                "the result is not of this problem: other numbers of masses");
  }
  transport_gradient out;
  out.from_mass.assign(a.size(), 0.0);
  out.to_mass.assign(b.size(), 0.0);
  std::vector<double> row_sums(a.size()), column_sums(b.size());
  if (std::isfinite(how.from_penalty) || std::isfinite(how.to_penalty)) {
    const matrix plan = sinkhorn_plan(a, b, costs, of);
    for (std::size_t i = 0; i < plan.rows; ++i) {
      for (std::size_t j = 0; j < plan.columns; ++j) {
        row_sums[i] += plan(i, j);
        column_sums[j] += plan(i, j);
      }
    }
  }
  add_masses(a, of.from_potential, row_sums, total_of(b), of.epsilon, how.from_penalty, 1, out.from_mass);
  add_masses(b, of.to_potential, column_sums, total_of(a), of.epsilon, how.to_penalty, 1, out.to_mass);
  return out;
}

transport_gradient sinkhorn_divergence_gradient(std::span<const double> a, std::span<const double> b,
                                                const point_cloud& from, const point_cloud& to,
                                                const ground_metric& distance, const sinkhorn_divergence_result& of,
                                                const sinkhorn_options& how) {
  transport_gradient out = sinkhorn_gradient(a, b, from, to, distance, of.between, how);
  // Half of a self-term moves with either of its sides, which are one: together a whole side's gradient.
  add_side({a, a, from, from, of.of_from}, distance, how.from_penalty, -1, how.threads, out.from_mass, out.from);
  add_side({b, b, to, to, of.of_to}, distance, how.to_penalty, -1, how.threads, out.to_mass, out.to);
  if (std::isfinite(how.from_penalty)) {
    double apart = 0;
    for (const double x : a) {
      apart += x;
    }
    for (const double y : b) {
      apart -= y;
    }
    for (double& g : out.from_mass) {
      g += of.between.epsilon * apart;
    }
    for (double& g : out.to_mass) {
      g -= of.between.epsilon * apart;
    }
  }
  return out;
}

}  // namespace relent
