#include "estimate/neighbour_information.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/neighbours.hpp"

namespace relent::estimating {
namespace {

/// psi(1), psi(2), ..., psi(n) at [1] to [n].
std::vector<double> digammas(std::size_t n) {
  std::vector<double> out(n + 1, -euler_gamma);
  compensated_sum harmonic;
  for (std::size_t m = 1; m < n; ++m) {
    harmonic += 1 / static_cast<double>(m);
    out[m + 1] = harmonic.value() - euler_gamma;
  }
  return out;
}

using columns = std::vector<axis>;

columns together(std::initializer_list<std::span<const axis>> parts) {
  columns out;
  for (const auto& part : parts) {
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

matrix rows_of(std::span<const axis> of) {
  matrix out(of.front().values.size(), of.size());
  for (std::size_t j = 0; j < of.size(); ++j) {
    for (std::size_t i = 0; i < out.rows; ++i) {
      out(i, j) = of[j].values[i];
    }
  }
  return out;
}

bool any_tied(std::span<const axis> of) { return std::ranges::any_of(of, &axis::tied); }

/// Where `holds` turns from true to false, going from `from` towards larger places: steps that double, then halves.
/// Near where it begins, as the count of a small neighbourhood does.
template <class Holds>
std::size_t turn(std::size_t from, std::size_t end, const Holds& holds) {
  std::size_t low = from, step = 1;
  while (low + step < end && holds(low + step)) {
    low += step;
    step *= 2;
  }
  std::size_t high = std::min(end, low + step);
  while (low + 1 < high) {
    const std::size_t middle = low + (high - low) / 2;
    (holds(middle) ? low : high) = middle;
  }
  return high;
}

/// How many values of a column are within each radius of the value at each place, itself among them.
void counts_along(const axis& of, std::span<const double> radii, rim edge, int threads, std::span<std::int64_t> out) {
  constexpr std::size_t task = 4096;
  const std::size_t n = of.values.size();
  const double* const sorted = of.sorted.data();
  parallel_for(static_cast<std::int64_t>((n + task - 1) / task), threads, [&](std::int64_t part) {
    const std::size_t begin = static_cast<std::size_t>(part) * task;
    for (std::size_t i = begin; i < std::min(n, begin + task); ++i) {
      const double at = of.values[i], r = radii[i];
      const auto inside = [&](double distance) { return edge == rim::closed ? distance <= r : distance < r; };
      const std::size_t rank = of.ranks[i];
      if (!inside(0)) {
        out[i] = 0;
        continue;
      }
      const std::size_t above = turn(rank, n, [&](std::size_t j) { return inside(sorted[j] - at); });
      const std::size_t below =
          turn(n - 1 - rank, n, [&](std::size_t back) { return inside(at - sorted[n - 1 - back]); });
      out[i] = static_cast<std::int64_t>(above + below - n);
    }
  });
}

std::vector<std::int64_t> counts(std::span<const axis> of, std::span<const double> radii, rim edge, int threads) {
  std::vector<std::int64_t> out(radii.size());
  if (of.size() == 1) {
    counts_along(of.front(), radii, edge, threads, out);
  } else {
    const matrix rows = rows_of(of);
    counts_within(rows, rows, radii, edge, metric::largest, threads, out);
  }
  return out;
}

/// The neighbourhoods of all places in all columns together.
struct neighbourhoods {
  std::vector<double> radii;                 ///< to the k-th neighbour
  std::vector<double> along_x{}, along_y{};  ///< how far the k neighbours reach on either side; for rectangles
  std::vector<std::int64_t> at_rim_too{};    ///< within the radius or at it, itself too; where columns are tied
};

/// psi of how many rows a neighbourhood holds, where it has more at its rim than its k-th row. Equal rows are a cell of
/// a table, which holds what it holds, the row itself too; any other neighbourhood was let grow until it held enough,
/// as one without repeated values is, and then the row itself does not count (simulated: with it, rounded numbers that
/// are independent seem dependent).
double digamma_of_crowd(std::int64_t up_to_rim, double radius, const std::vector<double>& psi) {
  return psi[static_cast<std::size_t>(radius == 0 ? up_to_rim : up_to_rim - 1)];
}

double furthest(const matrix& rows, std::size_t i, std::size_t j, std::size_t first, std::size_t last) {
  double out = 0;
  for (std::size_t c = first; c < last; ++c) {
    out = std::max(out, std::abs(rows(i, c) - rows(j, c)));
  }
  return out;
}

neighbourhoods find_neighbourhoods(const columns& all, std::size_t x_columns, const neighbour_rule& rule) {
  const matrix rows = rows_of(all);
  neighbourhoods out{std::vector<double>(rows.rows)};
  if (rule.variant == ksg_variant::square) {
    kth_distances(rows, rows, rule.k, true, metric::largest, rule.threads, out.radii);
  } else {
    const neighbour_lists found = nearest_rows(rows, rows, rule.k, true, metric::largest, rule.threads);
    out.along_x.resize(rows.rows);
    out.along_y.resize(rows.rows);
    for (std::size_t i = 0; i < rows.rows; ++i) {
      out.radii[i] = found.distances[(i + 1) * rule.k - 1];
      for (std::size_t j = i * rule.k; j < (i + 1) * rule.k; ++j) {
        out.along_x[i] = std::max(out.along_x[i], furthest(rows, i, found.rows[j], 0, x_columns));
        out.along_y[i] = std::max(out.along_y[i], furthest(rows, i, found.rows[j], x_columns, all.size()));
      }
    }
  }
  if (any_tied(all)) {
    out.at_rim_too.resize(rows.rows);
    counts_within(rows, rows, out.radii, rim::closed, metric::largest, rule.threads, out.at_rim_too);
  }
  return out;
}

/// Counts of one part of the columns; the last two where values are repeated.
struct part_counts {
  std::vector<std::int64_t> open;                ///< within the reach of the neighbourhood's side
  std::vector<std::int64_t> nearer{}, closed{};  ///< nearer than the radius, and up to it
};

}  // namespace

double information(std::span<const axis> x, std::span<const axis> y, std::span<const axis> z,
                   const neighbour_rule& rule) {
  const columns all = together({x, y, z}), xz = together({x, z}), yz = together({y, z}), only_z = together({z});
  const neighbourhoods near = find_neighbourhoods(all, x.size(), rule);
  const std::size_t n = near.radii.size();
  const bool crowds = !near.at_rim_too.empty(), rectangles = rule.variant == ksg_variant::rectangle;
  const rim edge = rectangles ? rim::closed : rim::open;
  const auto count = [&](const columns& part, std::span<const double> reach) {
    part_counts out{counts(part, reach, edge, rule.threads)};
    if (crowds) {
      out.nearer = rectangles ? counts(part, near.radii, rim::open, rule.threads) : out.open;
      out.closed = counts(part, near.radii, rim::closed, rule.threads);
    }
    return out;
  };
  const part_counts a = count(xz, rectangles ? near.along_x : near.radii);
  const part_counts b = count(yz, rectangles ? near.along_y : near.radii);
  const part_counts c = z.empty() ? part_counts{} : count(only_z, near.radii);
  const std::vector<double> psi = digammas(n);
  const auto at = [&](std::int64_t m) { return psi[static_cast<std::size_t>(m)]; };
  const double log_n = std::log(static_cast<double>(n));
  // Of a rectangle's counts the row itself is no part (Kraskov et al. 2004, eq. 9).
  const std::int64_t self = rectangles ? 1 : 0;
  const double of_k = psi[rule.k] - (rectangles ? 1 / static_cast<double>(rule.k) : 0);
  // A rim is crowded where more than the k-th row stand at it, in all columns together or in a part of them.
  const auto crowded = [&](std::size_t i) {
    const auto at_rim = [i](const part_counts& part) { return part.closed[i] - part.nearer[i] > 1; };
    return crowds && (near.at_rim_too[i] > static_cast<std::int64_t>(rule.k) + 1 || near.radii[i] == 0 || at_rim(a) ||
                      at_rim(b) || (!z.empty() && at_rim(c)));
  };
  compensated_sum sum;
  for (std::size_t i = 0; i < n; ++i) {
    if (crowded(i)) {
      sum += digamma_of_crowd(near.at_rim_too[i], near.radii[i], psi) - at(a.closed[i]) - at(b.closed[i]) +
             (z.empty() ? log_n : at(c.closed[i]));
    } else {
      sum += of_k - at(a.open[i] - self) - at(b.open[i] - self) + (z.empty() ? psi[n] : at(c.open[i]));
    }
  }
  return sum.value() / static_cast<double>(n);
}

namespace {

/// The places of each category that occurs twice or more.
std::vector<std::vector<std::uint32_t>> places_by_category(std::span<const std::int32_t> categories) {
  std::vector<std::vector<std::uint32_t>> out;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const auto c = static_cast<std::size_t>(categories[i]);
    if (c >= out.size()) {
      out.resize(c + 1);
    }
    out[c].push_back(static_cast<std::uint32_t>(i));
  }
  std::erase_if(out, [](const auto& places) { return places.size() < 2; });
  return out;
}

matrix chosen_rows(const matrix& from, std::span<const std::uint32_t> chosen) {
  matrix out(chosen.size(), from.columns);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    std::ranges::copy(from.row(chosen[i]), out.values.begin() + static_cast<std::ptrdiff_t>(i * from.columns));
  }
  return out;
}

/// The kept places after each other, category by category.
std::vector<std::uint32_t> joined(const std::vector<std::vector<std::uint32_t>>& groups) {
  std::vector<std::uint32_t> out;
  for (const auto& places : groups) {
    out.insert(out.end(), places.begin(), places.end());
  }
  return out;
}

}  // namespace

double information(std::span<const axis> x, std::span<const std::int32_t> categories, const neighbour_rule& rule) {
  const auto groups = places_by_category(categories);
  const std::vector<std::uint32_t> kept = joined(groups);
  if (kept.empty()) {
    return 0;
  }
  const matrix rows = chosen_rows(rows_of(x), kept);
  const bool tied = any_tied(x);
  std::vector<double> radii(kept.size());
  std::vector<std::int64_t> own(kept.size());  // of the same category, within the radius or at it, itself too
  std::size_t first = 0;
  for (const auto& places : groups) {
    const matrix members = chosen_rows(rows_of(x), places);
    const auto reach = std::span(radii).subspan(first, places.size());
    kth_distances(members, members, std::min(rule.k, places.size() - 1), true, metric::largest, rule.threads, reach);
    if (tied) {
      counts_within(members, members, reach, rim::closed, metric::largest, rule.threads,
                    std::span(own).subspan(first, places.size()));
    }
    first += places.size();
  }
  std::vector<std::int64_t> open(kept.size()), closed(tied ? kept.size() : 0);
  counts_within(rows, rows, radii, rim::open, metric::largest, rule.threads, open);
  if (tied) {
    counts_within(rows, rows, radii, rim::closed, metric::largest, rule.threads, closed);
  }
  const std::vector<double> psi = digammas(kept.size());
  const auto at = [&](std::int64_t m) { return psi[static_cast<std::size_t>(m)]; };
  const auto n = static_cast<double>(kept.size());
  compensated_sum sum;
  std::size_t i = 0;
  for (const auto& places : groups) {
    const std::size_t k = std::min(rule.k, places.size() - 1);
    for (std::size_t j = 0; j < places.size(); ++j, ++i) {
      const bool full = tied && (own[i] > static_cast<std::int64_t>(k) + 1 || radii[i] == 0 || closed[i] - open[i] > 1);
      sum += full ? digamma_of_crowd(own[i], radii[i], psi) - at(closed[i]) + std::log(n)
                  : psi[k] - at(open[i]) + psi[kept.size()];
      sum += -psi[places.size()];
    }
  }
  return sum.value() / n;
}

}  // namespace relent::estimating
