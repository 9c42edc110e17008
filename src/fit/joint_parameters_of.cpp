#include "joint_parameters_of.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/joint/dirichlet.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/joint_score.hpp"
#include "relent/joint/multinomial.hpp"
#include "relent/joint/mv_student_t.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"
#include "relent/joint/von_mises_fisher.hpp"
#include "relent/joint/wishart.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/chi_square_interval.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

fitted_array number(std::string name, double value) { return {std::move(name), {}, {value}}; }

fitted_array list(std::string name, std::vector<double> values) {
  const std::size_t n = values.size();
  return {std::move(name), {n}, std::move(values)};
}

fitted_array array(std::string name, matrix m) { return {std::move(name), {m.rows, m.columns}, std::move(m.values)}; }

std::vector<fitted_array> mixture_parameters(const joint_mixture& m) {
  const std::size_t k = m.components().size(), d = m.space().size;
  const bool diagonal = m.components().front().get<mvnormal_diagonal>() != nullptr;
  fitted_array weights = list("weights", {m.weights().begin(), m.weights().end()});
  fitted_array means{"means", {k, d}, {}}, spreads{diagonal ? "sds" : "covariances", {k, d}, {}};
  if (!diagonal) {
    spreads.shape.push_back(d);
  }
  for (const joint_distribution& c : m.components()) {
    const std::vector<double> mean = c.mean();
    means.values.insert(means.values.end(), mean.begin(), mean.end());
    const auto* own = c.get<mvnormal_diagonal>();
    const std::vector<double> spread = own != nullptr ? own->sd() : c.covariance().values;
    spreads.values.insert(spreads.values.end(), spread.begin(), spread.end());
  }
  return {std::move(weights), std::move(means), std::move(spreads)};
}

/// Adds errors to an array, and normal intervals; of scales in their logarithms.
void set_errors(fitted_array& to, std::vector<double> errors, double z, const std::vector<bool>& scales) {
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const double value = to.values[i], half = z * errors[i];
    to.intervals.push_back(scales[i] && value > 0
                               ? interval{value * std::exp(-half / value), value * std::exp(half / value)}
                               : interval{value - half, value + half});
  }
  to.standard_errors = std::move(errors);
}

std::vector<bool> all(std::size_t n, bool which) { return std::vector<bool>(n, which); }

std::vector<bool> diagonal_of(std::size_t d) {
  std::vector<bool> out(d * d, false);
  for (std::size_t i = 0; i < d; ++i) {
    out[i * d + i] = true;
  }
  return out;
}

/// Of the mean and covariance of n observations: Anderson 2003, 3.4.
void normal_errors(std::vector<fitted_array>& p, double n, double z) {
  const std::size_t d = p[0].values.size();
  const std::vector<double>& c = p[1].values;
  std::vector<double> of_mean(d), of_covariance(d * d);
  for (std::size_t i = 0; i < d; ++i) {
    of_mean[i] = std::sqrt(c[i * d + i] / n);
    for (std::size_t j = 0; j < d; ++j) {
      of_covariance[i * d + j] = std::sqrt((c[i * d + i] * c[j * d + j] + c[i * d + j] * c[i * d + j]) / n);
    }
  }
  set_errors(p[0], std::move(of_mean), z, all(d, false));
  set_errors(p[1], std::move(of_covariance), z, diagonal_of(d));
}

void diagonal_errors(std::vector<fitted_array>& p, double n, double z) {
  std::vector<double> of_mean = p[1].values, of_sd = p[1].values;
  for (std::size_t i = 0; i < of_sd.size(); ++i) {
    of_mean[i] /= std::sqrt(n);
    of_sd[i] /= std::sqrt(2 * n);
  }
  set_errors(p[0], std::move(of_mean), z, all(of_sd.size(), false));
  set_errors(p[1], std::move(of_sd), z, all(p[1].values.size(), true));
}

/// The information of one observation is psi'(c_i) on the diagonal less psi'(sum) everywhere.
void dirichlet_errors(std::vector<fitted_array>& p, double n, double z) {
  const std::vector<double>& c = p[0].values;
  double total = 0, inverses = 0;
  for (const double v : c) {
    total += v;
    inverses += 1 / trigamma(v);
  }
  std::vector<double> errors;
  const double shared = 1 / (1 / trigamma(total) - inverses);
  for (const double v : c) {
    const double own = 1 / trigamma(v);
    errors.push_back(std::sqrt((own + own * own * shared) / n));
  }
  set_errors(p[0], std::move(errors), z, all(c.size(), true));
}

void multinomial_errors(std::vector<fitted_array>& p, double n, double z) {
  const double draws = n * p[0].values[0];
  std::vector<double> errors;
  for (const double share : p[1].values) {
    errors.push_back(std::sqrt(share * (1 - share) / draws));
  }
  const std::size_t count = errors.size();
  set_errors(p[1], std::move(errors), z, all(count, false));
}

/// Mardia & Jupp 2000, 10.3: the direction is free to move across itself, by 1 / (n k A(k)); k by 1 / (n A'(k)).
void direction_errors(const von_mises_fisher& d, std::vector<fitted_array>& p, double n, double z) {
  const double k = d.concentration(), a = d.mean_cosine(), m = static_cast<double>(d.direction().size());
  if (!(k > 0)) {
    return;
  }
  std::vector<double> errors;
  for (const double v : d.direction()) {
    errors.push_back(std::sqrt(std::max(1 - v * v, 0.0) / (n * k * a)));
  }
  const std::size_t count = errors.size();
  set_errors(p[0], std::move(errors), z, all(count, false));
  set_errors(p[1], {1 / std::sqrt(n * (1 - a * a - (m - 1) * a / k))}, z, {true});
}

