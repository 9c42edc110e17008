#include "joint_reverse.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "relent/core/parallel.hpp"

#include "distribution/special_functions.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr std::size_t block = 2048;
constexpr double farthest = 40;                 // of a coordinate: a search that goes on from there runs away
constexpr std::size_t most_with_hessian = 300;  // coordinates

/// Sums over places z of a standard normal, with v = (1, z): of the value, of gradient x v, and of the Hessian's
/// elements x the products of two elements of v.
struct place_sums {
  double value = 0;
  matrix first{}, second{};
};

void add(matrix& to, const matrix& more) {
  if (to.values.empty()) {
    to = more;
    return;
  }
  for (std::size_t i = 0; i < more.values.size(); ++i) {
    to.values[i] += more.values[i];
  }
}

place_sums sums_of_block(const log_density_points& target, const normal_coordinates::place& q, const normal_rule& rule,
                         std::size_t from, std::size_t n, bool with_hessian) {
  const std::size_t d = q.mean.size();
  matrix x(n, d), v(n, d + 1);
  for (std::size_t i = 0; i < n; ++i) {
    const std::span<const double> z = rule.places.row(from + i);
    const std::span<double> to(x.values.data() + i * d, d);
    std::ranges::copy(q.mean, to.begin());
    linear::add_lower_product(q.factor, z, to);
    const double w = rule.weights[from + i];
    v(i, 0) = w;
    for (std::size_t j = 0; j < d; ++j) {
      v(i, j + 1) = w * z[j];
    }
  }
  const point_values at = target.at(x);
  place_sums out;
  for (std::size_t i = 0; i < n; ++i) {
    out.value += rule.weights[from + i] * at.value[i];
  }
  out.first = linear::transposed_product(at.gradient, v);
  if (with_hessian) {
    matrix products(n, (d + 1) * (d + 2) / 2);
    for (std::size_t i = 0; i < n; ++i) {
      const std::span<const double> z = rule.places.row(from + i);
      double* to = products.values.data() + i * products.columns;
      for (std::size_t b = 0; b <= d; ++b) {
        for (std::size_t e = 0; e <= b; ++e) {
          *to++ = v(i, b) * (e == 0 ? 1 : z[e - 1]);
        }
      }
    }
    out.second = linear::transposed_product(at.hessian, products);
  }
  return out;
}

place_sums sums_of(const log_density_points& target, const normal_coordinates::place& q, const normal_rule& rule,
                   bool with_hessian, int threads) {
  const std::size_t n = rule.weights.size(), size = target.any_thread ? block : std::max(n, std::size_t{1});
  const std::size_t blocks = (n + size - 1) / size;
  std::vector<place_sums> parts(blocks);
  parallel_for(static_cast<std::int64_t>(blocks), target.any_thread ? threads : 1, [&](std::int64_t b) {
    const std::size_t from = static_cast<std::size_t>(b) * size;
    parts[static_cast<std::size_t>(b)] = sums_of_block(target, q, rule, from, std::min(size, n - from), with_hessian);
  });
  place_sums out;
  for (const place_sums& p : parts) {
    out.value += p.value;
    add(out.first, p.first);
    if (with_hessian) {
      add(out.second, p.second);
    }
  }
  return out;
}

/// What a coordinate moves: number a of the point, by v[b]; a scale moves by its own length.
struct moved {
  std::size_t a, b;
  double by;
};

std::vector<moved> moves_of(const normal_coordinates& in, const matrix& inner) {
  const std::size_t d = in.numbers();
  std::vector<moved> out(in.size());
  for (std::size_t i = 0; i < d; ++i) {
    out[i] = {i, 0, 1};
    out[in.index(i, i)] = {i, i + 1, inner(i, i)};
    for (std::size_t j = 0; !in.diagonal() && j < i; ++j) {
      out[in.index(i, j)] = {i, j + 1, 1};
    }
  }
  return out;
}

std::size_t pair_index(std::size_t a, std::size_t b) { return a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a; }

/// For each pair (b, e) of v's elements, C^T S C of the summed Hessians S.
std::vector<matrix> scaled_hessians(const matrix& second, const matrix& scale) {
  const std::size_t d = scale.rows;
  std::vector<matrix> out;
  for (std::size_t be = 0; be < second.columns; ++be) {
    matrix s(d, d);
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t c = 0; c < d; ++c) {
        s(a, c) = second(pair_index(a, c), be);
      }
    }
    out.push_back(linear::transposed_product(scale, linear::product(s, scale)));
  }
  return out;
}

}  // namespace

smooth_function joint_reverse_kl(log_density_points target, normal_coordinates in, rule_choice rule, int threads) {
  const bool with_hessian = target.has_hessian && in.size() <= most_with_hessian;
  const double noise = target.has_hessian ? 1e-10 : 1e-7;
  const auto at = [=](std::span<const double> u) -> function_value {
    constexpr double nowhere = std::numeric_limits<double>::infinity();
    const auto d = static_cast<double>(in.numbers());
    if (!std::ranges::all_of(u, [](double c) { return std::abs(c) < farthest; })) {
      return {nowhere};
    }
    const normal_coordinates::place q = in.at(u);
    const place_sums sums = sums_of(target, q, *rule(q), with_hessian, threads);
    if (!std::isfinite(sums.value)) {
      return {nowhere};
    }
    const matrix inner = in.inner_factor(u), slopes = linear::transposed_product(in.scale(), sums.first);
    const std::vector<moved> moves = moves_of(in, inner);
    function_value out{-d * (0.5 + log_sqrt_2pi) - in.log_scale() - sums.value, std::vector<double>(u.size())};
    for (std::size_t i = 0; i < in.numbers(); ++i) {
      out.value -= u[in.index(i, i)];
    }
    for (std::size_t c = 0; c < u.size(); ++c) {
      const bool scales = moves[c].b == moves[c].a + 1;
      out.gradient[c] = -slopes(moves[c].a, moves[c].b) * moves[c].by - (scales ? 1 : 0);
    }
    if (with_hessian) {
      out.hessian = matrix(u.size(), u.size());
      const std::vector<matrix> bent = scaled_hessians(sums.second, in.scale());
      for (std::size_t c = 0; c < u.size(); ++c) {
        for (std::size_t e = 0; e < u.size(); ++e) {
          out.hessian(c, e) =
              -bent[pair_index(moves[c].b, moves[e].b)](moves[c].a, moves[e].a) * moves[c].by * moves[e].by;
        }
        if (moves[c].b == moves[c].a + 1) {
          out.hessian(c, c) -= slopes(moves[c].a, moves[c].b) * moves[c].by;
        }
      }
    }
    return out;
  };
  return {at, noise};
}

}  // namespace relent
