#include "transport/spanning_tree.hpp"

#include <limits>
#include <utility>

namespace relent::transporting {

spanning_tree::spanning_tree(std::size_t rows, node root, const std::vector<node>& parents,
                             const std::vector<std::int64_t>& units)
    : rows_(static_cast<node>(rows)), root_(root), links_(parents.size()), next_(parents.size(), none) {
  const std::size_t n = parents.size();
  std::vector<node> child(n, none), sibling(n, none);
  for (std::size_t v = n; v-- > 0;) {
    const node p = parents[v];
    at(static_cast<node>(v)).parent = p;
    at(static_cast<node>(v)).units = units[v];
    if (p != none) {
      sibling[v] = std::exchange(child[static_cast<std::size_t>(p)], static_cast<node>(v));
    }
  }
  // The walk: down to the first child, else to the next sibling of the nearest above that has one.
  node previous = root_;
  const auto leave = [&](node v, node end) {
    link& l = at(v);
    l.last = end;
    if (l.parent != none) {
      at(l.parent).size += l.size;
    }
  };
  for (node v = root_;;) {
    const auto i = static_cast<std::size_t>(v);
    at(v).previous = previous;
    after(previous) = v;
    previous = v;
    if (child[i] != none) {
      v = child[i];
      continue;
    }
    leave(v, previous);
    while (v != root_ && sibling[static_cast<std::size_t>(v)] == none) {
      v = at(v).parent;
      leave(v, previous);
    }
    if (v == root_) {
      break;
    }
    v = sibling[static_cast<std::size_t>(v)];
  }
  after(previous) = root_;
  at(root_).previous = previous;
}

/// A subtree is smaller than what holds it, so the smaller is always the one to go up from.
spanning_tree::circle spanning_tree::circle_of(node row, node column) const noexcept {
  double rise = 0;
  node u = row, v = column;
  while (u != v) {
    const link &from_row = (*this)[u], &from_column = (*this)[v];
    if (from_row.size < from_column.size) {
      rise -= is_row(u) ? from_row.cost : -from_row.cost;
      u = from_row.parent;
    } else {
      rise += is_row(v) ? from_column.cost : -from_column.cost;
      v = from_column.parent;
    }
  }
  return {u, rise};
}

void spanning_tree::pivot(node row, node column, node join, double cost) {
  // Round the circle with the entering arc: from the join down to the row, over the arc, and from the column up. Units
  // shrink on arcs passed against their direction: those of rows on the way down, of columns on the way up. Of several
  // that empty first the last one passed leaves, which keeps the tree strongly feasible.
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  node leaving = none;
  bool below_row = true;
  for (node v = row; v != join; v = (*this)[v].parent) {
    if (is_row(v) && (*this)[v].units < least) {
      least = (*this)[v].units;
      leaving = v;
    }
  }
  for (node v = column; v != join; v = (*this)[v].parent) {
    if (!is_row(v) && (*this)[v].units <= least) {
      least = (*this)[v].units;
      leaving = v;
      below_row = false;
    }
  }
  if (least > 0) {
    for (node v = row; v != join; v = (*this)[v].parent) {
      at(v).units += is_row(v) ? -least : least;
    }
    for (node v = column; v != join; v = (*this)[v].parent) {
      at(v).units += is_row(v) ? least : -least;
    }
  }
  const node top = below_row ? row : column;
  const node other = below_row ? column : row;
  cut(leaving, join);
  const node tail = turn(top, leaving, least, cost);
  hang(top, tail, other, join);
}

/// Takes a subtree out of the walk, and out of the sizes up to `join`.
void spanning_tree::cut(node top, node join) {
  const link& t = at(top);
  const node before = t.previous, beyond = next(t.last);
  after(before) = beyond;
  at(beyond).previous = before;
  for (node v = t.parent; v != join; v = at(v).parent) {
    at(v).size -= t.size;
  }
  for (node v = t.parent; v != none && at(v).last == t.last; v = at(v).parent) {
    at(v).last = before;
  }
}

/// Makes `from` the highest node of the subtree that `top` was of: what stood above it hangs below. `units` and
/// `cost` are those of its new arc. Gives the last node of its walk.
spanning_tree::node spanning_tree::turn(node from, node top, std::int64_t units, double cost) {
  const node whole = at(top).size;
  node tail = at(from).last;
  node below = none, below_size = 0;  // what was turned before, and as it was then
  node below_last = none, before = none, beyond = none;
  for (node v = from;;) {
    link& l = at(v);
    const node up = l.parent, size = l.size, last = l.last, previous = l.previous;
    const node following = last != below_last ? next(last) : beyond;
    if (below != none) {  // the rest of v's run: what came before the subtree of `below`, then what came after it
      after(tail) = v;
      l.previous = tail;
      tail = before;
      if (last != below_last) {
        after(tail) = beyond;
        at(beyond).previous = tail;
        tail = last;
      }
    }
    units = std::exchange(l.units, units);
    cost = std::exchange(l.cost, cost);
    l.size = whole - std::exchange(below_size, size);
    l.parent = std::exchange(below, v);
    before = previous;
    beyond = following;
    below_last = last;
    if (v == top) {
      break;
    }
    v = up;
  }
  for (node v = top; v != none; v = at(v).parent) {
    at(v).last = tail;
  }
  return tail;
}

/// Puts a subtree into the walk right after its parent, and into the sizes up to `join`.
void spanning_tree::hang(node top, node tail, node parent, node join) {
  const node beyond = next(parent);
  after(parent) = top;
  at(top).previous = parent;
  at(top).parent = parent;
  after(tail) = beyond;
  at(beyond).previous = tail;
  for (node v = parent; v != join; v = at(v).parent) {
    at(v).size += at(top).size;
  }
  for (node v = parent; v != none && at(v).last == parent; v = at(v).parent) {
    at(v).last = tail;
  }
}

}  // namespace relent::transporting
