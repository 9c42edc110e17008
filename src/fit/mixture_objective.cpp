#include "mixture_objective.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "relent/core/parallel.hpp"

#include "linear/dense.hpp"
#include "normal_rule.hpp"

namespace relent {
namespace {

constexpr double farthest = 40;
constexpr std::size_t block = 2048;

enum class shape { js, jeffreys, affinity };

shape shape_of(const objective& o) {
  return o.name == "js_divergence" ? shape::js : o.name == "jeffreys_divergence" ? shape::jeffreys : shape::affinity;
}

/// What is integrated over m = (p + q) / 2, and q times its derivative by q, where log q - log p = d.
struct term {
  double value, slope;
};

term term_at(shape s, double d, double alpha) {
  // p / m and q / m, and their logarithms, without overflow.
  const double small = std::exp(-std::abs(d)), rest = std::log1p(small);
  const double log_large = std::log(2.0) - rest, log_small = log_large - std::abs(d);
  const double log_p = d > 0 ? log_small : log_large, log_q = d > 0 ? log_large : log_small;
  const double p = std::exp(log_p), q = std::exp(log_q);
  switch (s) {
    case shape::js:
      return {0.5 * (p * log_p + q * log_q), 0.5 * q * log_q};
    case shape::jeffreys:
      return {(q - p) * d, q * (d + 1) - p};
    case shape::affinity: {
      const double a = std::exp(alpha * log_p + (1 - alpha) * log_q);
      return {a, (1 - alpha) * a};
    }
  }
  return {0, 0};
}

/// Sums of the terms, and of slopes times the score of q: by its mean, (L^-1 z), and its factor.
struct term_sums {
  double value = 0;
  std::vector<double> by_mean{};
  matrix by_factor{};
};

struct mixture_pair {
  const normal_components& all;  ///< of (P + Q) / 2, Q last
  const normal_coordinates::place& q;
  shape kind;
  double alpha;
};

void add_block(const mixture_pair& pair, const normal_coordinates::place& at, const normal_rule& rule, double weight,
               std::size_t from, std::size_t n, term_sums& out) {
  const std::size_t d = at.mean.size(), last = pair.all.count() - 1;
  std::vector<double> x(d), logs(last + 1), room(d), z(d);
  matrix gradients(last + 1, d);
  out.by_mean.assign(d, 0);
  out.by_factor = matrix(d, d);
  for (std::size_t i = from; i < from + n; ++i) {
    x = at.mean;
    linear::add_lower_product(at.factor, rule.places.row(i), x);
    pair.all.at(x, logs, gradients, room);
    const double most = *std::max_element(logs.begin(), logs.end() - 1);
    double sum = 0;
    for (std::size_t k = 0; k < last; ++k) {
      sum += std::exp(logs[k] - most);
    }
    const term t = term_at(pair.kind, logs[last] - most - std::log(sum), pair.alpha);
    const double w = weight * rule.weights[i];
    out.value += w * t.value;
    std::ranges::transform(x, pair.q.mean, z.begin(), std::minus{});
    linear::solve_lower(pair.q.factor, z);
    for (std::size_t a = 0; a < d; ++a) {
      out.by_mean[a] += w * t.slope * z[a];
      for (std::size_t b = 0; b <= a; ++b) {
        out.by_factor(a, b) += w * t.slope * (z[a] * z[b] - (a == b ? 1 : 0));
      }
    }
  }
}

normal_parts halves(const normal_parts& target, const normal_coordinates::place& q) {
  normal_parts out = target;
  for (double& w : out.weights) {
    w /= 2;
  }
  out.weights.push_back(0.5);
  out.parts.emplace_back(q.mean, linear::product_transposed(q.factor, q.factor));
  return out;
}

/// Over all components of (P + Q) / 2.
term_sums integrated(const normal_parts& all, const normal_coordinates::place& q, shape kind, double alpha,
                     double tolerance, double turn, int threads) {
  const normal_components components(all);
  const mixture_pair pair{components, q, kind, alpha};
  const std::size_t d = q.mean.size();
  term_sums out{0, std::vector<double>(d), matrix(d, d)};
  for (std::size_t k = 0; k < all.parts.size(); ++k) {
    const normal_coordinates::place at{all.parts[k].mean(), all.parts[k].factor()};
    const auto rule = bend_rules(all, tolerance, turn, d < 3 ? 200'000 : 400'000)(at);
    const std::size_t n = rule->weights.size(), blocks = (n + block - 1) / block;
    std::vector<term_sums> parts(blocks);
    parallel_for(static_cast<std::int64_t>(blocks), threads, [&](std::int64_t b) {
      const std::size_t from = static_cast<std::size_t>(b) * block;
      add_block(pair, at, *rule, all.weights[k], from, std::min(block, n - from), parts[static_cast<std::size_t>(b)]);
    });
    for (const term_sums& p : parts) {
      out.value += p.value;
      for (std::size_t i = 0; i < d; ++i) {
        out.by_mean[i] += p.by_mean[i];
      }
      for (std::size_t i = 0; i < d * d; ++i) {
        out.by_factor.values[i] += p.by_factor.values[i];
      }
    }
  }
  return out;
}

/// From sums over the score to coordinates: d log q = (L^-1 z) dm for the mean, L^-T (z z^T - I) for the factor.
std::vector<double> by_coordinates(const term_sums& sums, const normal_coordinates& in, const matrix& inner) {
  const std::size_t d = in.numbers();
  std::vector<double> out(in.size()), mean = sums.by_mean;
  linear::solve_lower_transposed(inner, mean);
  matrix factor = sums.by_factor;
  for (std::size_t a = 0; a < d; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      factor(b, a) = factor(a, b);
    }
  }
  linear::solve_lower_transposed(inner, factor);
  for (std::size_t i = 0; i < d; ++i) {
    out[i] = mean[i];
    out[in.index(i, i)] = factor(i, i) * inner(i, i);
    for (std::size_t j = 0; !in.diagonal() && j < i; ++j) {
      out[in.index(i, j)] = factor(i, j);
    }
  }
  return out;
}

}  // namespace

