#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/catalogue/parse_joint_family.hpp"
#include "relent/fit/joint_fit.hpp"

#include "gallery/chart.hpp"
#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

using density = std::function<double(double, double)>;

const std::vector<double>& parameter(const joint_optimum& o, const char* name) {
  return std::ranges::find(o.parameters, name, &fitted_array::name)->values;
}

density density_of(const joint_distribution& d) {
  return [d](double x, double y) { return std::exp(d.log_density(std::vector<double>{x, y})); };
}

/// Adds the line round a peak on which the density has fallen to `level`: along every ray, the first place where it
/// has.
void add_contour(trace& to, const density& f, double x, double y, double level) {
  constexpr int rays = 120;
  for (int i = 0; i <= rays; ++i) {
    const double angle = 2 * std::numbers::pi * i / rays, dx = std::cos(angle), dy = std::sin(angle);
    double inside = 0, outside = 0.05;
    while (f(x + outside * dx, y + outside * dy) > level) {
      inside = outside;
      outside += 0.05;
    }
    for (int halving = 0; halving < 25; ++halving) {
      const double middle = (inside + outside) / 2;
      (f(x + middle * dx, y + middle * dy) > level ? inside : outside) = middle;
    }
    to.x.push_back(x + inside * dx);
    to.y.push_back(y + inside * dy);
  }
  to.x.push_back(0);
  to.y.push_back(std::nan(""));  // the next line is another
}

/// Contours at 1, 2 and 3 standard deviations of a normal peak: e^-1/2, e^-2 and e^-9/2 of its height.
void add_contours(trace& to, const density& f, double x, double y) {
  for (const double deviations : {1.0, 2.0, 3.0}) {
    add_contour(to, f, x, y, f(x, y) * std::exp(-deviations * deviations / 2));
  }
}

panel drawn(const std::string& title, const joint_distribution& target, const joint_optimum& fit, bool sketched) {
  trace blue{"target p", colour::blue, {}, {}, look::line, 2.5},
      red{"best fit q", colour::red, {}, {}, look::dashed, 2};
  for (const double side : {-2.0, 2.0}) {
    add_contours(blue, density_of(target), side, -side);
  }
  const std::vector<double>& mean = parameter(fit, "mean");
  add_contours(red, density_of(fit.member), mean[0], mean[1]);
  return {.title = fmt::format("{} = {:.4f} nats", title, fit.value.value),
          .x = {.title = "x", .domain = {{-7.5, 7.5}}, .ticks = {-6, -3, 0, 3, 6}},
          .y = {.title = "y", .domain = {{-7.5, 7.5}}, .ticks = {-6, -3, 0, 3, 6}},
          .traces = {blue, red},
          .width = 250,
          .height = 250,
          .sketched = sketched};
}

}  // namespace

exhibit two_modes_2d() {
  const std::string text = "0.5*mvnormal([-2, 2], [[1, 0.6], [0.6, 1]]) + 0.5*mvnormal([2, -2], [[1, 0.6], [0.6, 1]])";
  const auto target = std::get<joint_distribution>(parse_any_distribution(text));
  const joint_fit_family family = parse_joint_family("mvnormal");
  const joint_optimum forward = fit(target, family).optima.front();
  std::vector<joint_optimum> reverse = fit(target, family, {.objective = "reverse_kl"}).optima;
  // The two modes are equally good: the left one first.
  std::ranges::sort(reverse.begin(), reverse.begin() + 2, {},
                    [](const joint_optimum& o) { return parameter(o, "mean")[0]; });

  exhibit e;
  e.question =
      "In the plane, two modes at (-2, 2) and (2, -2), each with variances 1 and covariance 0.6. Where does one "
      "normal q go?";
  const auto rows = [&](const std::string& which, const joint_optimum& o, const char* kl, const std::string& why) {
    const std::vector<double>&mean = parameter(o, "mean"), &covariance = parameter(o, "covariance");
    const auto row = [&](const char* what, double value, const std::string& said = "") {
      e.rows.push_back({.what = which + ", " + what, .value = std::abs(value) < 1e-9 ? 0 : value, .why = said});
    };
    row("mean x", mean[0], why);
    row("mean y", mean[1]);
    row("variance", covariance[0]);
    row("covariance", covariance[1]);
    e.rows.push_back({.what = which + ", " + kl, .value = o.value.value, .unit = "nats"});
  };
  rows("forward", forward, "KL(p‖q)", "the target's own mean and covariance: the spread of the means, -4, and 0.6");
  rows("reverse, left mode", reverse[0], "KL(q‖p)", "either mode is as good as the other: ln 2, all but");
  rows("reverse, right mode", reverse[1], "KL(q‖p)", "");
  rows("reverse, spurious centre", reverse[2], "KL(q‖p)", "a local optimum where a search may end that began there");
  const std::string title = "Forward and reverse fits of two modes in the plane";
  const std::string caption =
      "Contours at 1, 2 and 3 standard deviations of a peak: the target p (blue) and the normal q that is nearest "
      "(red), by "
      "KL(p‖q), and by KL(q‖p) at either mode.";
  e.pictures = {
      picture("two_modes_2d", title, caption,
              {drawn("forward, KL(p‖q)", target, forward, true), drawn("reverse, KL(q‖p)", target, reverse[0], true),
               drawn("reverse, KL(q‖p)", target, reverse[1], false)},
              3)};
  return e;
}

}  // namespace relent::exhibits
