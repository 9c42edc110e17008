// Computes a KL divergence against an installed relent: 0.5 ln(0.5/0.9) + 0.5 ln(0.5/0.1) = ln(5/3).
#include <cmath>
#include <cstdio>
#include <vector>

#include <relent/relent.hpp>

int main() {
  const relent::operand p{"p", relent::masses{{0.5, 0.5}}};
  const relent::operand q{"q", relent::masses{{0.9, 0.1}}};
  const relent::measurement reply = relent::ask({.measures = {"kl"}}, p, &q);
  const double kl = reply.answers.at(0).estimate.value;
  std::printf("%s = %.16g\n", reply.answers.at(0).name.c_str(), kl);
  if (std::abs(kl - std::log(5.0 / 3.0)) > 1e-15) return 1;
  const relent::joint_distribution from = relent::mvnormal({0, 0}, {{1, 0.5}, {0.5, 2}});
  const relent::joint_distribution to = relent::mvnormal({1, 0}, {{2, 0}, {0, 2}});
  const relent::estimate js = relent::divergence_between("js_divergence", from, to);
  if (std::abs(js.value - 0.114337) > 1e-6 || !js.error_bound) return 3;
  const std::vector<float> student{2, 1, 0}, teacher{3, 1, -1};
  std::vector<float> gradient(3);
  const double loss = relent::divergence_loss({student.data(), 1, 3}, {teacher.data(), 1, 3}, {.temperature = 2},
                                              {.reduce = relent::reduction::batchmean}, {.input = {gradient.data()}});
  if (std::abs(loss - 0.0602689) > 1e-6 || gradient[0] >= 0) return 4;
  try {
    relent::ask({.measures = {"kl"}}, p, nullptr);
  } catch (const relent::error& e) {
    std::printf("refused: %s\n", e.what());
    return 0;
  }
  return 2;  // a measure of two distributions answered for one
}
