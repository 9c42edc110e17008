#include "transport/kl_forest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "relent/core/summation.hpp"

namespace relent::transporting {
namespace {

/// -log of the share of its mass that a place by itself stands for.
constexpr double nothing = 690;
/// Rows looked at before what was found is put to use, and arcs that are worth it.
constexpr std::size_t rows_at_once = 64, arcs_at_once = 32;

}  // namespace

double kl_penalty(double p, double a) noexcept {
  if (p == 0) {
    return a;
  }
  const double r = (p - a) / a;
  return std::abs(r) < 0.5 ? a * ((1 + r) * std::log1p(r) - r)
                           : p * (std::log(p) - std::log(a)) - p + a;  // the quotient may be none
}

kl_forest::kl_forest(const cost_rows& costs, std::span<const double> a, std::span<const double> b,
                     const emd_options& how)
    : costs_(costs),
      a_(a),
      b_(b),
      rows_(costs.rows()),
      inverse_a_(1 / how.from_penalty),
      inverse_b_(1 / how.to_penalty),
      how_(how),
      tolerance_(0x1p-47 * costs.largest()),
      beside_(a.size() + b.size()),
      heights_(rows_ + costs.padded(), kernel::closed_column),
      carried_(a.size() + b.size(), 0.0),
      parents_(carried_.size(), none),
      parent_arcs_(carried_.size(), none),
      depths_(carried_.size(), 0),
      visited_(carried_.size(), 0) {
  for (std::size_t i = 0; i < rows_; ++i) {
    if (a_[i] > 0) {
      live_.push_back(i);
    }
  }
}

std::uint32_t kl_forest::add(node row, node column, double mass, double cost) {
  std::uint32_t k = static_cast<std::uint32_t>(arcs_.size());
  if (spare_.empty()) {
    arcs_.push_back({});
  } else {
    k = spare_.back();
    spare_.pop_back();
  }
  arcs_[k] = {row, column, mass, 0, cost};
  beside_[row].push_back(k);
  beside_[column].push_back(k);
  return k;
}

void kl_forest::remove(std::uint32_t k) {
  for (const node v : {arcs_[k].row, arcs_[k].column}) {
    auto& list = beside_[v];
    *std::ranges::find(list, k) = list.back();
    list.pop_back();
    reopen(v);
  }
  spare_.push_back(k);
}

void kl_forest::begin(const std::vector<shipment>& plan) {
  for (const shipment& s : plan) {
    add(static_cast<node>(s.from), static_cast<node>(rows_ + s.to), s.mass, costs_.at(s.from, s.to));
  }
  for (node v = 0; v < beside_.size(); ++v) {
    const bool row = is_row(v);
    if ((row ? a_[v] : b_[v - rows_]) > 0) {
      heights_[v] = 0;
      reopen(v);
    }
  }
  settle();
}

void kl_forest::begin(const std::vector<double>& offset) {
  // Stars about columns, and about rows for the columns that these leave alone; about the side whose sums are held, so
  // that each of its places has an arc.
  std::vector<shipment> plan;
  std::vector<char> taken(beside_.size(), 0);
  std::vector<double> room(costs_.padded()), least(b_.size(), kernel::no_bound);
  std::vector<std::size_t> nearest(b_.size(), 0);
  const bool rows_first = inverse_b_ > 0;
  const auto columns = [&] {
    for (const std::size_t i : live_) {
      const double* const row = costs_.row(i, room.data());
      for (std::size_t j = 0; j < b_.size(); ++j) {
        if (row[j] < least[j] && taken[rows_ + j] == 0) {
          least[j] = row[j];
          nearest[j] = i;
        }
      }
    }
    for (std::size_t j = 0; j < b_.size(); ++j) {
      if (b_[j] > 0 && least[j] < kernel::no_bound) {
        plan.push_back({nearest[j], j, b_[j]});
        taken[nearest[j]] = 1;
      }
    }
  };
  if (!rows_first) {
    columns();
  }
  for (const std::size_t i : live_) {
    const std::size_t j = costs_.least_below(i, offset.data(), kernel::no_bound).column;
    if (j != kernel::no_column && taken[i] == 0) {
      plan.push_back({i, j, a_[i]});
      taken[rows_ + j] = 1;
    }
  }
  if (rows_first) {
    columns();
  }
  // A place with several arcs shares its mass among them.
  std::vector<double> degree(beside_.size(), 0.0);
  for (const shipment& s : plan) {
    ++degree[s.from];
    ++degree[rows_ + s.to];
  }
  for (shipment& s : plan) {
    s.mass = rows_first ? a_[s.from] / degree[s.from] : b_[s.to] / degree[rows_ + s.to];
  }
  begin(plan);
}

/// Heights along a tree from that of its root, which stays.
void kl_forest::collect(node root) {
  order_.assign(1, root);
  parents_[root] = parent_arcs_[root] = none;
  depths_[root] = 0;
  ++visits_;
  for (std::size_t k = 0; k < order_.size(); ++k) {
    const node v = order_[k];
    visited_[v] = visits_;
    for (const std::uint32_t e : beside_[v]) {
      if (e == parent_arcs_[v]) {
        continue;
      }
      const arc& along = arcs_[e];
      const node w = is_row(v) ? along.column : along.row;
      heights_[w] = is_row(v) ? heights_[v] - along.cost : heights_[v] + along.cost;
      parents_[w] = v;
      parent_arcs_[w] = e;
      depths_[w] = depths_[v] + 1;
      order_.push_back(w);
    }
  }
}

/// Moves the tree's heights by the t that makes sum a exp(-(u + t) / rho_a) = sum b exp(-(v - t) / rho_b), and notes
/// what each place is to carry. Where masses hardly change, their difference is summed without them, so that large
/// penalties cost no digits.
void kl_forest::shift_to_balance() {
  const double both = inverse_a_ + inverse_b_;
  double most_row = -kernel::no_bound, most_column = -kernel::no_bound;
  for (const node v : order_) {
    if (is_row(v)) {
      most_row = std::max(most_row, -heights_[v] * inverse_a_);
    } else {
      most_column = std::max(most_column, heights_[v] * inverse_b_);
    }
  }
  double shift = 0, exponent = 0;
  if (std::max(std::abs(most_row), std::abs(most_column)) > 30) {
    shift = (most_row - most_column) / both;
    exponent = most_row - shift * inverse_a_;  // of the largest on both sides
  }
  compensated_sum apart;
  double from = 0, to = 0;
  for (const node v : order_) {
    const bool row = is_row(v);
    const double mass = row ? a_[v] : b_[v - rows_];
    const double power = (row ? -(heights_[v] + shift) * inverse_a_ : (heights_[v] + shift) * inverse_b_) - exponent;
    double now = 0;
    if (exponent == 0 && std::abs(power) < 0.5) {
      const double change = mass * std::expm1(power);
      apart += row ? mass : -mass;
      apart += row ? change : -change;
      now = mass + change;
    } else {
      now = mass * std::exp(power);
      apart += row ? now : -now;
    }
    carried_[v] = now;
    (row ? from : to) += now;
  }
  const double difference = apart.value();
  const double rest =
      (std::abs(difference) < 0.5 * to ? std::log1p(difference / to) : std::log(from) - std::log(to)) / both;
  const double row_factor = std::exp(exponent - rest * inverse_a_),
               column_factor = std::exp(exponent + rest * inverse_b_);
  for (const node v : order_) {
    heights_[v] += shift + rest;
    carried_[v] *= is_row(v) ? row_factor : column_factor;
  }
}

/// What arcs must carry for the sums asked for, from the leaves up.
void kl_forest::set_targets() {
  for (std::size_t k = order_.size(); --k > 0;) {
    const node v = order_[k];
    arcs_[parent_arcs_[v]].target = carried_[v];
    carried_[parents_[v]] -= carried_[v];
  }
}

/// From what arcs carry as far towards their targets as none falls below 0; those that are empty leave.
void kl_forest::step() {
  double share = 1;
  std::uint32_t first = none;
  for (std::size_t k = 1; k < order_.size(); ++k) {
    const std::uint32_t at = parent_arcs_[order_[k]];
    const arc& e = arcs_[at];
    if (!(e.target > 0) && e.mass < share * (e.mass - e.target)) {
      share = e.mass / (e.mass - e.target);
      first = at;
    }
  }
  std::size_t gone = 0;
  for (std::size_t k = 1; k < order_.size(); ++k) {
    const std::uint32_t at = parent_arcs_[order_[k]];
    arc& e = arcs_[at];
    const bool blocks = at == first || (!(e.target > 0) && e.mass <= share * (1 + 0x1p-50) * (e.mass - e.target));
    e.mass = first == none ? e.target : e.mass + share * (e.target - e.mass);
    if (blocks || !(e.mass > 0)) {
      order_[++gone] = at;  // behind k
    }
  }
  for (std::size_t k = 1; k <= gone; ++k) {
    remove(order_[k]);
  }
}

void kl_forest::settle() {
  while (!open_.empty()) {
    const auto [at, when] = open_.back();
    open_.pop_back();
    if (visited_[at] > when) {
      continue;
    }
    collect(at);
    if (order_.size() == 1) {
      const bool row = is_row(at);
      const double mass = row ? a_[at] : b_[at - rows_], inverse = row ? inverse_a_ : inverse_b_;
      const double alone = inverse > 0 ? (std::log(mass) + nothing) / inverse : kernel::no_bound / 2;
      heights_[at] = row ? alone : -alone;
      continue;
    }
    shift_to_balance();
    set_targets();
    step();
  }
}

void kl_forest::enter(const entry& e) {
  node u = e.row, v = e.column;
  while (u != v && (parents_[u] != none || parents_[v] != none)) {
    node& deeper = depths_[u] >= depths_[v] ? u : v;
    deeper = parents_[deeper];
  }
  if (u == v) {
    turn(e);
    settle();
    return;
  }
  const bool row_alone = beside_[e.row].empty(), column_alone = beside_[e.column].empty();
  add(e.row, e.column, 0, e.cost);
  // The height of what has arcs is near to what it will be; what stands alone has none to speak of.
  reopen(row_alone ? e.column : e.row);
  settle();
  // What would carry less than any double says stays alone, and does not ask again.
  const double of_row = e.cost + heights_[e.column], of_column = e.cost - heights_[e.row];
  if (row_alone && beside_[e.row].empty() && of_row * inverse_a_ - std::log(a_[e.row]) > nothing - 100) {
    heights_[e.row] = of_row;
  } else if (column_alone && beside_[e.column].empty() &&
             of_column * inverse_b_ - std::log(b_[e.column - rows_]) > nothing - 100) {
    heights_[e.column] = -of_column;
  }
}

/// The circle that an arc closes carries as much more as the arcs that lose by it have.
void kl_forest::turn(const entry& e) {
  std::vector<std::pair<std::uint32_t, bool>> circle;  // arcs, and whether they lose
  for (node u = e.row, v = e.column; u != v;) {
    node& deeper = depths_[u] >= depths_[v] ? u : v;
    const bool of_row = &deeper == &u;
    circle.emplace_back(parent_arcs_[deeper], is_row(deeper) == of_row);
    deeper = parents_[deeper];
  }
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [k, loses] : circle) {
    least = loses ? std::min(least, arcs_[k].mass) : least;
  }
  const std::uint32_t entering = add(e.row, e.column, least, e.cost);
  for (const auto& [k, loses] : circle) {
    arcs_[k].mass += loses ? -least : least;
    if (arcs_[k].mass == 0 && k != entering) {
      remove(k);
    }
  }
}

