#include "mixture_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/fit/mixture_em.hpp"

#include "all_optima.hpp"
#include "density_fit.hpp"
#include "density_starts.hpp"
#include "likelihood.hpp"
#include "normal_reverse.hpp"
#include "panels.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double half_log_two_pi = 0.91893853320467274178;
constexpr double least_log_weight = -18;  // beside the heaviest component: one that is lighter is none
constexpr double farthest = 40;           // of a coordinate: a search that goes on from there runs away
constexpr int reach = 12;                 // standard deviations

/// A function h(p, q) whose integral is least where the objective is, and its derivative in q, from log p and log q.
struct integrand {
  double alpha;  ///< forward KL is 1, reverse KL 0; see `alpha_divergence`
  enum class form { alpha, js, jeffreys } of = form::alpha;

  struct value {
    double at, slope;
  };

  [[nodiscard]] value operator()(double lp, double lq) const {
    const double p = std::exp(lp), q = std::exp(lq);
    switch (of) {
      case form::js: {
        const double more = std::max(lp, lq), less = std::min(lp, lq);
        const double lm = more == -infinity ? more : more + std::log1p(std::exp(less - more)) - std::log(2);
        return {((p > 0 ? p * (lp - lm) : 0) + (q > 0 ? q * (lq - lm) : 0)) / 2, more == -infinity ? 0 : (lq - lm) / 2};
      }
      case form::jeffreys:
        return {(p - q) * (lp - lq), 1 - std::exp(lp - lq) + lq - lp};
      case form::alpha:
        break;
    }
    if (alpha == 1) {
      return {(p > 0 ? p * (lp - lq) : 0) - p + q, 1 - std::exp(lp - lq)};
    }
    if (alpha == 0) {
      return {(q > 0 ? q * (lq - lp) : 0) - q + p, lq - lp};
    }
    const double ratio = std::exp(alpha * (lp - lq));
    return {(alpha * p + (1 - alpha) * q - (q > 0 ? q * ratio : 0)) / (alpha * (1 - alpha)), (1 - ratio) / alpha};
  }
};

integrand integrand_of(const objective& by, double alpha) {
  if (by.name == "forward_kl") {
    return {1};
  }
  if (by.name == "reverse_kl") {
    return {0};
  }
  if (by.name == "js_divergence") {
    return {0, integrand::form::js};
  }
  if (by.name == "jeffreys_divergence") {
    return {0, integrand::form::jeffreys};
  }
  if (by.name == "hellinger_distance") {
    return {0.5};
  }
  if (by.name == "alpha_divergence" || by.name == "renyi_divergence") {
    return {alpha};
  }
  throw error(errc::unsupported, "fit", fmt::format("mixtures are not fitted by {}", by.name));
}

/// Components in coordinates without bounds: log weights beside the first one's, means and log sds in
/// the target's measure.
struct mixture_coordinates {
  std::size_t k;
  double centre, spread;

  [[nodiscard]] std::vector<double> from(const normal_mixture_parameters& m) const {
    std::vector<double> out;
    for (std::size_t c = 1; c < k; ++c) {
      out.push_back(std::log(m.weights[c] / m.weights[0]));
    }
    for (const double mean : m.means) {
      out.push_back((mean - centre) / spread);
    }
    for (const double sd : m.sds) {
      out.push_back(std::log(sd / spread));
    }
    return out;
  }

  [[nodiscard]] normal_mixture_parameters to(std::span<const double> u) const {
    normal_mixture_parameters out;
    double sum = 0;
    for (std::size_t c = 0; c < k; ++c) {
      out.weights.push_back(c == 0 ? 1 : std::exp(u[c - 1]));
      sum += out.weights.back();
      out.means.push_back(centre + u[k - 1 + c] * spread);
      out.sds.push_back(std::exp(u[2 * k - 1 + c]) * spread);
    }
    for (double& w : out.weights) {
      w /= sum;
    }
    return out;
  }

  /// The same mixture, its means rising.
  [[nodiscard]] std::vector<double> in_order(std::span<const double> u) const {
    const normal_mixture_parameters m = to(u);
    std::vector<std::size_t> order(k);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
      return std::pair(m.means[a], m.sds[a]) < std::pair(m.means[b], m.sds[b]);
    });
    normal_mixture_parameters out;
    for (const std::size_t c : order) {
      out.weights.push_back(m.weights[c]);
      out.means.push_back(m.means[c]);
      out.sds.push_back(m.sds[c]);
    }
    return from(out);
  }

  /// Whether no component has gone: far away, too narrow or wide, or without weight.
  [[nodiscard]] bool within(std::span<const double> u) const {
    double low = 0, high = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
      if (!(std::abs(u[i]) < farthest)) {
        return false;
      }
      if (i + 1 < k) {
        low = std::min(low, u[i]);
        high = std::max(high, u[i]);
      }
    }
    return low - high > least_log_weight;
  }
};

