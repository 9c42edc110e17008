#include "normal_rule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "relent/core/sobol.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "distribution/standard_normal.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double twice_pi_squared = 2 * std::numbers::pi * std::numbers::pi;

double ball_volume(std::size_t n) {
  const double m = static_cast<double>(n);
  return std::pow(std::numbers::pi, m / 2) / std::tgamma(m / 2 + 1);
}

/// Where two components are about to change places: by how much their slopes differ, in q's coordinates, and how much
/// of the tolerance's exponent is left so far out.
struct bend {
  std::vector<double> slopes;
  double exponent;
};

/// The bends that a coarse grid of q's places passes by within one of its cells.
std::vector<bend> bends_of(const normal_components& parts, const normal_coordinates::place& q,
                           const normal_rule& coarse, double cell, double exponent) {
  const std::size_t d = parts.numbers(), k = parts.count();
  std::vector<bend> out;
  std::vector<double> x(d), logs(k), room(d), slopes(d);
  matrix gradients(k, d);
  for (std::size_t i = 0; i < coarse.places.rows; ++i) {
    const std::span<const double> z = coarse.places.row(i);
    x = q.mean;
    linear::add_lower_product(q.factor, z, x);
    parts.at(x, logs, gradients, room);
    const auto top = static_cast<std::size_t>(std::ranges::max_element(logs) - logs.begin());
    const double out_by = std::max(std::sqrt(linear::squared_norm(z)) - cell, 0.0);
    const double left = exponent - 0.5 * out_by * out_by;
    for (std::size_t c = 0; c < k && left > 0; ++c) {
      if (c == top) {
        continue;
      }
      double size = 0;
      for (std::size_t a = 0; a < d; ++a) {
        double sum = 0;
        for (std::size_t b = a; b < d; ++b) {
          sum += q.factor(b, a) * (gradients(top, b) - gradients(c, b));
        }
        slopes[a] = sum;
        size += sum * sum;
      }
      size = std::sqrt(size);
      if (logs[top] - logs[c] <= size * cell) {
        out.push_back({slopes, left});
      }
    }
  }
  return out;
}

/// Orthonormal directions, those of sharp bends apart from the others.
matrix axes_of(const std::vector<bend>& bends, std::size_t d) {
  matrix spread(d, d);
  for (const bend& b : bends) {
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j < d; ++j) {
        spread(i, j) += b.slopes[i] * b.slopes[j] * b.exponent * b.exponent;
      }
    }
  }
  return bends.empty() ? linear::identity(d) : linear::symmetric_eigen(std::move(spread)).vectors;
}

std::vector<double> steps_for(const std::vector<bend>& bends, const matrix& axes, double widest) {
  std::vector<double> out(axes.rows, widest);
  for (const bend& b : bends) {
    for (std::size_t i = 0; i < axes.rows; ++i) {
      const double need = std::abs(linear::dot(axes.row(i), b.slopes)) * b.exponent;
      out[i] = std::min(out[i], twice_pi_squared / need);
    }
  }
  return out;
}

double cells(std::span<const double> steps) {
  double out = 1;
  for (const double s : steps) {
    out /= s;
  }
  return out;
}

}  // namespace

normal_rule grid_rule(const matrix& axes, std::span<const double> steps, double radius, double turn) {
  const std::size_t d = steps.size();
  std::vector<std::vector<double>> along(d);
  for (std::size_t i = 0; i < d; ++i) {
    const double shift = std::fmod(0.5 + 0.381966 * static_cast<double>(i + 1) + turn, 1.0);
    const auto reach = static_cast<int>(radius / steps[i]) + 1;
    for (int k = -reach - 1; k <= reach; ++k) {
      along[i].push_back((k + shift) * steps[i]);
    }
  }
  normal_rule out;
  out.places.columns = d;
  std::vector<std::size_t> index(d, 0);
  std::vector<double> s(d);
  double total = 0;
  for (std::size_t axis = 0; axis < d;) {
    double square = 0;
    for (std::size_t i = 0; i < d; ++i) {
      s[i] = along[i][index[i]];
      square += s[i] * s[i];
    }
    if (square <= radius * radius) {
      for (std::size_t j = 0; j < d; ++j) {
        double z = 0;
        for (std::size_t i = 0; i < d; ++i) {
          z += axes(i, j) * s[i];
        }
        out.places.values.push_back(z);
      }
      out.weights.push_back(std::exp(-0.5 * square));
      total += out.weights.back();
    }
    for (axis = 0; axis < d && ++index[axis] == along[axis].size(); ++axis) {
      index[axis] = 0;
    }
  }
  out.places.rows = out.weights.size();
  for (double& w : out.weights) {
    w /= total;
  }
  return out;
}

