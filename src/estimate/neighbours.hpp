#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent::estimating {

/// How far apart two rows are.
enum class metric {
  euclidean,
  largest,  ///< the largest difference of any coordinate
};

/// out[i] becomes the distance from row i of `queries` to its k-th nearest row of `points`. With `same`, both are the
/// same rows, and no row is its own neighbour. k is at least 1 and at most the number of rows that can be neighbours.
/// The same bits for any number of threads.
void kth_distances(const matrix& queries, const matrix& points, std::size_t k, bool same, metric how, int threads,
                   std::span<double> out);

/// Of each query its k nearest rows, nearest first: of query i at i k and on.
struct neighbour_lists {
  std::size_t k;
  std::vector<double> distances;
  std::vector<std::uint32_t> rows;
};

/// As `kth_distances`, with all k distances and the rows they are to. Of two columns or more.
[[nodiscard]] neighbour_lists nearest_rows(const matrix& queries, const matrix& points, std::size_t k, bool same,
                                           metric how, int threads);

/// Whether rows exactly at the radius count.
enum class rim { open, closed };

/// out[i] becomes the number of rows of `points` within radii[i] of row i of `queries`; where both are the same rows, a
/// row counts itself. Of one column: by sorting and searching.
void counts_within(const matrix& queries, const matrix& points, std::span<const double> radii, rim edge, metric how,
                   int threads, std::span<std::int64_t> out);

}  // namespace relent::estimating
