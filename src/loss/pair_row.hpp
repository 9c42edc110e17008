#pragma once

#include "relent/loss/divergence_loss.hpp"

#include "kernel/logit_kept.hpp"
#include "loss/row_blocks.hpp"

namespace relent::losses {

/// One pair of rows on its way to a divergence: P is side a, Q side b.
template <class T>
struct pair_row {
  const row_reader<T>& a;
  const row_reader<T>& b;
  std::int64_t row;
  std::int64_t classes;
  double inverse_temperature;
  kernel::pair_run<T> sums{};
};

/// Where the gradients of a pair go, and what each is multiplied by.
template <class T>
struct pair_gradients {
  const row_writer<T>& to_a;
  const row_writer<T>& to_b;
  double factor_a;
  double factor_b;
};

// All of them fill in both sums; where these are not those of distributions (trouble_in), nothing else happens.

/// KL(P||Q) and its gradients: in one reading where the rows are not near each other, the gradient to the row b alone
/// too if both rows' exponentials have room. Leaves the sums for the entropy of P.
template <class T>
double kl_of(pair_row<T>& pair, const pair_gradients<T>& gradients);

/// Jeffreys, JS or total variation, and its gradients.
template <class T>
double divergence_of(pair_row<T>& pair, const divergence_loss_options& which, const pair_gradients<T>& gradients);

/// The same in f32 and in one reading, with the gradient to one side at most: `value` is right to 1e-6 where the rows
/// are so far apart that log sum p^alpha q^(1-alpha) is 2 or more in size. False where they are not, or where it needs
/// f64 to say what is wrong: then nothing is written.
bool far_divergence_of_order(pair_row<float>& pair, const divergence_loss_options& which,
                             const pair_gradients<float>& gradients, double& value);

/// The divergences of an order, renyi or alpha.
double divergence_of_order(pair_row<double>& pair, const divergence_loss_options& which,
                           const pair_gradients<double>& gradients);

}  // namespace relent::losses
