#include "minimise.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double longest_step = 1.5;

double largest(std::span<const double> v) {
  double out = 0;
  for (const double x : v) {
    out = std::max(out, std::abs(x));
  }
  return out;
}

/// -(B + damping I)^-1 g, damped more where that is no way down; raises `damping` to what was needed.
std::vector<double> step_of(const matrix& b, std::span<const double> gradient, double& damping) {
  for (;; damping = std::max(10 * damping, 1e-6)) {
    matrix shifted = b;
    for (std::size_t i = 0; i < b.rows; ++i) {
      shifted(i, i) += damping;
    }
    if (linear::cholesky(shifted)) {
      std::vector<double> step(gradient.begin(), gradient.end());
      linear::solve_lower(shifted, step);
      linear::solve_lower_transposed(shifted, step);
      const double length = largest(step);
      for (double& s : step) {
        s *= length > longest_step ? -longest_step / length : -1;
      }
      return step;
    }
    if (!(damping < 1e12)) {
      return std::vector<double>(gradient.size(), 0);
    }
  }
}

/// The update of Broyden, Fletcher, Goldfarb and Shanno, left out where the curvature along the step is not positive.
void update(matrix& b, std::span<const double> step, std::span<const double> change) {
  const std::size_t n = b.rows;
  std::vector<double> bs(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    bs[i] = linear::dot(b.row(i), step);
  }
  const double curvature = linear::dot(change, step), length = linear::dot(step, bs);
  if (!(curvature > 1e-12 * std::sqrt(linear::squared_norm(change) * linear::squared_norm(step))) || !(length > 0)) {
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      b(i, j) += change[i] * change[j] / curvature - bs[i] * bs[j] / length;
    }
  }
}

bool good(const function_value& f) {
  return std::isfinite(f.value) && std::ranges::all_of(f.gradient, [](double g) { return std::isfinite(g); });
}

}  // namespace

std::optional<std::chrono::steady_clock::time_point> deadline(double seconds) {
  if (!(seconds > 0)) {
    return std::nullopt;
  }
  const auto whole = std::chrono::duration<double>(std::min(seconds, 1e9));
  return std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(whole);
}

matrix hessian_at(const smooth_function& f, std::span<const double> u, const function_value& there) {
  if (there.hessian.rows > 0) {
    return there.hessian;
  }
  const std::size_t n = u.size();
  const double h = std::max(1e-5, std::cbrt(f.noise));
  matrix out(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> up(u.begin(), u.end()), down = up;
    up[i] += h;
    down[i] -= h;
    const function_value above = f.at(up), below = f.at(down);
    for (std::size_t j = 0; j < n; ++j) {
      const double slope = good(above) && good(below) ? (above.gradient[j] - below.gradient[j]) / (2 * h) : NAN;
      out(i, j) += slope / 2;
      out(j, i) += slope / 2;
    }
  }
  return out;
}

minimum minimise(const smooth_function& f, std::vector<double> start, int most_iterations) {
  minimum out{std::move(start), {}, false};
  out.there = f.at(out.at);
  if (!good(out.there)) {
    return out;
  }
  const std::size_t n = out.at.size();
  matrix built = linear::identity(n);
  double damping = 1e-3;
  for (int i = 0; i < most_iterations; ++i) {
    const bool exact = out.there.hessian.rows > 0;
    if (largest(out.there.gradient) <= f.noise) {
      out.settled = true;
      return out;
    }
    if (f.out_of_time()) {
      out.cut = true;
      return out;
    }
    const std::vector<double> step = step_of(exact ? out.there.hessian : built, out.there.gradient, damping);
    std::vector<double> next = out.at;
    for (std::size_t j = 0; j < n; ++j) {
      next[j] += step[j];
    }
    function_value there = f.at(next);
    // Near the optimum rounding hides the descent: there a smaller gradient is as good.
    const double slack = 4e-16 * (1 + std::abs(out.there.value));
    const bool down =
        good(there) &&
        (there.value < out.there.value - slack ||
         (there.value <= out.there.value + 1e3 * slack && largest(there.gradient) < largest(out.there.gradient)));
    if (good(there) && !exact) {
      std::vector<double> change = there.gradient;
      for (std::size_t j = 0; j < n; ++j) {
        change[j] -= out.there.gradient[j];
      }
      update(built, step, change);
    }
    if (down) {
      out.at = std::move(next);
      out.there = std::move(there);
      damping = damping > 1e-9 ? damping / 10 : 0;
    } else if (damping > 1e10 || largest(step) < 1e-13) {
      break;
    } else {
      damping = std::max(damping * 10, 1e-6);
    }
  }
  out.settled = largest(out.there.gradient) <= 1e3 * f.noise;
  return out;
}

}  // namespace relent