normal_rule sobol_rule(std::size_t numbers, std::size_t points, std::uint64_t seed) {
  counter_stream stream(seed, 0);
  std::vector<std::uint64_t> shifts(numbers);
  for (std::uint64_t& s : shifts) {
    s = stream.bits();
  }
  shifted_sobol sobol(std::move(shifts));
  const std::size_t half = std::max(points / 2, numbers + 1);
  matrix z(half, numbers);
  std::vector<double> u(numbers);
  for (std::size_t i = 0; i < half; ++i) {
    sobol.next(u);
    std::ranges::transform(u, z.values.begin() + static_cast<std::ptrdiff_t>(i * numbers),
                           [](double v) { return standard_normal::quantile(v); });
  }
  matrix lower = linear::transposed_product(z, z);
  for (double& v : lower.values) {
    v /= static_cast<double>(half);
  }
  if (linear::cholesky(lower)) {
    matrix columns = linear::transposed(z);
    linear::solve_lower(lower, columns);
    z = linear::transposed(columns);
  }
  normal_rule out{matrix(2 * half, numbers), std::vector<double>(2 * half, 0.5 / static_cast<double>(half))};
  for (std::size_t i = 0; i < z.values.size(); ++i) {
    out.places.values[i] = z.values[i];
    out.places.values[z.values.size() + i] = -z.values[i];
  }
  return out;
}

rule_choice bend_rules(const normal_parts& target, double tolerance, double turn, std::size_t most_points) {
  constexpr double margin = 1.25, coarse_step = 0.75;
  const auto parts = std::make_shared<const normal_components>(target);
  const std::size_t d = parts->numbers();
  const double exponent = std::log(1 / tolerance), radius = std::sqrt(2 * exponent) + 1;
  const double widest = std::sqrt(twice_pi_squared / (exponent + 5)) * margin;
  const double cell = coarse_step * std::sqrt(static_cast<double>(d));
  const auto coarse = std::make_shared<const normal_rule>(
      grid_rule(linear::identity(d), std::vector<double>(d, coarse_step), radius, turn));
  struct kept {
    matrix axes{};
    std::vector<double> steps{};
    std::shared_ptr<const normal_rule> rule{};
  };
  const auto last = std::make_shared<kept>();
  return [=](const normal_coordinates::place& q) {
    const std::vector<bend> bends = bends_of(*parts, q, *coarse, cell, exponent);
    const matrix axes = axes_of(bends, d);
    std::vector<double> steps = steps_for(bends, axes, widest);
    if (last->rule != nullptr) {
      const std::vector<double> here = steps_for(bends, last->axes, widest);
      bool fine = true;
      for (std::size_t i = 0; i < d; ++i) {
        fine = fine && last->steps[i] <= here[i] * 1.0001;
      }
      if (fine && cells(last->steps) <= 6 * cells(steps)) {
        return last->rule;
      }
    }
    for (double& s : steps) {
      s /= margin;
    }
    const double points = ball_volume(d) * std::pow(radius, static_cast<double>(d)) * cells(steps);
    if (points > static_cast<double>(most_points)) {
      // What is sharp is made coarser; what is smooth needs its step.
      const double stretch = points / static_cast<double>(most_points);
      const auto sharp = static_cast<double>(std::ranges::count_if(steps, [&](double s) { return s < widest / 2; }));
      for (double& s : steps) {
        s *= sharp == 0 || s < widest / 2 ? std::pow(stretch, 1 / std::max(sharp, 1.0)) : 1;
      }
    }
    *last = {axes, steps, std::make_shared<const normal_rule>(grid_rule(axes, steps, radius, turn))};
    return last->rule;
  };
}

}  // namespace relent
