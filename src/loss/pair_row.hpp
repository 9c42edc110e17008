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

/// Fills in both sums.
template <class T>
void read_sums(pair_row<T>& pair);

/// KL(P||Q), Jeffreys, JS or total variation of a pair whose sums are known, and its gradients.
template <class T>
double divergence_of(const pair_row<T>& pair, const divergence_loss_options& which, const pair_gradients<T>& gradients);

/// KL(P||Q) in one reading where the rows are not near each other, else in two; fills in both sums.
template <class T>
double kl_of(pair_row<T>& pair);

/// The divergences of an order, renyi or alpha.
double divergence_of_order(const pair_row<double>& pair, const divergence_loss_options& which,
                           const pair_gradients<double>& gradients);

}  // namespace relent::losses
