// KL between multivariate normals from their covariances, beside the two Cholesky factorisations that it cannot do
// without. OPENBLAS_NUM_THREADS says on how many threads BLAS works.
#include <cstddef>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "relent/divergence/closed_joint.hpp"
#include "relent/joint/mvnormal.hpp"

#include "linear/lapack.hpp"

namespace {

using namespace relent;

/// Coordinates of different sizes whose correlation falls as a power of their distance: no element is subnormal, which
/// would slow every library alike.
matrix covariance_of(std::size_t n, double falling) {
  matrix out(n, n);
  const auto scale = [n](std::size_t i) { return 1 + static_cast<double>(i) / static_cast<double>(n); };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      out(i, j) = scale(i) * scale(j) / (1 + falling * static_cast<double>(i > j ? i - j : j - i));
    }
  }
  return out;
}

void factor(matrix& a, char triangle) {
  const int n = static_cast<int>(a.rows);
  int info = 0;
  dpotrf_(&triangle, &n, a.values.data(), &n, &info);
}

/// Of copies, which are made off the clock. OpenBLAS is faster in Fortran's lower triangle, which is the upper one of a
/// matrix that goes row by row.
void two_factors(benchmark::State& state, char triangle) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const matrix a = covariance_of(n, 1), b = covariance_of(n, 0.5);
  matrix x = a, y = b;
  for (auto _ : state) {
    state.PauseTiming();
    x = a;
    y = b;
    state.ResumeTiming();
    factor(x, triangle);
    factor(y, triangle);
    benchmark::DoNotOptimize(x.values.data());
    benchmark::DoNotOptimize(y.values.data());
  }
}

void two_constructions(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const matrix a = covariance_of(n, 1), b = covariance_of(n, 0.5);
  for (auto _ : state) {
    state.PauseTiming();
    matrix x = a, y = b;  // which the distributions take over
    state.ResumeTiming();
    const mvnormal p(std::vector<double>(n), std::move(x)), q(std::vector<double>(n, 0.1), std::move(y));
    benchmark::DoNotOptimize(&p);
    benchmark::DoNotOptimize(&q);
  }
}

void kl_of_constructed(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const mvnormal p(std::vector<double>(n), covariance_of(n, 1)), q(std::vector<double>(n, 0.1), covariance_of(n, 0.5));
  for (auto _ : state) {
    benchmark::DoNotOptimize(closed_kl(p, q));
  }
}

void kl_from_covariances(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const matrix a = covariance_of(n, 1), b = covariance_of(n, 0.5);
  for (auto _ : state) {
    state.PauseTiming();
    matrix x = a, y = b;
    state.ResumeTiming();
    const mvnormal p(std::vector<double>(n), std::move(x)), q(std::vector<double>(n, 0.1), std::move(y));
    benchmark::DoNotOptimize(closed_kl(p, q));
  }
}

BENCHMARK_CAPTURE(two_factors, below, 'U')->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK_CAPTURE(two_factors, above, 'L')->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(two_constructions)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(kl_of_constructed)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(kl_from_covariances)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