/// The integral over the line with its gradient.
class mixture_integral {
 public:
  mixture_integral(const distribution& target, integrand h, mixture_coordinates in)
      : target_(target), h_(h), in_(in), edges_(log_target_edges(target)) {
    const support ends = target.support();
    for (const double x : {ends.lower, ends.upper}) {
      if (std::isfinite(x)) {
        edges_.push_back(x);
      }
    }
    const std::vector<double> more = density_edges(target);
    edges_.insert(edges_.end(), more.begin(), more.end());
    std::ranges::sort(edges_);
    edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  }

  /// With every component cut at even standard deviations, or at odd ones for a second opinion.
  [[nodiscard]] function_value at(std::span<const double> u, bool odd) const {
    if (!in_.within(u)) {
      return {infinity};
    }
    const normal_mixture_parameters m = in_.to(u);
    const std::size_t k = in_.k;
    const std::vector<double> cuts = cuts_of(m, odd);
    const gauss_rule& rule = panel_rule();
    std::array<double, panel_nodes> x{}, log_p{};
    std::vector<double> terms(k), z(k), constants(k);
    for (std::size_t c = 0; c < k; ++c) {
      constants[c] = std::log(m.weights[c]) - std::log(m.sds[c]) - half_log_two_pi;
    }
    function_value out{0, std::vector<double>(3 * k - 1, 0)};
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      const double middle = (cuts[i] + cuts[i + 1]) / 2, half = (cuts[i + 1] - cuts[i]) / 2;
      for (std::size_t j = 0; j < panel_nodes; ++j) {
        x[j] = middle + half * rule.places[j];
      }
      target_.log_densities(x, log_p);
      for (std::size_t j = 0; j < panel_nodes; ++j) {
        double most = -infinity, sum = 0;
        for (std::size_t c = 0; c < k; ++c) {
          z[c] = (x[j] - m.means[c]) / m.sds[c];
          terms[c] = constants[c] - 0.5 * z[c] * z[c];
          most = std::max(most, terms[c]);
        }
        for (std::size_t c = 0; c < k; ++c) {
          sum += std::exp(terms[c] - most);
        }
        const double log_q = most + std::log(sum), q = std::exp(log_q);
        const integrand::value h = h_(log_p[j], log_q);
        const double weight = half * rule.weights[j];
        out.value += weight * h.at;
        for (std::size_t c = 0; c < k; ++c) {
          const double r = std::exp(terms[c]);
          const double slope = r > 0 || q > 0 ? weight * h.slope : 0;
          if (slope == 0) {
            continue;
          }
          if (c > 0) {
            out.gradient[c - 1] += slope * (r - m.weights[c] * q);
          }
          out.gradient[k - 1 + c] += r > 0 ? slope * r * z[c] * in_.spread / m.sds[c] : 0;
          out.gradient[2 * k - 1 + c] += r > 0 ? slope * r * (z[c] * z[c] - 1) : 0;
        }
      }
    }
    return out;
  }

 private:
  [[nodiscard]] std::vector<double> cuts_of(const normal_mixture_parameters& m, bool odd) const {
    std::vector<double> out = edges_;
    for (std::size_t c = 0; c < in_.k; ++c) {
      for (int i = -reach - (odd ? 1 : 0); i <= reach + 1; i += 2) {
        out.push_back(m.means[c] + i * m.sds[c]);
      }
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  const distribution& target_;
  integrand h_;
  mixture_coordinates in_;
  std::vector<double> edges_;
};

struct mean_and_sd {
  double mean, sd;
};

mean_and_sd moments(const std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
  double second = 0;
  for (const double v : x) {
    second += (v - mean) * (v - mean);
  }
  return {mean, std::sqrt(second / n)};
}

/// Where searches begin: first every choice of K of the target's components, and of runs of them where such choices are
/// not too many; then K random parts or shares.
class mixture_starts {
 public:
  mixture_starts(const distribution& target, const mixture_coordinates& in, std::uint64_t seed)
      : starts_(target, seed), in_(in), seed_(seed) {
    constexpr std::size_t most = 120;
    std::vector<std::size_t> chosen(in.k);
    std::iota(chosen.begin(), chosen.end(), std::size_t{1});  // 0 is all of the target
    double choices = 1;  // of K parts: components and runs of them, if those are not too many
    for (std::size_t i = 0; i < in.k; ++i) {
      choices *=
          static_cast<double>(starts_.certain() - 1 - std::min(i, starts_.certain() - 1)) / static_cast<double>(i + 1);
    }
    const std::size_t parts = choices <= most ? starts_.certain() : starts_.components() + 1;
    while (chosen.back() < parts && choices_.size() < most) {
      choices_.push_back(chosen);
      std::size_t i = in.k;
      while (i-- > 0) {
        if (++chosen[i] < parts - (in.k - 1 - i)) {
          break;
        }
        if (i == 0) {
          return;
        }
      }
      for (std::size_t j = i + 1; j < in.k; ++j) {
        chosen[j] = chosen[j - 1] + 1;
      }
    }
  }

  [[nodiscard]] std::size_t certain() const noexcept { return choices_.size(); }

  [[nodiscard]] std::vector<double> at(int start) const {
    normal_mixture_parameters out;
    counter_stream stream(seed_ ^ 0x9e3779b97f4a7c15U, static_cast<std::uint64_t>(start));
    const auto parts = static_cast<double>(starts_.certain());
    for (std::size_t c = 0; c < in_.k; ++c) {
      int which = 0;
      if (static_cast<std::size_t>(start) < choices_.size()) {
        which = static_cast<int>(choices_[static_cast<std::size_t>(start)][c]);
      } else if (parts > 1 && stream.uniform() < 0.5) {
        which = static_cast<int>(stream.uniform() * parts);
      } else {
        which = static_cast<int>(starts_.certain()) + static_cast<int>(in_.k) * start + static_cast<int>(c);
      }
      const mean_and_sd of = moments(starts_.places(which));
      out.weights.push_back(1 / static_cast<double>(in_.k));
      out.means.push_back(of.mean);
      out.sds.push_back(std::max(of.sd, 1e-6 * in_.spread));
    }
    return in_.from(out);
  }

 private:
  density_starts starts_;
  mixture_coordinates in_;
  std::uint64_t seed_;
  std::vector<std::vector<std::size_t>> choices_;
};

void refuse(const distribution& target, const objective& by, double alpha) {
  const support ends = target.support();
  if (ends.lattice) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} of masses and a mixture of normals is not defined: one has a density", by.name));
  }
  const bool reached = by.name == "forward_kl" || by.name == "jeffreys_divergence";
  if (reached && !std::isfinite(target.variance())) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} is infinite for every mixture of normals: the target has no finite variance", by.name));
  }
  const bool covers = by.name == "reverse_kl" || by.name == "jeffreys_divergence" ||
                      ((by.name == "alpha_divergence" || by.name == "renyi_divergence") && alpha <= 0);
  if (covers && (std::isfinite(ends.lower) || std::isfinite(ends.upper))) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} is infinite for every mixture of normals: the target lies between {} and {}, every "
                            "normal is everywhere",
                            by.name, ends.lower, ends.upper));
  }
}

}  // namespace

