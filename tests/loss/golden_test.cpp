// Losses of one row against values and gradients at 60 digits, in f32 and f64, on every instruction set.
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/loss/cross_entropy_loss.hpp"
#include "relent/loss/divergence_loss.hpp"

#include "loss/row_tools.hpp"
#include "measure/golden_file.hpp"

namespace relent::test {
namespace {

struct row_case {
  std::string region, loss;
  std::map<std::string, double> parameters{};
  std::vector<double> input{}, target{};
  double value = 0;
  std::vector<double> to_input{}, to_target{};
};

std::vector<row_case> read_cases() {
  std::vector<row_case> cases;
  for (const std::vector<std::string>& field : golden_lines("row_losses")) {
    row_case c{field.at(0), field.at(1)};
    for (const std::string& setting : split(field.at(2), ',')) {
      c.parameters[setting.substr(0, setting.find('='))] = std::stod(setting.substr(setting.find('=') + 1));
    }
    c.input = numbers(field.at(3));
    c.target = numbers(field.at(4));
    c.value = std::stod(field.at(5));
    c.to_input = numbers(field.at(6));
    c.to_target = numbers(field.at(7));
    cases.push_back(c);
  }
  return cases;
}

/// The greatest difference, relative to the greatest element.
template <class T>
double gap(const std::vector<T>& found, const std::vector<double>& expected) {
  double most = 0, size = 1e-300;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    most = std::max(most, std::abs(static_cast<double>(found[i]) - expected[i]));
    size = std::max(size, std::abs(expected[i]));
  }
  return most / size;
}

template <class T>
void check(const row_case& c, double bound, double gradient_bound) {
  const std::vector<T> input(c.input.begin(), c.input.end()), target(c.target.begin(), c.target.end());
  std::vector<T> to_input(input.size()), to_target(input.size());
  const class_rows x = rows_of(input, 1);
  const loss_options how{.reduce = reduction::sum};
  double value = 0, alone = 0, to_input_alone = 0;
  const auto parameter = [&](const char* name) { return c.parameters.at(name); };
  if (c.loss == "cross_entropy") {
    const cross_entropy_options which{.label_smoothing = parameter("smoothing"),
                                      .z_loss = parameter("z"),
                                      .focal_gamma = parameter("gamma"),
                                      .poly_epsilon = parameter("poly"),
                                      .temperature = parameter("temperature")};
    const std::vector<std::int64_t> y{static_cast<std::int64_t>(c.target.front())};
    value = cross_entropy_loss(x, y, which, how, {.input = {to_input.data()}});
    alone = to_input_alone = cross_entropy_loss(x, y, which, how);
  } else {
    const class_rows t = rows_of(target, 1);
    const divergence_loss_options which{.measure = row_divergence_of(c.loss),
                                        .beta = parameter("beta"),
                                        .alpha = parameter("alpha"),
                                        .temperature = parameter("temperature")};
    std::vector<T> again(input.size());
    to_input_alone = divergence_loss(x, t, which, how, {.input = {again.data()}});
    value = divergence_loss(x, t, which, how, {.input = {to_input.data()}, .target = {to_target.data()}});
    alone = divergence_loss(x, t, which, how);
    EXPECT_LE(gap(again, c.to_input), gradient_bound) << c.region << " " << c.loss << " to the input alone";
    EXPECT_LE(gap(to_target, c.to_target), gradient_bound) << c.region << " " << c.loss << " to the target";
  }
  for (const double found : {value, alone, to_input_alone}) {
    EXPECT_NEAR(found, c.value, bound * std::abs(c.value)) << c.region << " " << c.loss;
  }
  EXPECT_LE(gap(to_input, c.to_input), gradient_bound) << c.region << " " << c.loss << " " << c.value;
}

using golden_rows = on_every_path;

TEST_P(golden_rows, f32) {
  for (const row_case& c : read_cases()) {
    // Relative to the greatest: where one class has nearly everything, gradients are small differences of its mass.
    check<float>(c, 1e-6, 1e-5);
  }
}

TEST_P(golden_rows, f64) {
  for (const row_case& c : read_cases()) {
    // The gradients of an order are differences of two softmaxes: right to 1e-15 of the masses.
    const bool of_order = c.loss == "renyi" || c.loss == "alpha";
    check<double>(c, 1e-13, of_order ? 1e-8 : 1e-11);
  }
}

INSTANTIATE_TEST_SUITE_P(paths, golden_rows, all_paths(), path_name);

}  // namespace
}  // namespace relent::test
