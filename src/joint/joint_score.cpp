#include "relent/joint/joint_score.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/families.hpp"
#include "relent/joint/dirichlet.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/matrix_normal.hpp"
#include "relent/joint/multinomial.hpp"
#include "relent/joint/mv_student_t.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"
#include "relent/joint/von_mises_fisher.hpp"
#include "relent/joint/wishart.hpp"

#include "distribution/special_functions.hpp"
#include "joint/bessel_ratio.hpp"
#include "joint/draws.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

using numbers = std::span<double>;
using point = std::span<const double>;
using score_function = joint_score::function;

matrix inverse_of(const factored_covariance& spread) { return linear::inverse_of(spread.lower()); }

std::vector<double> difference(point x, const std::vector<double>& from) {
  std::vector<double> out(x.size());
  std::ranges::transform(x, from, out.begin(), std::minus{});
  return out;
}

/// M v
std::vector<double> times(const matrix& m, std::span<const double> v) {
  std::vector<double> out(m.rows);
  for (std::size_t i = 0; i < m.rows; ++i) {
    out[i] = linear::dot(m.row(i), v);
  }
  return out;
}

/// (weight y y^T - C^-1) / 2, row by row.
void write_spread(std::span<const double> y, double weight, const matrix& inverse, numbers out) {
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) {
      out[i * y.size() + j] = (weight * y[i] * y[j] - inverse(i, j)) / 2;
    }
  }
}

score_function made(const mvnormal& d) {
  return [d, inverse = inverse_of(d.spread())](point x, numbers out) {
    const std::vector<double> y = times(inverse, difference(x, d.mean()));
    std::ranges::copy(y, out.begin());
    write_spread(y, 1, inverse, out.subspan(y.size()));
  };
}

score_function made(const mvnormal_diagonal& d) {
  return [d](point x, numbers out) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double z = (x[i] - d.mean()[i]) / d.sd()[i];
      out[i] = z / d.sd()[i];
      out[x.size() + i] = (z * z - 1) / d.sd()[i];
    }
  };
}

score_function made(const mvnormal_low_rank& d) {
  const matrix& factor = d.factor();
  const std::size_t n = factor.rows;
  matrix solved(n, factor.columns);  // C^-1 F
  std::vector<double> precision(n);  // the diagonal of C^-1
  for (std::size_t j = 0; j < factor.columns; ++j) {
    std::vector<double> column(n);
    for (std::size_t i = 0; i < n; ++i) {
      column[i] = factor(i, j);
    }
    d.solve(column);
    for (std::size_t i = 0; i < n; ++i) {
      solved(i, j) = column[i];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    // C^-1 (C - F F^T) = C^-1 diag(d) is I less C^-1 F F^T.
    precision[i] = (1 - linear::dot(solved.row(i), factor.row(i))) / d.diagonal()[i];
  }
  return [d, solved, precision](point x, numbers out) {
    std::vector<double> y = difference(x, d.mean());
    d.solve(y);
    const std::size_t size = y.size(), k = solved.columns;
    std::vector<double> along(k);  // F^T y
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < k; ++j) {
        along[j] += d.factor()(i, j) * y[i];
      }
    }
    for (std::size_t i = 0; i < size; ++i) {
      out[i] = y[i];
      for (std::size_t j = 0; j < k; ++j) {
        out[size + i * k + j] = y[i] * along[j] - solved(i, j);
      }
      out[size + size * k + i] = (y[i] * y[i] - precision[i]) / 2;
    }
  };
}

score_function made(const mv_student_t& d) {
  return [d, inverse = inverse_of(d.base().spread())](point x, numbers out) {
    const std::vector<double> away = difference(x, d.location()), y = times(inverse, away);
    const auto n = static_cast<double>(x.size());
    const double square = linear::dot(away, y), weight = (d.df() + n) / (d.df() + square);
    out[0] =
        (digamma_difference(d.df() / 2, n / 2) - n / d.df() - std::log1p(square / d.df()) + weight * square / d.df()) /
        2;
    std::ranges::transform(y, out.begin() + 1, [weight](double v) { return weight * v; });
    write_spread(y, weight, inverse, out.subspan(1 + y.size()));
  };
}

