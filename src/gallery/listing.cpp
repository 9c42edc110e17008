#include <algorithm>
#include <cmath>
#include <vector>

#include "relent/distribution/normal.hpp"
#include "relent/divergence/kl_divergence.hpp"
#include "relent/loss/divergence_loss.hpp"
#include "relent/measure/kl_divergence.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

constexpr int points = 90;                // arange(-4, 5, .1) and arange(-3, 6, .1)
constexpr double smoothing = 1.0 / 3000;  // what the listing adds to every density

/// The listing's get_gauss_dist: densities on a grid that begins at `from`. Its third argument is a variance.
std::vector<double> gauss(double from, double mean, double variance) {
  const normal d(mean, std::sqrt(variance));
  std::vector<double> out;
  for (int i = 0; i < points; ++i) {
    out.push_back(std::exp(d.log_density(from + 0.1 * i)));
  }
  return out;
}

std::vector<double> softmax(std::vector<double> x) {
  double sum = 0;
  for (double& at : x) {
    sum += at = std::exp(at);
  }
  for (double& at : x) {
    at /= sum;
  }
  return x;
}

std::vector<double> smoothed(std::vector<double> x) {
  for (double& at : x) {
    at += smoothing;
  }
  return x;
}

}  // namespace

exhibit listing() {
  const std::vector<double> x = gauss(-4, 1, 0.2), y = gauss(-3, 2, 0.5);
  const auto softmax_kl = [](const std::vector<double>& p, const std::vector<double>& q) {
    return divergence_loss({q.data(), 1, points}, {p.data(), 1, points}, {}, {.reduce = reduction::sum});
  };
  std::vector<double> terms(points);
  rules::kl_divergence.contributions(softmax(x), softmax(y), {.mode = mass_mode::normalise}, terms.data());

  const std::vector<double> a = smoothed(x), b = smoothed(y);
  double listed = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    listed += a[i] * std::log(a[i] / b[i]);
  }
  const normal p(1, std::sqrt(0.2)), q(2, std::sqrt(0.5));

  exhibit e;
  e.question =
      "A listing measures N(1, 0.2) against N(2, 0.5) (variances) on two grids, once through a softmax and once "
      "by adding a little to every density. What does it print, and what did it mean?";
  e.rows = {
      {.what = "KL(N(1, .2)‖N(2, .5)), what kld_smooth meant",
       .value = kl_divergence(p, q),
       .unit = "nats",
       .printed = listed,
       .printed_unit = "",
       .why =
           "the densities are never divided by their sum, so a grid step of 0.1 makes everything ten times as large; "
           "and each grid sits on its own mean, which hides the whole nat that the shift is worth"},
      {.what = "the same, the other way round", .value = kl_divergence(q, p), .unit = "nats"},
      {.what = "kld_smooth, once the smoothed densities are made masses",
       .value = kl_divergence(a, b, {.mode = mass_mode::normalise}),
       .unit = "nats",
       .why = "a KL at last, of two shapes both moved to the same place"},
      {.what = "kld_softmax: the first of the 90 numbers it prints",
       .value = terms.front(),
       .unit = "nats",
       .why = "no KL: a reshape makes the loop run once, so 90 terms are printed instead of their sum"},
      {.what = "kld_softmax: the largest", .value = *std::ranges::max_element(terms), .unit = "nats"},
      {.what = "kld_softmax: their sum, the KL of the two softmaxes",
       .value = softmax_kl(x, y),
       .unit = "nats",
       .why = "small because a softmax of densities between 0 and 0.9 is nearly uniform: densities are no logits"},
      {.what = "the KL of the two softmaxes, reverse", .value = softmax_kl(y, x), .unit = "nats"},
  };
  return e;
}

}  // namespace relent::exhibits
