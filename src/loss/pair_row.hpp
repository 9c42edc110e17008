#pragma once

#include "relent/loss/divergence_loss.hpp"

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
  kernel::row_sums<T> sums_a{};
  kernel::row_sums<T> sums_b{};
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

/// KL(P||Q) and its gradients: in one reading (two with gradients) where the rows are not near each other.
template <class T>
double kl_of(pair_row<T>& pair, const pair_gradients<T>& gradients);

/// Jeffreys, JS or total variation, and its gradients.
template <class T>
double divergence_of(pair_row<T>& pair, const divergence_loss_options& which, const pair_gradients<T>& gradients);

/// The divergences of an order, renyi or alpha.
double divergence_of_order(pair_row<double>& pair, const divergence_loss_options& which,
                           const pair_gradients<double>& gradients);

}  // namespace relent::losses
