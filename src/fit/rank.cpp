#include "relent/fit/rank.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/categorical.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/estimate/count_divergence.hpp"
#include "relent/estimate/sample_divergence.hpp"

#include "lead.hpp"
#include "weighed_mean.hpp"

namespace relent {
namespace {

constexpr double most_places = 1e6;

/// The data as values with weights that sum to 1, and how many observations they are (0: masses).
struct weighed_data {
  std::vector<double> values, shares;
  double observations = 0;
  bool raw = false;  ///< one value an observation
};

weighed_data weighed(const rank_data& data) {
  weighed_data out;
  if (const auto* o = std::get_if<observed_values>(&data)) {
    out = {o->values, std::vector<double>(o->values.size(), 1 / static_cast<double>(o->values.size())),
           static_cast<double>(o->values.size()), true};
  } else if (const auto* c = std::get_if<counted>(&data)) {
    for (std::size_t i = 0; i < c->counts.size(); ++i) {
      const double n = c->counts[i];
      if (!(n >= 0 && std::isfinite(n) && n == std::floor(n))) {
        throw bad_value("rank", "counts", static_cast<std::int64_t>(i), n, "a whole number >= 0");
      }
      out.values.push_back(static_cast<double>(i));
      out.observations += n;
    }
    for (const double n : c->counts) {
      out.shares.push_back(n / out.observations);
    }
  } else {
    const auto& m = std::get<masses_at>(data);
    out = {m.places, m.masses, 0, false};
  }
  if (out.values.empty() || (out.observations == 0 && !std::holds_alternative<masses_at>(data))) {
    throw error(errc::empty, "rank", "there are no data");
  }
  return out;
}

distribution member_of(const rank_model& model, const rank_data& data, const weighed_data& seen) {
  if (const auto* d = std::get_if<distribution>(&model)) {
    return *d;
  }
  const fit_family& family = std::get<fit_family>(model);
  const auto* raw = std::get_if<observed_values>(&data);
  return fit(raw != nullptr ? fit_target(*raw) : fit_target(masses_at{seen.values, seen.shares}), family)
      .optima.front()
      .member;
}

std::size_t parameters_fitted(const rank_model& model, const distribution& member) {
  const auto* family = std::get_if<fit_family>(&model);
  if (family == nullptr) {
    return 0;
  }
  const auto held =
      static_cast<std::size_t>(std::ranges::count_if(family->held, [](const auto& h) { return h.has_value(); }));
  return member.parameter_count() - (family->members == nullptr ? 1 : held);  // the weights sum to 1
}

/// Counts of 0, 1, 2, ... and the model's masses there, with one more category for all beyond.
estimate kl_of_counts(const weighed_data& seen, const distribution& q, double level) {
  const double top = *std::ranges::max_element(seen.values);
  std::vector<double> counts(static_cast<std::size_t>(top) + 2), masses;
  for (std::size_t i = 0; i < seen.values.size(); ++i) {
    counts[static_cast<std::size_t>(seen.values[i])] += seen.shares[i] * seen.observations;
  }
  for (double& c : counts) {
    c = std::round(c);
  }
  for (std::size_t i = 0; i + 1 < counts.size(); ++i) {
    masses.push_back(std::exp(q.log_density(static_cast<double>(i))));
  }
  masses.push_back(std::max(q.survival(top), 0.0));
  if (masses.back() < 1e-12 && counts.size() > 2) {  // nothing lies beyond
    masses.pop_back();
    counts.pop_back();
  }
  return count_kl_divergence({counts, true}, {masses, false}, level);
}

bool whole(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double x) { return x >= 0 && x <= most_places && x == std::floor(x); });
}

estimate kl_of(const rank_data& data, const weighed_data& seen, const distribution& q, double level, int threads) {
  const bool lattice = q.support().lattice;
  if (lattice && !whole(seen.values)) {
    throw error(errc::unsupported, "rank",
                fmt::format("{} has masses on whole numbers, and the data are not whole numbers >= 0", q.name()));
  }
  if (const auto* raw = std::get_if<observed_values>(&data)) {
    return lattice ? kl_of_counts(seen, q, level) : sample_kl_divergence(raw->values, q, level, threads);
  }
  if (!lattice) {
    throw error(errc::unsupported, "rank",
                fmt::format("{} has a density, and the data are masses on whole numbers: KL is not defined{}", q.name(),
                            q.name() == "uniform" ? "; discrete_uniform(low, high) has masses" : ""));
  }
  if (seen.observations > 0) {
    return kl_of_counts(seen, q, level);
  }
  std::vector<double> shares(static_cast<std::size_t>(*std::ranges::max_element(seen.values)) + 1);
  for (std::size_t i = 0; i < seen.values.size(); ++i) {
    shares[static_cast<std::size_t>(seen.values[i])] += seen.shares[i];
  }
  estimate out = divergence_between("kl_divergence", categorical(std::move(shares)), q);
  out.method = method::exact;
  return out;
}

}  // namespace

rank_answer rank_models(const rank_data& data, const std::vector<rank_model>& models, double level, int threads) {
  if (models.empty()) {
    throw error(errc::empty, "rank", "there are no models");
  }
  const weighed_data seen = weighed(data);
  std::vector<ranked_model> ranked;
  std::vector<std::vector<double>> surprises;
  for (const rank_model& model : models) {
    const distribution q = member_of(model, data, seen);
    std::vector<double> terms(seen.values.size());
    q.log_densities(seen.values, terms);
    std::ranges::transform(terms, terms.begin(), [](double l) { return -l; });
    ranked_model r{.text = q.text(),
                   .fitted = parameters_fitted(model, q),
                   .kl_divergence = kl_of(data, seen, q, level, threads),
                   .cross_entropy = weighed_mean(seen.shares, seen.observations, terms, level)};
    if (seen.observations > 0) {
      const double twice = 2 * seen.observations * r.cross_entropy.value, k = static_cast<double>(r.fitted);
      r.aic = 2 * k + twice;
      r.bic = k * std::log(seen.observations) + twice;
    }
    ranked.push_back(std::move(r));
    surprises.push_back(std::move(terms));
  }
  std::vector<std::size_t> order(ranked.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return ranked[i].cross_entropy.value; });
  rank_answer out;
  for (const std::size_t i : order) {
    if (i != order.front()) {
      ranked[i].behind_p_value = lead_p_value(seen.shares, seen.observations, surprises[order.front()], surprises[i]);
    }
    out.models.push_back(ranked[i]);
  }
  if (seen.observations > 0) {
    out.observations = static_cast<std::int64_t>(seen.observations);
  }
  const auto by_aic = std::ranges::min_element(out.models, {}, [](const ranked_model& m) { return m.aic.value_or(0); });
  if (out.observations && by_aic != out.models.begin()) {
    out.notes.push_back(fmt::format("by AIC, which charges for fitted parameters, {} is ahead", by_aic->text));
  }
  return out;
}

}  // namespace relent
