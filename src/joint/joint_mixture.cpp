#include "relent/joint/joint_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"

#include "distribution/checks.hpp"
#include "joint/draws.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Whether densities over the two have one base measure.
bool alike(const joint_space& a, const joint_space& b) {
  if (a.kind != b.kind || a.size != b.size || a.total != b.total) {
    return false;
  }
  for (std::size_t i = 0; i < a.axes.size(); ++i) {
    if (a.axes[i].lattice != b.axes[i].lattice) {
      return false;
    }
  }
  return true;
}

}  // namespace

joint_mixture::joint_mixture(std::vector<double> weights, std::vector<joint_distribution> components) {
  check_weights(name, weights, components.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (const auto* inner = components[i].get<joint_mixture>()) {
      for (std::size_t k = 0; k < inner->weights_.size(); ++k) {
        weights_.push_back(weights[i] * inner->weights_[k]);
        components_.push_back(inner->components_[k]);
      }
    } else {
      weights_.push_back(weights[i]);
      components_.push_back(std::move(components[i]));
    }
  }
  const joint_space first = components_.front().space();
  for (const joint_distribution& c : components_) {
    if (!alike(c.space(), first)) {
      throw error(errc::unsupported, name,
                  fmt::format("{} has {} and {} has {}; the components of a mixture need points of one kind",
                              components_.front().text(), first.words(), c.text(), c.space().words()));
    }
  }
}

std::string joint_mixture::text() const {
  std::vector<std::string> terms;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    terms.push_back(fmt::format("{}*{}", weights_[i], components_[i].text()));
  }
  return fmt::format("{}", fmt::join(terms, " + "));
}

joint_space joint_mixture::space() const {
  joint_space out = components_.front().space();
  for (const joint_distribution& c : components_) {
    const joint_space next = c.space();
    for (std::size_t i = 0; i < out.axes.size(); ++i) {
      support &a = out.axes[i], b = next.axes[i];
      if (b.lower < a.lower || (b.lower == a.lower && !b.lower_open)) {
        a.lower = b.lower, a.lower_open = b.lower_open;
      }
      if (b.upper > a.upper || (b.upper == a.upper && !b.upper_open)) {
        a.upper = b.upper, a.upper_open = b.upper_open;
      }
    }
  }
  return out;
}

double joint_mixture::log_density(std::span<const double> x) const {
  joint::scratch logs(weights_.size());
  double most = -infinity;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    logs.numbers()[i] = std::log(weights_[i]) + components_[i].log_density(x);
    most = std::max(most, logs.numbers()[i]);
  }
  if (std::isinf(most)) {
    return most;
  }
  double sum = 0;
  for (const double v : logs.numbers()) {
    sum += std::exp(v - most);
  }
  return most + std::log(sum);
}

std::vector<double> joint_mixture::mean() const {
  std::vector<double> out(space().size);
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    const std::vector<double> m = components_[k].mean();
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] += weights_[k] * m[i];
    }
  }
  return out;
}

matrix joint_mixture::covariance() const {
  const std::vector<double> centre = mean();
  matrix out(centre.size(), centre.size());
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    const matrix c = components_[k].covariance();
    const std::vector<double> m = components_[k].mean();
    for (std::size_t i = 0; i < out.rows; ++i) {
      for (std::size_t j = 0; j < out.columns; ++j) {
        out(i, j) += weights_[k] * (c(i, j) + (m[i] - centre[i]) * (m[j] - centre[j]));
      }
    }
  }
  return out;
}

double joint_mixture::entropy() const noexcept { return std::numeric_limits<double>::quiet_NaN(); }

void joint_mixture::sample(counter_stream& stream, std::span<double> out) const {
  double u = stream.uniform();
  std::size_t k = 0;
  while (k + 1 < weights_.size() && u >= weights_[k]) {
    u -= weights_[k++];
  }
  components_[k].sample(stream, out);
}

}  // namespace relent
