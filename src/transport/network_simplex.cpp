#include "transport/network_simplex.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "transport/start_basis.hpp"

namespace relent::transporting {
namespace {

using node = spanning_tree::node;

/// Rows looked at before the arcs found are counted: all rows' lists are soon read. What follows is flat: half and
/// twice as much takes as long within a tenth, on clouds of 2000 and 4000 points in 2 and 32 dimensions.
constexpr std::size_t lists_at_once = 256, rows_at_once = 32;
/// Arcs that are worth a new set of heights; with fewer, more rows are looked at first.
constexpr std::size_t arcs_at_once = 32;

}  // namespace

network_simplex::network_simplex(const cost_rows& costs, std::span<const std::int64_t> supply,
                                 std::span<const std::int64_t> demand, std::vector<double> offset)
    : costs_(costs),
      swept_(dynamic_cast<const swept_costs*>(&costs)),
      tolerance_(0x1p-47 * costs.largest()),
      penalty_(costs.largest() > 0 ? 4 * costs.largest() : 1),
      lists_(costs, offset.data()),
      tree_(start_basis(costs, lists_, supply, demand, std::move(offset))),
      heights_(costs.rows() + costs.padded(), kernel::closed_column) {
  for (std::size_t i = 0; i < supply.size(); ++i) {
    if (supply[i] > 0) {
      live_.push_back(i);
    }
  }
  price_tree();
}

void network_simplex::price_tree() {
  tree_.set_costs([&](std::size_t i, std::size_t j) {
    const double c = costs_.at(i, j);
    return std::isinf(c) ? penalty_ : c;
  });
}

void network_simplex::heights_from_tree() {
  const node root = tree_.root();
  heights_[static_cast<std::size_t>(root)] = 0;
  for (node w = tree_.next(root); w != root; w = tree_.next(w)) {
    const spanning_tree::link& l = tree_[w];
    const double below = heights_[static_cast<std::size_t>(l.parent)];
    heights_[static_cast<std::size_t>(w)] = tree_.is_row(w) ? below + l.cost : below - l.cost;
  }
}

void network_simplex::gather_swept() {
  least_.resize(costs_.rows());
  nearest_.resize(costs_.rows());
  swept_->least_of_all(offsets(), least_.data(), nearest_.data());
  for (const std::size_t i : live_) {
    if (const double reduced = least_[i] - heights_[i]; reduced < -tolerance_) {
      found_.push_back({reduced, costs_.at(i, nearest_[i]), static_cast<node>(i), static_cast<node>(nearest_[i])});
    }
  }
}

bool network_simplex::gather(source from) {
  const std::size_t rows = live_.size();
  const std::size_t block = std::min(rows, from == source::lists ? lists_at_once : rows_at_once);
  found_.clear();
  if (swept_ != nullptr) {
    gather_swept();
  }
  for (std::size_t seen = 0; swept_ == nullptr && seen < rows && found_.size() < arcs_at_once; seen += block) {
    for (std::size_t k = 0; k < block; ++k) {
      const std::size_t i = live_[at_];
      at_ = at_ + 1 == rows ? 0 : at_ + 1;
      const double bound = heights_[i] - tolerance_;
      const kernel::least_cost least =
          from == source::lists ? lists_.least_below(i, offsets(), bound) : costs_.least_below(i, offsets(), bound);
      if (least.column != kernel::no_column) {
        found_.push_back({least.sum - heights_[i], least.cost, static_cast<node>(i), static_cast<node>(least.column)});
      }
    }
  }
  std::ranges::sort(found_, {}, &candidate::reduced);
  return !found_.empty();
}

void network_simplex::lift_behind(node row, node column, double cost) {
  const double change = cost - rise(row, column);
  const node top = tree_[row].parent == column ? row : column;
  const bool smaller = 2 * static_cast<std::size_t>(tree_[top].size) <= tree_.size();
  const double by = (top == row) == smaller ? change : -change;
  const node from = smaller ? top : tree_.next(tree_[top].last), end = smaller ? tree_.next(tree_[top].last) : top;
  node v = from;
  do {
    heights_[static_cast<std::size_t>(v)] += by;
    v = tree_.next(v);
  } while (v != end);
}

bool network_simplex::pivot_on_found(const emd_options& how) {
  const auto n = static_cast<node>(costs_.rows());
  const std::int64_t before = pivots_;
  for (const candidate& arc : found_) {
    const node column = arc.column + n;
    if (swept_ != nullptr && !(arc.cost - rise(arc.row, column) < -tolerance_)) {
      continue;
    }
    const spanning_tree::circle circle = tree_.circle_of(arc.row, column);
    if (arc.cost + circle.rise < -tolerance_) {
      if (pivots_ >= how.iteration_limit) {
        return false;
      }
      tree_.pivot(arc.row, column, circle.join, arc.cost);
      ++pivots_;
      if (swept_ != nullptr) {
        lift_behind(arc.row, column, arc.cost);
      }
    }
  }
  tolerance_ *= pivots_ == before ? 2 : 1;  // what both ways of adding disagree on is rounding; the certificate tells
  return true;
}

bool network_simplex::ships_forbidden() const noexcept {
  const std::size_t n = costs_.rows();
  for (node w = tree_.next(tree_.root()); w != tree_.root(); w = tree_.next(w)) {
    const auto v = static_cast<std::size_t>(w), p = static_cast<std::size_t>(tree_[w].parent);
    if (tree_[w].units > 0 && std::isinf(tree_.is_row(w) ? costs_.at(v, p - n) : costs_.at(p, v - n))) {
      return true;
    }
  }
  return false;
}

transport_status network_simplex::run(const emd_options& how) {
  const clock::time_point start = clock::now();
  transport_status status = settle(how, start);
  // Forbidden pairs cost a penalty, which grows until it drives them out or is more than any way round could cost.
  const double most = static_cast<double>(costs_.rows() + costs_.columns()) * penalty_;
  while (status == transport_status::optimal && penalty_ < most && ships_forbidden()) {
    penalty_ = std::min(most, 32 * penalty_);
    tolerance_ = std::max(tolerance_, 0x1p-50 * penalty_);
    price_tree();
    status = settle(how, start);
  }
  return status;
}

transport_status network_simplex::settle(const emd_options& how, clock::time_point start) {
  // The lists once: to settle them again after every block of rows takes more pivots than it saves.
  for (const source from : {source::lists, source::rows}) {
    if (from == source::lists && swept_ != nullptr) {
      continue;
    }
    for (heights_from_tree(); gather(from); heights_from_tree()) {
      if (std::chrono::duration<double>(clock::now() - start).count() >= how.time_limit) {
        return transport_status::time_limit;
      }
      if (!pivot_on_found(how)) {
        heights_from_tree();
        return transport_status::iteration_limit;
      }
    }
  }
  return transport_status::optimal;
}

}  // namespace relent::transporting
