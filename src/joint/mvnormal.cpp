#include "relent/joint/mvnormal.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/checks.hpp"
#include "joint/checks.hpp"
#include "joint/draws.hpp"
#include "joint/moments.hpp"
#include "linear/dense.hpp"

namespace relent {

mvnormal::mvnormal(std::vector<double> mean, matrix covariance)
    : mean_(joint::finite_list(name, "mean", std::move(mean))),
      spread_(name, "covariance", std::move(covariance), mean_.size()) {}

mvnormal::mvnormal(factored_covariance&& spread, std::vector<double>&& mean)
    : mean_(joint::finite_list(name, "mean", std::move(mean))), spread_(std::move(spread)) {
  joint::same_size(name, "mean", mean_.size(), "covariance", spread_.size());
}

mvnormal mvnormal::with(std::vector<double> mean, factored_covariance spread) {
  return {std::move(spread), std::move(mean)};
}

std::span<const parameter_info> mvnormal::parameters() noexcept {
  static constexpr parameter_info list[] = {
      {"mean", "finite", std::nullopt, parameter_kind::list},
      {"covariance", "symmetric and positive definite", std::nullopt, parameter_kind::matrix}};
  return list;
}

std::string mvnormal::text() const {
  return fmt::format("{}({}, {})", name, joint::text_of(mean_), joint::text_of(covariance()));
}

double mvnormal::log_density(std::span<const double> x) const {
  joint::scratch z(mean_.size());
  std::ranges::transform(x, mean_, z.numbers().begin(), std::minus{});
  linear::solve_lower(spread_.lower(), z.numbers());
  return joint::log_standard_normal(z.numbers()) - 0.5 * log_determinant();
}

double mvnormal::entropy() const noexcept {
  return static_cast<double>(mean_.size()) * (0.5 + log_sqrt_2pi) + 0.5 * log_determinant();
}

void mvnormal::from_uniforms(std::span<const double> u, std::span<double> out) const {
  joint::scratch z(mean_.size());
  std::ranges::transform(u, z.numbers().begin(), standard_normal::quantile);
  std::ranges::copy(mean_, out.begin());
  linear::add_lower_product(spread_.lower(), z.numbers(), out);
}

void mvnormal::sample(counter_stream& stream, std::span<double> out) const {
  joint::sample_by_uniforms(*this, stream, out);
}

double mvnormal::chart(std::span<const double> s, std::span<double> x) const {
  std::ranges::copy(mean_, x.begin());
  linear::add_lower_product(spread_.lower(), s, x);
  return 0.5 * log_determinant();
}

mvnormal mvnormal::fit(const matrix& rows) {
  joint::check_rows(name, rows);
  joint::row_moments found = joint::moments_of(rows);
  joint::refuse_collinear(name, found.covariance);
  return {std::move(found.mean), std::move(found.covariance)};
}

}  // namespace relent
