#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace relent::transporting {

/// A spanning tree of rows (nodes 0 .. n-1) and columns (n .. n+m-1) with a whole number of units on each of its arcs,
/// all of which go from a row to a column. A node's arc is the one to its parent: a row's units go up, a column's come
/// down. It is strongly feasible (Cunningham 1976): an empty arc belongs to a row, so that every node can send a unit
/// more towards the root, and pivots that move nothing cannot go round in circles.
///
/// Nodes are threaded in the order of a walk from the root, children after their parent; a subtree is a run of it.
/// Memory: 36 bytes a node.
class spanning_tree {
 public:
  using node = std::int32_t;
  static constexpr node none = -1;

  struct link {
    node parent = none;
    node previous = none;    ///< in the walk, which ends where it began
    node last = none;        ///< of the subtree, in the walk
    node size = 1;           ///< of the subtree
    std::int64_t units = 0;  ///< on the arc to the parent
    double cost = 0;         ///< of that arc
  };

  spanning_tree() = default;
  /// Of n + m nodes with parents and units given. Others than the root that have no parent are left out.
  spanning_tree(std::size_t rows, node root, const std::vector<node>& parents, const std::vector<std::int64_t>& units);

  [[nodiscard]] const link& operator[](node v) const noexcept { return links_[static_cast<std::size_t>(v)]; }
  /// The node after v in the walk. Kept apart from the rest, since walks read nothing else of a node.
  [[nodiscard]] node next(node v) const noexcept { return next_[static_cast<std::size_t>(v)]; }
  [[nodiscard]] bool is_row(node v) const noexcept { return v < rows_; }
  [[nodiscard]] node root() const noexcept { return root_; }
  /// How many nodes hang together.
  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>((*this)[root_].size); }

  /// Says what every arc costs: cost(row, column), both as they are counted on their sides.
  template <class Cost>
  void set_costs(const Cost& cost) {
    for (node v = next(root_); v != root_; v = next(v)) {
      const node p = at(v).parent;
      at(v).cost = is_row(v) ? cost(static_cast<std::size_t>(v), static_cast<std::size_t>(p - rows_))
                             : cost(static_cast<std::size_t>(p), static_cast<std::size_t>(v - rows_));
    }
  }

  /// Where the ways from a row and a column to the root meet, and by how much the column is higher than the row when
  /// every row stands above every column that it has an arc to by the arc's cost.
  struct circle {
    node join;
    double rise;
  };
  [[nodiscard]] circle circle_of(node row, node column) const noexcept;

  /// The arc from `row` to `column`, which is not in the tree and whose ways meet at `join`, carries as much as the
  /// others of the circle allow; one that this empties leaves.
  void pivot(node row, node column, node join, double cost);

 private:
  link& at(node v) noexcept { return links_[static_cast<std::size_t>(v)]; }
  node& after(node v) noexcept { return next_[static_cast<std::size_t>(v)]; }
  void cut(node top, node join);
  node turn(node from, node top, std::int64_t units, double cost);
  void hang(node top, node tail, node parent, node join);

  node rows_ = 0;
  node root_ = none;
  std::vector<link> links_{};
  std::vector<node> next_{};
};

}  // namespace relent::transporting
