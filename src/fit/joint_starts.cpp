#include "joint_starts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "relent/distribution/counter_stream.hpp"
#include "relent/joint/joint_mixture.hpp"

#include "joint/moments.hpp"

namespace relent {
namespace {

constexpr std::size_t draws = 1024, most_for_subsets = 5, most_for_pairs = 12;

bool finite(const joint_moments& m) {
  const auto good = [](double x) { return std::isfinite(x); };
  return std::ranges::all_of(m.mean, good) && std::ranges::all_of(m.covariance.values, good);
}

/// Of the components in a set, with their weights.
joint_moments pooled(const joint_mixture& m, const std::vector<joint_moments>& parts,
                     std::span<const std::size_t> set) {
  const std::size_t d = parts.front().mean.size();
  double total = 0;
  joint_moments out{std::vector<double>(d), matrix(d, d)};
  for (const std::size_t k : set) {
    total += m.weights()[k];
    for (std::size_t i = 0; i < d; ++i) {
      out.mean[i] += m.weights()[k] * parts[k].mean[i];
    }
  }
  for (double& x : out.mean) {
    x /= total;
  }
  for (const std::size_t k : set) {
    const double share = m.weights()[k] / total;
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j < d; ++j) {
        out.covariance(i, j) +=
            share * (parts[k].covariance(i, j) + (parts[k].mean[i] - out.mean[i]) * (parts[k].mean[j] - out.mean[j]));
      }
    }
  }
  return out;
}

void add_subsets(const joint_mixture& m, std::vector<joint_moments>& certain) {
  const std::size_t k = m.components().size();
  std::vector<joint_moments> parts;
  for (const joint_distribution& c : m.components()) {
    parts.push_back({c.mean(), c.covariance()});
  }
  if (!std::ranges::all_of(parts, finite)) {
    return;
  }
  certain.insert(certain.end(), parts.begin(), parts.end());
  for (std::uint64_t bits = 1; k <= most_for_pairs && bits + 1 < (std::uint64_t{1} << k); ++bits) {
    const int size = std::popcount(bits);
    if (size < 2 || (size > 2 && k > most_for_subsets)) {
      continue;
    }
    std::vector<std::size_t> set;
    for (std::size_t i = 0; i < k; ++i) {
      if (((bits >> i) & 1U) != 0) {
        set.push_back(i);
      }
    }
    certain.push_back(pooled(m, parts, set));
  }
}

/// The moments of the `count` rows nearest to a place, in units of `unit`, widened where they lie in few directions.
joint_moments nearest(const matrix& rows, std::span<const double> place, std::span<const double> unit,
                      std::size_t count) {
  std::vector<double> away(rows.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < rows.columns; ++j) {
      const double z = (rows(i, j) - place[j]) / unit[j];
      away[i] += z * z;
    }
  }
  std::vector<std::size_t> order(rows.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::nth_element(order, order.begin() + static_cast<std::ptrdiff_t>(count - 1), {},
                           [&](std::size_t i) { return away[i]; });
  matrix near(count, rows.columns);
  for (std::size_t i = 0; i < count; ++i) {
    std::ranges::copy(rows.row(order[i]), near.values.begin() + static_cast<std::ptrdiff_t>(i * rows.columns));
  }
  joint::row_moments found = joint::moments_of(near);
  double share = 0;
  for (std::size_t j = 0; j < rows.columns; ++j) {
    share = std::max(share, found.covariance(j, j) / (unit[j] * unit[j]));
  }
  for (std::size_t j = 0; j < rows.columns; ++j) {
    found.covariance(j, j) += (0.05 * share + 1e-9) * unit[j] * unit[j];
  }
  return {std::move(found.mean), std::move(found.covariance)};
}

}  // namespace

joint_starts starts_of(const joint_distribution& target, std::uint64_t seed) {
  const auto rows = std::make_shared<const matrix>(sample(target, draws, seed, 1));
  const std::size_t d = rows->columns;
  std::vector<double> middle(d), unit(d);
  for (std::size_t j = 0; j < d; ++j) {
    std::vector<double> column(draws);
    for (std::size_t i = 0; i < draws; ++i) {
      column[i] = (*rows)(i, j);
    }
    std::ranges::sort(column);
    middle[j] = column[draws / 2];
    const double quartiles = column[3 * draws / 4] - column[draws / 4];
    unit[j] = quartiles > 0 ? quartiles / 1.349 : 1;
  }
  joint_starts out{{target.mean(), target.covariance()}, {}, {}};
  if (!finite(out.all)) {
    out.all = nearest(*rows, middle, unit, draws * 9 / 10);
  }
  out.certain.push_back(out.all);
  if (const auto* m = target.get<joint_mixture>()) {
    add_subsets(*m, out.certain);
  }
  out.at_random = [rows, unit, seed, d](std::uint64_t start) {
    counter_stream stream(seed, start);
    const double least = std::min(static_cast<double>(4 * d + 4), 0.9 * draws);
    // A share of any size, small ones as likely as large ones.
    const double share = draws * std::exp(stream.uniform() * std::log(least / draws));
    const auto about = static_cast<std::size_t>(stream.uniform() * draws);
    return nearest(*rows, rows->row(about), unit, static_cast<std::size_t>(share));
  };
  return out;
}

joint_starts starts_of(const joint_log_density_target& target, std::uint64_t seed) {
  const std::size_t d = target.about.size();
  joint_moments first{target.about, matrix(d, d)};
  for (std::size_t i = 0; i < d; ++i) {
    first.covariance(i, i) = target.scale[i] * target.scale[i];
  }
  joint_starts out{first, {first}, {}};
  out.at_random = [first, seed, d](std::uint64_t start) {
    counter_stream stream(seed, start);
    joint_moments here = first;
    const double reach = std::exp(1.5 * stream.uniform()), width = std::exp(3 * stream.uniform() - 2.3);
    for (std::size_t i = 0; i < d; ++i) {
      here.mean[i] += reach * std::sqrt(first.covariance(i, i)) * stream.normal();
      here.covariance(i, i) *= width * width;
    }
    return here;
  };
  return out;
}

}  // namespace relent
