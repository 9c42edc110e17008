#include "relent/joint/von_mises_fisher.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/checks.hpp"
#include "distribution/numeric.hpp"
#include "joint/bessel_ratio.hpp"
#include "joint/checks.hpp"
#include "joint/draws.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double order(std::size_t n) { return static_cast<double>(n) / 2 - 1; }

/// log of the unit sphere's area in n dimensions.
double log_area(std::size_t n) {
  const double half = static_cast<double>(n) / 2;
  return std::numbers::ln2 + half * std::log(std::numbers::pi) - log_gamma(half);
}

std::vector<double> unit_vector(std::vector<double> v) {
  v = joint::finite_list(von_mises_fisher::name, "direction", std::move(v));
  if (v.size() < 2) {
    throw error(errc::shape_mismatch, von_mises_fisher::name, "direction has 1 number, must have 2 or more");
  }
  const double length = std::sqrt(linear::squared_norm(v));
  if (!(std::abs(length - 1) <= 1e-12)) {
    throw error(errc::out_of_range, von_mises_fisher::name,
                fmt::format("direction, whose length is {:.15g}, must be of length 1 within 1e-12", length));
  }
  for (double& x : v) {
    x /= length;
  }
  return v;
}

}  // namespace

von_mises_fisher::von_mises_fisher(std::vector<double> direction, double concentration)
    : direction_(unit_vector(std::move(direction))),
      concentration_(parameters_of::non_negative(name, "concentration", concentration)),
      mean_cosine_(joint::bessel_ratio_of(order(direction_.size()), concentration_).value),
      log_peak_(-log_area(direction_.size()) - joint::log_scaled_bessel(order(direction_.size()), concentration_)) {}

std::span<const parameter_info> von_mises_fisher::parameters() noexcept {
  static constexpr parameter_info list[] = {{"direction", "of length 1", std::nullopt, parameter_kind::list},
                                            {"concentration", ">= 0"}};
  return list;
}

std::string von_mises_fisher::text() const {
  return fmt::format("{}({}, {})", name, joint::text_of(direction_), concentration_);
}

double von_mises_fisher::log_density(std::span<const double> x) const {
  if (!space().contains(x)) {
    return -infinity;
  }
  double apart = 0;  // |x - direction|^2 = 2 (1 - cosine), without a cancellation near the mode
  for (std::size_t i = 0; i < x.size(); ++i) {
    apart += (x[i] - direction_[i]) * (x[i] - direction_[i]);
  }
  return log_peak_ - concentration_ * apart / 2;
}

std::vector<double> von_mises_fisher::mean() const {
  std::vector<double> out = direction_;
  for (double& v : out) {
    v *= mean_cosine_;
  }
  return out;
}

matrix von_mises_fisher::covariance() const {
  const std::size_t n = direction_.size();
  const joint::bessel_ratio r = joint::bessel_ratio_of(order(n), concentration_);
  const double across = concentration_ > 0 ? r.value / concentration_ : r.slope;
  matrix out(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      out(i, j) = (i == j ? across : 0) + (r.slope - across) * direction_[i] * direction_[j];
    }
  }
  return out;
}

double von_mises_fisher::entropy() const noexcept {
  return -log_peak_ + concentration_ * joint::bessel_ratio_of(order(direction_.size()), concentration_).shortfall;
}

void von_mises_fisher::sample(counter_stream& stream, std::span<double> out) const {
  const auto m = static_cast<double>(direction_.size() - 1);
  const double b = m / (2 * concentration_ + std::sqrt(4 * concentration_ * concentration_ + m * m));
  const double x0 = (1 - b) / (1 + b), log_rest = std::log1p(-x0 * x0);
  double below_one = 0;  // 1 - cosine
  for (bool accepted = false; !accepted;) {
    const double left = stream.gamma(m / 2), right = stream.gamma(m / 2), z = left / (left + right);
    below_one = 2 * b * z / (1 - (1 - b) * z);
    const double cosine = 1 - below_one;
    accepted = concentration_ * (cosine - x0) + m * (std::log1p(-x0 * cosine) - log_rest) >= std::log(stream.uniform());
  }
  // The rest: a normal vector without its part along the direction, made as long as the sine.
  double along = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = stream.normal();
    along += out[i] * direction_[i];
  }
  double length = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] -= along * direction_[i];
    length += out[i] * out[i];
  }
  const double sine = std::sqrt(below_one * (2 - below_one)), stretch = length > 0 ? sine / std::sqrt(length) : 0;
  double norm = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = (1 - below_one) * direction_[i] + stretch * out[i];
    norm += out[i] * out[i];
  }
  for (double& v : out) {
    v /= std::sqrt(norm);
  }
}

von_mises_fisher von_mises_fisher::fit(const matrix& rows) {
  joint::check_rows(name, rows);
  const std::size_t n = rows.columns;
  std::vector<double> mean(n);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    if (n < 2 || !(std::abs(linear::squared_norm(rows.row(i)) - 1) <= 1e-9)) {
      joint::refuse_row(name, i, "two or more numbers of length 1");
    }
    for (std::size_t j = 0; j < n; ++j) {
      mean[j] += rows(i, j) / static_cast<double>(rows.rows);
    }
  }
  const double length = std::sqrt(linear::squared_norm(mean));
  if (!(length < 1 - 1e-12)) {
    refuse_fit(name, "all rows are alike");
  }
  if (!(length > 0)) {
    refuse_fit(name, "the rows have no mean direction");
  }
  for (double& v : mean) {
    v /= length;
  }
  const double guess = length * (static_cast<double>(n) - length * length) / (1 - length * length);
  const double found =
      positive_root([&](double k) { return joint::bessel_ratio_of(order(n), k).shortfall - (1 - length); }, guess);
  return {std::move(mean), found};
}

}  // namespace relent
