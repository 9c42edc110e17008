#include "relent/joint/multinomial.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/binomial.hpp"

#include "distribution/checks.hpp"
#include "joint/checks.hpp"
#include "joint/draws.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The binomial count of the next kind, given how many trials and how much probability are left.
template <class Draw>
void conditional_counts(const multinomial& d, std::span<double> out, const Draw& draw) {
  double trials = d.trials(), left = 1;
  const std::size_t last = out.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    const double p = std::clamp(d.probabilities()[i] / left, 0.0, 1.0);
    out[i] = trials > 0 && p > 0 ? (p < 1 ? draw(i, binomial(trials, p)) : trials) : 0;
    trials -= out[i];
    left -= d.probabilities()[i];
  }
  // What rounding leaves over for a last kind that has no probability goes to the one before it that has some.
  std::size_t taker = last;
  while (taker > 0 && d.probabilities()[taker] == 0) {
    out[taker--] = 0;
  }
  out[taker] = taker == last ? trials : out[taker] + trials;
}

/// The mean of what Stirling's formula leaves of log X! beside its expected leading terms: a sum over the counts, or,
/// where they are too many, the first terms of its expansion around the mean, whose rest is of the order mean^-2.
double mean_rest(const binomial& count) {
  constexpr double widest = 30'000;
  const double mean = count.mean(), variance = count.variance();
  if (std::sqrt(variance) > widest) {
    const double q = variance / mean, third = variance * (2 * q - 1);
    return q / 2 - third / (6 * mean * mean) + q * q / (4 * mean) + 0.5 * std::log(mean) + log_sqrt_2pi -
           q / (4 * mean) + stirling_error(mean);
  }
  const double low = count.quantile(1e-18), high = count.quantile_survival(1e-18);
  double expected = 0;
  for (double x = low; x <= high; ++x) {
    const double rest = x > 0 ? 0.5 * std::log(x) + log_sqrt_2pi + stirling_error(x) : 0;
    expected += std::exp(count.log_density(x)) * (deviance(x, mean) + rest);
  }
  return expected;
}

}  // namespace

multinomial::multinomial(double trials, std::vector<double> probabilities)
    : trials_(parameters_of::whole_from(name, "trials", trials, 0)),
      probabilities_(joint::finite_list(name, "probabilities", std::move(probabilities))) {
  for (std::size_t i = 0; i < probabilities_.size(); ++i) {
    if (!(probabilities_[i] >= 0)) {
      throw bad_value(name, "probabilities", static_cast<std::int64_t>(i), probabilities_[i], ">= 0",
                      errc::out_of_range);
    }
  }
  check_sum(name, "probabilities", probabilities_);
}

std::span<const parameter_info> multinomial::parameters() noexcept {
  static constexpr parameter_info list[] = {{"trials", "a whole number >= 0"},
                                            {"probabilities", ">= 0, with sum 1", std::nullopt, parameter_kind::list}};
  return list;
}

std::string multinomial::text() const {
  return fmt::format("{}({}, {})", name, trials_, joint::text_of(probabilities_));
}

double multinomial::log_density(std::span<const double> x) const {
  if (!space().contains(x)) {
    return -infinity;
  }
  // Stirling's formula on every factorial leaves deviances of the counts from what is expected (Loader 2000).
  double sum = trials_ > 0 ? stirling_error(trials_) + 0.5 * std::log(trials_) + log_sqrt_2pi : 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] > 0) {
      if (probabilities_[i] == 0) {
        return -infinity;
      }
      sum -= stirling_error(x[i]) + 0.5 * std::log(x[i]) + log_sqrt_2pi;
    }
    sum -= deviance(x[i], trials_ * probabilities_[i]);
  }
  return sum;
}

std::vector<double> multinomial::mean() const {
  std::vector<double> out = probabilities_;
  for (double& v : out) {
    v *= trials_;
  }
  return out;
}

matrix multinomial::covariance() const {
  const std::size_t n = probabilities_.size();
  matrix out(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      out(i, j) =
          trials_ * (i == j ? probabilities_[i] * (1 - probabilities_[i]) : -probabilities_[i] * probabilities_[j]);
    }
  }
  return out;
}

double multinomial::entropy() const {
  // -log trials! - trials sum p log p + sum of E[log x_i!], x_i binomial: Stirling's leading terms cancel on paper.
  if (trials_ == 0) {
    return 0;
  }
  double sum = -0.5 * std::log(trials_) - log_sqrt_2pi - stirling_error(trials_);
  for (const double p : probabilities_) {
    if (p == 1) {
      return 0;
    }
    sum += p > 0 ? mean_rest(binomial(trials_, p)) : 0;
  }
  return sum;
}

void multinomial::from_uniforms(std::span<const double> u, std::span<double> out) const {
  conditional_counts(*this, out, [&](std::size_t i, const binomial& b) { return b.quantile(u[i]); });
}

void multinomial::sample(counter_stream& stream, std::span<double> out) const {
  conditional_counts(*this, out, [&](std::size_t, const binomial& b) { return b.sample(stream); });
}

multinomial multinomial::fit(const matrix& rows) {
  joint::check_rows(name, rows);
  std::vector<double> shares(rows.columns);
  double trials = 0;
  for (const double v : rows.row(0)) {
    trials += v;
  }
  const joint_space space{.kind = space_kind::counts, .size = rows.columns, .total = trials};
  for (std::size_t i = 0; i < rows.rows; ++i) {
    if (!space.contains(rows.row(i)) || trials == 0) {
      joint::refuse_row(name, i, "whole numbers >= 0 whose sum is > 0 and that of the other rows");
    }
    for (std::size_t j = 0; j < rows.columns; ++j) {
      shares[j] += rows(i, j);
    }
  }
  for (double& s : shares) {
    s /= trials * static_cast<double>(rows.rows);
  }
  return {trials, std::move(shares)};
}

}  // namespace relent
