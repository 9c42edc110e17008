#include "relent/joint/dirichlet.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/checks.hpp"
#include "joint/checks.hpp"
#include "joint/draws.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr int most_steps = 200;

}  // namespace

dirichlet::dirichlet(std::vector<double> concentration)
    : concentration_(joint::positive_list(name, "concentration", std::move(concentration))),
      total_(std::accumulate(concentration_.begin(), concentration_.end(), 0.0)) {
  if (concentration_.size() < 2) {
    throw error(errc::shape_mismatch, name, "concentration has 1 number, must have 2 or more");
  }
}

std::span<const parameter_info> dirichlet::parameters() noexcept {
  static constexpr parameter_info list[] = {{"concentration", "> 0", std::nullopt, parameter_kind::list}};
  return list;
}

std::string dirichlet::text() const { return fmt::format("{}({})", name, joint::text_of(concentration_)); }

double dirichlet::log_density(std::span<const double> x) const {
  if (!space().contains(x)) {
    return -infinity;
  }
  // Stirling's formula on every Gamma function leaves deviances of the concentrations from their shares of the whole.
  double sum = stirling_error(total_) - 0.5 * std::log(total_) - static_cast<double>(x.size() - 1) * log_sqrt_2pi;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double c = concentration_[i];
    sum += 0.5 * std::log(c) - stirling_error(c) - deviance(c, total_ * x[i]) - std::log(x[i]);
  }
  return sum;
}

std::vector<double> dirichlet::mean() const {
  std::vector<double> out = concentration_;
  for (double& v : out) {
    v /= total_;
  }
  return out;
}

matrix dirichlet::covariance() const {
  const std::vector<double> m = mean();
  matrix out(m.size(), m.size());
  for (std::size_t i = 0; i < m.size(); ++i) {
    for (std::size_t j = 0; j < m.size(); ++j) {
      out(i, j) = (i == j ? m[i] * ((total_ - concentration_[i]) / total_) : -m[i] * m[j]) / (total_ + 1);
    }
  }
  return out;
}

double dirichlet::entropy() const noexcept {
  // E[log x_i] = digamma(c_i) - digamma(total); Stirling's leading terms are taken out of all of it.
  const auto n = static_cast<double>(concentration_.size());
  double sum = (n - 1) * log_sqrt_2pi - stirling_error(total_) + 0.5 * std::log(total_) -
               (total_ - n) * log_minus_digamma(total_) - n * std::log(total_);
  for (const double c : concentration_) {
    sum += stirling_error(c) + 0.5 * std::log(c) + (c - 1) * log_minus_digamma(c);
  }
  return sum;
}

void dirichlet::from_uniforms(std::span<const double> u, std::span<double> out) const {
  double left = 1, rest = total_;
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    rest -= concentration_[i];
    double complement = 0;
    const double share =
        beta_lower_inverse(concentration_[i], std::max(rest, concentration_.back()), u[i], &complement);
    out[i] = std::max(left * share, std::numeric_limits<double>::min());
    left *= complement;
  }
  out.back() = std::max(left, std::numeric_limits<double>::min());
}

void dirichlet::sample(counter_stream& stream, std::span<double> out) const {
  double sum = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    // The least double in place of 0, which gammas of small shape reach: a share is positive.
    out[i] = std::max(stream.gamma(concentration_[i]), std::numeric_limits<double>::min());
    sum += out[i];
  }
  for (double& v : out) {
    v /= sum;
  }
}

dirichlet dirichlet::fit(const matrix& rows) {
  joint::check_rows(name, rows);
  const std::size_t n = rows.columns;
  const auto count = static_cast<double>(rows.rows);
  std::vector<double> mean_log(n), mean(n), square(n);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    if (n < 2 || !joint_space{.kind = space_kind::simplex, .size = n}.contains(rows.row(i))) {
      joint::refuse_row(name, i, "two or more shares > 0 that sum to 1");
    }
    for (std::size_t j = 0; j < n; ++j) {
      mean_log[j] += std::log(rows(i, j)) / count;
      mean[j] += rows(i, j) / count;
      square[j] += rows(i, j) * rows(i, j) / count;
    }
  }
  const double variance = square[0] - mean[0] * mean[0];
  if (!(variance > 1e-15 * square[0])) {
    refuse_fit(name, "all rows are alike");
  }
  // From the moments, Newton's steps on the log likelihood, whose Hessian is diagonal but for one constant.
  const double total = std::max((mean[0] - square[0]) / variance, 1e-2);
  std::vector<double> c(n), step(n);
  std::ranges::transform(mean, c.begin(), [&](double m) { return m * total; });
  for (int round = 0; round < most_steps; ++round) {
    const double sum = std::accumulate(c.begin(), c.end(), 0.0), shared = trigamma(sum);
    double above = 0, below = 1 / shared;
    for (std::size_t j = 0; j < n; ++j) {
      const double slope = digamma(sum) - digamma(c[j]) + mean_log[j], curve = trigamma(c[j]);
      step[j] = slope / curve;
      above += step[j];
      below -= 1 / curve;
    }
    double change = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const double move = step[j] + above / (below * trigamma(c[j]));
      const double next = std::max(c[j] + move, c[j] / 8);  // stays positive
      change = std::max(change, std::abs(next - c[j]) / c[j]);
      c[j] = next;
    }
    if (change < 1e-13) {
      break;
    }
  }
  return dirichlet(std::move(c));
}

}  // namespace relent
