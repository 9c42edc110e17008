#pragma once

#include <span>

namespace relent::estimating {

/// |difference + noise|, with noise of this standard deviation, counts `weight` times.
struct noisy_size {
  double difference, sd, weight;
};

/// By how much the noise makes the sum of sizes too large: the sum of weight * sd * h(mu), where mu is the true
/// difference in units of sd and h(mu) = E|mu + Z| - |mu|. How the |mu| are spread is found from all terms together
/// (the non-parametric maximum-likelihood mixture of Kiefer & Wolfowitz 1956, on a grid), and each term's h is the mean
/// over what its own difference leaves of them.
[[nodiscard]] double folded_bias(std::span<const noisy_size> terms);

}  // namespace relent::estimating
