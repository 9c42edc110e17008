#include "histogram_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/uniform.hpp"

#include "estimate/chi_square_interval.hpp"

namespace relent {
namespace {

/// Which bin a value is in, of `count` equal ones: as the edges say, whatever rounding does to the quotient.
std::size_t bin_of(double x, const std::vector<double>& edges) {
  const std::size_t count = edges.size() - 1;
  const double share = (x - edges.front()) / (edges.back() - edges.front());
  auto i = std::min(static_cast<std::size_t>(std::max(share, 0.0) * static_cast<double>(count)), count - 1);
  while (i > 0 && x < edges[i]) {
    --i;
  }
  while (i + 1 < count && x >= edges[i + 1]) {
    ++i;
  }
  return i;
}

std::vector<double> equal_edges(double low, double high, std::size_t bins) {
  std::vector<double> out;
  for (std::size_t i = 0; i < bins; ++i) {
    out.push_back(low + (high - low) * (static_cast<double>(i) / static_cast<double>(bins)));
  }
  out.push_back(high);
  return out;
}

std::vector<double> shares_in(const weighted_values& data, const std::vector<double>& edges) {
  std::vector<double> out(edges.size() - 1);
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    out[bin_of(data.values[i], edges)] += data.weights.empty() ? 1 : data.weights[i];
  }
  const double whole = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& share : out) {
    share /= whole;
  }
  return out;
}

/// Log likelihood of n observations less the penalty, but for what does not depend on the bins.
double criterion(const std::vector<double>& shares, double n) {
  const auto d = static_cast<double>(shares.size());
  double sum = 0;
  for (const double s : shares) {
    sum += s > 0 ? s * std::log(s * d) : 0;
  }
  return n * sum - (d - 1 + std::pow(std::log(d), 2.5));
}

std::size_t best_number(const weighted_values& data, double low, double high) {
  constexpr std::size_t all_up_to = 100;
  const double n = data.worth();
  const auto most = static_cast<std::size_t>(std::max(1.0, n / std::log(std::max(n, 3.0))));
  std::size_t best = 1;
  double value = -std::numeric_limits<double>::infinity();
  for (std::size_t d = 1; d <= most; d = d < all_up_to ? d + 1 : d + d / 50) {
    const double here = criterion(shares_in(data, equal_edges(low, high, d)), n);
    if (here > value) {
      value = here;
      best = d;
    }
  }
  return best;
}

}  // namespace

distribution histogram::model() const {
  std::vector<double> weights;
  std::vector<distribution> parts;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    if (shares[i] > 0) {
      const bool last = i + 2 == edges.size();
      const double high = last ? edges[i + 1] : std::nextafter(edges[i + 1], edges[i]);
      weights.push_back(shares[i]);
      parts.emplace_back(uniform(edges[i], high));
    }
  }
  if (parts.size() == 1) {
    return parts.front();
  }
  return mixture(std::move(weights), std::move(parts));
}

histogram histogram_of(const weighted_values& data, std::size_t bins) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    if (data.weight(i) > 0) {
      low = std::min(low, data.values[i]);
      high = std::max(high, data.values[i]);
    }
  }
  if (!(high > low)) {
    throw error(errc::out_of_range, "fit", "all values are equal: a histogram of them has no width");
  }
  const std::size_t count = bins > 0 ? bins : best_number(data, low, high);
  histogram out{equal_edges(low, high, count), {}};
  for (std::size_t i = 0; i < count; ++i) {
    if (!(out.edges[i + 1] > out.edges[i])) {
      throw error(errc::out_of_range, "fit",
                  fmt::format("bins = {}, are too many: between {} and {} no double tells their edges apart", count,
                              low, high));
    }
  }
  out.shares = shares_in(data, out.edges);
  return out;
}

fit_answer histogram_to_density(const distribution& target, const fit_family& family, const objective& by) {
  if (by.name != "forward_kl") {
    throw error(errc::unsupported, "fit", "histograms are fitted by forward_kl alone");
  }
  const support ends = target.support();
  if (ends.lattice) {
    throw error(errc::unsupported, "fit", "forward_kl of masses and a histogram is not defined: one has a density");
  }
  if (!std::isfinite(ends.lower) || !std::isfinite(ends.upper)) {
    throw error(
        errc::unsupported, "fit",
        fmt::format("forward_kl is infinite for every histogram: the target lies between {} and {}, a histogram "
                    "has two ends",
                    ends.lower, ends.upper));
  }
  if (family.components == 0) {
    throw error(errc::unsupported, "fit",
                "the number of bins is chosen for samples only; give it, as in histogram(bins=20)");
  }
  histogram h{equal_edges(ends.lower, ends.upper, family.components), {}};
  double whole = 0;
  for (std::size_t i = 0; i < family.components; ++i) {
    const double low = h.edges[i], high = h.edges[i + 1];
    h.shares.push_back(target.cdf(low) < 0.5 ? target.cdf(high) - target.cdf(low)
                                             : target.survival(low) - target.survival(high));
    whole += h.shares.back();
  }
  for (double& s : h.shares) {
    s /= whole;
  }
  const distribution member = h.model();
  fit_answer out{.family = family.text(), .objective = "forward_kl", .optima = {}};
  out.optima.push_back(
      {member, histogram_parameters(h, 0, 0.95), divergence_between("kl_divergence", target, member), 1});
  out.starts = 1;
  return out;
}

std::vector<fitted_parameter> histogram_parameters(const histogram& h, double observations, double level) {
  std::vector<fitted_parameter> out{{"low", h.edges.front()}, {"high", h.edges.back()}};
  const double z = estimating::normal_quantile(level), n = observations;
  for (std::size_t i = 0; i < h.shares.size(); ++i) {
    const double p = h.shares[i];
    fitted_parameter of{fmt::format("masses[{}]", i), p};
    if (n > 0) {
      const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
      const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
      of.standard_error = std::sqrt(p * (1 - p) / n);
      of.interval = interval{std::max(middle - half, 0.0), std::min(middle + half, 1.0)};
    }
    out.push_back(std::move(of));
  }
  return out;
}

}  // namespace relent
