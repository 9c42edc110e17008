#include "transport/balanced_plan.hpp"

#include <algorithm>
#include <vector>

#include "relent/core/error.hpp"

#include "transport/certified_plan.hpp"
#include "transport/network_simplex.hpp"
#include "transport/start_offsets.hpp"
#include "transport/whole_units.hpp"

namespace relent::transporting {
namespace {

/// Potentials of columns that were given, negated and padded. Partial and unbalanced problems have columns more.
std::vector<double> offsets_of(std::span<const double> dual, const cost_rows& costs) {
  std::vector<double> out(costs.padded(), kernel::closed_column);
  std::fill_n(out.begin(), costs.columns(), 0.0);
  std::ranges::transform(dual, out.begin(), [](double v) { return -v; });
  return out;
}

}  // namespace

transport_plan balanced_plan(std::string_view function, std::span<const double> a, std::span<const double> b,
                             const cost_rows& costs, const emd_options& how) {
  const whole_units units(function, a, b);
  network_simplex simplex(costs, units.supply(), units.demand(),
                          how.start_dual.empty() ? start_offsets(costs, units.supply(), units.demand(), how.time_limit)
                                                 : offsets_of(how.start_dual, costs));
  const transport_status status = simplex.run(how);
  if (simplex.ships_forbidden()) {
    if (status == transport_status::optimal) {
      throw error(errc::unsupported, function, why_infeasible(simplex.tree(), costs, units));
    }
    throw error(errc::unsupported, function, "the limit was reached before there was a plan without forbidden pairs");
  }
  transport_plan out = certified_plan(simplex, costs, units, a);
  out.status = status;
  return out;
}

}  // namespace relent::transporting
