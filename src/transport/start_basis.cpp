#include "transport/start_basis.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <utility>

namespace relent::transporting {
namespace {

using node = spanning_tree::node;

struct arc {
  node row, column;  // the column as a column
  std::int64_t units;
};

/// Sets of nodes, joined one by one.
class joined_sets {
 public:
  explicit joined_sets(std::size_t n) : above_(n) { std::iota(above_.begin(), above_.end(), 0); }

  std::size_t find(std::size_t x) {
    while (above_[x] != static_cast<node>(x)) {
      above_[x] = above_[static_cast<std::size_t>(above_[x])];
      x = static_cast<std::size_t>(above_[x]);
    }
    return x;
  }
  /// The sets of both, under the name of the second.
  void join(std::size_t x, std::size_t y) { above_[find(x)] = static_cast<node>(find(y)); }

 private:
  std::vector<node> above_;
};

/// Rows take the cheapest columns that are left, by costs plus offset; first those that would lose most by their
/// second choice (Vogel's rule, on the short lists alone). Each arc exhausts a row or a column or both: the arcs are a
/// forest, and none is empty.
class allocation {
 public:
  allocation(const cost_rows& costs, const short_lists& lists, std::span<const std::int64_t> supply,
             std::span<const std::int64_t> demand, std::vector<double> offset)
      : costs_(costs),
        lists_(lists),
        mine_(supply.begin(), supply.end()),
        left_(demand.begin(), demand.end()),
        offset_(std::move(offset)) {
    arcs_.reserve(supply.size() + demand.size());
  }

  std::vector<arc> run() {
    std::priority_queue<std::pair<double, std::size_t>> waiting;
    for (std::size_t i = 0; i < mine_.size(); ++i) {
      if (mine_[i] > 0) {
        waiting.emplace(regret(i), i);
      }
    }
    while (!waiting.empty()) {
      const auto [was, i] = waiting.top();
      waiting.pop();
      if (const double now = regret(i); now < was) {
        waiting.emplace(now, i);
        continue;
      }
      ship(i, choice(i));
      if (mine_[i] > 0) {
        waiting.emplace(regret(i), i);
      }
    }
    return std::move(arcs_);
  }

 private:
  /// What the second choice costs more than the first; -1 where the list knows none that is open.
  [[nodiscard]] double regret(std::size_t i) const {
    const auto [first, second] = lists_.two_least(i, offset_.data());
    return first.column == kernel::no_column    ? -1
           : second.column == kernel::no_column ? first.sum - first.sum
                                                : second.sum - first.sum;
  }
  [[nodiscard]] std::size_t choice(std::size_t i) const {
    std::size_t j = lists_.two_least(i, offset_.data()).first.column;
    if (j == kernel::no_column) {
      j = costs_.least_below(i, offset_.data(), kernel::no_bound).column;
    }
    if (j == kernel::no_column) {  // only forbidden pairs are left
      j = static_cast<std::size_t>(std::ranges::find_if(left_, [](std::int64_t l) { return l > 0; }) - left_.begin());
    }
    return j;
  }
  void ship(std::size_t i, std::size_t j) {
    const std::int64_t units = std::min(mine_[i], left_[j]);
    mine_[i] -= units;
    left_[j] -= units;
    if (left_[j] == 0) {
      offset_[j] = kernel::closed_column;
    }
    arcs_.push_back({static_cast<node>(i), static_cast<node>(j), units});
  }

