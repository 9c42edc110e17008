#include <cmath>
#include <vector>

#include "relent/distribution/uniform.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/measure/js_divergence.hpp"
#include "relent/measure/kl_divergence.hpp"
#include "relent/measure/total_variation.hpp"
#include "relent/transport/emd.hpp"

#include "gallery/chart.hpp"
#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

constexpr std::size_t points = 40;  // of a segment

struct how_far {
  double kl, js, tv, w;
};

/// AB from (0, 0) to (0, 1), CD from (theta, 0) to (theta, 1), each the same mass all along.
how_far apart(double theta) {
  const std::vector<double> equal(points, 1.0 / points), none(points, 0.0);
  std::vector<double> ab, cd;
  for (const double height : places(0, 1, points)) {
    ab.insert(ab.end(), {0, height});
    cd.insert(cd.end(), {theta, height});
  }
  // As masses over the places of both: at theta = 0 those are the same places, otherwise none is shared.
  std::vector<double> p = equal, q = equal;
  if (theta != 0) {
    p.insert(p.end(), none.begin(), none.end());
    q.insert(q.begin(), none.begin(), none.end());
  }
  return {kl_divergence(p, q), js_divergence(p, q), total_variation(p, q),
          emd(equal, equal, point_cloud{ab, 2}, point_cloud{cd, 2}).cost};
}

exhibit_picture drawn() {
  const std::vector<double> left = places(-1, -0.02, 50), right = places(0.02, 1, 50);
  std::vector<double> theta = left, around;
  theta.push_back(std::nan(""));
  theta.insert(theta.end(), right.begin(), right.end());
  const auto w = [](double t) { return std::isnan(t) ? t : apart(t).w; };
  const auto js = [](double t) { return std::isnan(t) ? t : apart(t).js; };
  constexpr double top = 1.1;  // where infinity is drawn
  const auto kl = [](double t) { return std::isnan(t) ? t : std::isinf(apart(t).kl) ? top : 0; };
  const double ln2 = apart(1).js;
  return picture(
      "segments", "Two parallel segments",
      "Left: the segments AB, at x = 0, and CD, at x = theta. Right: KL, Jensen-Shannon and Wasserstein between them "
      "against theta: only Wasserstein says how far it is, and which way is nearer.",
      {{.title = "the segments at θ = 0.5",
        .x = {.title = "x", .domain = {{-0.35, 0.85}}, .ticks = {0, 0.5}},
        .y = {.title = "y", .domain = {{-0.15, 1.15}}, .ticks = {0, 1}},
        .traces = {{"", colour::blue, {0, 0}, {0, 1}, look::line, 4},
                   {"", colour::orange, {0.5, 0.5}, {0, 1}, look::line, 4}},
        .labels = {{-0.05, 0, "A", colour::ink, "right"},
                   {-0.05, 1, "B", colour::ink, "right"},
                   {0.55, 0, "C"},
                   {0.55, 1, "D"}},
        .width = 200,
        .height = 230,
        .sketched = false},
       {.title = "how far apart",
        .x = {.title = "θ", .domain = {{-1.05, 1.05}}},
        .y = {.title = "nats; W in units of x", .domain = {{-0.06, 1.2}}},
        .traces = {{"KL, either way", colour::red, theta, values_of(theta, kl), look::dashed},
                   {"Jensen-Shannon", colour::green, theta, values_of(theta, js)},
                   {"Wasserstein", colour::blue, places(-1, 1, 41), values_of(places(-1, 1, 41), w)},
                   {"", colour::red, {0}, {top}, look::rings},
                   {"", colour::green, {0}, {ln2}, look::rings},
                   {"", colour::ink, {0}, {0}, look::points}},
        .labels = {{-1, top + 0.05, "KL = ∞ for every θ but 0", colour::red},
                   {-0.5, ln2 + 0.05, "JS = ln 2, flat", colour::green, "left"},
                   {0.08, -0.01, "all three are 0 at θ = 0"}},
        .width = 420,
        .height = 230}},
      2);
}

}  // namespace

exhibit segments() {
  const how_far at = apart(0.5), same = apart(0);
  const double h = 1.0 / 64;

  exhibit e;
  e.question = "Two parallel segments of length 1, theta apart. Which divergence tells a generator the way?";
  e.rows = {
      {.what = "theta = 0.5: KL, either way", .value = at.kl, .unit = "nats", .why = "nothing is shared"},
      {.what = "theta = 0.5: JS", .value = at.js, .unit = "nats", .why = "ln 2, wherever theta is"},
      {.what = "theta = 0.5: total variation", .value = at.tv},
      {.what = "theta = 0.5: W1",
       .value = at.w,
       .unit = "units of x",
       .why = "|theta|: every point moves straight over"},
      {.what = "theta = 0: KL", .value = same.kl, .unit = "nats"},
      {.what = "theta = 0: JS", .value = same.js, .unit = "nats"},
      {.what = "theta = 0: total variation", .value = same.tv},
      {.what = "theta = 0: W1", .value = same.w, .unit = "units of x"},
      {.what = "dJS/dtheta at 0.5",
       .value = (apart(0.5 + h).js - apart(0.5 - h).js) / (2 * h),
       .why = "no slope to go down"},
      {.what = "dW1/dtheta at 0.5",
       .value = (apart(0.5 + h).w - apart(0.5 - h).w) / (2 * h),
       .why = "the sign of theta"},
  };
  const distribution still = uniform(0, 1), shifted = uniform(0.3, 1.3);
  e.rows.push_back({.what = "uniform(0, 1) and uniform(a, a + 1), a = 0.3: JS",
                    .value = divergence_between("js_divergence", still, shifted).value,
                    .unit = "nats",
                    .why = "|a| ln 2 while they overlap"});
  e.rows.push_back({.what = "uniform(0, 1) and uniform(a, a + 1), a = 0.3: W1",
                    .value = divergence_between("wasserstein_1", still, shifted).value,
                    .unit = "units of x",
                    .why = "|a|"});
  const std::vector<double> from{3, 2, 1, 4}, to{1, 2, 4, 3}, line{0, 1, 2, 3};
  e.rows.push_back({.what = "blocks (3, 2, 1, 4) to (1, 2, 4, 3) on a unit line: W1",
                    .value = emd(from, to, point_cloud{line, 1}, point_cloud{line, 1}).cost,
                    .unit = "blocks x steps"});
  e.pictures = {drawn()};
  return e;
}

}  // namespace relent::exhibits
