#include "report/contour.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <unordered_map>
#include <utility>

namespace relent::report {

std::vector<plane_ring> contour_of(const matrix& density, const axis_range& x, const axis_range& y, double level) {
  const std::size_t rows = density.rows, columns = density.columns, wide = columns + 2;
  const auto value = [&](std::size_t i, std::size_t j) {  // a border of zeros closes every ring
    return i == 0 || j == 0 || i > rows || j > columns ? 0 : density(i - 1, j - 1);
  };
  const auto place = [&](std::size_t i, std::size_t j) {
    const auto along = [](const axis_range& a, std::size_t at, std::size_t n) {
      return a.low + (a.high - a.low) * (static_cast<double>(at) - 1) / static_cast<double>(n - 1);
    };
    return plane_place{along(x, j, columns), along(y, i, rows)};
  };
  struct crossing {
    std::size_t to;
    plane_place at;
  };
  std::unordered_map<std::size_t, crossing> next;
  for (std::size_t i = 0; i <= rows; ++i) {
    for (std::size_t j = 0; j <= columns; ++j) {
      // Corners and the edges after them, round the cell against the clock.
      const std::array<std::array<std::size_t, 2>, 4> corner{{{{i, j}}, {{i, j + 1}}, {{i + 1, j + 1}}, {{i + 1, j}}}};
      const std::array<std::size_t, 4> edge{2 * (i * wide + j), 2 * (i * wide + j + 1) + 1, 2 * ((i + 1) * wide + j),
                                            2 * (i * wide + j) + 1};
      std::array<bool, 4> in{};
      for (std::size_t k = 0; k < 4; ++k) {
        in[k] = value(corner[k][0], corner[k][1]) >= level;
      }
      for (std::size_t k = 0; k < 4; ++k) {
        const std::size_t after = (k + 1) % 4;
        if (!in[k] || in[after]) {
          continue;
        }
        std::size_t back = (k + 3) % 4;  // the last edge that led in
        while (in[back] || !in[(back + 1) % 4]) {
          back = (back + 3) % 4;
        }
        const double a = value(corner[k][0], corner[k][1]), b = value(corner[after][0], corner[after][1]);
        const double t = a > b ? (a - level) / (a - b) : 0;
        const plane_place from = place(corner[k][0], corner[k][1]), to = place(corner[after][0], corner[after][1]);
        next[edge[k]] = {edge[back], {std::lerp(from[0], to[0], t), std::lerp(from[1], to[1], t)}};
      }
    }
  }
  std::vector<plane_ring> out;
  std::vector<std::size_t> starts;
  for (const auto& one : next) {
    starts.push_back(one.first);
  }
  std::ranges::sort(starts);  // the same picture everywhere
  for (const std::size_t start : starts) {
    plane_ring ring;
    std::size_t key = start;
    for (auto step = next.find(key); step != next.end(); step = next.find(key)) {
      ring.push_back(step->second.at);
      key = step->second.to;
      next.erase(step);
    }
    if (ring.size() > 2) {
      out.push_back(std::move(ring));
    }
  }
  return out;
}

}  // namespace relent::report
