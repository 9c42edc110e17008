#include "transport/certified_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "relent/core/summation.hpp"

namespace relent::transporting {
namespace {

using node = spanning_tree::node;

/// Calls visit(row, column, units) for every arc of the tree that carries some.
template <class Visit>
void each_loaded(const spanning_tree& tree, std::size_t rows, const Visit& visit) {
  for (node w = tree.next(tree.root()); w != tree.root(); w = tree.next(w)) {
    if (tree[w].units > 0) {
      const node p = tree[w].parent;
      visit(static_cast<std::size_t>(tree.is_row(w) ? w : p), static_cast<std::size_t>(tree.is_row(w) ? p : w) - rows,
            tree[w].units);
    }
  }
}

}  // namespace

void place_closed_columns(const double* offsets, const cost_rows& costs, std::span<const double> b,
                          transport_plan& out) {
  std::vector<std::size_t> closed;
  for (std::size_t j = 0; j < b.size(); ++j) {
    out.to_dual[j] = -offsets[j];
    if (offsets[j] == kernel::closed_column) {
      out.to_dual[j] = std::numeric_limits<double>::infinity();
      closed.push_back(j);
    }
  }
  if (closed.empty()) {
    return;
  }
  std::vector<std::size_t> from(b.size(), 0);
  std::vector<double> room(costs.padded());
  for (std::size_t i = 0; i < costs.rows(); ++i) {
    const double* const row = costs.row(i, room.data());
    for (const std::size_t j : closed) {
      if (const double most = row[j] - out.from_dual[i]; most < out.to_dual[j]) {
        out.to_dual[j] = most;
        from[j] = i;
      }
    }
  }
  for (const std::size_t j : closed) {
    if (b[j] > 0 && std::isfinite(out.to_dual[j])) {
      out.plan.push_back({from[j], j, b[j]});
    }
  }
}

void certify(const cost_rows& costs, std::span<const double> a, std::span<const double> b, transport_plan& out) {
  std::ranges::sort(
      out.plan, [](const shipment& x, const shipment& y) { return x.from != y.from ? x.from < y.from : x.to < y.to; });
  compensated_sum cost, proved;
  std::vector<compensated_sum> rows(a.size()), columns(b.size());
  for (const shipment& s : out.plan) {
    cost += s.mass * costs.at(s.from, s.to);
    rows[s.from] += s.mass;
    columns[s.to] += s.mass;
  }
  out.certificate.marginal_error = 0;
  const auto compare = [&](std::span<const double> masses, const std::vector<compensated_sum>& sums,
                           const std::vector<double>& dual) {
    for (std::size_t i = 0; i < masses.size(); ++i) {
      out.certificate.marginal_error = std::max(out.certificate.marginal_error, std::abs(sums[i].minus(masses[i])));
      if (masses[i] > 0) {
        proved += masses[i] * dual[i];
      }
    }
  };
  compare(a, rows, out.from_dual);
  compare(b, columns, out.to_dual);
  out.cost = cost.value();
  out.certificate.gap = cost.minus(proved.value());
  out.from_gradient = out.from_dual;
  out.to_gradient = out.to_dual;
}

transport_plan certified_plan(const network_simplex& solved, const cost_rows& costs, const whole_units& units,
                              std::span<const double> a) {
  const std::span<const double> b = units.b();
  transport_plan out;
  out.pivots = solved.pivots();
  // What equal totals cost in units may wander along the tree; a part of a mass that is below its rounding is none.
  each_loaded(solved.tree(), costs.rows(), [&](std::size_t i, std::size_t j, std::int64_t n) {
    if (const double mass = units.mass(n); mass > 0x1p-48 * std::min(a[i], b[j])) {
      out.plan.push_back({i, j, mass});
    }
  });
  out.from_dual.resize(a.size());
  out.to_dual.resize(b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const kernel::least_cost least = costs.least_below(i, solved.offsets(), kernel::no_bound);
    const bool open = least.column != kernel::no_column;
    out.from_dual[i] = open ? least.sum : std::numeric_limits<double>::infinity();
    if (units.supply()[i] > 0) {
      out.certificate.least_reduced_cost =
          std::min(out.certificate.least_reduced_cost, least.sum - solved.row_potential(i));
    } else if (a[i] > 0 && open) {
      out.plan.push_back({i, least.column, a[i]});
    }
  }
  place_closed_columns(solved.offsets(), costs, b, out);
  certify(costs, a, b, out);
  return out;
}

std::string why_infeasible(const spanning_tree& tree, const cost_rows& costs, const whole_units& units) {
  const std::size_t n = costs.rows(), m = costs.columns();
  std::vector<std::vector<std::size_t>> served(m);  // rows that ship to a column
  std::vector<std::int64_t> supply(n, 0), demand(m, 0);
  std::vector<char> row_in(n, 0), column_in(m, 0);
  std::vector<std::size_t> open;
  each_loaded(tree, n, [&](std::size_t i, std::size_t j, std::int64_t n_units) {
    supply[i] += n_units;
    demand[j] += n_units;
    served[j].push_back(i);
    if (open.empty() && std::isinf(costs.at(i, j))) {
      open.push_back(i);
      row_in[i] = 1;
    }
  });
  // Whatever the row that has nowhere to go may reach is full, by rows that may go no further either.
  std::size_t rows = 0, columns = 0;
  std::int64_t stuck = 0, room = 0;
  const std::size_t example = open.front();
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    ++rows;
    stuck += supply[i];
    for (std::size_t j = 0; j < m; ++j) {
      if (column_in[j] != 0 || std::isinf(costs.at(i, j))) {
        continue;
      }
      column_in[j] = 1;
      ++columns;
      room += demand[j];
      for (const std::size_t k : served[j]) {
        if (row_in[k] == 0 && !std::isinf(costs.at(k, j))) {
          row_in[k] = 1;
          open.push_back(k);
        }
      }
    }
  }
  return fmt::format(
      "the forbidden pairs leave no plan: {} row{} (row {} among them) hold{} {:.6g} and may only go to {} column{}, "
      "which take{} {:.6g}",
      rows, rows == 1 ? "" : "s", example, rows == 1 ? "s" : "", units.mass(stuck), columns, columns == 1 ? "" : "s",
      columns == 1 ? "s" : "", units.mass(room));
}

}  // namespace relent::transporting
