// Losses from logits: f32 rows, value alone and with its gradient; bytes are the inputs read once and the gradient
// written.
#include <cstdint>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "relent/loss/cross_entropy_loss.hpp"
#include "relent/loss/divergence_loss.hpp"

namespace {

using relent::row_divergence;

std::vector<float> logits(std::int64_t n, unsigned seed) {
  std::mt19937 draw(seed);
  std::normal_distribution<float> normal;
  std::vector<float> out(static_cast<std::size_t>(n));
  for (float& x : out) {
    x = normal(draw);
  }
  return out;
}

void shapes(benchmark::internal::Benchmark* bench) {
  for (const std::int64_t threads : {1, 2}) {
    bench->Args({4096, 1000, threads})->Args({512, 32000, threads})->Args({128, 128256, threads});
  }
  bench->Args({1, 10, 1})->ArgNames({"rows", "classes", "threads"})->UseRealTime()->Unit(benchmark::kMicrosecond);
}

void divergence(benchmark::State& state, row_divergence measure, bool gradient) {
  const std::int64_t rows = state.range(0), classes = state.range(1), n = rows * classes;
  const std::vector<float> student = logits(n, 1), teacher = logits(n, 2);
  std::vector<float> to(static_cast<std::size_t>(n));
  const relent::loss_options how{.reduce = relent::reduction::batchmean, .threads = static_cast<int>(state.range(2))};
  for (auto _ : state) {
    benchmark::DoNotOptimize(relent::divergence_loss({student.data(), rows, classes}, {teacher.data(), rows, classes},
                                                     {.measure = measure}, how,
                                                     {.input = {gradient ? to.data() : nullptr}}));
  }
  state.SetBytesProcessed(state.iterations() * n * (gradient ? 12 : 8));
}

void cross_entropy(benchmark::State& state) {
  const std::int64_t rows = state.range(0), classes = state.range(1), n = rows * classes;
  const std::vector<float> student = logits(n, 1);
  const std::vector<std::int64_t> own(static_cast<std::size_t>(rows), classes / 2);
  std::vector<float> to(static_cast<std::size_t>(n));
  const relent::loss_options how{.threads = static_cast<int>(state.range(2))};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        relent::cross_entropy_loss({student.data(), rows, classes}, own, {}, how, {.input = {to.data()}}));
  }
  state.SetBytesProcessed(state.iterations() * n * 8);
}

BENCHMARK_CAPTURE(divergence, kl, row_divergence::forward_kl, false)->Apply(shapes);
BENCHMARK_CAPTURE(divergence, kl_gradient, row_divergence::forward_kl, true)->Apply(shapes);
BENCHMARK_CAPTURE(divergence, js_gradient, row_divergence::js, true)->Apply(shapes);
BENCHMARK(cross_entropy)->Apply(shapes);

}  // namespace
