#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/tools/minima.hpp>

#include "relent/core/special.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/entropy_estimators.hpp"

namespace relent::estimating {
namespace {

/// log Gamma(a + n) - log Gamma(a) - n log a, without the cancellation for large a.
double log_rising_ratio(double a, double n) {
  constexpr double asymptotic = 10;
  if (a < asymptotic) {
    return log_gamma(a + n) - log_gamma(a) - n * std::log(a);
  }
  const double x = n / a;
  return (a + n - 0.5) * log1pmx(x) + (n - 0.5) * x + stirling_error(a + n) - stirling_error(a);
}

/// 1/y - trigamma(1 + y) > 0.
double trigamma_deficit(double y) {
  constexpr double asymptotic = 20;
  if (y < asymptotic) {
    return 1 / y - trigamma(1 + y);
  }
  const double w = 1 / (y * y);
  return w * (0.5 - (1.0 / 6 - (1.0 / 30 - (1.0 / 42 - w / 30) * w) * w) / y);
}

/// y trigamma(1 + y): from 0 at 0 up to 1.
double scaled_trigamma(double y) { return y < 1 ? y * trigamma(1 + y) : 1 - y * trigamma_deficit(y); }

/// a (a + 1) trigamma(a + 1) - a: from 0 at 0 up to 1/2.
double trigamma_excess(double a) {
  return a < 1 ? a * ((a + 1) * trigamma(1 + a) - 1) : 1 - a * (a + 1) * trigamma_deficit(a);
}

/// The posterior over the Dirichlet parameter b that all categories share, in t = log b, and the entropy at each b.
class shared_parameter {
 public:
  shared_parameter(const count_profile& seen, double categories) : seen_(seen), k_(categories) {}

  /// The log of its density, up to a constant.
  [[nodiscard]] double log_density(double t) const {
    const double b = std::exp(t), whole = k_ * b;
    // The prior is flat in the expected entropy psi(Kb + 1) - psi(b + 1): its slope in t.
    const double slope =
        b < 1 ? scaled_trigamma(whole) - scaled_trigamma(b) : b * trigamma_deficit(b) - whole * trigamma_deficit(whole);
    return sum_over(seen_, [b](double c) { return log_rising_ratio(b, c); }) -
           log_rising_ratio(whole, seen_.observations) + std::log(slope);
  }

  struct moments {
    double mean, variance;
  };
  /// Of the entropy of a Dirichlet distribution with parameters count + b (Wolpert & Wolf 1995, in the centred form).
  [[nodiscard]] moments entropy(double t) const {
    const double b = std::exp(t), total = seen_.observations + k_ * b, empty = k_ - seen_.seen;
    const auto over_all = [&](const auto& term) { return sum_over(seen_, term) + (empty > 0 ? empty * term(0.0) : 0); };
    const double psi_total = digamma(total + 1);
    const double mean = over_all([&](double c) { return (c + b) / total * (psi_total - digamma(c + b + 1)); });
    const double spread = over_all([&](double c) {
      const double d = psi_total - digamma(c + b + 1) - mean;
      return (c + b) / total * d * d;
    });
    // a (a + 1) trigamma(a + 1) = a + 1 - a (a + 1) deficit(a)
    const double within = over_all([&](double c) { return trigamma_excess(c + b); }) - trigamma_excess(total);
    return {mean, std::max(0.0, spread / (total + 1) + within / (total * (total + 1)))};
  }

 private:
  const count_profile& seen_;
  double k_;
};

constexpr double negligible = 40;  ///< e^-40 of the largest density is left out

/// The t of the largest density: a coarse search, then Brent's.
double mode_of(const shared_parameter& of, double low, double high) {
  constexpr double step = 0.5;
  double best = low, best_value = -std::numeric_limits<double>::infinity();
  for (double t = low; t <= high; t += step) {
    if (const double value = of.log_density(t); value > best_value) {
      best = t;
      best_value = value;
    }
  }
  constexpr int bits = 20;
  const auto fall = [&](double t) { return -of.log_density(t); };
  return boost::math::tools::brent_find_minima(fall, best - step, best + step, bits).first;
}

/// How far from the mode, in that direction, the density is negligible: doubled until it is, then halved back.
double reach_of(const shared_parameter& of, double mode, double top, double direction) {
  const auto is_small = [&](double d) { return of.log_density(mode + direction * d) < top - negligible; };
  constexpr double longest = 64;  // the tails fall at least as e^-|t|
  double far = 1e-6;
  while (far < longest && !is_small(far)) {
    far *= 2;
  }
  double near = far / 2;
  for (int i = 0; i < 4; ++i) {
    const double middle = (near + far) / 2;
    (is_small(middle) ? far : near) = middle;
  }
  return far;
}

}  // namespace

posterior nsb_entropy(const count_profile& seen, double categories) {
  if (categories <= 1) {
    return {0, 0};
  }
  const shared_parameter of(seen, categories);
  const double mode = mode_of(of, -std::log(categories) - 30, std::log(seen.observations) + 30);
  const double top = of.log_density(mode);
  const double low = mode - reach_of(of, mode, top, -1), high = mode + reach_of(of, mode, top, 1);
  using rule = boost::math::quadrature::gauss<double, 15>;
  posterior found{};
  // Twice as many pieces until two results agree: to the noise of log Gamma at 1e7 observations, or to all digits.
  for (std::size_t pieces = 4; pieces <= 256; pieces *= 2) {
    double weight = 0, first = 0, second = 0;
    const auto add = [&](double t, double w) {
      const double density = w * std::exp(of.log_density(t) - top);
      const auto [mean, variance] = of.entropy(t);
      weight += density;
      first += density * mean;
      second += density * (variance + (mean - found.mean) * (mean - found.mean));
    };
    for (std::size_t i = 0; i < pieces; ++i) {
      const double half = (high - low) / (2 * static_cast<double>(pieces));
      const double middle = low + half * static_cast<double>(2 * i + 1);
      const auto& x = rule::abscissa();
      const auto& w = rule::weights();
      for (std::size_t j = 0; j < x.size(); ++j) {
        add(middle + half * x[j], w[j]);
        if (x[j] != 0) {
          add(middle - half * x[j], w[j]);
        }
      }
    }
    const posterior before = found;
    found.mean = first / weight;
    const double shift = found.mean - before.mean;
    found.sd = std::sqrt(std::max(0.0, second / weight - shift * shift));
    const double allowed = 1e-9 * std::max(found.sd, 1e-6 * found.mean);
    if (pieces > 4 && std::abs(shift) <= allowed && std::abs(found.sd - before.sd) <= allowed) {
      break;
    }
  }
  return found;
}

}  // namespace relent::estimating