smooth_function mixture_divergence(const objective& o, const normal_parts& target, const normal_coordinates& in,
                                   const fit_options& how, double tolerance, double turn) {
  const shape kind = shape_of(o);
  const double alpha = o.name == "hellinger_distance" ? 0.5 : how.alpha;
  const bool logarithm = o.name == "renyi_divergence" || o.name == "hellinger_distance";
  const int threads = how.threads;
  const auto at = [=](std::span<const double> u) -> function_value {
    constexpr double nowhere = std::numeric_limits<double>::infinity();
    if (!std::ranges::all_of(u, [](double c) { return std::abs(c) < farthest; })) {
      return {nowhere};
    }
    const normal_coordinates::place q = in.at(u);
    const term_sums sums = integrated(halves(target, q), q, kind, alpha, tolerance, turn, threads);
    function_value out{sums.value, by_coordinates(sums, in, in.inner_factor(u))};
    if (kind == shape::affinity) {
      // Renyi: log A / (alpha - 1); Bhattacharyya: -log A; alpha: (1 - A) / (alpha (1 - alpha)).
      const double scale = o.name == "renyi_divergence"     ? 1 / (alpha - 1)
                           : o.name == "hellinger_distance" ? -1
                                                            : -1 / (alpha * (1 - alpha));
      out.value = logarithm ? scale * std::log(sums.value) : scale * (sums.value - 1);
      for (double& g : out.gradient) {
        g *= logarithm ? scale / sums.value : scale;
      }
    }
    return std::isfinite(out.value) ? out : function_value{nowhere};
  };
  return {at, std::max(1e-8, 10 * tolerance)};
}

}  // namespace relent
