#include "relent/transport/emd.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "transport/cost_rows.hpp"
#include "transport/marginals.hpp"
#include "transport/network_simplex.hpp"
#include "transport/whole_units.hpp"

namespace relent {
namespace {

using namespace transporting;
using node = spanning_tree::node;

constexpr std::string_view name = "emd";

/// min over rows of c_ij - v_j for every column, the guess where none is given.
std::vector<double> least_of_columns(const cost_rows& costs) {
  std::vector<double> v(costs.padded(), kernel::closed_column), room(costs.padded());
  std::fill_n(v.begin(), costs.columns(), kernel::no_bound);
  for (std::size_t i = 0; i < costs.rows(); ++i) {
    kernel::lower_to(costs.row(i, room.data()), costs.columns(), 0, v.data());
  }
  return v;
}

std::vector<shipment> shipments(const network_simplex& solved, std::size_t rows, double unit) {
  std::vector<shipment> out;
  const spanning_tree& tree = solved.tree();
  for (node w = tree[tree.root()].next; w != tree.root(); w = tree[w].next) {
    if (tree[w].units == 0) {
      continue;
    }
    const node p = tree[w].parent;
    const auto i = static_cast<std::size_t>(tree.is_row(w) ? w : p);
    const auto j = static_cast<std::size_t>(tree.is_row(w) ? p : w) - rows;
    out.push_back({i, j, static_cast<double>(tree[w].units) * unit});
  }
  std::ranges::sort(out, [](const shipment& x, const shipment& y) {
    return x.from != y.from ? x.from < y.from : x.to < y.to;
  });
  return out;
}

transport_plan solve(std::span<const double> a, std::span<const double> b, const cost_rows& costs,
                     const emd_options& how) {
  const whole_units units(name, a, b);
  network_simplex simplex(costs, units.supply(), units.demand(), least_of_columns(costs));
  transport_plan out;
  out.status = simplex.run(how);
  out.pivots = simplex.pivots();
  out.plan = shipments(simplex, costs.rows(), units.unit());
  compensated_sum cost;
  for (const shipment& s : out.plan) {
    cost += s.mass * costs.at(s.from, s.to);
  }
  out.cost = cost.value();
  // Every row's potential as high as the costs allow: feasible whatever the tree's are.
  out.from_dual.resize(a.size());
  out.to_dual.assign(simplex.column_potentials().begin(),
                     simplex.column_potentials().begin() + static_cast<std::ptrdiff_t>(b.size()));
  compensated_sum proved;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double highest =
        costs.least_below(i, simplex.column_potentials().data(), kernel::no_bound).difference;
    out.certificate.least_reduced_cost = std::min(out.certificate.least_reduced_cost, highest - simplex.row_potentials()[i]);
    out.from_dual[i] = highest;
    proved += a[i] * highest;
  }
  for (std::size_t j = 0; j < b.size(); ++j) {
    proved += b[j] * out.to_dual[j];
  }
  out.certificate.gap = -proved.minus(out.cost);
  return out;
}

}  // namespace

transport_plan emd(std::span<const double> a, std::span<const double> b, const cost_matrix& costs,
                   const emd_options& how) {
  return solve(a, b, *stored_costs(name, "M", costs), how);
}

transport_plan emd(std::span<const double> a, std::span<const double> b, const point_cloud& from,
                   const point_cloud& to, const ground_metric& distance, const emd_options& how) {
  require_comparable(name, from, to, distance);
  require_cloud(name, "X", from, distance);
  require_cloud(name, "Y", to, distance);
  return solve(a, b, *computed_costs(from, to, distance), how);
}

}  // namespace relent
