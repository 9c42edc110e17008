// What the estimates from counts are off by, and how often their 95% intervals hold the truth, as tables for
// docs/calibration.md. counts errors: bias and root mean square error of every estimator of entropy; counts intervals:
// coverage of entropy, KL, JS and mutual information. Seeds are fixed.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "relent/estimate/count_entropy.hpp"

namespace {

using namespace relent;

/// Draws of counts: a binomial for each category of what the ones before left.
std::vector<double> draw(const std::vector<double>& p, std::int64_t n, std::mt19937_64& random) {
  std::vector<double> out(p.size());
  double left = 1;
  for (std::size_t i = 0; i < p.size() && n > 0; ++i) {
    const double share = std::min(1.0, p[i] / left);
    const auto c = i + 1 == p.size() ? n : std::binomial_distribution<std::int64_t>(n, share)(random);
    out[i] = static_cast<double>(c);
    n -= c;
    left -= p[i];
  }
  return out;
}

std::vector<double> normalised(std::vector<double> p) {
  double sum = 0;
  for (const double x : p) {
    sum += x;
  }
  for (double& x : p) {
    x /= sum;
  }
  return p;
}

std::vector<double> uniform(std::size_t k) { return std::vector<double>(k, 1.0 / static_cast<double>(k)); }

std::vector<double> zipf(std::size_t k) {
  std::vector<double> p(k);
  for (std::size_t i = 0; i < k; ++i) {
    p[i] = 1 / static_cast<double>(i + 1);
  }
  return normalised(std::move(p));
}

/// 99% in one category, the rest alike.
std::vector<double> nearly_one(std::size_t k) {
  std::vector<double> p(k, 0.01 / static_cast<double>(k - 1));
  p[0] = 0.99;
  return p;
}

double entropy_of(const std::vector<double>& p) {
  double sum = 0;
  for (const double x : p) {
    sum += x > 0 ? -x * std::log(x) : 0;
  }
  return sum;
}

struct family {
  std::string_view name;
  std::vector<double> (*masses)(std::size_t k);
};
constexpr family families[] = {{"uniform", uniform}, {"Zipf", zipf}, {"nearly one", nearly_one}};

void errors(int repetitions) {
  fmt::print("| P | K | n | H | K known |");
  for (const method m : count_entropy_estimators()) {
    fmt::print(" {} |", name(m));
  }
  fmt::print(" default |\n");
  for (const family& f : families) {
    for (const std::size_t k : {10UL, 100UL, 1000UL, 10'000UL}) {
      for (const std::int64_t n : {50, 500, 5000, 50'000}) {
        const std::vector<double> p = f.masses(k);
        const double truth = entropy_of(p);
        for (const bool known : {true, false}) {
          std::vector<double> bias(10), square(10);
          std::mt19937_64 random(1);
          for (int i = 0; i < repetitions; ++i) {
            const std::vector<double> counts = draw(p, n, random);
            count_entropy_options how;
            if (known) {
              how.categories = static_cast<std::int64_t>(k);
            }
            for (std::size_t e = 0; e <= count_entropy_estimators().size(); ++e) {
              how.estimator = e < count_entropy_estimators().size() ? std::optional(count_entropy_estimators()[e])
                                                                    : std::nullopt;
              const double off = count_entropy(counts, how).value - truth;
              bias[e] += off / repetitions;
              square[e] += off * off / repetitions;
            }
          }
          fmt::print("| {} | {} | {} | {:.4f} | {} |", f.name, k, n, truth, known ? "yes" : "no");
          for (std::size_t e = 0; e <= count_entropy_estimators().size(); ++e) {
            fmt::print(" {:+.4f} {:.4f} |", bias[e], std::sqrt(square[e]));
          }
          fmt::print("\n");
          std::fflush(stdout);
        }
      }
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 1 ? arguments[1] : "";
  if (what == "errors") {
    errors(count > 2 ? std::atoi(arguments[2]) : 200);
  }
}
