#include "joint_tails.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/mv_student_t.hpp"

#include "as_gaussian.hpp"
#include "covariance_gap.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

/// The components of a mixture; else the distribution itself.
std::vector<joint_distribution> parts_of(const joint_distribution& d) {
  if (const auto* mixed = d.get<joint_mixture>()) {
    return {mixed->components().begin(), mixed->components().end()};
  }
  return {d};
}

/// The components as normal distributions; empty where one is none.
std::vector<mvnormal> as_gaussians(const std::vector<joint_distribution>& parts) {
  std::vector<mvnormal> out;
  for (const joint_distribution& part : parts) {
    if (auto g = as_gaussian(part)) {
      out.push_back(*std::move(g));
    } else {
      return {};
    }
  }
  return out;
}

/// u^T C^-1 u
double precision_along(const mvnormal& g, std::span<const double> u) {
  std::vector<double> z(u.begin(), u.end());
  linear::solve_lower(g.spread().lower(), z);
  return linear::squared_norm(z);
}

/// Directions in which p^alpha q^(1-alpha) may grow: where one of Q's components alone lets it, and that component's
/// neighbours.
std::vector<std::vector<double>> candidates(const mvnormal& p, const std::vector<mvnormal>& q) {
  std::vector<std::vector<double>> out;
  for (const mvnormal& component : q) {
    // The widest of P against this component: eigenvectors of Lq^-1 P Lq^-T, turned back.
    const linear::eigen e = linear::symmetric_eigen(whitened_difference(p.spread(), component.spread()));
    for (std::size_t i = 0; i < e.values.size(); ++i) {
      std::vector<double> u(e.vectors.row(i).begin(), e.vectors.row(i).end());
      out.emplace_back(u.size());
      linear::add_lower_product(component.spread().lower(), u, out.back());
    }
  }
  counter_stream stream(0, 0);
  const std::size_t own = out.size();
  for (std::size_t k = 0; k < 64 * own; ++k) {
    std::vector<double> u(p.mean().size());
    for (std::size_t i = 0; i < u.size(); ++i) {
      u[i] = out[k % own][i] + stream.normal() * out[(k + k / own) % own][i];
    }
    out.push_back(std::move(u));
  }
  return out;
}

/// Whether p^alpha q^(1-alpha), alpha > 1, grows along some direction: there alpha times P's precision is less than
/// alpha - 1 times that of every component of Q.
bool grows(const mvnormal& p, const std::vector<mvnormal>& q, double alpha) {
  for (const std::vector<double>& u : candidates(p, q)) {
    const double needed = alpha / (alpha - 1) * precision_along(p, u);
    if (std::ranges::all_of(q, [&](const mvnormal& c) { return precision_along(c, u) > needed; })) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string reason_tail_diverges(const joint_distribution& p, const joint_distribution& q, double alpha) {
  const std::vector<mvnormal> normals = as_gaussians(parts_of(q));
  if (normals.empty()) {
    return "";
  }
  for (const joint_distribution& part : parts_of(p)) {
    const auto* heavy = part.get<mv_student_t>();
    if (heavy != nullptr && (alpha > 1 || heavy->df() <= 2)) {
      return alpha > 1 ? fmt::format(
                             "{} falls like a power of |x| and Q = {} like exp(-|x|^2): the ratio's powers have "
                             "no finite mean",
                             part.text(), q.text())
                       : fmt::format("{} has no finite variance, and log q falls like the square of x", part.text());
    }
    const auto normal = as_gaussian(part);
    if (alpha > 1 && normal && grows(*normal, normals, alpha)) {
      return fmt::format(
          "{} is so much wider than {} in some direction that the ratio of their densities to the power "
          "{} has no finite mean",
          part.text(), q.text(), alpha - 1);
    }
  }
  return "";
}

}  // namespace relent
