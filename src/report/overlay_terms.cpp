#include "report/overlay_terms.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

namespace relent::report {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double alpha_term(double log_p, double log_q, double a) {
  const double p = std::exp(log_p), q = std::exp(log_q);
  if (std::abs(a - 1) < 1e-9) {
    return kl_term(log_p, log_q) - p + q;
  }
  if (std::abs(a) < 1e-9) {
    return kl_term(log_q, log_p) - q + p;
  }
  const double product = p == 0 && q == 0 ? 0 : std::exp(a * log_p + (1 - a) * log_q);
  return (a * p + (1 - a) * q - product) / (a * (1 - a));
}

double value_at(std::string_view objective, double alpha, double log_p, double log_q) {
  const double p = std::exp(log_p), q = std::exp(log_q);
  if (objective == "reverse_kl") {
    return kl_term(log_q, log_p);
  }
  if (objective == "js_divergence") {
    const double more = std::max(log_p, log_q), less = std::min(log_p, log_q);
    const double middle = more == -infinity ? more : more + std::log1p(std::exp(less - more)) - std::log(2);
    return (kl_term(log_p, middle) + kl_term(log_q, middle)) / 2;
  }
  if (objective == "jeffreys_divergence") {
    return kl_term(log_p, log_q) + kl_term(log_q, log_p);
  }
  if (objective == "alpha_divergence" || objective == "renyi_divergence") {
    return alpha_term(log_p, log_q, alpha);
  }
  if (objective == "hellinger_distance") {
    return (std::sqrt(p) - std::sqrt(q)) * (std::sqrt(p) - std::sqrt(q)) / 2;
  }
  return kl_term(log_p, log_q);
}

std::vector<std::vector<double>> bar_terms(const overlay_picture& drawn, std::span<const distribution> models) {
  std::vector<std::vector<double>> out;
  for (const distribution& m : models) {
    std::vector<double>& terms = out.emplace_back();
    for (const data_bar& b : drawn.bars) {
      const double below = m.cdf(b.high) - m.cdf(b.low), above = m.survival(b.low) - m.survival(b.high);
      terms.push_back(kl_term(std::log(b.share), std::log(m.cdf(b.low) < 0.5 ? below : above)));
    }
  }
  return out;
}

}  // namespace

pointwise_term term_of(std::string_view objective) {
  constexpr const char* itself = "the objective";
  if (objective == "reverse_kl") {
    return {"q log(q/p)", itself};
  }
  if (objective == "js_divergence") {
    return {"(p log(p/m) + q log(q/m)) / 2, m = (p + q) / 2", itself};
  }
  if (objective == "jeffreys_divergence") {
    return {"(p - q) log(p/q)", itself};
  }
  if (objective == "alpha_divergence") {
    return {"(αp + (1-α)q - p^α q^(1-α)) / (α(1-α))", itself};
  }
  if (objective == "renyi_divergence") {
    return {"(αp + (1-α)q - p^α q^(1-α)) / (α(1-α))", "the alpha-divergence, which rises with the objective"};
  }
  if (objective == "hellinger_distance") {
    return {"(√p - √q)² / 2", "the square of the objective"};
  }
  if (objective == "wasserstein_1") {
    return {"|F - G|, the two distribution functions apart", itself};
  }
  if (objective == "wasserstein_2") {
    return {"|F - G|, the two distribution functions apart",
            "the Wasserstein-1 distance; W2 has no such parts along x"};
  }
  return {"p log(p/q)", itself};
}

std::vector<std::vector<double>> terms_of(const overlay_picture& drawn, const fit_target& target,
                                          std::span<const distribution> models, std::string_view objective,
                                          double alpha) {
  if (!drawn.bars.empty() && !drawn.lattice) {
    return bar_terms(drawn, models);
  }
  const std::optional<distribution> known = known_density(target);
  std::vector<double> log_p(drawn.places.size()), log_q(drawn.places.size());
  if (known) {
    known->log_densities(drawn.places, log_p);
  } else {
    std::ranges::transform(drawn.target, log_p.begin(), [](double p) { return std::log(p); });
  }
  std::vector<std::vector<double>> out;
  for (const distribution& m : models) {
    std::vector<double>& terms = out.emplace_back();
    m.log_densities(drawn.places, log_q);
    double below = 0;
    for (std::size_t i = 0; i < drawn.places.size(); ++i) {
      const double x = drawn.places[i];
      below += drawn.lattice ? drawn.target[i] : 0;
      terms.push_back(objective.starts_with("wasserstein") ? std::abs((known ? known->cdf(x) : below) - m.cdf(x))
                                                           : value_at(objective, alpha, log_p[i], log_q[i]));
    }
  }
  return out;
}

}  // namespace relent::report
