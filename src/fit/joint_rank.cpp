#include "relent/fit/joint_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/estimate/sample_divergence.hpp"

#include "joint_parameters_of.hpp"
#include "lead.hpp"
#include "weighed_mean.hpp"

namespace relent {
namespace {

joint_distribution member_of(const joint_rank_model& model, const observed_rows& data, int threads) {
  if (const auto* d = std::get_if<joint_distribution>(&model)) {
    return *d;
  }
  fit_options how;
  how.threads = threads;
  return fit(data, std::get<joint_fit_family>(model), how).optima.front().member;
}

void check_space(const joint_distribution& first, const joint_distribution& q, std::size_t columns) {
  const joint_space here = q.space(), there = first.space();
  if (here.size != columns) {
    throw error(errc::shape_mismatch, "rank",
                fmt::format("{} has {} numbers and the data {}", q.name(), here.size, columns));
  }
  if (here.kind != there.kind) {
    throw error(errc::unsupported, "rank",
                fmt::format("{} is over {} and {} over {}: their densities cannot be compared", first.name(),
                            there.words(), q.name(), here.words()));
  }
}

}  // namespace

joint_rank_answer rank_models(const observed_rows& data, const std::vector<joint_rank_model>& models, double level,
                              int threads) {
  if (models.empty()) {
    throw error(errc::empty, "rank", "there are no models");
  }
  const std::size_t n = data.rows.rows;
  if (n == 0) {
    throw error(errc::empty, "rank", "there are no data");
  }
  const auto count = static_cast<double>(n);
  const std::vector<double> shares(n, 1 / count);
  std::vector<ranked_joint_model> ranked;
  std::vector<std::vector<double>> surprises;
  for (const joint_rank_model& model : models) {
    const joint_distribution q = member_of(model, data, threads);
    check_space(ranked.empty() ? q : ranked.front().member, q, data.rows.columns);
    std::vector<double> terms(n);
    for (std::size_t i = 0; i < n; ++i) {
      terms[i] = -q.log_density(data.rows.row(i));
    }
    ranked_joint_model r{.member = q, .text = q.text(), .cross_entropy = weighed_mean(shares, count, terms, level)};
    if (const auto* family = std::get_if<joint_fit_family>(&model)) {
      r.family = family->text();
      r.fitted = free_parameters(q);
    }
    if (q.space().kind == space_kind::box) {
      r.kl_divergence = sample_kl_divergence(data.rows, q, level, threads);
    }
    const double twice = 2 * count * r.cross_entropy.value, k = static_cast<double>(r.fitted);
    r.aic = 2 * k + twice;
    r.bic = k * std::log(count) + twice;
    ranked.push_back(std::move(r));
    surprises.push_back(std::move(terms));
  }
  std::vector<std::size_t> order(ranked.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return ranked[i].cross_entropy.value; });
  joint_rank_answer out{.models = {}, .observations = static_cast<std::int64_t>(n)};
  for (const std::size_t i : order) {
    if (i != order.front()) {
      ranked[i].behind_p_value = lead_p_value(shares, count, surprises[order.front()], surprises[i]);
    }
    out.models.push_back(ranked[i]);
  }
  const auto by_aic = std::ranges::min_element(out.models, {}, &ranked_joint_model::aic);
  if (by_aic != out.models.begin()) {
    out.notes.push_back(
        fmt::format("by AIC, which charges for fitted parameters, {} is ahead",
                    by_aic->fitted > 0 ? fmt::format("the fitted {}", by_aic->member.name()) : by_aic->text));
  }
  if (!out.models.front().kl_divergence) {
    out.notes.emplace_back("KL(data‖model) is not estimated here; models are ranked by the cross-entropy");
  }
  return out;
}

}  // namespace relent
