#include "transport/network_simplex.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "transport/start_basis.hpp"

namespace relent::transporting {
namespace {

using node = spanning_tree::node;

/// Rows looked at before the best arc of each is put to use. Of 16 to 512 tried, fewest seconds on clouds of 1000 to
/// 4000 points in 2 and 32 dimensions; half and twice as many take about as long.
constexpr std::size_t rows_at_once = 64;

}  // namespace

network_simplex::network_simplex(const cost_rows& costs, std::span<const std::int64_t> supply,
                                 std::span<const std::int64_t> demand, std::vector<double> offset)
    : costs_(costs),
      tolerance_(0x1p-47 * costs.largest()),
      penalty_(4 * costs.largest() + 1),
      lists_(costs, offset.data()),
      tree_(start_basis(costs, lists_, supply, demand, std::move(offset))),
      heights_(costs.rows() + costs.padded(), kernel::closed_column) {
  for (std::size_t i = 0; i < supply.size(); ++i) {
    if (supply[i] > 0) {
      live_.push_back(i);
    }
  }
  heights_from_tree();
}

void network_simplex::heights_from_tree() {
  const std::size_t n = costs_.rows();
  const node root = tree_.root();
  const auto cost = [&](std::size_t i, std::size_t j) {
    const double c = costs_.at(i, j);
    return std::isinf(c) ? penalty_ : c;
  };
  heights_[static_cast<std::size_t>(root)] = 0;
  for (node w = tree_.next(root); w != root; w = tree_.next(w)) {
    const auto v = static_cast<std::size_t>(w), p = static_cast<std::size_t>(tree_[w].parent);
    heights_[v] = tree_.is_row(w) ? heights_[p] + cost(v, p - n) : heights_[p] - cost(p, v - n);
  }
}

/// All heights of the moved subtree by as much, or all others the other way where they are fewer.
void network_simplex::shift(const spanning_tree::moved& moved, double by) {
  node w = moved.top, count = moved.size;
  if (const node all = tree_[tree_.root()].size; 2 * count > all) {
    w = tree_.next(tree_[moved.top].last);
    count = all - count;
    by = -by;
  }
  for (; count > 0; --count, w = tree_.next(w)) {
    heights_[static_cast<std::size_t>(w)] += by;
  }
}

bool network_simplex::gather(source from) {
  const std::size_t rows = live_.size(), block = std::min(rows, rows_at_once);
  found_.clear();
  for (std::size_t seen = 0; seen < rows && found_.empty(); seen += block) {
    for (std::size_t k = 0; k < block; ++k) {
      const std::size_t i = live_[at_];
      at_ = at_ + 1 == rows ? 0 : at_ + 1;
      const double bound = heights_[i] - tolerance_;
      const kernel::least_cost least =
          from == source::lists ? lists_.least_below(i, offsets(), bound) : costs_.least_below(i, offsets(), bound);
      if (least.column != kernel::no_column) {
        found_.push_back({i, least.column, least.cost});
      }
    }
  }
  return !found_.empty();
}

double network_simplex::reduced(const arc_cost& arc) const noexcept {
  return arc.cost + offsets()[arc.column] - heights_[arc.row];
}

const arc_cost* network_simplex::best() const noexcept {
  const arc_cost* out = nullptr;
  double least = -tolerance_;
  for (const arc_cost& arc : found_) {
    if (const double r = reduced(arc); r < least) {
      least = r;
      out = &arc;
    }
  }
  return out;
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
  const double most = 2 * (static_cast<double>(costs_.rows() + costs_.columns()) * costs_.largest() + 1);
  while (status == transport_status::optimal && penalty_ < most && ships_forbidden()) {
    penalty_ = std::min(most, 32 * penalty_);
    tolerance_ = std::max(tolerance_, 0x1p-50 * penalty_);
    heights_from_tree();
    status = settle(how, start);
  }
  return status;
}

transport_status network_simplex::settle(const emd_options& how, clock::time_point start) {
  const auto n = static_cast<node>(costs_.rows());
  source from = source::lists;
  bool fresh = true;  // the heights are those of the tree as it is
  for (int renewals = 0;;) {
    if (!gather(from)) {
      if (from == source::lists) {  // once is enough: to settle them after every block takes more pivots than it saves
        from = source::rows;
        continue;
      }
      if (fresh) {
        return transport_status::optimal;
      }
      heights_from_tree();
      fresh = true;
      tolerance_ *= ++renewals > 8 ? 2 : 1;  // what is found again and again is rounding; the certificate tells
      continue;
    }
    if (std::chrono::duration<double>(clock::now() - start).count() >= how.time_limit) {
      return transport_status::time_limit;
    }
    while (const arc_cost* arc = best()) {
      if (pivots_ >= how.iteration_limit) {
        return transport_status::iteration_limit;
      }
      const double r = reduced(*arc);
      const auto row = static_cast<node>(arc->row), column = static_cast<node>(arc->column) + n;
      const spanning_tree::moved moved = tree_.pivot(row, column);
      shift(moved, moved.top == row ? r : -r);
      ++pivots_;
      fresh = false;
    }
  }
}

}  // namespace relent::transporting
