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
/// Memory: 28 bytes a node.
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
  };

  spanning_tree() = default;
  /// Of n + m nodes with parents and units given. Others than the root that have no parent are left out.
  spanning_tree(std::size_t rows, node root, const std::vector<node>& parents, const std::vector<std::int64_t>& units);

  [[nodiscard]] const link& operator[](node v) const noexcept { return links_[static_cast<std::size_t>(v)]; }
  /// The node after v in the walk. Kept apart from the rest, since walks read nothing else of a node.
  [[nodiscard]] node next(node v) const noexcept { return next_[static_cast<std::size_t>(v)]; }
  [[nodiscard]] bool is_row(node v) const noexcept { return v < rows_; }
  [[nodiscard]] node root() const noexcept { return root_; }

  /// What a pivot changed: the subtree that hangs on another arc now.
  struct moved {
    node top = none;    ///< its highest node now, one end of the arc that entered
    node other = none;  ///< the other end, its parent; none where the tree is as it was
    node size = 0;
  };

  /// The arc from `row` to `column`, which is not in the tree, carries as much as the others allow; the one that this
  /// empties leaves.
  moved pivot(node row, node column);

 private:
  link& at(node v) noexcept { return links_[static_cast<std::size_t>(v)]; }
  node& after(node v) noexcept { return next_[static_cast<std::size_t>(v)]; }
  [[nodiscard]] node meeting(node u, node v) const noexcept;
  void cut(node top, node join);
  node turn(node from, node top, std::int64_t units);
  void hang(node top, node tail, node parent, node join);

  node rows_ = 0;
  node root_ = none;
  std::vector<link> links_{};
  std::vector<node> next_{};
};

}  // namespace relent::transporting
