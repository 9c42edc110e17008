#include "relent/divergence/closed_joint.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/special.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/divergence/closed/same_family.hpp"

#include "bregman.hpp"
#include "closed_answer.hpp"
#include "covariance_gap.hpp"
#include "distribution/special_functions.hpp"
#include "gauss_rule.hpp"
#include "joint/bessel_ratio.hpp"
#include "linear/dense.hpp"
#include "low_rank_gap.hpp"
#include "same_size.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

std::vector<double> difference(std::span<const double> a, std::span<const double> b) {
  std::vector<double> out(a.size());
  std::ranges::transform(a, b, out.begin(), std::minus{});
  return out;
}

}  // namespace

estimate closed_kl(const mvnormal& p, const mvnormal& q) {
  require_same_size(p, q);
  const covariance_gap gap = gap_between(p.spread(), q.spread());
  const squared_distance shift = distance_between(difference(p.mean(), q.mean()), q.spread());
  return by_closed_form((gap.excess + shift.value) / 2, (gap.excess_error + shift.error) / 2);
}

estimate closed_kl(const mvnormal_diagonal& p, const mvnormal_diagonal& q) {
  require_same_size(p, q);
  double value = 0;
  for (std::size_t i = 0; i < p.mean().size(); ++i) {
    value += closed::kl_of_kin(normal(p.mean()[i], p.sd()[i]), normal(q.mean()[i], q.sd()[i])).value;
  }
  return by_closed_form(value, (16 + static_cast<double>(p.mean().size())) * eps * value);
}

estimate closed_kl(const mvnormal_low_rank& p, const mvnormal_low_rank& q) {
  require_same_size(p, q);
  constexpr double good = 1e-10;
  constexpr std::size_t most = 1000;
  const closed::bounded found = low_rank_kl(p, q);
  if (found.error > good * found.value && p.mean().size() <= most) {
    return closed_kl(mvnormal(p.mean(), p.covariance()), mvnormal(q.mean(), q.covariance()));
  }
  return by_closed_form(std::max(found.value, 0.0), found.error);
}

estimate closed_kl(const dirichlet& p, const dirichlet& q) {
  require_same_size(p, q);
  // Stirling's leading terms leave deviances, as between counts, of each b from its share of Q's total if P's shares
  // held; what remains of log Gamma is small. All of it from differences, so that near-equal parameters keep digits.
  const std::vector<double> step = difference(q.concentration(), p.concentration());
  const double total_step = std::accumulate(step.begin(), step.end(), 0.0), growth = total_step / p.total();
  double deviances = 0, rest = 0, off = 0;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const double a = p.concentration()[i], b = q.concentration()[i], away = step[i] - a * growth;
    deviances += std::abs(away) < 0.5 * b ? -b * log1pmx(-away / b) : deviance(b, a + a * growth);
    rest += closed::bregman_stirling(a, step[i]);
    off += std::abs(away) / std::min(b, a + a * growth) * (std::abs(step[i]) + std::abs(a * growth));
  }
  const double whole = closed::bregman_stirling(p.total(), total_step);
  return by_closed_form(std::max(deviances + (rest - whole), 0.0),
                        32 * eps * (deviances + rest + whole) + 4 * eps * off);
}

estimate closed_kl(const wishart& p, const wishart& q) {
  require_same_size(p, q);
  const covariance_gap gap = gap_between(p.spread(), q.spread());
  const double half = (q.df() - p.df()) / 2;
  double shapes = 0;
  for (std::size_t i = 0; i < p.spread().size(); ++i) {
    shapes += closed::bregman_log_gamma((p.df() - static_cast<double>(i)) / 2, half);
  }
  const double mixed = -half * gap.log_determinant;
  return by_closed_form(
      std::max(p.df() / 2 * gap.excess + shapes + mixed, 0.0),
      p.df() / 2 * gap.excess_error + std::abs(half) * gap.log_error + 32 * eps * (shapes + std::abs(mixed)));
}