  const cost_rows& costs_;
  const short_lists& lists_;
  std::vector<std::int64_t> mine_, left_;
  std::vector<double> offset_;
  std::vector<arc> arcs_{};
};

/// Where an empty arc from row i to a column of another set costs least. Most often one of the first few will do;
/// else the own set's columns are closed, and where all that is left is forbidden, one of those is taken.
std::size_t nearest_outside(const cost_rows& costs, std::size_t i, std::vector<double> offset, joined_sets& sets) {
  const std::size_t n = costs.rows(), m = costs.columns(), own = sets.find(i);
  const auto least = [&] { return costs.least_below(i, offset.data(), kernel::no_bound).column; };
  for (int tries = 0; tries < 4; ++tries) {
    const std::size_t j = least();
    if (j == kernel::no_column) {
      break;
    }
    if (sets.find(n + j) != own) {
      return j;
    }
    offset[j] = kernel::closed_column;
  }
  std::size_t some = kernel::no_column;
  for (std::size_t j = 0; j < m; ++j) {
    if (offset[j] != kernel::closed_column) {
      if (sets.find(n + j) == own) {
        offset[j] = kernel::closed_column;
      } else {
        some = j;
      }
    }
  }
  const std::size_t j = least();
  return j != kernel::no_column ? j : some;
}

/// Links trees of a forest by empty arcs, each from a row of one tree to a column of another: as arcs from a tree to
/// its parent these keep the whole strongly feasible. Gives the root's row.
node link_forest(const cost_rows& costs, const std::vector<double>& offset, std::vector<arc>& arcs) {
  const std::size_t n = costs.rows(), m = costs.columns();
  joined_sets sets(n + m);
  for (const arc& a : arcs) {
    sets.join(static_cast<std::size_t>(a.row), n + static_cast<std::size_t>(a.column));
  }
  std::vector<char> seen(n + m, 0);
  std::vector<node> spokesmen;  // a row of each tree
  for (const arc& a : arcs) {
    if (char& tree = seen[sets.find(static_cast<std::size_t>(a.row))]; tree == 0) {
      tree = 1;
      spokesmen.push_back(a.row);
    }
  }
  // The first is the root; every other gets a parent, never one of those that hang below it already.
  for (std::size_t t = 1; t < spokesmen.size(); ++t) {
    const auto i = static_cast<std::size_t>(spokesmen[t]);
    const std::size_t j = nearest_outside(costs, i, offset, sets);
    arcs.push_back({spokesmen[t], static_cast<node>(j), 0});
    sets.join(i, n + j);
  }
  return spokesmen.front();
}

spanning_tree hung_from(node root, std::size_t n, std::size_t m, const std::vector<arc>& arcs) {
  const std::size_t nodes = n + m;
  std::vector<std::size_t> first(nodes + 1, 0);
  const auto ends = [&](const arc& a) {
    return std::pair{static_cast<std::size_t>(a.row), n + static_cast<std::size_t>(a.column)};
  };
  for (const arc& a : arcs) {
    const auto [r, c] = ends(a);
    ++first[r + 1];
    ++first[c + 1];
  }
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::vector<std::pair<node, std::int64_t>> beside(2 * arcs.size());
  std::vector<std::size_t> filled(first.begin(), first.end() - 1);
  for (const arc& a : arcs) {
    const auto [r, c] = ends(a);
    beside[filled[r]++] = {static_cast<node>(c), a.units};
    beside[filled[c]++] = {static_cast<node>(r), a.units};
  }
  std::vector<node> parents(nodes, spanning_tree::none), open{root};
  std::vector<std::int64_t> units(nodes, 0);
  while (!open.empty()) {
    const node v = open.back();
    open.pop_back();
    for (std::size_t k = first[static_cast<std::size_t>(v)]; k < first[static_cast<std::size_t>(v) + 1]; ++k) {
      const auto& [w, on] = beside[k];
      if (w != parents[static_cast<std::size_t>(v)]) {
        parents[static_cast<std::size_t>(w)] = v;
        units[static_cast<std::size_t>(w)] = on;
        open.push_back(w);
      }
    }
  }
  return {n, root, parents, units};
}

}  // namespace

spanning_tree start_basis(const cost_rows& costs, const short_lists& lists, std::span<const std::int64_t> supply,
                          std::span<const std::int64_t> demand, std::vector<double> offset) {
  for (std::size_t j = 0; j < demand.size(); ++j) {
    if (demand[j] == 0) {
      offset[j] = kernel::closed_column;
    }
  }
  std::vector<arc> arcs = allocation(costs, lists, supply, demand, offset).run();
  const node root = link_forest(costs, offset, arcs);
  return hung_from(root, costs.rows(), costs.columns(), arcs);
}

}  // namespace relent::transporting
