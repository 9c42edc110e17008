// How often the intervals of `relent logits` hold the truth, for numbers whose neighbours are alike: prints the table
// of docs/calibration.md.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <random>
#include <vector>

#include <fmt/format.h>

#include "logits/token_statistics.hpp"

namespace {

using namespace relent;

constexpr int repetitions = 2000;
constexpr double level = 0.95;

/// Standard normal numbers whose correlation over k tokens is phi^k.
std::vector<double> series(std::size_t n, double phi, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> draw;
  std::vector<double> out(n);
  double now = draw(random);
  for (double& x : out) {
    x = now;
    now = phi * now + std::sqrt(1 - phi * phi) * draw(random);
  }
  return out;
}

struct tally {
  int held = 0, too_low = 0, plain = 0;

  void count(const token_mean& found, double truth) {
    held += found.estimate.interval->lower <= truth && truth <= found.estimate.interval->upper;
    too_low += found.estimate.interval->upper < truth;
    plain += std::fabs(found.estimate.value - truth) <= 1.959964 * *found.independent_error;
  }
};

double percent(int n) { return 100.0 * n / repetitions; }

void row(const char* words, std::size_t n, double phi, const tally& t) {
  fmt::print("| {} | {} | {} | {:.1f}% | {:.1f}% | {:.1f}% | {:.1f}% |\n", words, phi, n, percent(t.held),
             percent(t.too_low), percent(repetitions - t.held - t.too_low), percent(t.plain));
  std::fflush(stdout);
}

}  // namespace

int main() {
  constexpr double cut = -1.6448536269514722;  // 95% lie above
  for (const double phi : {0.0, 0.5, 0.9}) {
    for (const std::size_t n : {500UL, 5000UL, 50'000UL}) {
      tally kl, share;
      for (int k = 0; k < repetitions; ++k) {
        std::vector<double> z = series(n, phi, 1000 * static_cast<std::uint64_t>(k) + n), same(n);
        for (std::size_t i = 0; i < n; ++i) {
          same[i] = z[i] > cut ? 1 : 0;
          z[i] = std::exp(z[i]);
        }
        kl.count(logits::mean_of(z, level), std::exp(0.5));
        share.count(logits::share_of(same, level), 0.95);
      }
      row("mean KL, log-normal", n, phi, kl);
      row("share of 95%", n, phi, share);
    }
  }
}
