#include "density_starts.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/mixture.hpp"

namespace relent {
namespace {

constexpr int of_all = 257, of_component = 33;

/// The middles of equal shares.
std::vector<double> middles(const distribution& of, int count) {
  std::vector<double> out;
  for (int i = 0; i < count; ++i) {
    out.push_back(of.quantile((i + 0.5) / count));
  }
  return out;
}

}  // namespace

density_starts::density_starts(const distribution& target, std::uint64_t seed)
    : all_(middles(target, of_all)), certain_{all_}, seed_(seed) {
  const mixture* m = target.get<mixture>();
  if (m == nullptr || m->components().size() > 12) {
    return;
  }
  components_ = m->components().size();
  std::vector<std::vector<double>> parts;
  for (const distribution& c : m->components()) {
    parts.push_back(middles(c, of_component));
  }
  std::ranges::sort(parts, {}, [](const auto& p) { return p[of_component / 2]; });
  for (std::size_t length = 1; length < parts.size(); ++length) {
    for (std::size_t from = 0; from + length <= parts.size(); ++from) {
      std::vector<double> pooled;
      for (std::size_t i = from; i < from + length; ++i) {
        pooled.insert(pooled.end(), parts[i].begin(), parts[i].end());
      }
      certain_.push_back(std::move(pooled));
    }
  }
}

std::vector<double> density_starts::places(int start) const {
  if (static_cast<std::size_t>(start) < certain_.size()) {
    return certain_[static_cast<std::size_t>(start)];
  }
  counter_stream stream(seed_, static_cast<std::uint64_t>(start));
  const auto n = static_cast<double>(all_.size());
  // A share of any size, small ones as likely as large ones.
  const double share = std::max(8.0, n * std::exp(stream.uniform() * std::log(8.0 / n)));
  const auto from = static_cast<std::ptrdiff_t>(stream.uniform() * (n - share));
  return {all_.begin() + from, all_.begin() + from + static_cast<std::ptrdiff_t>(share)};
}

}  // namespace relent
