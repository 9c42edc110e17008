// Two parallel segments, x = 0 and x = theta: what a learner of theta sees of KL, Jensen-Shannon and Wasserstein.
#include <cmath>
#include <cstdio>
#include <numbers>
#include <vector>

#include <relent/relent.hpp>

// A segment's points, and the masses of both segments over the places of both.
std::vector<double> segment(double at) {
  std::vector<double> points;
  for (int i = 0; i <= 20; ++i) points.insert(points.end(), {at, i / 20.0});
  return points;
}
relent::masses spread(std::size_t from) {
  std::vector<double> out(42, 0.0);
  for (std::size_t i = from; i < from + 21; ++i) out[i] = 1 / 21.0;
  return {out};
}

int main() {
  for (const double theta : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
    const relent::operand p{"p", spread(0)}, q{"q", spread(theta == 0 ? 0 : 21)};
    const relent::measurement shares = relent::ask({.measures = {"kl", "js"}}, p, &q);
    const double kl = shares.answers[0].estimate.value, js = shares.answers[1].estimate.value;

    const std::vector<double> here = segment(0), there = segment(theta), even(21, 1 / 21.0);
    const relent::point_cloud from{here, 2}, to{there, 2};
    const relent::transport_plan plan = relent::emd(even, even, from, to);
    const relent::point_gradient pull = relent::plan_gradient(plan.plan, from, to);
    double slope = 0;  // of the cost, as the second segment moves
    for (std::size_t i = 0; i < 21; ++i) slope += pull.to(i, 0);
    std::printf("%5g  KL %g  JS %.4f  W %.4f slope %+.0f\n", theta, kl, js, plan.cost, slope);

    const bool apart = theta != 0;
    if (std::isinf(kl) != apart || std::abs(js - (apart ? std::numbers::ln2 : 0)) > 1e-14) return 1;
    if (std::abs(plan.cost - std::abs(theta)) > 1e-14) return 2;
    if (std::abs(slope - (theta > 0 ? 1 : theta < 0 ? -1 : 0)) > 1e-14) return 3;
  }
  return 0;
}
