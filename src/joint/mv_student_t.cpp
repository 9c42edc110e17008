#include "relent/joint/mv_student_t.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "distribution/checks.hpp"
#include "joint/checks.hpp"
#include "joint/draws.hpp"
#include "joint/moments.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// log Gamma((df + n) / 2) - log Gamma(df / 2) - n / 2 log(df pi): the log density at the location for shape I.
double log_peak(double df, std::size_t n) {
  const double a = df / 2, k = static_cast<double>(n) / 2;
  return (a + k - 0.5) * std::log1p(k / a) - k + stirling_error(a + k) - stirling_error(a) - 2 * k * log_sqrt_2pi;
}

constexpr double largest_df = 1e6, settled = 1e-11;
constexpr int most_steps = 5'000;

std::vector<double> squared_distances(const mvnormal& base, const matrix& rows) {
  std::vector<double> out(rows.rows), z(rows.columns);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    std::ranges::transform(rows.row(i), base.mean(), z.begin(), std::minus{});
    linear::solve_lower(base.spread().lower(), z);
    out[i] = linear::squared_norm(z);
  }
  return out;
}

double mean_log_likelihood(double df, const mvnormal& base, std::span<const double> distances) {
  double sum = 0;
  const auto n = static_cast<double>(base.mean().size());
  for (const double d : distances) {
    sum += std::log1p(d / df);
  }
  return log_peak(df, base.mean().size()) - 0.5 * base.log_determinant() -
         0.5 * (df + n) * sum / static_cast<double>(distances.size());
}

/// The df of greatest likelihood for these distances, by golden section on log df.
double best_df(const mvnormal& base, std::span<const double> distances) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = std::log(1e-2), high = std::log(largest_df);
  const auto at = [&](double t) { return mean_log_likelihood(std::exp(t), base, distances); };
  double left = high - golden * (high - low), right = low + golden * (high - low);
  double at_left = at(left), at_right = at(right);
  while (high - low > 1e-9) {
    if (at_left > at_right) {
      high = right, right = left, at_right = at_left;
      left = high - golden * (high - low), at_left = at(left);
    } else {
      low = left, left = right, at_left = at_right;
      right = low + golden * (high - low), at_right = at(right);
    }
  }
  return std::exp((low + high) / 2);
}

}  // namespace

mv_student_t::mv_student_t(double df, std::vector<double> location, matrix shape)
    : df_(parameters_of::positive(name, "df", df)), base_([&] {
        location = joint::finite_list(name, "location", std::move(location));
        factored_covariance spread(name, "shape", std::move(shape), location.size());
        return mvnormal::with(std::move(location), std::move(spread));
      }()) {}

std::span<const parameter_info> mv_student_t::parameters() noexcept {
  static constexpr parameter_info list[] = {
      {"df", "> 0"},
      {"location", "finite", std::nullopt, parameter_kind::list},
      {"shape", "symmetric and positive definite", std::nullopt, parameter_kind::matrix}};
  return list;
}

std::string mv_student_t::text() const {
  return fmt::format("{}({}, {}, {})", name, df_, joint::text_of(location()), joint::text_of(shape()));
}

double mv_student_t::log_density(std::span<const double> x) const {
  joint::scratch z(x.size());
  std::ranges::transform(x, location(), z.numbers().begin(), std::minus{});
  linear::solve_lower(base_.spread().lower(), z.numbers());
  const double distance = linear::squared_norm(z.numbers());
  // Far out the square may overflow where the density is a plain number.
  const double growth =
      std::isfinite(distance)
          ? std::log1p(distance / df_)
          : 2 * std::log(std::ranges::max(z.numbers(), {}, [](double v) { return std::abs(v); })) - std::log(df_);
  return log_peak(df_, x.size()) - 0.5 * base_.log_determinant() -
         0.5 * (df_ + static_cast<double>(x.size())) * (std::isnan(growth) ? infinity : growth);
}

std::vector<double> mv_student_t::mean() const {
  return df_ > 1 ? location() : std::vector<double>(location().size(), nan);
}

matrix mv_student_t::covariance() const {
  matrix out = shape();
  for (std::size_t i = 0; i < out.rows; ++i) {
    for (std::size_t j = 0; j < out.columns; ++j) {
      out(i, j) = df_ > 2 ? out(i, j) * (df_ / (df_ - 2)) : df_ > 1 && i == j ? infinity : nan;
    }
  }
  return out;
}

double mv_student_t::entropy() const noexcept {
  const double k = static_cast<double>(location().size()) / 2;
  return -log_peak(df_, location().size()) + 0.5 * base_.log_determinant() +
         (df_ / 2 + k) * digamma_difference(df_ / 2, k);
}

void mv_student_t::from_uniforms(std::span<const double> u, std::span<double> out) const {
  const std::size_t n = location().size();
  const double stretch = std::sqrt(df_ / (2 * gamma_upper_inverse(df_ / 2, u[n])));
  joint::scratch z(n);
  std::ranges::transform(u.first(n), z.numbers().begin(),
                         [&](double v) { return stretch * standard_normal::quantile(v); });
  std::ranges::copy(location(), out.begin());
  linear::add_lower_product(base_.spread().lower(), z.numbers(), out);
}

void mv_student_t::sample(counter_stream& stream, std::span<double> out) const {
  joint::sample_by_uniforms(*this, stream, out);
}

/// x = location + L s exp(|s|^2 / (2 df)): the tail, a power of |x|, falls like the normal's in s.
double mv_student_t::chart(std::span<const double> s, std::span<double> x) const {
  const double t = linear::squared_norm(s) / df_;
  joint::scratch stretched(s.size());
  std::ranges::transform(s, stretched.numbers().begin(), [&](double v) { return v * std::exp(t / 2); });
  std::ranges::copy(location(), x.begin());
  linear::add_lower_product(base_.spread().lower(), stretched.numbers(), x);
  return 0.5 * base_.log_determinant() + 0.5 * static_cast<double>(s.size()) * t + std::log1p(t);
}

mv_student_t mv_student_t::fit(const matrix& rows) {
  joint::check_rows(name, rows);
  const auto n = static_cast<double>(rows.columns);
  joint::row_moments found = joint::moments_of(rows);
  joint::refuse_collinear(name, found.covariance);
  mvnormal base(std::move(found.mean), std::move(found.covariance));
  std::vector<double> distances = squared_distances(base, rows), weights(rows.rows);
  double df = best_df(base, distances), before = mean_log_likelihood(df, base, distances);
  for (int step = 0; step < most_steps; ++step) {
    double total = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] = (df + n) / (df + distances[i]);
      total += weights[i];
    }
    found = joint::moments_of(rows, weights);
    for (double& v : found.covariance.values) {
      v *= total / static_cast<double>(rows.rows);
    }
    if (matrix factor = found.covariance; !linear::cholesky(factor)) {
      refuse_fit(name, "the likelihood grows without bound towards a few of the rows");
    }
    base = mvnormal(std::move(found.mean), std::move(found.covariance));
    distances = squared_distances(base, rows);
    df = best_df(base, distances);
    const double now = mean_log_likelihood(df, base, distances);
    if (now - before < settled) {
      break;
    }
    before = now;
  }
  return {df, base.mean(), base.covariance()};
}

}  // namespace relent
