#include "relent/divergence/divergence_between.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/distribution/exp_of.hpp"
#include "relent/distribution/log_of.hpp"
#include "relent/divergence/entropy_of.hpp"

#include "affinity.hpp"
#include "by_measure.hpp"
#include "closed_wasserstein.hpp"
#include "mixture_bounds.hpp"
#include "pointwise.hpp"
#include "pointwise_integral.hpp"
#include "quantile_distances.hpp"
#include "sum_of.hpp"

namespace relent {
namespace {

double itself(double x) { return x; }

/// What stands inside exp or log on both sides: no divergence sees a map that both share. Null where they share none,
/// and where the supports differ, about which the notes speak in the question's own places.
template <class Map>
std::optional<std::pair<distribution, distribution>> within(const distribution& p, const distribution& q) {
  const Map *of_p = p.get<Map>(), *of_q = q.get<Map>();
  if (of_p == nullptr || of_q == nullptr || !(of_p->of().support() == of_q->of().support())) {
    return std::nullopt;
  }
  return std::pair{of_p->of(), of_q->of()};
}

std::optional<std::pair<distribution, distribution>> without_shared_map(const distribution& p, const distribution& q) {
  auto found = within<exp_of>(p, q);
  return found ? found : within<log_of>(p, q);
}

estimate kl(const distribution& p, const distribution& q, const divergence_options& how) {
  if (const auto inner = without_shared_map(p, q)) {
    return kl(inner->first, inner->second, how);
  }
  if (how.closed_form) {
    if (auto found = closed_kl_between(p, q)) {
      return *std::move(found);
    }
  }
  estimate out = through(integral_of(pointwise_kl(), 0, p, q, how), itself);
  if (how.certain_bounds && std::isfinite(out.value)) {
    out.interval = certain_kl_bounds(p, q);
    if (out.interval) {
      out.level = 1;
    }
  }
  return out;
}

estimate jeffreys(const distribution& p, const distribution& q, const divergence_options& how) {
  if (how.closed_form) {
    const auto there = closed_kl_between(p, q), back = closed_kl_between(q, p);
    if (there && back) {
      return sum_of(*there, *back);
    }
  }
  return through(integral_of(pointwise_jeffreys(), 0, p, q, how), itself);
}

estimate cross_entropy(const distribution& p, const distribution& q, const divergence_options& how) {
  estimate out = kl(p, q, how);
  out.interval.reset();  // a certain one is KL's
  out.level.reset();
  return sum_of(std::move(out), entropy_of(p));
}

/// Two distributions of one number, asked for what the measures are made of.
struct line_pair_of {
  const distribution &p, &q;
  const divergence_options& how;

  [[nodiscard]] estimate kl(bool back) const { return back ? relent::kl(q, p, how) : relent::kl(p, q, how); }
  [[nodiscard]] estimate cross_entropy() const { return relent::cross_entropy(p, q, how); }
  [[nodiscard]] estimate jeffreys() const { return relent::jeffreys(p, q, how); }
  [[nodiscard]] estimate affinity(std::string_view measure, double alpha, bool back) const {
    return back ? of_affinity(measure, alpha, q, p, how) : of_affinity(measure, alpha, p, q, how);
  }
  [[nodiscard]] estimate integral(const pointwise_divergence& what, double parameter, bool root) const {
    return through(integral_of(what, parameter, p, q, how), [root](double x) { return root ? std::sqrt(x) : x; });
  }
};

constexpr auto names = integral_measures_and("wasserstein_1", "wasserstein_2", "energy_distance");

}  // namespace

std::span<const std::string_view> density_measures() noexcept { return names; }

estimate divergence_between(std::string_view measure, const distribution& p, const distribution& q,
                            const divergence_options& how) {
  check_question(measure, names, "distributions", how);
  if (measure.starts_with("wasserstein") || measure == "energy_distance") {
    if (how.closed_form && measure != "energy_distance") {
      if (auto found = closed_wasserstein(measure == "wasserstein_1" ? 1 : 2, p, q)) {
        return *std::move(found);
      }
    }
    return measure == "wasserstein_1"   ? wasserstein_1(p, q)
           : measure == "wasserstein_2" ? wasserstein_2(p, q)
                                        : energy_distance(p, q);
  }
  if (p.support().lattice != q.support().lattice) {
    const distribution &masses = p.support().lattice ? p : q, &density = p.support().lattice ? q : p;
    throw error(errc::unsupported, "divergence_between",
                fmt::format("{} has masses at whole numbers and {} a density: they have no common base measure, so "
                            "no ratio of the two is defined",
                            masses.text(), density.text()));
  }
  // The differential entropy in it changes with the coordinate; KL looks for itself.
  if (measure != "cross_entropy" && measure != "kl_divergence" && measure != "reverse_kl_divergence") {
    if (const auto inner = without_shared_map(p, q)) {
      return divergence_between(measure, inner->first, inner->second, how);
    }
  }
  return by_measure(measure, how, line_pair_of{p, q, how});
}

}  // namespace relent
