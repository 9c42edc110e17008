#include "estimate/random_split.hpp"

#include <algorithm>
#include <numeric>

namespace relent::estimating {

void deal(std::vector<std::size_t>& order, std::size_t n, counter_stream& random) {
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t all = order.size();
  for (std::size_t i = 0; i < std::min(n, all - 1); ++i) {
    const auto step = static_cast<std::size_t>(random.uniform() * static_cast<double>(all - i));
    std::swap(order[i], order[i + std::min(step, all - i - 1)]);
  }
}

}  // namespace relent::estimating