bool kl_forest::gather() {
  const std::size_t rows = live_.size(), block = std::min(rows, rows_at_once);
  found_.clear();
  for (std::size_t seen = 0; seen < rows && found_.size() < arcs_at_once; seen += block) {
    for (std::size_t k = 0; k < block; ++k) {
      const std::size_t i = live_[at_];
      at_ = at_ + 1 == rows ? 0 : at_ + 1;
      const kernel::least_cost least = costs_.least_below(i, offsets(), heights_[i] - tolerance_);
      if (least.column != kernel::no_column) {
        found_.push_back(
            {least.sum - heights_[i], least.cost, static_cast<node>(i), static_cast<node>(rows_ + least.column)});
      }
    }
  }
  std::ranges::sort(found_, {}, &entry::reduced);
  return !found_.empty();
}

double kl_forest::objective() const {
  compensated_sum sum;
  for (node v = 0; v < beside_.size(); ++v) {
    const double mass = is_row(v) ? a_[v] : b_[v - rows_], inverse = is_row(v) ? inverse_a_ : inverse_b_;
    double carried = 0;
    for (const std::uint32_t e : beside_[v]) {
      carried += arcs_[e].mass;
      sum += is_row(v) ? arcs_[e].mass * arcs_[e].cost : 0;
    }
    if (inverse > 0 && mass > 0) {
      sum += kl_penalty(carried, mass) / inverse;
    }
  }
  return sum.value();
}

transport_status kl_forest::run() {
  const clock::time_point start = clock::now();
  double before = objective();
  while (gather()) {
    if (std::chrono::duration<double>(clock::now() - start).count() >= how_.time_limit) {
      return transport_status::time_limit;
    }
    for (const entry& e : found_) {
      if (reduced_cost(e) < -tolerance_) {
        if (pivots_ >= how_.iteration_limit) {
          return transport_status::iteration_limit;
        }
        enter(e);
        ++pivots_;
      }
    }
    // A round that lowers nothing beyond rounding has come to what rounding can tell.
    const double now = objective();
    tolerance_ *= before - now > 0x1p-52 * std::abs(now) ? 1 : 2;
    before = now;
  }
  return transport_status::optimal;
}

std::vector<shipment> kl_forest::plan() const {
  std::vector<shipment> out;
  for (std::size_t i = 0; i < rows_; ++i) {
    for (const std::uint32_t e : beside_[i]) {
      out.push_back({i, arcs_[e].column - rows_, arcs_[e].mass});
    }
  }
  std::ranges::sort(
      out, [](const shipment& x, const shipment& y) { return x.from != y.from ? x.from < y.from : x.to < y.to; });
  return out;
}

}  // namespace relent::transporting
