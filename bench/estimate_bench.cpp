// KL of 100,000 points against 100,000 by fifth neighbours: the estimate alone, and the answer with its interval. The
// counter `nats` is the estimate, and the points are the same as in bench/peers/neighbours.py, which compares both.
#include <cstddef>
#include <cstdint>

#include <benchmark/benchmark.h>

#include "relent/core/matrix.hpp"
#include "relent/estimate/sample_divergence.hpp"

#include "estimate/line_neighbours.hpp"
#include "estimate/row_neighbours.hpp"
#include "estimate/sample_checks.hpp"

namespace {

using namespace relent;

constexpr std::size_t rows = 100'000;

/// The i-th number of SplitMix64 as a double in [0, 1).
double uniform(std::uint64_t i) {
  std::uint64_t z = i * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
}

/// Sums of four uniform numbers, all columns moved by `shift`.
matrix points(std::size_t columns, double shift, std::uint64_t first) {
  matrix out(rows, columns);
  for (double& x : out.values) {
    x = shift;
    for (int k = 0; k < 4; ++k) {
      x += uniform(first++);
    }
  }
  return out;
}

double estimate_of(const matrix& p, const matrix& q, int threads) {
  using namespace estimating;
  if (p.columns == 1) {
    const auto x = sorted_copy(p.values), y = sorted_copy(q.values);
    return line_cross_entropy(x, y) - line_entropy(x);
  }
  const neighbour_weights fifth = kth_alone(5);
  return row_cross_entropy(p, q, fifth, threads) - row_entropy(p, fifth, threads);
}

void kl_alone(benchmark::State& state) {
  const auto d = static_cast<std::size_t>(state.range(0));
  const matrix p = points(d, 0, 1), q = points(d, 0.25, 1U << 30U);
  for (auto _ : state) {
    state.counters["nats"] = estimate_of(p, q, static_cast<int>(state.range(1)));
  }
}

void kl_with_interval(benchmark::State& state) {
  const auto d = static_cast<std::size_t>(state.range(0));
  const matrix p = points(d, 0, 1), q = points(d, 0.25, 1U << 30U);
  for (auto _ : state) {
    benchmark::DoNotOptimize(sample_kl_divergence(p, q, 0.95, static_cast<int>(state.range(1))));
  }
}

BENCHMARK(kl_alone)
    ->ArgNames({"columns", "threads"})
    ->ArgsProduct({{1, 2, 5, 10}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(kl_with_interval)
    ->ArgNames({"columns", "threads"})
    ->ArgsProduct({{1, 2, 5, 10}, {1}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
