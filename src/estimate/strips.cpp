#include "estimate/strips.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "relent/core/parallel.hpp"

namespace relent::estimating {
namespace {

constexpr double far = std::numeric_limits<double>::infinity();

/// Places by rank; equal ones in the order in which `from` names them.
std::vector<std::uint32_t> by_rank(const axis& of, std::span<const std::uint32_t> from) {
  std::vector<std::uint32_t> out(from.size()), taken(from.size());
  for (const std::uint32_t place : from) {
    const std::uint32_t rank = of.ranks[place];
    out[rank + taken[rank]++] = place;
  }
  return out;
}

class strips {
 public:
  strips(const axis& x, const axis& y, std::size_t k);

  [[nodiscard]] std::size_t size() const noexcept { return strips_.size(); }
  /// The k-th distances of one strip's points. `cursors` holds a number a strip and belongs to the caller's thread.
  void search(std::size_t strip, std::span<double> nearest, std::span<std::uint32_t> cursors,
              std::span<double> out) const;

 private:
  struct point {
    double x, y;
  };
  struct strip {
    std::uint32_t first, last;  ///< its points
    double left, right, low, high;
  };

  void look_around(const point& at, std::uint32_t below, std::uint32_t above, const strip& in,
                   std::span<double> nearest) const;
  void look_into(std::size_t other, const point& at, std::span<double> nearest, std::span<std::uint32_t> cursors) const;

  std::vector<strip> strips_;
  std::vector<point> points_;          ///< strip by strip, each by rising y
  std::vector<std::uint32_t> places_;  ///< which place each of them is
};

strips::strips(const axis& x, const axis& y, std::size_t k) : points_(x.values.size()), places_(x.values.size()) {
  constexpr std::size_t narrowest = 16;
  const std::size_t n = x.values.size();
  const auto width = std::max(narrowest, static_cast<std::size_t>(std::sqrt(static_cast<double>(k * n))));
  std::vector<std::uint32_t> order(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    order[i] = i;
  }
  // Equal x by rising y, and equal y by rising x: the strips of an atom have y of their own.
  order = by_rank(x, order);
  const std::vector<std::uint32_t> by_y = by_rank(y, order);
  order = by_rank(x, by_y);
  std::vector<std::uint32_t> strip_of(n), next;
  for (std::size_t i = 0; i < n; ++i) {
    strip_of[order[i]] = static_cast<std::uint32_t>(i / width);
  }
  for (std::size_t first = 0; first < n; first += width) {
    const std::size_t last = std::min(n, first + width);
    strips_.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last), x.sorted[first],
                       x.sorted[last - 1], 0, 0});
    next.push_back(static_cast<std::uint32_t>(first));
  }
  for (const std::uint32_t place : by_y) {
    const std::uint32_t at = next[strip_of[place]]++;
    points_[at] = {x.values[place], y.values[place]};
    places_[at] = place;
  }
  for (strip& s : strips_) {
    s.low = points_[s.first].y;
    s.high = points_[s.last - 1].y;
  }
}

/// Points of a strip from `below` on down and from `above` on up, the nearest in y first.
void strips::look_around(const point& at, std::uint32_t below, std::uint32_t above, const strip& in,
                         std::span<double> nearest) const {
  const auto down = [&] { return below > in.first ? at.y - points_[below - 1].y : far; };
  const auto up = [&] { return above < in.last ? points_[above].y - at.y : far; };
  for (double under = down(), over = up();;) {
    const bool upward = over < under;
    const double along_y = upward ? over : under;
    if (!(along_y < nearest.back())) {
      return;
    }
    const double distance = std::max(along_y, std::abs(points_[upward ? above : below - 1].x - at.x));
    if (upward) {
      ++above;
      over = up();
    } else {
      --below;
      under = down();
    }
    if (distance < nearest.back()) {
      std::size_t place = nearest.size() - 1;
      for (; place > 0 && nearest[place - 1] > distance; --place) {
        nearest[place] = nearest[place - 1];
      }
      nearest[place] = distance;
    }
  }
}

/// Another strip. Points are asked about by rising y, so its cursor only moves up.
void strips::look_into(std::size_t other, const point& at, std::span<double> nearest,
                       std::span<std::uint32_t> cursors) const {
  const strip& in = strips_[other];
  if (at.y - in.high >= nearest.back() || in.low - at.y >= nearest.back()) {
    return;
  }
  std::uint32_t& cursor = cursors[other];
  while (cursor < in.last && points_[cursor].y < at.y) {
    ++cursor;
  }
  look_around(at, cursor, cursor, in, nearest);
}

void strips::search(std::size_t number, std::span<double> nearest, std::span<std::uint32_t> cursors,
                    std::span<double> out) const {
  for (std::size_t s = 0; s < strips_.size(); ++s) {
    cursors[s] = strips_[s].first;
  }
  const strip& own = strips_[number];
  for (std::uint32_t i = own.first; i < own.last; ++i) {
    const point at = points_[i];
    std::ranges::fill(nearest, far);
    look_around(at, i, i + 1, own, nearest);
    for (std::size_t s = number; s-- > 0 && at.x - strips_[s].right < nearest.back();) {
      look_into(s, at, nearest, cursors);
    }
    for (std::size_t s = number + 1; s < strips_.size() && strips_[s].left - at.x < nearest.back(); ++s) {
      look_into(s, at, nearest, cursors);
    }
    out[places_[i]] = nearest.back();
  }
}

}  // namespace

void kth_distances_by_strips(const axis& x, const axis& y, std::size_t k, int threads, std::span<double> out) {
  const strips all(x, y, k);
  constexpr std::size_t together = 8;
  const std::size_t tasks = (all.size() + together - 1) / together;
  parallel_for(static_cast<std::int64_t>(tasks), threads, [&](std::int64_t task) {
    std::vector<double> nearest(k);
    std::vector<std::uint32_t> cursors(all.size());
    const std::size_t first = static_cast<std::size_t>(task) * together;
    for (std::size_t s = first; s < std::min(all.size(), first + together); ++s) {
      all.search(s, nearest, cursors, out);
    }
  });
}

}  // namespace relent::estimating