score_function made(const dirichlet& d) {
  std::vector<double> expected;
  std::ranges::transform(d.concentration(), std::back_inserter(expected),
                         [&](double c) { return -digamma_difference(c, d.total() - c); });
  return [expected](point x, numbers out) {
    std::ranges::transform(x, expected, out.begin(), [](double v, double e) { return std::log(v) - e; });
  };
}

score_function made(const wishart& d) {
  return [d, inverse = inverse_of(d.spread()), expected = d.mean_log_determinant()](point x, numbers out) {
    matrix at(inverse.rows, inverse.rows);
    at.values.assign(x.begin(), x.end());
    const matrix turned = linear::product(linear::product(inverse, at), inverse);
    (void)linear::cholesky(at);
    out[0] = (linear::log_determinant(at) - expected) / 2;
    for (std::size_t k = 0; k < turned.values.size(); ++k) {
      out[1 + k] = (turned.values[k] - d.df() * inverse.values[k]) / 2;
    }
  };
}

score_function made(const von_mises_fisher& d) {
  const double order = static_cast<double>(d.direction().size()) / 2 - 1;
  const double shortfall = joint::bessel_ratio_of(order, d.concentration()).shortfall;
  return [d, shortfall](point x, numbers out) {
    const std::vector<double>& m = d.direction();
    const double cosine = linear::dot(x, m), apart = linear::squared_norm(difference(x, m)) / 2;
    for (std::size_t i = 0; i < x.size(); ++i) {
      out[i] = d.concentration() * (x[i] - cosine * m[i]);
    }
    out[x.size()] = shortfall - apart;
  };
}

score_function made(const matrix_normal& d) {
  return [d, rows = inverse_of(d.row_spread()), columns = inverse_of(d.column_spread()),
          row_spread = d.row_covariance(), column_spread = d.column_covariance()](point x, numbers out) {
    matrix away(rows.rows, columns.rows);
    std::ranges::transform(x, d.mean_matrix().values, away.values.begin(), std::minus{});
    const matrix y = linear::product(linear::product(rows, away), columns);
    const matrix across = linear::product_transposed(linear::product(y, column_spread), y);
    const matrix along = linear::transposed_product(y, linear::product(row_spread, y));
    std::ranges::copy(y.values, out.begin());
    const auto c = static_cast<double>(columns.rows), r = static_cast<double>(rows.rows);
    numbers rest = out.subspan(y.values.size());
    for (std::size_t k = 0; k < across.values.size(); ++k) {
      rest[k] = (across.values[k] - c * rows.values[k]) / 2;
    }
    rest = rest.subspan(across.values.size());
    for (std::size_t k = 0; k < along.values.size(); ++k) {
      rest[k] = (along.values[k] - r * columns.values[k]) / 2;
    }
  };
}

score_function made(const multinomial& d) {
  for (std::size_t i = 0; i < d.probabilities().size(); ++i) {
    if (d.probabilities()[i] == 0) {
      throw error(
          errc::unsupported, "score_of",
          fmt::format("probabilities[{}] of {} is 0, where the log of the mass has no derivative", i, d.text()));
    }
  }
  return [d](point x, numbers out) {
    out[0] = 0;
    std::ranges::transform(x, d.probabilities(), out.begin() + 1,
                           [&](double v, double p) { return v / p - d.trials(); });
  };
}

score_function made(const independent& d) {
  return [d](point x, numbers out) {
    std::size_t first = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::size_t count = d.factors()[i].parameter_count();
      d.factors()[i].log_density_gradient(x[i], out.subspan(first, count));
      first += count;
    }
  };
}

