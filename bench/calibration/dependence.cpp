// How often the intervals of mutual information, conditional mutual information and transfer entropy hold the truth:
// prints the table of docs/calibration.md. `dependence [WORDS]`: only the rows whose name holds the words.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "relent/core/matrix.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/estimate/mutual_information.hpp"
#include "relent/estimate/transfer_entropy.hpp"

namespace {

using namespace relent;

/// A family of dependent numbers with its truth in nats; `estimated` draws n rows and answers.
struct family {
  std::string words;
  double truth;
  std::function<estimate(std::size_t n, std::uint64_t seed)> estimated;
  std::vector<std::size_t> sizes{100, 300, 1000, 10'000};
};

double of_normals(double correlation) { return -0.5 * std::log1p(-correlation * correlation); }

/// Columns drawn row by row.
template <class Row>
std::vector<matrix> columns(std::size_t n, std::size_t width, std::uint64_t seed, const Row& row) {
  std::vector<matrix> out(width, matrix(n, 1));
  counter_stream bits(seed, n);
  std::vector<double> values(width);
  for (std::size_t i = 0; i < n; ++i) {
    row(bits, values);
    for (std::size_t j = 0; j < width; ++j) {
      out[j](i, 0) = values[j];
    }
  }
  return out;
}

template <class Row>
family pair_of_numbers(std::string words, double truth, const Row& row) {
  return {std::move(words), truth, [row](std::size_t n, std::uint64_t seed) {
            const auto c = columns(n, 2, seed, row);
            return sample_mutual_information(c[0], c[1]);
          }};
}

family normals(double correlation) {
  return pair_of_numbers(fmt::format("normal, correlation {}", correlation), of_normals(correlation),
                         [correlation](counter_stream& bits, std::vector<double>& v) {
                           v[0] = bits.normal();
                           v[1] = correlation * v[0] + std::sqrt(1 - correlation * correlation) * bits.normal();
                         });
}

/// Student's t of two numbers with 3 degrees of freedom. Its information beyond the correlation's is what two
/// dimensions share of one scale: psi and log gamma at 3/2, 2 and 5/2 (Guerrero-Cusumano 1998), 0.042409 nats.
family heavy_tails(double correlation) {
  constexpr double of_scale = 0.042411410650570;
  return pair_of_numbers(fmt::format("student t, 3 degrees, correlation {}", correlation),
                         of_scale + of_normals(correlation),
                         [correlation](counter_stream& bits, std::vector<double>& v) {
                           const double scale = std::sqrt(1.5 / bits.gamma(1.5)), a = bits.normal();
                           v[0] = scale * a;
                           v[1] = scale * (correlation * a + std::sqrt(1 - correlation * correlation) * bits.normal());
                         });
}

/// One of five whole numbers, and a number on a stretch of two above it.
void stretch(counter_stream& bits, std::vector<double>& v) {
  v[0] = std::floor(5 * bits.uniform());
  v[1] = v[0] + 2 * bits.uniform();
}

std::vector<family> families() {
  const double of_stretch = std::log(5) - 0.8 * std::log(2);
  std::vector<family> out{normals(0), normals(0.3), normals(0.6), normals(0.9), heavy_tails(0), heavy_tails(0.6)};
  out.push_back(pair_of_numbers("whole numbers and a stretch", of_stretch, stretch));
  out.push_back({"words and a stretch", of_stretch, [](std::size_t n, std::uint64_t seed) {
                   const auto c = columns(n, 2, seed, stretch);
                   std::vector<std::int32_t> words;
                   for (const double v : c[0].values) {
                     words.push_back(static_cast<std::int32_t>(v));
                   }
                   return sample_mutual_information(c[1], words);
                 }});
  out.push_back(pair_of_numbers("half zeros on both sides", std::log(2), [](counter_stream& bits, auto& v) {
    const bool zero = bits.coin();
    v[0] = zero ? 0 : bits.normal();
    v[1] = zero ? 0 : bits.normal();
  }));
  const auto given = [](double link) {
    return [link](std::size_t n, std::uint64_t seed) {
      const auto c = columns(n, 3, seed, [link](counter_stream& bits, auto& v) {
        v[2] = bits.normal();
        const double x = bits.normal();
        v[0] = v[2] + x;
        v[1] = v[2] + link * x + std::sqrt(1 - link * link) * bits.normal();
      });
      return sample_conditional_mutual_information(c[0], c[1], c[2]);
    };
  };
  out.push_back({"conditional, independent given z", 0, given(0)});
  out.push_back({"conditional, correlation 0.6 given z", of_normals(0.6), given(0.6)});
  out.push_back({"transfer entropy, coupled noise",
                 0.5 * std::log(1 + 0.36 / 0.25),
                 [](std::size_t n, std::uint64_t seed) {
                   double x = 0, y = 0;
                   const auto c = columns(n, 2, seed, [&](counter_stream& bits, auto& v) {
                     y = 0.5 * y + 0.6 * x + 0.5 * bits.normal();
                     x = bits.normal();
                     v = {x, y};
                   });
                   return transfer_entropy(c[0], c[1]);
                 },
                 {300, 1000, 10'000}});
  return out;
}

std::size_t repetitions(std::size_t n) { return n <= 100 ? 1000 : n <= 300 ? 500 : n <= 1000 ? 300 : 60; }

}  // namespace

int main(int count, char** arguments) {
  const std::string_view only = count > 1 ? arguments[1] : "";
  fmt::print(
      "| family | truth | n | repetitions | bias | RMSE | mean width | holds the truth | too low | too high |\n");
  fmt::print("|---|---|---|---|---|---|---|---|---|---|\n");
  for (const family& f : families()) {
    if (f.words.find(only) == std::string::npos) {
      continue;
    }
    for (const std::size_t n : f.sizes) {
      const std::size_t times = repetitions(n);
      double bias = 0, square = 0, width = 0, below = 0, above = 0;
      for (std::uint64_t seed = 1; seed <= times; ++seed) {
        const estimate e = f.estimated(n, seed);
        bias += e.value - f.truth;
        square += (e.value - f.truth) * (e.value - f.truth);
        width += e.interval->upper - e.interval->lower;
        below += e.interval->upper < f.truth ? 1 : 0;
        above += e.interval->lower > f.truth ? 1 : 0;
      }
      const auto all = static_cast<double>(times);
      fmt::print("| {} | {:.4f} | {} | {} | {:.4f} | {:.4f} | {:.3f} | {:.1f}% | {:.1f}% | {:.1f}% |\n", f.words,
                 f.truth, n, times, bias / all, std::sqrt(square / all), width / all, 100 * (1 - (below + above) / all),
                 100 * below / all, 100 * above / all);
      std::fflush(stdout);
    }
  }
}
