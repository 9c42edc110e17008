#include "transport/short_lists.hpp"

#include <algorithm>
#include <array>

namespace relent::transporting {

short_lists::short_lists(const cost_rows& costs, const double* offset) : lists_(costs.rows()) {
  constexpr std::size_t runs = 4 * length;
  const std::size_t m = costs.columns();
  const std::size_t run = kernel::padded_columns((m + runs - 1) / runs);
  std::vector<double> room(costs.padded());
  std::array<kernel::least_cost, runs> found;
  for (std::size_t i = 0; i < costs.rows(); ++i) {
    const double* const row = costs.row(i, room.data());
    std::size_t n = 0;
    for (std::size_t from = 0; from < m; from += run) {
      found[n] = kernel::least_below(row + from, std::min(run, m - from), offset + from, kernel::no_bound);
      if (found[n].column != kernel::no_column) {
        found[n++].column += from;
      }
    }
    const std::size_t kept = std::min(n, length);
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept),
                      found.begin() + static_cast<std::ptrdiff_t>(n),
                      [](const auto& x, const auto& y) { return x.sum < y.sum; });
    list& l = lists_[i];
    for (std::size_t k = 0; k < length; ++k) {
      l.columns[k] = static_cast<std::uint32_t>(k < kept ? found[k].column : 0);
      l.costs[k] = k < kept ? found[k].cost : kernel::closed_column;
    }
  }
}

kernel::least_cost short_lists::least_below(std::size_t i, const double* offset, double bound) const noexcept {
  const list& l = lists_[i];
  kernel::least_cost best{.sum = bound};
  for (std::size_t k = 0; k < length; ++k) {
    if (const double sum = l.costs[k] + offset[l.columns[k]]; sum < best.sum) {
      best = {sum, l.costs[k], l.columns[k]};
    }
  }
  return best;
}

std::pair<kernel::least_cost, kernel::least_cost> short_lists::two_least(std::size_t i,
                                                                         const double* offset) const noexcept {
  const list& l = lists_[i];
  kernel::least_cost first, second;
  for (std::size_t k = 0; k < length; ++k) {
    const kernel::least_cost at{l.costs[k] + offset[l.columns[k]], l.costs[k], l.columns[k]};
    if (at.sum < first.sum) {
      second = first;
      first = at;
    } else if (at.sum < second.sum) {
      second = at;
    }
  }
  return {first, second};
}

}  // namespace relent::transporting
