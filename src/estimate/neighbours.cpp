#include "estimate/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "relent/core/parallel.hpp"

#include "estimate/neighbour_tree.hpp"
#include "estimate/sorted_line.hpp"

namespace relent::estimating {
namespace {

constexpr std::size_t block = 256;  // queries in one task

/// fn(from, to) over fixed blocks of n.
template <class Body>
void in_blocks(std::size_t n, int threads, const Body& body) {
  parallel_for(static_cast<std::int64_t>((n + block - 1) / block), threads, [&](std::int64_t b) {
    const std::size_t from = static_cast<std::size_t>(b) * block;
    body(from, std::min(n, from + block));
  });
}

kernel::box_metric as_boxes(metric how) {
  return how == metric::euclidean ? kernel::box_metric::squared : kernel::box_metric::largest;
}

/// What is compared with the limit that stands for a radius: the largest number whose distance is within it.
double limit_of(double radius, rim edge, metric how, double scale) {
  constexpr double most = std::numeric_limits<double>::max(), infinity = std::numeric_limits<double>::infinity();
  const double reach = std::min(radius * scale, most);
  const auto within = [&](double x) {
    const double distance = how == metric::euclidean ? std::sqrt(x) : x;
    return edge == rim::closed ? distance <= reach : distance < reach;
  };
  double limit = how == metric::euclidean ? std::min(reach * reach, most) : reach;
  while (limit < most && within(limit)) {
    limit = std::nextafter(limit, infinity);
  }
  while (limit >= 0 && !within(limit)) {
    limit = std::nextafter(limit, -infinity);
  }
  return limit;
}

/// The rows `chosen` names, scaled, one after the other.
void gather(const matrix& from, std::span<const std::uint32_t> chosen, double scale, std::vector<double>& out) {
  out.resize(chosen.size() * from.columns);
  auto next = out.begin();
  for (const std::uint32_t row : chosen) {
    for (const double x : from.row(row)) {
      *next++ = x * scale;
    }
  }
}

std::vector<std::uint32_t> counting(std::size_t n) {
  std::vector<std::uint32_t> out(n);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

/// Numbers with the row each is from, sorted.
std::vector<std::pair<double, std::uint32_t>> sorted_rows(const matrix& column) {
  std::vector<std::pair<double, std::uint32_t>> out(column.rows);
  for (std::size_t i = 0; i < column.rows; ++i) {
    out[i] = {column.values[i], static_cast<std::uint32_t>(i)};
  }
  std::ranges::sort(out);
  return out;
}

std::vector<double> sorted_values(const matrix& column) {
  std::vector<double> out = column.values;
  std::ranges::sort(out);
  return out;
}

void kth_on_line(const matrix& queries, const matrix& points, std::size_t k, bool same, std::span<double> out) {
  const auto from = sorted_rows(queries);
  const std::vector<double> sorted = sorted_values(points);
  const fenced_line line(sorted, k);
  std::size_t below = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (same) {
      out[from[i].second] = line.reach_at(i);
      continue;
    }
    while (below < sorted.size() && sorted[below] < from[i].first) {
      ++below;
    }
    out[from[i].second] = line.reach(from[i].first, below);
  }
}

void counts_on_line(const matrix& queries, const matrix& points, std::span<const double> radii, rim edge, int threads,
                    std::span<std::int64_t> out) {
  const std::vector<double> sorted = sorted_values(points);
  in_blocks(queries.rows, threads, [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const double x = queries.values[i], r = radii[i];
      // By differences, as distances are got, and not by x - r and x + r, which round otherwise.
      const auto first = std::partition_point(sorted.begin(), sorted.end(),
                                              [&](double y) { return edge == rim::closed ? x - y > r : x - y >= r; });
      const auto last = std::partition_point(first, sorted.end(),
                                             [&](double y) { return edge == rim::closed ? y - x <= r : y - x < r; });
      out[i] = last - first;
    }
  });
}

/// What the tree found for one query; where a row may find itself, one neighbour more than was asked for.
struct one_list {
  std::uint32_t query;
  std::span<const double> compared;  ///< scaled, and squared where Euclidean
  std::span<const std::uint32_t> rows;
  metric how;
  double scale;

  [[nodiscard]] double distance(std::size_t j) const {
    return (how == metric::euclidean ? std::sqrt(compared[j]) : compared[j]) / scale;
  }
};

template <class Receive>
void each_list(const matrix& queries, const matrix& points, std::size_t k, bool same, metric how, int threads,
               const Receive& receive) {
  const neighbour_tree tree(points, common_scale(queries, points), threads);
  const std::size_t asked = k + (same ? 1 : 0);
  const std::vector<std::uint32_t> rows = same ? std::vector<std::uint32_t>() : counting(queries.rows);
  const std::span<const std::uint32_t> order = same ? tree.order() : std::span(rows);
  in_blocks(queries.rows, threads, [&](std::size_t from, std::size_t to) {
    const auto chosen = order.subspan(from, to - from);
    std::vector<double> at, distances(chosen.size() * asked);
    std::vector<std::uint32_t> found(distances.size());
    gather(queries, chosen, tree.scale(), at);
    kernel::nearest_in_boxes(tree.boxes(), at.data(), chosen.size(), asked, as_boxes(how), distances.data(),
                             found.data());
    for (std::size_t q = 0; q < chosen.size(); ++q) {
      receive(one_list{chosen[q], std::span(distances).subspan(q * asked, asked),
                       std::span(found).subspan(q * asked, asked), how, tree.scale()});
    }
  });
}

}  // namespace

neighbour_lists nearest_rows(const matrix& queries, const matrix& points, std::size_t k, bool same, metric how,
                             int threads) {
  neighbour_lists out{k, std::vector<double>(queries.rows * k), std::vector<std::uint32_t>(queries.rows * k)};
  each_list(queries, points, k, same, how, threads, [&](const one_list& found) {
    // A row is at distance 0 from itself; among more than k others there it may not be in its own list.
    const std::size_t self =
        same ? static_cast<std::size_t>(std::ranges::find(found.rows.first(k), found.query) - found.rows.begin()) : k;
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t from = j + (j >= self ? 1 : 0);
      out.distances[found.query * k + j] = found.distance(from);
      out.rows[found.query * k + j] = found.rows[from];
    }
  });
  return out;
}

void kth_distances(const matrix& queries, const matrix& points, std::size_t k, bool same, metric how, int threads,
                   std::span<double> out) {
  if (points.columns == 1) {
    kth_on_line(queries, points, k, same, out);
    return;
  }
  each_list(queries, points, k, same, how, threads,
            [&](const one_list& found) { out[found.query] = found.distance(found.rows.size() - 1); });
}

void counts_within(const matrix& queries, const matrix& points, std::span<const double> radii, rim edge, metric how,
                   int threads, std::span<std::int64_t> out) {
  if (points.columns == 1) {
    counts_on_line(queries, points, radii, edge, threads, out);
    return;
  }
  const neighbour_tree tree(points, common_scale(queries, points), threads);
  const std::vector<std::uint32_t> order = counting(queries.rows);
  in_blocks(queries.rows, threads, [&](std::size_t from, std::size_t to) {
    std::vector<double> at, limits(to - from);
    gather(queries, std::span(order).subspan(from, to - from), tree.scale(), at);
    for (std::size_t i = from; i < to; ++i) {
      limits[i - from] = limit_of(radii[i], edge, how, tree.scale());
    }
    kernel::count_in_boxes(tree.boxes(), at.data(), limits.data(), to - from, as_boxes(how), out.data() + from);
  });
}

}  // namespace relent::estimating
