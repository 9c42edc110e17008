#include "products.hpp"

#include <cmath>
#include <span>

#include "relent/joint/independent.hpp"

#include "sum_of.hpp"

namespace relent {
namespace {

/// The factors of both, where both are products of as many.
struct factor_pairs {
  std::span<const distribution> p, q;
};
std::optional<factor_pairs> factors_of(const joint_distribution& p, const joint_distribution& q) {
  const auto *a = p.get<independent>(), *b = q.get<independent>();
  if (a == nullptr || b == nullptr || a->factors().size() != b->factors().size()) {
    return std::nullopt;
  }
  return factor_pairs{a->factors(), b->factors()};
}

}  // namespace

std::optional<estimate> product_sum(std::string_view measure, const joint_distribution& p, const joint_distribution& q,
                                    const divergence_options& how) {
  const auto factors = factors_of(p, q);
  if (!factors) {
    return std::nullopt;
  }
  estimate out = divergence_between(measure, factors->p[0], factors->q[0], how);
  for (std::size_t i = 1; i < factors->p.size(); ++i) {
    out = sum_of(std::move(out), divergence_between(measure, factors->p[i], factors->q[i], how));
  }
  return out;
}

std::optional<estimate> product_log_affinity(const joint_distribution& p, const joint_distribution& q, double alpha,
                                             const divergence_options& how) {
  divergence_options at = how;
  at.alpha = alpha;
  auto found = product_sum("renyi_divergence", p, q, at);
  if (found) {
    found->value *= alpha - 1;
    found->error_bound = std::abs(alpha - 1) * found->error_bound.value_or(0);
  }
  return found;
}

std::optional<estimate> product_wasserstein_2(const joint_distribution& p, const joint_distribution& q,
                                              const divergence_options& how) {
  const auto factors = factors_of(p, q);
  if (!factors) {
    return std::nullopt;
  }
  estimate out{.value = 0, .method = method::closed_form, .error_bound = 0};
  double square = 0, error = 0;
  for (std::size_t i = 0; i < factors->p.size(); ++i) {
    const estimate part = divergence_between("wasserstein_2", factors->p[i], factors->q[i], how);
    square += part.value * part.value;
    error += part.error_bound.value_or(0);
    out.method = part.method;
    out.notes.insert(out.notes.end(), part.notes.begin(), part.notes.end());
  }
  out.value = std::sqrt(square);
  out.error_bound = error;  // the root of a sum of squares moves by no more than the parts
  return out;
}

}  // namespace relent