estimate closed_kl(const von_mises_fisher& p, const von_mises_fisher& q) {
  require_same_size(p, q);
  const double order = static_cast<double>(p.direction().size()) / 2 - 1;
  const double from = p.concentration(), step = q.concentration() - from;
  // The Bregman divergence of log(k^-v I_v(k)), whose derivative is the mean cosine.
  double lengths, off;
  if (std::abs(step) <= 0.5 * std::min(from, q.concentration()) + 0.5) {
    double sum = 0;
    for (const auto& [node, weight] : closed::gauss16) {
      sum += weight * (1 - node) * joint::bessel_ratio_of(order, from + node * step).slope;
    }
    lengths = sum * step * step;
    off = 64 * eps * lengths;
  } else {
    const double at_p = joint::log_scaled_bessel(order, from),
                 at_q = joint::log_scaled_bessel(order, q.concentration());
    const double slope = step * joint::bessel_ratio_of(order, from).shortfall;
    lengths = at_q - at_p + slope;
    off = 32 * eps * (std::abs(at_q) + std::abs(at_p) + std::abs(slope) + 1);
  }
  const double apart = linear::squared_norm(difference(p.direction(), q.direction())) / 2;
  const double turned = q.concentration() * p.mean_cosine() * apart;
  // Directions are known to a rounding, which counts against how far apart they are.
  const double placed = 8 * eps * q.concentration() * p.mean_cosine() * std::sqrt(2 * apart);
  return by_closed_form(std::max(lengths, 0.0) + turned, off + 16 * eps * turned + placed);
}

estimate closed_kl(const matrix_normal& p, const matrix_normal& q) {
  const matrix &mp = p.mean_matrix(), &mq = q.mean_matrix();
  if (mp.rows != mq.rows || mp.columns != mq.columns) {
    throw error(errc::unsupported, "kl_divergence",
                fmt::format("P has {} x {} matrices and Q {} x {}", mp.rows, mp.columns, mq.rows, mq.columns));
  }
  const covariance_gap rows = gap_between(p.row_spread(), q.row_spread());
  const covariance_gap columns = gap_between(p.column_spread(), q.column_spread());
  const auto r = static_cast<double>(mp.rows), c = static_cast<double>(mp.columns);
  matrix away(mp.rows, mp.columns);
  std::ranges::transform(mp.values, mq.values, away.values.begin(), std::minus{});
  linear::solve_lower(q.row_spread().lower(), away);
  double shift = 0;
  for (std::size_t i = 0; i < away.rows; ++i) {
    const std::span<double> row{&away(i, 0), away.columns};
    linear::solve_lower(q.column_spread().lower(), row);
    shift += linear::squared_norm(row);
  }
  // tr(A) tr(B) - r c - c log det A - r log det B, with what is of the second order in either put together.
  const double crossed = rows.trace * columns.trace;
  const double value = (c * rows.excess + r * columns.excess + crossed + shift) / 2;
  const double conditions = r * scaled_condition(q.row_spread()) + c * scaled_condition(q.column_spread());
  return by_closed_form(std::max(value, 0.0), (c * rows.excess_error + r * columns.excess_error) / 2 +
                                                  std::abs(rows.trace) * columns.trace_error +
                                                  std::abs(columns.trace) * rows.trace_error +
                                                  eps * (4 * std::abs(crossed) + (8 + 2 * conditions) * shift));
}

estimate closed_kl(const multinomial& p, const multinomial& q) {
  require_same_size(p, q);
  if (p.trials() != q.trials()) {
    estimate out = by_closed_form(infinity, 0);
    out.notes.push_back(
        fmt::format("P = {} has counts with sum {}, where Q = {} has none", p.text(), p.trials(), q.text()));
    return out;
  }
  double sum = 0, surplus = 0;  // of Q's probabilities over P's: roundings, which count where KL is as small
  for (std::size_t i = 0; i < p.probabilities().size(); ++i) {
    const double a = p.probabilities()[i], b = q.probabilities()[i];
    if (a > 0 && b == 0 && p.trials() > 0) {
      estimate out = by_closed_form(infinity, 0);
      out.notes.push_back(
          fmt::format("P = {} gives kind {} the probability {}, where Q = {} gives it none", p.text(), i, a, q.text()));
      return out;
    }
    sum += std::abs(b - a) < 0.5 * a ? -a * log1pmx((b - a) / a) : a == 0 ? b : deviance(a, b);
    surplus += b - a;
  }
  const double value = p.trials() * std::max(sum + log1pmx(surplus), 0.0);
  return by_closed_form(value, 16 * eps * value);
}

}  // namespace relent
