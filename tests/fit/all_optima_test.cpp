// Every local minimum of KL(normal‖mixture), against a dense grid with an integral of its own.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/fit/fit.hpp"

namespace relent {
namespace {

struct random_mixture {
  std::vector<double> weights, means, sds;

  explicit random_mixture(std::uint64_t seed) {
    counter_stream stream(seed, 0);
    const std::size_t k = 2 + seed % 4;
    for (std::size_t i = 0; i < k; ++i) {
      weights.push_back(0.2 + stream.exponential());
      means.push_back(14 * stream.uniform() - 7);
      sds.push_back(std::exp(std::log(0.3) + stream.uniform() * std::log(5.0)));
    }
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& w : weights) {
      w /= sum;
    }
  }

  [[nodiscard]] distribution model() const {
    std::vector<distribution> parts;
    for (std::size_t i = 0; i < means.size(); ++i) {
      parts.emplace_back(normal(means[i], sds[i]));
    }
    return mixture(weights, parts);
  }

  [[nodiscard]] double log_density(double x) const {
    std::array<double, 5> terms{};
    double most = -1e300, sum = 0;
    for (std::size_t i = 0; i < means.size(); ++i) {
      const double z = (x - means[i]) / sds[i];
      terms[i] = std::log(weights[i] / sds[i]) - 0.5 * z * z - 0.91893853320467274;
      most = std::max(most, terms[i]);
    }
    for (std::size_t i = 0; i < means.size(); ++i) {
      sum += std::exp(terms[i] - most);
    }
    return most + std::log(sum);
  }
};

using place = std::array<double, 2>;  // mean, log sd

/// KL(normal‖mixture) by the trapezoidal rule over a table of the mixture's log density, cubic between its places.
class table {
 public:
  explicit table(const random_mixture& m) {
    for (std::size_t i = 0; i < size; ++i) {
      values_.push_back(m.log_density(least + step * static_cast<double>(i)));
    }
  }

  [[nodiscard]] double kl(const place& at, double spacing) const {
    const double sd = std::exp(at[1]);
    double sum = 0, mass = 0;
    for (double z = -8; z <= 8; z += spacing) {
      const double w = std::exp(-0.5 * z * z);
      sum += w * log_density(at[0] + sd * z);
      mass += w;
    }
    return -1.4189385332046727 - at[1] - sum / mass;
  }

 private:
  static constexpr double least = -80, step = 0.01;
  static constexpr std::size_t size = 16001;
  [[nodiscard]] double log_density(double x) const {
    const double u = std::clamp((x - least) / step, 1.0, static_cast<double>(size) - 3);
    const auto i = static_cast<std::size_t>(u);
    const double t = u - static_cast<double>(i), a = values_[i - 1], b = values_[i], c = values_[i + 1],
                 d = values_[i + 2];
    return b + t * ((c - a) / 2 + t * (a - 2.5 * b + 2 * c - d / 2 + t * (1.5 * (b - c) + (d - a) / 2)));
  }
  std::vector<double> values_;
};

/// Downhill in all of eight directions, the step halved where none leads down.
place settle(const table& t, place at, double length) {
  double here = t.kl(at, 0.02);
  while (length > 1e-6) {
    bool moved = false;
    for (int direction = 0; direction < 8; ++direction) {
      const double angle = 0.78539816339744831 * direction + 0.1;
      const place next{at[0] + length * std::cos(angle), at[1] + length * std::sin(angle)};
      const double there = t.kl(next, 0.02);
      if (there < here - 1e-14) {
        at = next;
        here = there;
        moved = true;
        break;
      }
    }
    length = moved ? length : length / 2;
  }
  return at;
}

bool near(const place& a, const place& b) { return std::abs(a[0] - b[0]) < 0.01 && std::abs(a[1] - b[1]) < 0.01; }

/// The local minima of a grid, each settled.
std::vector<place> grid_minima(const table& t) {
  constexpr int columns = 301, rows = 121;  // coarser ones miss shallow valleys
  const auto at = [](int i, int j) {
    return place{-8.5 + 17.0 * i / (columns - 1), std::log(0.2) + 3.6 * j / (rows - 1)};
  };
  std::vector<double> values;
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      values.push_back(t.kl(at(i, j), 0.1));
    }
  }
  std::vector<place> out;
  for (int j = 1; j + 1 < rows; ++j) {
    for (int i = 1; i + 1 < columns; ++i) {
      const double here = values[static_cast<std::size_t>(j * columns + i)];
      bool least = true;
      for (int dj = -1; dj <= 1; ++dj) {
        for (int di = -1; di <= 1; ++di) {
          least = least && here <= values[static_cast<std::size_t>((j + dj) * columns + i + di)];
        }
      }
      if (least) {
        const place settled = settle(t, at(i, j), 0.03);
        if (std::ranges::none_of(out, [&](const place& p) { return near(p, settled); })) {
          out.push_back(settled);
        }
      }
    }
  }
  return out;
}

std::vector<place> found_by_fit(const random_mixture& m) {
  const fit_family normals{.members = find_family("normal")};
  std::vector<place> out;
  for (const optimum& o : fit(m.model(), normals, {.objective = "reverse_kl"}).optima) {
    out.push_back({o.parameters[0].value, std::log(o.parameters[1].value)});
  }
  return out;
}

TEST(AllOptima, FortyRandomMixturesAgainstAGrid) {
  std::size_t missed = 0, made_up = 0, all = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const random_mixture m(seed);
    const std::vector<place> truth = grid_minima(table(m)), found = found_by_fit(m);
    all += truth.size();
    for (const place& p : truth) {
      if (std::ranges::none_of(found, [&](const place& f) { return near(p, f); })) {
        ++missed;
        ADD_FAILURE() << "seed " << seed << " misses mean " << p[0] << ", sd " << std::exp(p[1]) << " of "
                      << m.model().text();
      }
    }
    for (const place& f : found) {
      if (std::ranges::none_of(truth, [&](const place& p) { return near(p, f); })) {
        ++made_up;
        ADD_FAILURE() << "seed " << seed << " makes up mean " << f[0] << ", sd " << std::exp(f[1]) << " of "
                      << m.model().text();
      }
    }
  }
  EXPECT_EQ(missed, 0U);
  EXPECT_EQ(made_up, 0U);
  EXPECT_GE(all, 75U) << "mixtures with too few optima prove little";
  RecordProperty("optima", static_cast<int>(all));
}

}  // namespace
}  // namespace relent
