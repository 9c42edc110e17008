#include "compare/placed_cells.hpp"

namespace relent::comparing {

placed_cells placed(const std::array<std::vector<weighted_value>, 2>& values) {
  const auto& [a, b] = values;
  placed_cells out;
  out.places.reserve(a.size() + b.size());
  out.counts.reserve(a.size() + b.size());
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    const bool here = j == b.size() || (i < a.size() && a[i].value <= b[j].value);
    const bool there = i == a.size() || (j < b.size() && b[j].value <= a[i].value);
    out.places.push_back(here ? a[i].value : b[j].value);
    out.counts.push_back({here ? a[i].count : 0, there ? b[j].count : 0});
    i += here ? 1 : 0;
    j += there ? 1 : 0;
  }
  return out;
}

placed_cells placed(std::span<const numeric_cell> bins) {
  placed_cells out;
  for (const numeric_cell& c : bins) {
    const std::int64_t n = c.count[0] + c.count[1];
    if (n > 0) {
      out.places.push_back(c.sum[0] / static_cast<double>(n) + c.sum[1] / static_cast<double>(n));
      out.counts.push_back({c.count[0], c.count[1]});
    }
  }
  return out;
}

}  // namespace relent::comparing
