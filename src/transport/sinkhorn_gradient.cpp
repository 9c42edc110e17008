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

/// share times d value / d (a, x), added. The masses' part is f, or with a penalty rho (1 - exp(-f / rho)), and what
/// the reference measure a b^T adds, which is 0 where the plan's sums are those wanted.
void add_side(const solved_problem& what, const ground_metric& distance, double penalty, double share, int threads,
              std::vector<double>& masses, matrix& points) {
  std::vector<double> row_sums(what.a.size());
  add_point_gradient(point_costs(what.from, what.to, distance), what.a, what.b, what.of, distance.kind, share, threads,
                     points, row_sums);
  double other_total = 0;
  for (const double y : what.b) {
    other_total += y;
  }
  for (std::size_t i = 0; i < masses.size(); ++i) {
    const double f = what.of.from_potential[i];
    if (std::isinf(penalty)) {
      masses[i] += share * f;
    } else {
      const double ratio = what.a[i] > 0 ? row_sums[i] / what.a[i] : std::exp(-f / penalty);
      masses[i] += share * (-penalty * std::expm1(-f / penalty) - what.of.epsilon * (ratio - other_total));
    }
  }
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
