// All local optima of KL(normal‖mixture), and expectation and maximisation.
#include <cstddef>
#include <vector>

#include <benchmark/benchmark.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/fit/fit.hpp"
#include "relent/fit/mixture_em.hpp"

namespace {

constexpr const char* five =
    "0.2*normal(-6,0.5) + 0.25*normal(-2,0.7) + 0.15*normal(0.5,0.4) + 0.2*normal(3,1) + 0.2*normal(7,0.6)";

void all_optima_of_five_components(benchmark::State& state) {
  const relent::distribution target = relent::parse_distribution(five);
  const relent::fit_family normals{.members = relent::find_family("normal")};
  for (auto _ : state) {
    benchmark::DoNotOptimize(relent::fit(target, normals, {.objective = "reverse_kl"}));
  }
}
BENCHMARK(all_optima_of_five_components)->Unit(benchmark::kMillisecond);

void em_iteration(benchmark::State& state) {
  const std::vector<double> x = relent::sample(relent::parse_distribution(five), 1'000'000, 1);
  relent::normal_mixture_parameters at{std::vector<double>(8, 0.125), {}, std::vector<double>(8, 1)};
  for (int c = 0; c < 8; ++c) {
    at.means.push_back(2 * c - 7);
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(relent::em_step(x, {}, at, 1e-6, static_cast<int>(state.range(0))));
  }
}
BENCHMARK(em_iteration)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