score_function made(const joint_mixture& d) {
  std::vector<joint_score> scores;
  for (const joint_distribution& c : d.components()) {
    scores.push_back(score_of(c));
  }
  return [d, scores](point x, numbers out) {
    const double log_density = d.log_density(x);
    std::size_t first = scores.size();
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const numbers own = out.subspan(first, scores[k].count());
      const double beside = std::exp(d.components()[k].log_density(x) - log_density);
      out[k] = beside;
      std::ranges::fill(own, 0.0);
      if (beside > 0) {
        scores[k](x, own);
        std::ranges::transform(own, own.begin(), [by = d.weights()[k] * beside](double v) { return by * v; });
      }
      first += own.size();
    }
  };
}

template <class... D>
score_function made_of_any(const joint_distribution& d) {
  score_function found;
  (void)((d.get<D>() != nullptr && (found = made(*d.get<D>()), true)) || ...);
  return found;
}

/// A family's parameters; empty for what is no family.
std::vector<joint_parameter> own_parameters(const joint_distribution& d) {
  const std::size_t n = d.space().size;
  if (d.get<mvnormal>() != nullptr) {
    return {{"mean", {n}}, {"covariance", {n, n}}};
  }
  if (d.get<mvnormal_diagonal>() != nullptr) {
    return {{"mean", {n}}, {"sd", {n}}};
  }
  if (const auto* low = d.get<mvnormal_low_rank>()) {
    return {{"mean", {n}}, {"factor", {n, low->factor().columns}}, {"diagonal", {n}}};
  }
  if (d.get<mv_student_t>() != nullptr) {
    return {{"df", {}}, {"location", {n}}, {"shape", {n, n}}};
  }
  if (d.get<dirichlet>() != nullptr) {
    return {{"concentration", {n}}};
  }
  if (const auto* w = d.get<wishart>()) {
    return {{"df", {}}, {"scale", {w->spread().size(), w->spread().size()}}};
  }
  if (d.get<von_mises_fisher>() != nullptr) {
    return {{"direction", {n}}, {"concentration", {}}};
  }
  if (const auto* m = d.get<matrix_normal>()) {
    const std::size_t r = m->mean_matrix().rows, c = m->mean_matrix().columns;
    return {{"mean", {r, c}}, {"row_covariance", {r, r}}, {"column_covariance", {c, c}}};
  }
  if (d.get<multinomial>() != nullptr) {
    return {{"trials", {}}, {"probabilities", {n}}};
  }
  return {};
}

}  // namespace

std::size_t joint_parameter::size() const noexcept {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

std::vector<joint_parameter> joint_parameters(const joint_distribution& d) {
  std::vector<joint_parameter> out = own_parameters(d);
  if (const auto* product = d.get<independent>()) {
    for (std::size_t i = 0; i < product->factors().size(); ++i) {
      const distribution& factor = product->factors()[i];
      const family_entry* family = family_of(factor);
      const bool plain = family != nullptr && family->parameters.size() == factor.parameter_count();
      for (std::size_t k = 0; k < factor.parameter_count(); ++k) {
        out.push_back({plain ? fmt::format("factors[{}].{}", i, family->parameters[k].name)
                             : fmt::format("factors[{}][{}]", i, k),
                       {}});
      }
    }
  }
  if (const auto* mixed = d.get<joint_mixture>()) {
    out.push_back({"weights", {mixed->weights().size()}});
    for (std::size_t k = 0; k < mixed->components().size(); ++k) {
      for (joint_parameter p : joint_parameters(mixed->components()[k])) {
        p.name = fmt::format("components[{}].{}", k, p.name);
        out.push_back(std::move(p));
      }
    }
  }
  return out;
}

joint_score score_of(const joint_distribution& d) {
  score_function found = made_of_any<mvnormal, mvnormal_diagonal, mvnormal_low_rank, mv_student_t, dirichlet, wishart,
                                     von_mises_fisher, matrix_normal, multinomial, independent, joint_mixture>(d);
  if (!found) {
    throw error(errc::unsupported, "score_of",
                fmt::format("the derivatives of the log density of {} are not known", d.text()));
  }
  std::size_t count = 0;
  for (const joint_parameter& p : joint_parameters(d)) {
    count += p.size();
  }
  return {count, std::move(found)};
}

}  // namespace relent