/// By the outer product of the scores; elements of a symmetric matrix move in pairs.
bool score_errors(const joint_distribution& d, const matrix& rows, std::vector<fitted_array>& p, double z) {
  std::vector<std::pair<std::size_t, std::size_t>> free;  // places of the scores; a pair, or the same twice
  std::size_t from = 0;
  for (const fitted_array& a : p) {
    const std::size_t n = a.shape.empty() ? 1 : a.shape[0];
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < (a.shape.size() == 2 ? i + 1 : 1); ++j) {
        const bool square = a.shape.size() == 2;
        free.emplace_back(from + (square ? i * n + j : i), from + (square ? j * n + i : i));
      }
    }
    from += a.values.size();
  }
  const joint_score score = score_of(d);
  std::vector<double> s(score.count());
  matrix scores(rows.rows, free.size());
  for (std::size_t i = 0; i < rows.rows; ++i) {
    score(rows.row(i), s);
    for (std::size_t f = 0; f < free.size(); ++f) {
      scores(i, f) = s[free[f].first] + (free[f].first != free[f].second ? s[free[f].second] : 0);
    }
  }
  matrix information = linear::transposed_product(scores, scores);
  if (!linear::cholesky(information)) {
    return false;
  }
  const matrix covariance = linear::inverse_of(information);
  std::vector<double> errors(from);
  for (std::size_t f = 0; f < free.size(); ++f) {
    errors[free[f].first] = errors[free[f].second] = std::sqrt(covariance(f, f));
  }
  from = 0;
  for (fitted_array& a : p) {
    const auto begin = errors.begin() + static_cast<std::ptrdiff_t>(from);
    from += a.values.size();
    set_errors(a, {begin, begin + static_cast<std::ptrdiff_t>(a.values.size())}, z,
               a.shape.empty()       ? std::vector<bool>{true}
               : a.shape.size() == 2 ? diagonal_of(a.shape[0])
                                     : all(a.values.size(), false));
  }
  return true;
}

}  // namespace

std::vector<fitted_array> parameters_of(const joint_distribution& d) {
  if (const auto* m = d.get<joint_mixture>()) {
    return mixture_parameters(*m);
  }
  if (const auto* n = d.get<mvnormal>()) {
    return {list("mean", n->mean()), array("covariance", n->covariance())};
  }
  if (const auto* n = d.get<mvnormal_diagonal>()) {
    return {list("mean", n->mean()), list("sd", n->sd())};
  }
  if (const auto* n = d.get<mvnormal_low_rank>()) {
    return {list("mean", n->mean()), array("factor", n->factor()), list("diagonal", n->diagonal())};
  }
  if (const auto* t = d.get<mv_student_t>()) {
    return {number("df", t->df()), list("location", t->location()), array("shape", t->shape())};
  }
  if (const auto* c = d.get<dirichlet>()) {
    return {list("concentration", c->concentration())};
  }
  if (const auto* m = d.get<multinomial>()) {
    return {number("trials", m->trials()), list("probabilities", m->probabilities())};
  }
  if (const auto* v = d.get<von_mises_fisher>()) {
    return {list("direction", v->direction()), number("concentration", v->concentration())};
  }
  if (const auto* w = d.get<wishart>()) {
    return {number("df", w->df()), array("scale", w->scale())};
  }
  return {};
}

std::vector<fitted_array> parameters_with_errors(const joint_distribution& d, const matrix& rows, double level,
                                                 std::vector<std::string>& notes) {
  std::vector<fitted_array> p = parameters_of(d);
  const double n = static_cast<double>(rows.rows), z = estimating::normal_quantile(level);
  if (d.get<mvnormal>() != nullptr) {
    normal_errors(p, n, z);
  } else if (d.get<mvnormal_diagonal>() != nullptr) {
    diagonal_errors(p, n, z);
  } else if (d.get<dirichlet>() != nullptr) {
    dirichlet_errors(p, n, z);
  } else if (d.get<multinomial>() != nullptr) {
    multinomial_errors(p, n, z);
  } else if (const auto* v = d.get<von_mises_fisher>()) {
    direction_errors(*v, p, n, z);
  } else if (const auto* t = d.get<mv_student_t>()) {
    if (t->df() > 1e5 || !score_errors(d, rows, p, z)) {
      notes.emplace_back("no standard errors: the degrees of freedom are at their end, or the likelihood is flat");
    }
  }
  return p;
}

std::size_t free_parameters(const joint_distribution& d) {
  if (const auto* m = d.get<joint_mixture>()) {
    std::size_t out = m->components().size() - 1;
    for (const joint_distribution& c : m->components()) {
      out += free_parameters(c);
    }
    return out;
  }
  std::size_t out = 0;
  for (const fitted_array& a : parameters_of(d)) {
    const bool symmetric = a.name == "covariance" || a.name == "shape" || a.name == "scale";
    out += a.name == "trials"                                   ? 0
           : symmetric                                          ? a.shape[0] * (a.shape[0] + 1) / 2
           : a.name == "probabilities" || a.name == "direction" ? a.values.size() - 1
                                                                : a.values.size();
  }
  if (const auto* n = d.get<mvnormal_low_rank>()) {
    const std::size_t k = n->factor().columns;  // rotations of the factor change nothing
    out -= k * (k - 1) / 2;
  }
  return out;
}

}  // namespace relent
