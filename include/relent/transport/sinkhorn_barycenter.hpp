#pragma once

#include <span>
#include <string>
#include <vector>

#include "relent/transport/sinkhorn.hpp"

namespace relent {

struct barycenter_result {
  std::vector<double> masses{};  ///< one a column of the costs; their sum is 1 up to the marginal error
  double marginal_error = 0;     ///< sum over k of weight_k sum |P_k^T 1 - masses|
  bool converged = false;
  int iterations = 0;
  std::vector<std::string> notes{};
};

/// The entropic barycentre on fixed places: the masses b that minimise sum over k of weight_k W(a_k, b), W(a, b) =
/// min <P, c> + epsilon KL(P | 1 1^T), by iterated Bregman projections in logarithms. It is smoother than its members,
/// by about epsilon. `members` holds k rows of n masses, `costs` n rows (places of the members) by m columns (places of
/// the barycentre).
/// Of `how` are read tolerance, max_iterations, form and threads. Memory: k (n + m) numbers and those of a pass of
/// `sinkhorn`. Threads change no bit.
/// Throws what `sinkhorn` throws; error(errc::invalid_value) for weights that are negative or all 0,
/// error(errc::not_normalised) for a member whose sum is further than 1e-9 from 1.
/// Source: Benamou, Carlier, Cuturi, Nenna & Peyre 2015, section 3.2.
[[nodiscard]] barycenter_result sinkhorn_barycenter(const matrix& members, std::span<const double> weights,
                                                    const cost_matrix& costs, double epsilon,
                                                    const sinkhorn_options& how = {});

/// The same for images, or masses on any regular grid, one a row of `members`. Memory: O(k n).
[[nodiscard]] barycenter_result sinkhorn_barycenter(const matrix& members, std::span<const double> weights,
                                                    const regular_grid& places, double epsilon,
                                                    const sinkhorn_options& how = {});

}  // namespace relent
