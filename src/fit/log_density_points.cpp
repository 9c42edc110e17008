#include "log_density_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "relent/core/error.hpp"
#include "relent/joint/joint_mixture.hpp"

#include "distribution/special_functions.hpp"
#include "divergence/as_gaussian.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

using many = std::function<void(const matrix& points, std::span<double> out)>;

/// Values and central differences, all in one call.
point_values by_differences(const many& f, const matrix& points, std::span<const double> steps) {
  const std::size_t n = points.rows, d = points.columns;
  matrix moved(n * (2 * d + 1), d);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k <= 2 * d; ++k) {
      const std::size_t row = k * n + i;
      std::ranges::copy(points.row(i), moved.values.begin() + static_cast<std::ptrdiff_t>(row * d));
      if (k > 0) {
        moved(row, (k - 1) / 2) += (k % 2 == 1 ? 1 : -1) * steps[(k - 1) / 2];
      }
    }
  }
  std::vector<double> values(moved.rows);
  f(moved, values);
  point_values out{{values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n)}, matrix(n, d), {}};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      out.gradient(i, j) = (values[(2 * j + 1) * n + i] - values[(2 * j + 2) * n + i]) / (2 * steps[j]);
    }
  }
  return out;
}

std::vector<double> steps_of(std::vector<double> scale) {
  for (double& s : scale) {
    s *= 1e-4;
  }
  return scale;
}

}  // namespace

std::optional<normal_parts> as_normal_parts(const joint_distribution& d) {
  if (const auto* m = d.get<joint_mixture>()) {
    normal_parts out{{m->weights().begin(), m->weights().end()}, {}};
    for (const joint_distribution& c : m->components()) {
      auto known = as_gaussian(c);
      if (!known) {
        return std::nullopt;
      }
      out.parts.push_back(*std::move(known));
    }
    return out;
  }
  if (auto known = as_gaussian(d)) {
    return normal_parts{{1}, {*std::move(known)}};
  }
  return std::nullopt;
}

normal_components::normal_components(const normal_parts& of) : numbers_(of.parts.front().mean().size()) {
  for (std::size_t k = 0; k < of.parts.size(); ++k) {
    const mvnormal& part = of.parts[k];
    logs_.push_back(std::log(of.weights[k]) - static_cast<double>(numbers_) * log_sqrt_2pi -
                    0.5 * part.log_determinant());
    means_.push_back(part.mean());
    precisions_.push_back(linear::inverse_of(part.factor()));
  }
}

void normal_components::at(std::span<const double> x, std::span<double> logs, matrix& gradients,
                           std::span<double> room) const {
  const std::size_t d = numbers_;
  for (std::size_t k = 0; k < logs_.size(); ++k) {
    const std::vector<double>& mean = means_[k];
    for (std::size_t i = 0; i < d; ++i) {
      room[i] = x[i] - mean[i];
    }
    double square = 0;
    const double* p = precisions_[k].values.data();
    double* g = gradients.values.data() + k * d;
    for (std::size_t i = 0; i < d; ++i, p += d) {
      double sum = 0;
      for (std::size_t j = 0; j < d; ++j) {
        sum += p[j] * room[j];
      }
      g[i] = -sum;
      square += sum * room[i];
    }
    logs[k] = logs_[k] - 0.5 * square;
  }
}

log_density_points points_of(const normal_parts& target) {
  const auto parts = std::make_shared<const normal_components>(target);
  const std::size_t d = parts->numbers(), count = parts->count();
  const auto at = [parts, d, count](const matrix& points) {
    constexpr double negligible = 1e-20;
    const std::size_t pairs = d * (d + 1) / 2;
    point_values out{std::vector<double>(points.rows), matrix(points.rows, d), matrix(points.rows, pairs)};
    std::vector<double> logs(count), room(d);
    matrix gradients(count, d);
    for (std::size_t i = 0; i < points.rows; ++i) {
      parts->at(points.row(i), logs, gradients, room);
      const double most = *std::ranges::max_element(logs);
      double sum = 0;
      for (double& l : logs) {
        l = std::exp(l - most);
        sum += l;
      }
      out.value[i] = most + std::log(sum);
      double* g = out.gradient.values.data() + i * d;
      double* h = out.hessian.values.data() + i * pairs;
      for (std::size_t k = 0; k < count; ++k) {
        const double share = logs[k] / sum;
        if (share < negligible) {
          continue;
        }
        const double* own = gradients.values.data() + k * d;
        const double* precision = parts->precision(k).values.data();
        std::size_t pair = 0;
        for (std::size_t a = 0; a < d; ++a) {
          g[a] += share * own[a];
          for (std::size_t b = 0; b <= a; ++b, ++pair) {
            h[pair] += share * (own[a] * own[b] - precision[a * d + b]);
          }
        }
      }
      std::size_t pair = 0;
      for (std::size_t a = 0; a < d; ++a) {
        for (std::size_t b = 0; b <= a; ++b, ++pair) {
          h[pair] -= g[a] * g[b];
        }
      }
    }
    return out;
  };
  return {d, at, true, true};
}

log_density_points points_of(const joint_distribution& target, std::vector<double> scale) {
  const many f = [target](const matrix& points, std::span<double> out) {
    for (std::size_t i = 0; i < points.rows; ++i) {
      out[i] = target.log_density(points.row(i));
    }
  };
  const std::size_t d = scale.size();
  return {d, [f, steps = steps_of(std::move(scale))](const matrix& points) { return by_differences(f, points, steps); },
          false, true};
}

log_density_points points_of(const joint_log_density_target& target) {
  const auto checked = [target](const matrix& points, std::span<double> out) {
    target.log_density(points, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (std::isnan(out[i]) || out[i] == std::numeric_limits<double>::infinity()) {
        throw bad_value("fit", "log_density", std::nullopt, out[i], "a finite number or -infinity");
      }
    }
  };
  const auto at = [target, checked, steps = steps_of(target.scale)](const matrix& points) {
    if (!target.gradient) {
      return by_differences(checked, points, steps);
    }
    point_values out{std::vector<double>(points.rows), matrix(points.rows, points.columns), {}};
    checked(points, out.value);
    target.gradient(points, out.gradient);
    return out;
  };
  return {target.about.size(), at, false, false};
}

}  // namespace relent