fit_answer mixtures_near_density(const distribution& target, const fit_family& family, const fit_options& how,
                                 const objective& by) {
  const integrand h = integrand_of(by, how.alpha);
  refuse(target, by, how.alpha);
  if (family.components == 0) {
    throw error(errc::unsupported, "fit", "the number of components is chosen for samples only; give it");
  }
  const mixture_coordinates in{family.components, target.quantile(0.5), spread_of(target)};
  const mixture_integral integral(target, h, in);
  const smooth_function f{[&](std::span<const double> u) { return integral.at(u, false); }, 1e-9,
                          deadline(how.time_limit)};
  const mixture_starts starts(target, in, how.seed);
  const all_minima found = find_all_minima(
      f, [&](int start) { return std::optional(starts.at(start)); }, starts.certain(),
      {.most_starts = how.most_starts, .most_iterations = 500, .in_order = [&](std::span<const double> u) {
         return in.in_order(u);
       }});
  fit_answer out{.family = family.text(), .objective = std::string(by.name), .optima = {}};
  const auto add = [&](const found_minimum& m) {
    const distribution member = in.to(m.at).model();
    out.optima.push_back({member, parameters_of(member, family),
                          value_of(by, target, member, {.alpha = how.alpha, .certain_bounds = false}),
                          share_of(m, found.searches)});
  };
  int refused = 0;
  for (const found_minimum& m : found.minima) {
    const function_value again = integral.at(m.at, true);
    if (std::abs(again.value - m.value) <= 1e-8 * (1 + std::abs(m.value)) &&
        step_is_short(m.hessian, again.gradient, 1e-4)) {
      add(m);
    } else {
      ++refused;
    }
  }
  out.starts = found.searches;
  out.unseen = found.unseen;
  if (out.optima.empty() && found.flat) {
    add(*found.flat);
    out.optima.back().basin_share = 1;
    out.unseen = 0;
    out.notes.emplace_back(
        "the optimum is not a single one: components coincide or have no weight, and fewer would do as well");
  }
  if (out.optima.empty() && !found.in_time && found.lowest) {
    add(*found.lowest);
  }
  std::ranges::move(search_notes(found, refused), std::back_inserter(out.notes));
  if (out.optima.empty()) {
    throw error(errc::unsupported, "fit", fmt::format("no optimum of {} was found among {}", by.name, family.text()));
  }
  std::ranges::sort(out.optima, {}, [](const optimum& o) { return o.value.value; });
  return out;
}

}  // namespace relent
