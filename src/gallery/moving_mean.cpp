#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "relent/distribution/normal.hpp"
#include "relent/divergence/kl_divergence.hpp"

#include "gallery/chart.hpp"
#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit moving_mean() {
  const normal p(0, 1);
  const auto kl = [&](double m) { return kl_divergence(p, normal(m, 1)); };
  const std::vector<double> x = places(-4, 7, 111), shift = places(-3, 3, 61), shown{0, 1, 2, 3};

  exhibit e;
  e.question = "Two normal distributions of variance 1, one of which moves away. How fast does KL grow?";
  std::vector<trace> densities, curve{{"m² / 2", colour::ink, shift, values_of(shift, kl)}};
  const std::array<const char*, 4> colours{colour::blue, colour::green, colour::orange, colour::red};
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const double m = shown[i];
    e.rows.push_back({.what = fmt::format("KL(N(0, 1)‖N({}, 1))", m), .value = kl(m), .unit = "nats"});
    const std::string name = fmt::format("N({}, 1)", m);
    const auto density = [&](double at) { return std::exp(normal(m, 1).log_density(at)); };
    densities.push_back({name, colours[i], x, values_of(x, density)});
    curve.push_back({name, colours[i], {m}, {kl(m)}, look::points});
  }
  e.rows.back().why = "m^2 / 2, the square of the shift: twice as far costs four times as much";
  e.pictures = {
      picture("moving_mean", "KL as the mean moves away",
              "Left: normal densities of variance 1 whose mean moves from 0 to 3. Right: KL(N(0, 1)‖N(m, 1)) = "
              "m^2 / 2 against m.",
              {{.title = "the densities",
                .x = {"x"},
                .y = {.title = "density", .domain = {{0, 0.43}}},
                .traces = densities,
                .sketched = false},
               {.title = "KL(N(0, 1)‖N(m, 1)) = m² / 2",
                .x = {.title = "mean m", .domain = {{-3.2, 3.2}}},
                .y = {.title = "KL (nats)", .domain = {{-0.15, 5}}},
                .traces = curve}},
              2)};
  return e;
}

}  // namespace relent::exhibits
