#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace relent::estimating {

/// Sorted numbers with k infinities on either side, so that a window of k of them fits anywhere.
class fenced_line {
 public:
  fenced_line(std::span<const double> sorted, std::size_t k) : k_(k), values_(sorted.size() + 2 * k) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::fill_n(values_.begin(), k, -infinity);
    std::ranges::copy(sorted, values_.begin() + static_cast<std::ptrdiff_t>(k));
    std::fill_n(values_.end() - static_cast<std::ptrdiff_t>(k), k, infinity);
  }

  /// The distance from x, before which there are `below` numbers, to its k-th nearest: the shortest reach from x that
  /// holds k numbers in a row.
  [[nodiscard]] double reach(double x, std::size_t below) const noexcept { return shortest(x, below, k_, k_ + 1); }
  /// The same for the number at place i, which is not its own neighbour.
  [[nodiscard]] double reach_at(std::size_t i) const noexcept { return shortest(values_[i + k_], i, k_ + 1, k_ + 1); }

 private:
  /// Over windows of `width` numbers, of which `windows` begin at `first` and on.
  [[nodiscard]] double shortest(double x, std::size_t first, std::size_t width, std::size_t windows) const noexcept {
    const double* const from = values_.data() + first;
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t w = 0; w < windows; ++w) {
      best = std::min(best, std::max(x - from[w], from[w + width - 1] - x));
    }
    return best;
  }

  std::size_t k_;
  std::vector<double> values_;
};

}  // namespace relent::estimating
