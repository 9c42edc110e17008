#pragma once

#include <cstddef>
#include <cstdint>

namespace relent::kernel {

/// Children of a node. Eight boxes, or eight points of a leaf, are looked at together.
inline constexpr std::size_t box_width = 8;
/// 8^11 leaves are more than there are rows.
inline constexpr std::size_t deepest_box_tree = 11;

/// A tree of boxes over points of several numbers: a node has eight children, each with the smallest box that holds
/// its points; a leaf has its points, coordinate by coordinate. All leaves are on one level. The arrays are the
/// builder's.
struct box_tree {
  std::size_t dimensions = 0;
  std::size_t depth = 0;                            ///< levels of nodes above the leaves
  std::size_t leaf_capacity = 0;                    ///< a multiple of box_width
  std::size_t level_start[deepest_box_tree + 1]{};  ///< how many nodes the levels above have
  /// Of each node, for each dimension, eight low ends and eight high ends; both infinite where there is no child.
  const double* boxes = nullptr;
  /// Of each leaf, for each dimension, leaf_capacity coordinates; infinity where there is no point.
  const double* points = nullptr;
  const std::uint32_t* rows = nullptr;    ///< of each leaf's points, which row each is
  const std::uint32_t* starts = nullptr;  ///< how many points the leaves before have; one more than leaves
};

/// Distances are squared in the Euclidean metric. Bounds of boxes are computed as distances of points are, so that
/// rounding never hides a point behind its box.
enum class box_metric { squared, largest };

/// For each of n points (a row of `dimensions` finite numbers each) its k nearest of the tree: distances, rising, and
/// their rows; infinity and the largest row number where there are fewer than k. noexcept, no allocation.
void nearest_in_boxes(const box_tree& tree, const double* queries, std::size_t n, std::size_t k, box_metric how,
                      double* distances, std::uint32_t* rows) noexcept;

/// For each of n points how many of the tree are no further than its limit, which is finite.
void count_in_boxes(const box_tree& tree, const double* queries, const double* limits, std::size_t n, box_metric how,
                    std::int64_t* counts) noexcept;

}  // namespace relent::kernel
