// Divergences of distributions known by their densities: the quadrature of two mixtures' KL, at the tolerance that
// bench/peers/densities.py asks SciPy for.
#include <string_view>

#include <benchmark/benchmark.h>

#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/divergence/divergence_gradient.hpp"

namespace {

using namespace relent;

const distribution& first() {
  static const distribution p = mixture({0.5, 0.5}, {normal(-2, 1), normal(2, 1)});
  return p;
}
const distribution& second() {
  static const distribution q = mixture({0.3, 0.7}, {normal(-1, 1.5), normal(2.5, 0.8)});
  return q;
}

void between_mixtures(benchmark::State& state, std::string_view measure, bool bounds = false) {
  const divergence_options how{.tolerance = 1e-10, .certain_bounds = bounds};
  for (auto _ : state) {
    benchmark::DoNotOptimize(divergence_between(measure, first(), second(), how));
  }
}

void gradient_between_mixtures(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(divergence_gradient("kl_divergence", first(), second()));
  }
}

BENCHMARK_CAPTURE(between_mixtures, kl_divergence, "kl_divergence")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(between_mixtures, kl_and_bounds, "kl_divergence", true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(between_mixtures, js_divergence, "js_divergence")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(between_mixtures, total_variation, "total_variation")->Unit(benchmark::kMicrosecond);
BENCHMARK(gradient_between_mixtures)->Unit(benchmark::kMicrosecond);

}  // namespace
