#include "relent/divergence/closed/same_family_gradient.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>

#include "bregman.hpp"
#include "distribution/special_functions.hpp"

namespace relent::closed {
namespace {

constexpr double rounding = 32 * std::numeric_limits<double>::epsilon();

/// A sum, as exact as its terms allow.
bounded sum_of(std::initializer_list<double> terms) {
  bounded out{0, 0};
  for (const double t : terms) {
    out.value += t;
    out.error += rounding * std::abs(t);
  }
  return out;
}

/// By mean and sd of two normals: KL = log(b/a) + (a^2 + d^2) / (2 b^2) - 1/2.
kin_gradient of_normals(double d, double a, double b) {
  const double z = d / b, squares = (a / b - 1) * (a / b + 1);  // a^2/b^2 - 1
  const double exact = std::abs(a - b) < b / 2 ? (a - b) / b * (a / b + 1) : squares;
  return {{sum_of({z / b}), sum_of({exact / a})}, {sum_of({-z / b}), sum_of({-exact / b, -z * z / b})}};
}

/// trigamma of a count against another's: (a - a') trigamma(a).
double turned(double a, double other) { return (a - other) * trigamma(a); }

/// digamma(y) - digamma(x).
double digamma_rise(double x, double y) { return y > x ? digamma_difference(x, y - x) : -digamma_difference(y, x - y); }

/// The mean of cos(X - location), and its derivative by the concentration.
struct mean_cosine {
  explicit mean_cosine(double k) : value(scaled_bessel(1, k) / scaled_bessel(0, k)) {
    slope = k < 1e-4 ? 0.5 : 1 - value / k - value * value;
  }
  double value, slope = 0;
};

/// The mean of the continuous Bernoulli's X at log odds t less 1/2, and its variance: coth(t/2) / 2 - 1/t and its
/// derivative.
struct tilted {
  explicit tilted(double t) {
    if (std::abs(t) >= 0.5) {
      const double s = std::sinh(t / 2);
      mean = 1 / std::tanh(t / 2) / 2 - 1 / t;
      variance = 1 / (t * t) - 1 / (4 * s * s);
      return;
    }
    // Bernoulli's numbers of even order.
    constexpr std::array numbers{1.0 / 6,  -1.0 / 30,       1.0 / 42, -1.0 / 30,
                                 5.0 / 66, -691.0 / 2730.0, 7.0 / 6,  -3617.0 / 510};
    double power = 1, factorial = 1;  // t^(2k - 2), (2k)!
    for (std::size_t k = 1; k <= numbers.size(); ++k) {
      const double order = 2 * static_cast<double>(k);
      factorial *= order * (order - 1);
      mean += numbers[k - 1] * power * t / factorial;
      variance += numbers[k - 1] * (order - 1) * power / factorial;
      power *= t * t;
    }
  }
  double mean = 0, variance = 0;
};

}  // namespace

kin_gradient kl_gradient_of_kin(const normal& p, const normal& q) {
  return of_normals(p.mean() - q.mean(), p.sd(), q.sd());
}
kin_gradient kl_gradient_of_kin(const log_normal& p, const log_normal& q) {
  return of_normals(p.location() - q.location(), p.scale(), q.scale());
}
kin_gradient kl_gradient_of_kin(const logit_normal& p, const logit_normal& q) {
  return of_normals(p.location() - q.location(), p.scale(), q.scale());
}

kin_gradient kl_gradient_of_kin(const laplace& p, const laplace& q) {
  // KL = log(b/a) + (a e^-t + |d|) / b - 1, t = |d| / a.
  const double a = p.scale(), b = q.scale(), d = p.location() - q.location(), t = std::abs(d) / a;
  const double side = d > 0 ? 1 : d < 0 ? -1 : 0, rise = -std::expm1(-t);
  const double by_location = side * rise / b;
  // e^-t (1 + t) / b - 1 / a, and 1 / b - (a e^-t + |d|) / b^2 with a e^-t + |d| = a + a (e^-t - 1 + t).
  const double lost = 1 - std::exp(-t) * (1 + t), exact_lost = t < 0.5 ? rise * (1 + t) - t : lost;
  return {{sum_of({by_location}), sum_of({(a - b) / a / b, -exact_lost / b})},
          {sum_of({-by_location}), sum_of({(b - a) / b / b, -a / b * expm1mx(-t) / b})}};
}

kin_gradient kl_gradient_of_kin(const cauchy& p, const cauchy& q) {
  // KL = log((S^2 + d^2) / (4 a b)), S = a + b.
  const double a = p.scale(), b = q.scale(), d = p.location() - q.location();
  const double size = (a + b) * (a + b) + d * d, by_location = 2 * d / size;
  const auto by_scale = [&](double own, double other) {  // 2 S / size - 1 / own
    return sum_of({(own - other) / size * ((own + other) / own), -d / size * (d / own)});
  };
  return {{sum_of({by_location}), by_scale(a, b)}, {sum_of({-by_location}), by_scale(b, a)}};
}

kin_gradient kl_gradient_of_kin(const uniform& p, const uniform& q) {
  const double inner = 1 / (p.high() - p.low()), outer = 1 / (q.high() - q.low());
  return {{sum_of({inner}), sum_of({-inner})}, {sum_of({-outer}), sum_of({outer})}};
}

kin_gradient kl_gradient_of_kin(const pareto& p, const pareto& q) {
  // KL = b log(s/r) + log(a/b) + b/a - 1.
  const double a = p.alpha(), b = q.alpha();
  return {{sum_of({b / p.scale()}), sum_of({(a - b) / a / a})},
          {sum_of({-b / q.scale()}), sum_of({log_ratio(p.scale(), q.scale()), (b - a) / a / b})}};
}

kin_gradient kl_gradient_of_kin(const beta& p, const beta& q) {
  const double a = p.alpha(), b = p.beta_parameter(), n = a + b;
  const double c = q.alpha(), d = q.beta_parameter(), m = c + d;
  const double whole = ((a - c) + (b - d)) * trigamma(n), rise = digamma_rise(n, m);
  return {{sum_of({turned(a, c), -whole}), sum_of({turned(b, d), -whole})},
          {sum_of({digamma_rise(a, c), -rise}), sum_of({digamma_rise(b, d), -rise})}};
}

kin_gradient kl_gradient_of_kin(const continuous_bernoulli& p, const continuous_bernoulli& q) {
  // A Bregman divergence of log((e^t - 1) / t) in the log odds t.
  const auto odds = [](double x) { return std::log(x) - std::log1p(-x); };
  const double t = odds(p.p()), u = odds(q.p());
  const double closeness = (q.p() - p.p()) / (p.p() * (1 - q.p()));
  const double d = std::abs(closeness) < 0.5 ? std::log1p(closeness) : u - t;
  const tilted from(t), to(u);
  const double by_t = -d * from.variance;
  bounded by_p = sum_of({by_t / p.p() / (1 - p.p())}), by_q = sum_of({to.mean, -from.mean});
  by_p.error *= 16;  // the variance is a difference of powers of 1 / t
  const double slope = 1 / q.p() / (1 - q.p());
  return {{by_p}, {{by_q.value * slope, (by_q.error * 4 + rounding) * slope}}};
}

kin_gradient kl_gradient_of_kin(const von_mises& p, const von_mises& q) {
  const double k = p.concentration(), l = q.concentration(), d = p.location() - q.location();
  const mean_cosine from(k), to(l);
  const double half = std::sin(d / 2), missing = 2 * half * half;  // 1 - cos d
  const double by_location = l * from.value * std::sin(d);
  bounded by_k = sum_of({from.slope * (k - l), from.slope * l * missing});
  by_k.error *= 1 + k * k;  // 1 - A/k - A^2 cancels for large concentrations
  return {{sum_of({by_location}), by_k},
          {sum_of({-by_location}), sum_of({to.value, -from.value, from.value * missing})}};
}

kin_gradient kl_gradient_of_kin(const bernoulli& p, const bernoulli& q) {
  const double x = p.p(), y = q.p();
  return {{sum_of({log_ratio(x, y), -log_ratio(1 - x, 1 - y)})}, {sum_of({(y - x) / y / (1 - y)})}};
}

kin_gradient kl_gradient_of_kin(const poisson& p, const poisson& q) {
  return {{sum_of({log_ratio(p.rate(), q.rate())})}, {sum_of({(q.rate() - p.rate()) / q.rate()})}};
}

kin_gradient kl_gradient_of_kin(const geometric& p, const geometric& q) {
  // KL = log(x/y) + (1/x - 1) log((1 - x) / (1 - y)); its derivative by x is -log((1 - x) / (1 - y)) / x^2.
  const double x = p.p(), y = q.p();
  const double closeness = (y - x) / (1 - y);
  const double log_failures = std::abs(closeness) < 0.5 ? std::log1p(closeness) : std::log1p(-x) - std::log1p(-y);
  return {{sum_of({-log_failures / x / x})}, {sum_of({(y - x) / x / y / (1 - y)})}};
}

}  // namespace relent::closed
