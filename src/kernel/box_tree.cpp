#include "kernel/box_tree.hpp"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/box_tree.cpp"  // NOLINT
#include "hwy/foreach_target.h"                   // NOLINT
#include "hwy/highway.h"                          // NOLINT

HWY_BEFORE_NAMESPACE();
namespace relent::kernel {
namespace HWY_NAMESPACE {  // NOLINT
namespace hn = hwy::HWY_NAMESPACE;

using eight = hn::CappedTag<double, box_width>;

/// A node or leaf still to be looked at.
struct pending {
  double distance;
  std::uint32_t level, at;
};
constexpr std::size_t most_pending = box_width * (deepest_box_tree + 1);

template <box_metric how, class V>
HWY_INLINE V Joined(V sum, V difference) {
  return how == box_metric::squared ? hn::MulAdd(difference, difference, sum) : hn::Max(sum, hn::Abs(difference));
}

/// The lanes of a mask as bits.
template <class M>
HWY_INLINE unsigned BitsOf(M mask) {
  std::uint8_t bits[8] = {};
  hn::StoreMaskBits(eight(), mask, bits);
  return bits[0] & ((1U << hn::Lanes(eight())) - 1U);
}

/// Distances from q to the eight children's boxes: of their nearest corners and, where asked for, their furthest.
template <box_metric how, std::size_t fixed, bool both>
HWY_INLINE void ToBoxes(const box_tree& tree, std::size_t node, const double* q, double* HWY_RESTRICT nearest,
                        double* HWY_RESTRICT furthest) {
  const eight d;
  const std::size_t dimensions = fixed != 0 ? fixed : tree.dimensions;
  const double* const boxes = tree.boxes + node * tree.dimensions * 2 * box_width;
  for (std::size_t c = 0; c < box_width; c += hn::Lanes(d)) {
    auto near = hn::Zero(d);
    auto far = hn::Zero(d);
    for (std::size_t j = 0; j < dimensions; ++j) {
      const auto at = hn::Set(d, q[j]);
      const auto below = hn::Sub(hn::LoadU(d, boxes + j * 2 * box_width + c), at);
      const auto above = hn::Sub(at, hn::LoadU(d, boxes + j * 2 * box_width + box_width + c));
      near = Joined<how>(near, hn::Max(hn::Max(below, above), hn::Zero(d)));
      if constexpr (both) {
        far = Joined<how>(far, hn::Max(hn::Abs(below), hn::Abs(above)));
      }
    }
    hn::Store(near, d, nearest + c);
    if constexpr (both) {
      hn::Store(far, d, furthest + c);
    }
  }
}

/// Distances from q to as many points of a leaf as a vector holds, from its slot-th on.
template <box_metric how, std::size_t fixed>
HWY_INLINE hn::Vec<eight> ToPoints(const box_tree& tree, const double* points, const double* q, std::size_t slot) {
  const eight d;
  const std::size_t dimensions = fixed != 0 ? fixed : tree.dimensions;
  auto sum = hn::Zero(d);
  for (std::size_t j = 0; j < dimensions; ++j) {
    sum = Joined<how>(sum, hn::Sub(hn::LoadU(d, points + j * tree.leaf_capacity + slot), hn::Set(d, q[j])));
  }
  return sum;
}

HWY_INLINE void Insert(double distance, std::uint32_t row, std::size_t k, double* HWY_RESTRICT best,
                       std::uint32_t* HWY_RESTRICT rows) {
  std::size_t i = k - 1;
  for (; i > 0 && best[i - 1] > distance; --i) {
    best[i] = best[i - 1];
    rows[i] = rows[i - 1];
  }
  best[i] = distance;
  rows[i] = row;
}

template <box_metric how, std::size_t fixed>
HWY_INLINE void NearestInLeaf(const box_tree& tree, std::size_t leaf, const double* q, std::size_t k,
                              double* HWY_RESTRICT best, std::uint32_t* HWY_RESTRICT rows) {
  const eight d;
  const double* const points = tree.points + leaf * tree.leaf_capacity * tree.dimensions;
  const std::uint32_t* const names = tree.rows + leaf * tree.leaf_capacity;
  HWY_ALIGN double found[box_width];
  for (std::size_t slot = 0; slot < tree.leaf_capacity; slot += hn::Lanes(d)) {
    const auto distances = ToPoints<how, fixed>(tree, points, q, slot);
    unsigned bits = BitsOf(hn::Lt(distances, hn::Set(d, best[k - 1])));
    if (bits == 0) {
      continue;
    }
    hn::Store(distances, d, found);
    for (; bits != 0; bits &= bits - 1) {
      const auto lane = static_cast<std::size_t>(hwy::Num0BitsBelowLS1Bit_Nonzero32(bits));
      if (found[lane] < best[k - 1]) {
        Insert(found[lane], names[slot + lane], k, best, rows);
      }
    }
  }
}

/// Puts the children that may hold something nearer than `worst` on the stack, the nearest on top.
HWY_INLINE std::size_t PushByDistance(const double* HWY_RESTRICT nearest, double worst, std::uint32_t level,
                                      std::uint32_t first, pending* stack, std::size_t top) {
  const eight d;
  const std::size_t bottom = top;
  for (std::size_t c = 0; c < box_width; c += hn::Lanes(d)) {
    unsigned bits = BitsOf(hn::Lt(hn::Load(d, nearest + c), hn::Set(d, worst)));
    for (; bits != 0; bits &= bits - 1) {
      const std::size_t child = c + hwy::Num0BitsBelowLS1Bit_Nonzero32(bits);
      std::size_t i = top++;
      for (; i > bottom && stack[i - 1].distance < nearest[child]; --i) {
        stack[i] = stack[i - 1];
      }
      stack[i] = {nearest[child], level, first + static_cast<std::uint32_t>(child)};
    }
  }
  return top;
}

/// A leaf near q, by going to the nearest child at every level.
template <box_metric how, std::size_t fixed>
HWY_INLINE std::uint32_t LeafNear(const box_tree& tree, const double* q) {
  HWY_ALIGN double nearest[box_width];
  std::uint32_t at = 0;
  for (std::size_t level = 0; level < tree.depth; ++level) {
    ToBoxes<how, fixed, false>(tree, tree.level_start[level] + at, q, nearest, nullptr);
    std::uint32_t best = 0;
    double least = nearest[0];
    for (std::uint32_t c = 1; c < box_width; ++c) {
      best = nearest[c] < least ? c : best;
      least = nearest[c] < least ? nearest[c] : least;
    }
    at = at * box_width + best;
  }
  return at;
}

/// The leaf near q is looked at first: few boxes are nearer than what it holds, and little is left to be put in order.
template <box_metric how, std::size_t fixed>
void NearestTo(const box_tree& tree, const double* q, std::size_t k, double* HWY_RESTRICT best,
               std::uint32_t* HWY_RESTRICT rows) {
  std::fill(best, best + k, std::numeric_limits<double>::infinity());
  std::fill(rows, rows + k, std::numeric_limits<std::uint32_t>::max());
  pending stack[most_pending];
  HWY_ALIGN double nearest[box_width];
  const std::uint32_t first = LeafNear<how, fixed>(tree, q);
  NearestInLeaf<how, fixed>(tree, first, q, k, best, rows);
  stack[0] = {0, 0, 0};
  std::size_t top = tree.depth > 0 ? 1 : 0;
  while (top > 0) {
    const pending next = stack[--top];
    if (next.distance >= best[k - 1]) {
      continue;
    }
    if (next.level < tree.depth) {
      ToBoxes<how, fixed, false>(tree, tree.level_start[next.level] + next.at, q, nearest, nullptr);
      top = PushByDistance(nearest, best[k - 1], next.level + 1, next.at * box_width, stack, top);
    } else if (next.at != first) {
      NearestInLeaf<how, fixed>(tree, next.at, q, k, best, rows);
    }
  }
}

template <box_metric how, std::size_t fixed>
std::int64_t CountWithin(const box_tree& tree, const double* q, double limit) {
  const eight d;
  pending stack[most_pending];
  HWY_ALIGN double nearest[box_width];
  HWY_ALIGN double furthest[box_width];
  stack[0] = {0, 0, 0};
  std::size_t top = 1;
  std::int64_t count = 0;
  while (top > 0) {
    const pending next = stack[--top];
    if (next.level == tree.depth) {
      const double* const points = tree.points + next.at * tree.leaf_capacity * tree.dimensions;
      for (std::size_t slot = 0; slot < tree.leaf_capacity; slot += hn::Lanes(d)) {
        const auto distances = ToPoints<how, fixed>(tree, points, q, slot);
        count += static_cast<std::int64_t>(hn::CountTrue(d, hn::Le(distances, hn::Set(d, limit))));
      }
      continue;
    }
    ToBoxes<how, fixed, true>(tree, tree.level_start[next.level] + next.at, q, nearest, furthest);
    const std::size_t below = 3 * (tree.depth - next.level - 1);
    for (std::uint32_t c = 0; c < box_width; ++c) {
      const std::uint32_t child = next.at * box_width + c;
      if (furthest[c] <= limit) {
        count += tree.starts[static_cast<std::size_t>(child + 1) << below] -
                 tree.starts[static_cast<std::size_t>(child) << below];
      } else if (nearest[c] <= limit) {
        stack[top++] = {0, next.level + 1, child};
      }
    }
  }
  return count;
}

template <box_metric how, std::size_t fixed>
void NearestToEach(const box_tree& tree, const double* queries, std::size_t n, std::size_t k, double* distances,
                   std::uint32_t* rows) {
  for (std::size_t i = 0; i < n; ++i) {
    NearestTo<how, fixed>(tree, queries + i * tree.dimensions, k, distances + i * k, rows + i * k);
  }
}

template <box_metric how, std::size_t fixed>
void CountForEach(const box_tree& tree, const double* queries, const double* limits, std::size_t n,
                  std::int64_t* counts) {
  for (std::size_t i = 0; i < n; ++i) {
    counts[i] = CountWithin<how, fixed>(tree, queries + i * tree.dimensions, limits[i]);
  }
}

/// `call` with the number of dimensions as a constant where it is small.
template <class Call>
void WithDimensions(std::size_t dimensions, const Call& call) {
  switch (dimensions) {
    case 2:
      return call(std::integral_constant<std::size_t, 2>());
    case 3:
      return call(std::integral_constant<std::size_t, 3>());
    default:
      return call(std::integral_constant<std::size_t, 0>());
  }
}

void Nearest(const box_tree& tree, const double* queries, std::size_t n, std::size_t k, box_metric how,
             double* distances, std::uint32_t* rows) {
  WithDimensions(tree.dimensions, [&](auto fixed) {
    how == box_metric::squared
        ? NearestToEach<box_metric::squared, decltype(fixed)::value>(tree, queries, n, k, distances, rows)
        : NearestToEach<box_metric::largest, decltype(fixed)::value>(tree, queries, n, k, distances, rows);
  });
}

void Count(const box_tree& tree, const double* queries, const double* limits, std::size_t n, box_metric how,
           std::int64_t* counts) {
  WithDimensions(tree.dimensions, [&](auto fixed) {
    how == box_metric::squared
        ? CountForEach<box_metric::squared, decltype(fixed)::value>(tree, queries, limits, n, counts)
        : CountForEach<box_metric::largest, decltype(fixed)::value>(tree, queries, limits, n, counts);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace relent::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {
namespace {

HWY_EXPORT(Nearest);
HWY_EXPORT(Count);

}  // namespace

void nearest_in_boxes(const box_tree& tree, const double* queries, std::size_t n, std::size_t k, box_metric how,
                      double* distances, std::uint32_t* rows) noexcept {
  HWY_DYNAMIC_DISPATCH(Nearest)(tree, queries, n, k, how, distances, rows);
}

void count_in_boxes(const box_tree& tree, const double* queries, const double* limits, std::size_t n, box_metric how,
                    std::int64_t* counts) noexcept {
  HWY_DYNAMIC_DISPATCH(Count)(tree, queries, limits, n, how, counts);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
