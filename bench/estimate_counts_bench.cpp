// Entropy of ten million counts: the default estimator, plug-in, and what it costs to read them.
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "relent/estimate/count_divergence.hpp"
#include "relent/estimate/count_entropy.hpp"

namespace {

using namespace relent;

constexpr std::size_t categories = 10'000'000;

/// Poisson counts with this mean, alike in every run.
const std::vector<double>& counts_of(double mean) {
  static std::vector<double> counts;
  static double made_for = 0;
  if (made_for != mean) {
    std::mt19937_64 random(1);
    std::poisson_distribution<std::int64_t> draw(mean);
    counts.resize(categories);
    for (double& c : counts) {
      c = static_cast<double>(draw(random));
    }
    made_for = mean;
  }
  return counts;
}

void read_once(benchmark::State& state) {
  const std::vector<double>& counts = counts_of(static_cast<double>(state.range(0)));
  for (auto _ : state) {
    double sum[8] = {};
    for (std::size_t i = 0; i + 8 <= counts.size(); i += 8) {
      for (std::size_t j = 0; j < 8; ++j) {
        sum[j] += counts[i + j];
      }
    }
    benchmark::DoNotOptimize(std::accumulate(sum, sum + 8, 0.0));
  }
}

void entropy_of_counts(benchmark::State& state, std::optional<method> by) {
  const std::vector<double>& counts = counts_of(static_cast<double>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(count_entropy(counts, {.estimator = by}));
  }
}

void kl_of_counts(benchmark::State& state) {
  std::vector<double> counts = counts_of(static_cast<double>(state.range(0)));
  counts.resize(1'000'000);
  std::vector<double> others(counts.rbegin(), counts.rend());
  for (auto _ : state) {
    benchmark::DoNotOptimize(count_kl_divergence({counts}, {others}));
  }
}

BENCHMARK(read_once)->Arg(3)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(entropy_of_counts, default, std::nullopt)->Arg(3)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(entropy_of_counts, plug_in, method::plug_in)->Arg(3)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(kl_of_counts)->Arg(30)->Unit(benchmark::kMillisecond);

}  // namespace
