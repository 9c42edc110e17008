#include "relent/distribution/mixture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "distribution/checks.hpp"
#include "distribution/expectation.hpp"
#include "distribution/inversion.hpp"
#include "distribution/numeric.hpp"

namespace relent {

mixture::mixture(std::vector<double> weights, std::vector<distribution> components) {
  check_weights(name, weights, components.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (components[i].support().lattice != components[0].support().lattice) {
      throw error(errc::unsupported, name,
                  fmt::format("{} has a density and {} masses on whole numbers: they have no common base measure",
                              components[components[0].support().lattice ? i : 0].text(),
                              components[components[0].support().lattice ? 0 : i].text()));
    }
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (const auto* inner = components[i].get<mixture>()) {
      for (std::size_t j = 0; j < inner->weights_.size(); ++j) {
        weights_.push_back(weights[i] * inner->weights_[j]);
        components_.push_back(inner->components_[j]);
      }
    } else {
      weights_.push_back(weights[i]);
      components_.push_back(std::move(components[i]));
    }
  }
  for (const double w : weights_) {
    log_weights_.push_back(std::log(w));
  }
}

std::string mixture::text() const {
  std::string out;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    out += fmt::format("{}{}*{}", i == 0 ? "" : " + ", weights_[i], components_[i].text());
  }
  return out;
}

std::size_t mixture::parameter_count() const noexcept {
  std::size_t count = weights_.size();
  for (const distribution& c : components_) {
    count += c.parameter_count();
  }
  return count;
}

support mixture::support() const {
  relent::support out = components_[0].support();
  for (const distribution& c : components_) {
    const relent::support s = c.support();
    out.lower_open = s.lower == out.lower  ? out.lower_open && s.lower_open
                     : s.lower < out.lower ? s.lower_open
                                           : out.lower_open;
    out.upper_open = s.upper == out.upper  ? out.upper_open && s.upper_open
                     : s.upper > out.upper ? s.upper_open
                                           : out.upper_open;
    out.lower = std::min(out.lower, s.lower);
    out.upper = std::max(out.upper, s.upper);
  }
  return out;
}

double mixture::log_density(double x) const {
  double out;
  log_densities({&x, 1}, {&out, 1});
  return out;
}

void mixture::log_densities(std::span<const double> x, std::span<double> out) const {
  // Relative to the largest term, so that the far tail of the last component standing is exact.
  constexpr std::size_t block = 32;
  const std::size_t n = weights_.size();
  std::array<double, 4 * block> few;
  std::vector<double> many(n > 4 ? n * block : 0);
  const std::span<double> terms = n > 4 ? std::span<double>(many) : std::span<double>(few);
  for (std::size_t from = 0; from < x.size(); from += block) {
    const std::size_t size = std::min(block, x.size() - from);
    for (std::size_t c = 0; c < n; ++c) {
      components_[c].log_densities(x.subspan(from, size), terms.subspan(c * block, size));
    }
    for (std::size_t i = 0; i < size; ++i) {
      std::size_t largest = 0;
      double most = -infinity;
      for (std::size_t c = 0; c < n; ++c) {
        terms[c * block + i] += log_weights_[c];
        if (terms[c * block + i] > most) {
          most = terms[c * block + i];
          largest = c;
        }
      }
      compensated_sum others;
      for (std::size_t c = 0; c < n && std::isfinite(most); ++c) {
        others += c == largest ? 0 : std::exp(terms[c * block + i] - most);
      }
      out[from + i] = std::isnan(x[from + i]) ? x[from + i] : most + std::log1p(others.value());
    }
  }
}

void mixture::log_density_gradient(double x, std::span<double> out) const {
  const double whole = log_density(x);
  std::size_t at = weights_.size();
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const double share = std::exp(components_[i].log_density(x) - whole);  // d log f / d weight
    out[i] = share;
    const std::span<double> part = out.subspan(at, components_[i].parameter_count());
    if (share > 0) {
      components_[i].log_density_gradient(x, part);
    } else {
      std::ranges::fill(part, 0);
    }
    for (double& g : part) {
      g *= weights_[i] * share;
    }
    at += part.size();
  }
}

double mixture::cdf(double x) const {
  compensated_sum sum;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    sum += weights_[i] * components_[i].cdf(x);
  }
  return std::min(1.0, sum.value());
}

double mixture::survival(double x) const {
  compensated_sum sum;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    sum += weights_[i] * components_[i].survival(x);
  }
  return std::min(1.0, sum.value());
}

double mixture::quantile(double u) const {
  const relent::support within = support();
  return quantile_between(u, within.lower, within.upper, [&](double v) {
    double least = infinity, most = -infinity;  // the components' quantiles enclose the mixture's
    for (const distribution& c : components_) {
      least = std::min(least, c.quantile(v));
      most = std::max(most, c.quantile(v));
    }
    const double x = least_where(least, most, [&](double at) { return cdf(at) >= v; });
    return within.lattice ? std::ceil(x) : x;
  });
}

double mixture::quantile_survival(double u) const {
  const relent::support within = support();
  return quantile_between(u, within.upper, within.lower, [&](double v) {
    double least = infinity, most = -infinity;
    for (const distribution& c : components_) {
      least = std::min(least, c.quantile_survival(v));
      most = std::max(most, c.quantile_survival(v));
    }
    const double x = least_where(least, most, [&](double at) { return survival(at) <= v; });
    return within.lattice ? std::ceil(x) : x;
  });
}

double mixture::mean() const {
  compensated_sum sum;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    sum += weights_[i] * components_[i].mean();
  }
  return sum.value();
}

double mixture::variance() const {
  const double centre = mean();
  compensated_sum sum;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const double away = components_[i].mean() - centre;
    sum += weights_[i] * (components_[i].variance() + away * away);
  }
  return sum.value();
}

double mixture::entropy() const {
  // By components, each with split points of its own beside the others'.
  if (support().lattice) {
    compensated_sum sum;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      sum += weights_[i] * plain_expectation(components_[i], [&](double x) { return -log_density(x); });
    }
    return sum.value();
  }
  return plain_expectation(*this, [&](double x) { return -log_density(x); });
}

std::vector<double> mixture::split_points() const {
  const relent::support within = support();
  std::vector<double> points;
  for (const distribution& c : components_) {
    std::ranges::copy(c.split_points(), std::back_inserter(points));
    for (const double end : {c.support().lower, c.support().upper}) {
      if (end > within.lower && end < within.upper) {
        points.push_back(end);
      }
    }
  }
  std::ranges::sort(points);
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

double mixture::sample(counter_stream& stream) const {
  double left = stream.uniform();
  for (std::size_t i = 0; i + 1 < weights_.size(); ++i) {
    if (left < weights_[i]) {
      return components_[i].sample(stream);
    }
    left -= weights_[i];
  }
  return components_.back().sample(stream);
}

}  // namespace relent
