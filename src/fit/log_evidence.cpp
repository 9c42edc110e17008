#include "log_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "relent/core/sobol.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/mv_student_t.hpp"

#include "linear/dense.hpp"
#include "normal_rule.hpp"

namespace relent {
namespace {

constexpr double df = 5;
constexpr std::size_t most_numbers_of_grids = 3;

/// log of the mean of exp(terms), each with a weight.
class log_mean {
 public:
  void add(double weight, double log_term) {
    if (!(weight > 0) || log_term == -std::numeric_limits<double>::infinity()) {
      return;
    }
    if (log_term > top_) {
      sum_ *= std::exp(top_ - log_term);
      top_ = log_term;
    }
    sum_ += weight * std::exp(log_term - top_);
  }
  [[nodiscard]] double value() const { return top_ + std::log(sum_); }

 private:
  double top_ = -std::numeric_limits<double>::infinity(), sum_ = 0;
};

joint_mixture student_mixture(std::span<const joint_moments> about) {
  std::vector<joint_distribution> parts;
  for (const joint_moments& m : about) {
    parts.emplace_back(mv_student_t(df, m.mean, m.covariance));
  }
  return {std::vector<double>(parts.size(), 1 / static_cast<double>(parts.size())), std::move(parts)};
}

/// By grids in the components' charts.
double over_grids(const joint_log_density_target& target, const joint_mixture& m, double step) {
  constexpr double radius = 8.5;
  const std::size_t d = target.about.size();
  const normal_rule rule = grid_rule(linear::identity(d), std::vector<double>(d, step), radius, step);
  const double cell = std::pow(step, static_cast<double>(d));
  log_mean out;
  matrix x(rule.places.rows, d);
  std::vector<double> volume(x.rows), logs(x.rows);
  for (std::size_t k = 0; k < m.components().size(); ++k) {
    const joint_distribution& part = m.components()[k];
    for (std::size_t i = 0; i < x.rows; ++i) {
      volume[i] = part.chart(rule.places.row(i), std::span(x.values).subspan(i * d, d));
    }
    target.log_density(x, logs);
    for (std::size_t i = 0; i < x.rows; ++i) {
      const double own = std::exp(part.log_density(x.row(i)) + volume[i]);
      out.add(m.weights()[k] * cell * own, logs[i] - m.log_density(x.row(i)));
    }
  }
  return out.value();
}

double replicate(const joint_log_density_target& target, const joint_mixture& m, std::uint64_t seed) {
  constexpr std::size_t points = 2048;
  const std::size_t d = target.about.size();
  log_mean out;
  matrix x(points, d);
  std::vector<double> u(d + 1), logs(points);
  for (std::size_t k = 0; k < m.components().size(); ++k) {
    counter_stream stream(seed, k);
    std::vector<std::uint64_t> shifts(d + 1);
    for (std::uint64_t& s : shifts) {
      s = stream.bits();
    }
    shifted_sobol sobol(std::move(shifts));
    for (std::size_t i = 0; i < points; ++i) {
      sobol.next(u);
      m.components()[k].from_uniforms(u, std::span(x.values).subspan(i * d, d));
    }
    target.log_density(x, logs);
    for (std::size_t i = 0; i < points; ++i) {
      out.add(m.weights()[k] / points, logs[i] - m.log_density(x.row(i)));
    }
  }
  return out.value();
}

}  // namespace

estimate log_evidence_of(const joint_log_density_target& target, std::span<const joint_moments> about,
                         std::uint64_t seed) {
  const joint_mixture m = student_mixture(about);
  if (target.about.size() <= most_numbers_of_grids) {
    const double coarse = over_grids(target, m, target.about.size() < 3 ? 0.25 : 0.45);
    const double fine = over_grids(target, m, target.about.size() < 3 ? 0.16 : 0.3);
    return {.value = fine, .method = method::quadrature, .error_bound = 2 * std::abs(fine - coarse) + 1e-13};
  }
  constexpr int replicates = 16;
  double mean = 0, square = 0;
  std::vector<double> values;
  for (int r = 0; r < replicates; ++r) {
    values.push_back(replicate(target, m, seed + 1000 + static_cast<std::uint64_t>(r)));
    mean += values.back() / replicates;
  }
  for (const double v : values) {
    square += (v - mean) * (v - mean);
  }
  return {.value = mean,
          .method = method::monte_carlo,
          .standard_error = std::sqrt(square / (replicates * (replicates - 1.0)))};
}

}  // namespace relent
