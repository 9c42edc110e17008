#include "transport/network_simplex.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>

#include "transport/start_basis.hpp"

namespace relent::transporting {
namespace {

using node = spanning_tree::node;

std::size_t block_rows() {
  static const std::size_t n = std::getenv("BLK") ? std::atoi(std::getenv("BLK")) : 8;
  return n;
}

}  // namespace

network_simplex::network_simplex(const cost_rows& costs, std::span<const std::int64_t> supply,
                                 std::span<const std::int64_t> demand, std::vector<double> v)
    : costs_(costs),
      tolerance_(0x1p-47 * costs.largest()),
      tree_(start_basis(costs, supply, demand, v)),
      u_(costs.rows(), 0.0),
      v_(costs.padded(), kernel::closed_column) {
  for (std::size_t i = 0; i < supply.size(); ++i) {
    if (supply[i] > 0) {
      live_.push_back(i);
    }
  }
  potentials_from_tree();
}

void network_simplex::potentials_from_tree() {
  const auto n = static_cast<node>(costs_.rows());
  const node root = tree_.root();
  u_[static_cast<std::size_t>(root)] = 0;
  for (node w = tree_[root].next; w != root; w = tree_[w].next) {
    const node p = tree_[w].parent;
    const auto i = static_cast<std::size_t>(tree_.is_row(w) ? w : p);
    const auto j = static_cast<std::size_t>((tree_.is_row(w) ? p : w) - n);
    const double c = costs_.at(i, j);
    (tree_.is_row(w) ? u_[i] : v_[j]) = c - (tree_.is_row(w) ? v_[j] : u_[i]);
  }
}

/// The moved subtree by as much as the arc that entered asks, or all the rest the other way where that is less.
void network_simplex::shift(const spanning_tree::moved& moved, double reduced) {
  const auto n = static_cast<node>(costs_.rows());
  const std::size_t all = live_.size() + 0;
  (void)all;
  double rows = tree_.is_row(moved.top) ? reduced : -reduced;
  node from = moved.top, count = moved.size;
  if (const node whole = tree_[tree_.root()].size; 2 * count > whole) {
    from = tree_[tree_[moved.top].last].next;
    count = whole - count;
    rows = -rows;
  }
  for (node w = from; count > 0; --count, w = tree_[w].next) {
    if (tree_.is_row(w)) {
      u_[static_cast<std::size_t>(w)] += rows;
    } else {
      v_[static_cast<std::size_t>(w - n)] -= rows;
    }
  }
}

bool network_simplex::gather() {
  found_.clear();
  const std::size_t rows = live_.size(), block = std::min(rows, block_rows());
  while (quiet_ < rows) {
    for (std::size_t k = 0; k < block; ++k) {
      const std::size_t i = live_[at_];
      at_ = at_ + 1 == rows ? 0 : at_ + 1;
      const kernel::least_cost least = costs_.least_below(i, v_.data(), u_[i] - tolerance_);
      if (least.column != kernel::no_column) {
        found_.push_back({i, least.column, least.cost});
      }
    }
    quiet_ += block;
    if (!found_.empty()) {
      return true;
    }
  }
  return false;
}

const network_simplex::candidate* network_simplex::best() {
  const candidate* out = nullptr;
  double least = -tolerance_;
  for (const candidate& c : found_) {
    if (const double reduced = c.cost - u_[c.row] - v_[c.column]; reduced < least) {
      least = reduced;
      out = &c;
    }
  }
  return out;
}

transport_status network_simplex::run(const emd_options& how) {
  using clock = std::chrono::steady_clock;
  const auto start = clock::now();
  const bool timed = std::isfinite(how.time_limit);
  bool fresh = true;
  const auto n = static_cast<node>(costs_.rows());
  for (;;) {
    if (!gather()) {
      if (fresh) {
        return transport_status::optimal;
      }
      potentials_from_tree();
      fresh = true;
      quiet_ = 0;
      continue;
    }
    if (timed && std::chrono::duration<double>(clock::now() - start).count() > how.time_limit) {
      return transport_status::time_limit;
    }
    while (const candidate* c = best()) {
      if (pivots_ >= how.iteration_limit) {
        return transport_status::iteration_limit;
      }
      const double reduced = c->cost - u_[c->row] - v_[c->column];
      shift(tree_.pivot(static_cast<node>(c->row), static_cast<node>(c->column) + n), reduced);
      ++pivots_;
      quiet_ = 0;
      fresh = false;
    }
  }
}

}  // namespace relent::transporting
