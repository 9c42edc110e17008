#include "objective.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/divergence/divergence_gradient.hpp"

namespace relent {
namespace {

constexpr double farthest = 40;  // of a coordinate: a search that goes on from there runs away

bool within_reach(std::span<const double> u) {
  for (const double x : u) {
    if (!(std::abs(x) < farthest)) {
      return false;
    }
  }
  return true;
}

constexpr std::array<objective, 9> objectives{{
    {"forward_kl", "kl_divergence", "kl_divergence", false, true},
    {"reverse_kl", "kl_divergence", "kl_divergence", true, true},
    {"js_divergence", "js_divergence", "js_divergence", false, true},
    {"jeffreys_divergence", "jeffreys_divergence", "jeffreys_divergence", false, true},
    {"alpha_divergence", "alpha_divergence", "alpha_divergence", false, true},
    {"renyi_divergence", "renyi_divergence", "renyi_divergence", false, true},
    {"hellinger_distance", "hellinger_distance", "bhattacharyya_distance", false, true},
    {"wasserstein_1", "wasserstein_1", "wasserstein_1", false, false},
    {"wasserstein_2", "wasserstein_2", "wasserstein_2", false, false},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> aliases{
    {{"kl", "forward_kl"},
     {"kl_divergence", "forward_kl"},
     {"maximum_likelihood", "forward_kl"},
     {"reverse_kl_divergence", "reverse_kl"},
     {"js", "js_divergence"},
     {"jeffreys", "jeffreys_divergence"},
     {"alpha", "alpha_divergence"},
     {"renyi", "renyi_divergence"},
     {"hellinger", "hellinger_distance"},
     {"w1", "wasserstein_1"},
     {"wasserstein", "wasserstein_1"},
     {"w2", "wasserstein_2"}}};

/// A distribution without parameters of its own: where an end or a zero of the target would move with one of them there
/// is no derivative, but nobody asks for it.
class fixed_target {
 public:
  static constexpr std::string_view name = "target";
  explicit fixed_target(std::shared_ptr<const distribution> of) : of_(std::move(of)) {}

  [[nodiscard]] std::string text() const { return of_->text(); }
  [[nodiscard]] static constexpr std::size_t parameter_count() noexcept { return 0; }
  [[nodiscard]] relent::support support() const { return of_->support(); }
  [[nodiscard]] double log_density(double x) const { return of_->log_density(x); }
  void log_densities(std::span<const double> x, std::span<double> out) const { of_->log_densities(x, out); }
  void log_density_gradient(double /*x*/, std::span<double> /*out*/) const noexcept {}
  [[nodiscard]] double cdf(double x) const { return of_->cdf(x); }
  [[nodiscard]] double survival(double x) const { return of_->survival(x); }
  [[nodiscard]] double quantile(double u) const { return of_->quantile(u); }
  [[nodiscard]] double quantile_survival(double u) const { return of_->quantile_survival(u); }
  [[nodiscard]] double mean() const { return of_->mean(); }
  [[nodiscard]] double variance() const { return of_->variance(); }
  [[nodiscard]] double entropy() const { return of_->entropy(); }
  [[nodiscard]] std::vector<double> split_points() const { return of_->split_points(); }
  [[nodiscard]] double sample(counter_stream& stream) const { return of_->sample(stream); }

 private:
  std::shared_ptr<const distribution> of_;
};

estimate measured(const objective& o, std::string_view measure, const distribution& target, const distribution& member,
                  const divergence_options& how) {
  return divergence_between(measure, o.reversed ? member : target, o.reversed ? target : member, how);
}

}  // namespace

const objective& find_objective(std::string_view name) {
  for (const auto& [alias, full] : aliases) {
    if (same_name(name, alias)) {
      name = full;
      break;
    }
  }
  std::vector<std::string_view> names;
  for (const objective& o : objectives) {
    if (same_name(name, o.name)) {
      return o;
    }
    names.push_back(o.name);
  }
  throw error(errc::unknown_name, "fit",
              fmt::format("no objective {}{}", quoted(name),
                          nearest(name, names).empty() ? "; there are " + fmt::format("{}", fmt::join(names, ", "))
                                                       : suggestion(name, names)));
}

estimate value_of(const objective& o, const distribution& target, const distribution& member,
                  const divergence_options& how) {
  return measured(o, o.measure, target, member, how);
}

smooth_function divergence_from(const objective& o, const distribution& target, const coordinates& in,
                                const fit_options& how, double tolerance) {
  // Differences of a distance need no more digits than their steps leave; near 0 a relative tolerance asks for many.
  const divergence_options options{
      .alpha = how.alpha, .tolerance = o.differentiable ? tolerance : 1e-9, .certain_bounds = false};
  const auto value = [&o, target, in, options](std::span<const double> u) {
    return measured(o, o.searched, target, in.member(u), options).value;
  };
  constexpr double nowhere = std::numeric_limits<double>::infinity();
  if (!o.differentiable) {
    return {[value, n = in.size()](std::span<const double> u) -> function_value {
              constexpr double h = 1e-4;
              function_value out{value(u)};
              for (std::size_t c = 0; c < n; ++c) {
                std::vector<double> up(u.begin(), u.end()), down = up;
                up[c] += h;
                down[c] -= h;
                out.gradient.push_back((value(up) - value(down)) / (2 * h));
              }
              return out;
            },
            1e-6};
  }
  const distribution fixed = fixed_target(std::make_shared<const distribution>(target));
  const auto derivatives = [&o, target, fixed, options](const distribution& q) {
    const auto of = [&](const distribution& p) {
      return divergence_gradient(o.searched, o.reversed ? q : p, o.reversed ? p : q, options);
    };
    try {
      return of(target);
    } catch (const error&) {
      return of(fixed);
    }
  };
  return {[&o, in, value, derivatives](std::span<const double> u) -> function_value {
            if (!within_reach(u)) {
              return {nowhere};
            }
            try {
              function_value out{value(u)};
              if (!std::isfinite(out.value)) {
                return {nowhere};
              }
              const distribution q = in.member(u);
              const parameter_gradient g = derivatives(q);
              const std::vector<double> slopes = in.slopes(u);
              for (std::size_t c = 0; c < in.size(); ++c) {
                out.gradient.push_back((o.reversed ? g.p : g.q)[in.parameter(c)] * slopes[c]);
              }
              return out;
            } catch (const error&) {
              return {nowhere};  // parameters that no member has, or where there is no derivative
            }
          },
          1e-8};
}

}  // namespace relent
