#include "mixture_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/fit/mixture_em.hpp"

#include "all_optima.hpp"
#include "density_fit.hpp"
#include "density_starts.hpp"
#include "likelihood.hpp"
#include "mixture_integral.hpp"

namespace relent {
namespace {

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
  const density_integrand h = integrand_of(by, how.alpha);
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
