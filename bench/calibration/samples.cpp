// How far estimates from numbers and rows are off, and how often their 95% intervals hold the truth: as tables for
// docs/calibration.md. samples WORDS does the cases that have these words in their first column. The seeds are 1, 2,
// ...
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/parallel.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/divergence/entropy_of.hpp"
#include "relent/divergence/joint_divergence.hpp"
#include "relent/estimate/sample_divergence.hpp"
#include "relent/estimate/sample_entropy.hpp"

namespace {

using namespace relent;

enum class question { entropy, two_samples, against_density, density_against };

struct problem {
  std::string p, q;
  double truth = 0;
};

distribution one(const std::string& text) { return parse_distribution(text); }
joint_distribution several(const std::string& text) {
  return std::get<joint_distribution>(parse_any_distribution(text));
}

estimate answer_on_line(question what, const problem& of, std::int64_t n, std::uint64_t seed) {
  const std::vector<double> x = sample(one(what == question::density_against ? of.q : of.p), n, 2 * seed, 1);
  switch (what) {
    case question::entropy:
      return sample_entropy(x, 0.95, 1);
    case question::against_density:
      return sample_kl_divergence(x, one(of.q), 0.95, 1);
    case question::density_against:
      return density_kl_divergence(one(of.p), x, 0.95, 1);
    case question::two_samples:
      break;
  }
  return sample_kl_divergence(x, sample(one(of.q), n, 2 * seed + 1, 1), 0.95, 1);
}

estimate answer_of_rows(question what, const problem& of, std::int64_t n, std::uint64_t seed) {
  const matrix x = sample(several(what == question::density_against ? of.q : of.p), n, 2 * seed, 1);
  switch (what) {
    case question::entropy:
      return sample_entropy(x, 0.95, 1);
    case question::against_density:
      return sample_kl_divergence(x, several(of.q), 0.95, 1);
    case question::density_against:
      return density_kl_divergence(several(of.p), x, 0.95, 1);
    case question::two_samples:
      break;
  }
  return sample_kl_divergence(x, sample(several(of.q), n, 2 * seed + 1, 1), 0.95, 1);
}

struct tally {
  double bias = 0, rmse = 0, held = 0, width = 0;
};

tally repeated(question what, const problem& of, bool rows, std::int64_t n, int repetitions) {
  std::vector<estimate> found(static_cast<std::size_t>(repetitions));
  parallel_for(repetitions, 0, [&](std::int64_t i) {
    const auto seed = static_cast<std::uint64_t>(i + 1);
    found[static_cast<std::size_t>(i)] = rows ? answer_of_rows(what, of, n, seed) : answer_on_line(what, of, n, seed);
  });
  tally out;
  for (const estimate& e : found) {
    const double off = e.value - of.truth;
    out.bias += off / repetitions;
    out.rmse += off * off / repetitions;
    out.held += e.interval && e.interval->lower <= of.truth && of.truth <= e.interval->upper ? 100.0 / repetitions : 0;
    out.width += e.interval ? (e.interval->upper - e.interval->lower) / repetitions : 0;
  }
  out.rmse = std::sqrt(out.rmse);
  return out;
}

/// Comma-separated copies.
std::string times(std::string_view text, int n) {
  std::string out(text);
  for (int i = 1; i < n; ++i) {
    out += fmt::format(", {}", text);
  }
  return out;
}

std::string independent(std::string_view first, std::string_view others, int d) {
  return d == 1 ? std::string(first) : fmt::format("independent({}, {})", first, times(others, d - 1));
}

/// Of d numbers, all correlated alike.
std::string correlated(double r, int d) {
  std::string out = "mvnormal([" + times("0", d) + "], [";
  for (int i = 0; i < d; ++i) {
    out += i > 0 ? ", [" : "[";
    for (int j = 0; j < d; ++j) {
      out += fmt::format("{}{}", j > 0 ? ", " : "", i == j ? 1 : r);
    }
    out += "]";
  }
  return out + "])";
}

struct family {
  std::string_view name;
  std::function<problem(int)> of;  ///< of d numbers, without the truth
};

const std::vector<family>& families() {
  static const std::vector<family> all{
      {"the same",
       [](int d) {
         return problem{independent("normal(0, 1)", "normal(0, 1)", d), independent("normal(0, 1)", "normal(0, 1)", d)};
       }},
      {"near",
       [](int d) {
         return problem{independent("normal(0, 1)", "normal(0, 1)", d),
                        independent("normal(0.1, 1)", "normal(0, 1)", d)};
       }},
      {"shift",
       [](int d) {
         return problem{independent("normal(0, 1)", "normal(0, 1)", d), independent("normal(1, 1)", "normal(0, 1)", d)};
       }},
      {"wider",
       [](int d) {
         return problem{independent("normal(0, 1)", "normal(0, 1)", d),
                        independent("normal(0, 1.5)", "normal(0, 1.5)", d)};
       }},
      {"narrower",
       [](int d) {
         return problem{independent("normal(0, 1)", "normal(0, 1)", d),
                        independent("normal(0, 0.8)", "normal(0, 0.8)", d)};
       }},
      {"tails",
       [](int d) {
         return problem{independent("normal(0, 1)", "normal(0, 1)", d), independent("student_t(3)", "student_t(3)", d)};
       }},
      {"exponential",
       [](int d) {
         return problem{independent("exponential(1)", "exponential(1)", d),
                        independent("exponential(0.5)", "exponential(0.5)", d)};
       }},
      {"mixture",
       [](int d) {
         return problem{independent("0.5*normal(-2, 1) + 0.5*normal(2, 1)", "normal(0, 1)", d),
                        independent("normal(0, 2)", "normal(0, 1)", d)};
       }},
      {"correlated",
       [](int d) {
         return problem{correlated(0.5, d), independent("normal(0, 1)", "normal(0, 1)", d)};
       }},
      {"uniform",
       [](int d) {
         return problem{independent("uniform(0, 1)", "uniform(0, 1)", d),
                        independent("uniform(-0.5, 1.5)", "uniform(-0.5, 1.5)", d)};
       }},
  };
  return all;
}

double truth_of(question what, const problem& of, bool rows) {
  if (what == question::entropy) {
    return rows ? entropy_of(several(of.p)).value : entropy_of(one(of.p)).value;
  }
  return rows ? divergence_between("kl_divergence", several(of.p), several(of.q)).value
              : divergence_between("kl_divergence", one(of.p), one(of.q)).value;
}

struct plan {
  int d;
  std::int64_t n;
  int repetitions;
};

void table(question what, std::string_view words, const std::vector<std::string_view>& names,
           const std::vector<plan>& plans, const std::string& wanted, int share) {
  for (const family& f : families()) {
    if (std::ranges::find(names, f.name) == names.end()) {
      continue;
    }
    for (const plan& p : plans) {
      const std::string first = fmt::format("{}: {}, {} column{}", words, f.name, p.d, p.d == 1 ? "" : "s");
      if ((f.name == "correlated" && p.d == 1) || first.find(wanted) == std::string::npos) {
        continue;
      }
      problem of = f.of(p.d);
      of.truth = truth_of(what, of, p.d > 1);
      const int repetitions = std::max(10, p.repetitions / share);
      const tally t = repeated(what, of, p.d > 1, p.n, repetitions);
      fmt::print("| {} | {} | {} | {:.4f} | {:+.4f} | {:.4f} | {:.1f}% |\n", first, p.n, repetitions, of.truth, t.bias,
                 t.rmse, t.held);
      std::fflush(stdout);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string wanted = argc > 1 ? argv[1] : "";
  const int share = argc > 2 ? std::max(1, std::atoi(argv[2])) : 1;  // of the repetitions
  const std::vector<plan> on_line{{1, 100, 1000}, {1, 1000, 500}, {1, 10'000, 150}};
  const std::vector<plan> of_rows{{2, 300, 400}, {2, 3000, 80}, {3, 1000, 100}, {5, 1000, 60}, {10, 1000, 20}};
  const std::vector<std::string_view> all{"the same", "near",        "shift",   "wider",      "narrower",
                                          "tails",    "exponential", "mixture", "correlated", "uniform"};
  const std::vector<std::string_view> entropies{"the same", "exponential", "mixture", "correlated", "uniform"};
  fmt::print(
      "| case | n | repetitions | truth | bias | RMSE | interval holds the truth |\n|---|---|---|---|---|---|---|\n");
  table(question::entropy, "entropy", entropies, on_line, wanted, share);
  table(question::entropy, "entropy", entropies, of_rows, wanted, share);
  table(question::two_samples, "KL of two samples", all, on_line, wanted, share);
  table(question::two_samples, "KL of two samples", all, of_rows, wanted, share);
  table(question::against_density, "KL against a density", all, on_line, wanted, share);
  table(question::against_density, "KL against a density", all, of_rows, wanted, share);
  table(question::density_against, "KL of a density and a sample", {"near", "shift", "wider", "tails"}, on_line, wanted,
        share);
}
