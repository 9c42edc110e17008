// What `relent compare` says of columns that did not change, and of columns that did, as tables for
// docs/calibration.md: how often it calls drift where there is none, over 20 columns, and how often the intervals hold
// the truth. comparisons WORDS does the rows that have these words in their first column.
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/compare/comparison.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "compare/memory_source.hpp"

namespace {

using namespace relent;
using testing::memory_source;

constexpr double alpha = 0.05;

distribution read(const std::string& text) { return parse_distribution(text); }

// Draws of a distribution, rounded to steps of `grid` where that is above 0.
std::vector<double> draws(const distribution& of, std::size_t n, std::uint64_t seed, double grid = 0) {
  std::vector<double> out = sample(of, static_cast<std::int64_t>(n), seed);
  for (double& v : out) {
    v = grid > 0 ? std::round(v / grid) * grid : v;
  }
  return out;
}

std::vector<std::string> words_of(const std::vector<double>& numbers) {
  std::vector<std::string> out;
  for (const double v : numbers) {
    out.push_back(fmt::format("word {}", v));
  }
  return out;
}

// Twenty columns; both sides of each from the same distribution.
void fill(memory_source& side, std::size_t n, bool ties, std::uint64_t seed) {
  static const std::array<distribution, 5> smooth{read("normal(0, 1)"), read("gamma(2, 1)"), read("student_t(3)"),
                                                  read("uniform(0, 1)"), read("exp(normal(0, 1))")};
  static const std::array<distribution, 5> tied{read("normal(0, 1)"), read("poisson(4)"), read("geometric(0.1)"),
                                                read("exponential(1)"), read("binomial(1, 0.03)")};
  for (std::size_t c = 0; c < 20; ++c) {
    const std::string name = fmt::format("c{}", c);
    const std::uint64_t own = seed * 100 + c;
    if (!ties) {
      side.numbers(name, draws(smooth[c % 5], n, own));
    } else if (c % 4 == 3) {
      side.words(name, words_of(draws(tied[1 + c % 2], n, own)));
    } else {
      side.numbers(name, draws(tied[c % 5], n, own, c % 5 == 0 ? 0.5 : c % 5 == 3 ? 0.01 : 0));
    }
  }
}

void false_alarms(std::size_t n, bool ties, bool exact, int repetitions) {
  int any = 0, tested = 0, alone = 0;
  compare_options how;
  how.exact = exact;
  for (int i = 1; i <= repetitions; ++i) {
    memory_source a("a", 1 << 20), b("b", 1 << 20);
    fill(a, n, ties, 2 * static_cast<std::uint64_t>(i));
    fill(b, n, ties, 2 * static_cast<std::uint64_t>(i) + 1);
    const comparison found = compare(a, b, how);
    any += found.drifted.empty() ? 0 : 1;
    for (const column_comparison& c : found.columns) {
      tested += c.p_value ? 1 : 0;
      alone += c.p_value && *c.p_value < alpha ? 1 : 0;
    }
  }
  fmt::print("| {} | {} | {} | {} | {:.1f}% | {:.1f}% |\n", n, ties ? "ties and words" : "none", exact ? "yes" : "no",
             repetitions, 100.0 * any / repetitions, 100.0 * alone / tested);
  std::fflush(stdout);
}

struct drift {
  std::string words, p, q;
  bool as_words = false;
};

// The measures' truths; W1 as the catalogue calls it.
std::map<std::string, double> truths(const distribution& p, const distribution& q, bool as_words) {
  std::map<std::string, double> out;
  for (const std::string_view m :
       {"js_divergence", "kl_divergence", "population_stability_index", "total_variation", "hellinger_distance"}) {
    out[std::string(m)] = divergence_between(m, p, q).value;
  }
  if (!as_words) {
    out["wasserstein_distance"] = divergence_between("wasserstein_1", p, q).value;
    out["wasserstein_distance_normalised"] = out["wasserstein_distance"] / std::sqrt(p.variance());
  }
  return out;
}

void coverage(const drift& d, std::size_t n, std::size_t m, int repetitions) {
  const distribution p = read(d.p), q = read(d.q);
  const std::map<std::string, double> truth = truths(p, q, d.as_words);
  struct misses {
    int below = 0, above = 0;
  };
  std::map<std::string, misses> missed;
  for (int i = 1; i <= repetitions; ++i) {
    memory_source a("a", 1 << 20), b("b", 1 << 20);
    const auto x = draws(p, n, 2 * static_cast<std::uint64_t>(i));
    const auto y = draws(q, m, 2 * static_cast<std::uint64_t>(i) + 1);
    d.as_words ? a.words("x", words_of(x)) : a.numbers("x", x);
    d.as_words ? b.words("x", words_of(y)) : b.numbers("x", y);
    const comparison whole = compare(a, b);
    for (const answer& one : whole.columns[0].measures) {
      const auto at = truth.find(one.name);
      if (at != truth.end()) {
        misses& count = missed[one.name];
        count.below += one.estimate.interval->upper < at->second ? 1 : 0;
        count.above += one.estimate.interval->lower > at->second ? 1 : 0;
      }
    }
  }
  fmt::print("| {} | {} | {} | {} |", d.words, n, m, repetitions);
  for (const char* name : {"js_divergence", "kl_divergence", "population_stability_index", "total_variation",
                           "hellinger_distance", "wasserstein_distance", "wasserstein_distance_normalised"}) {
    const auto at = missed.find(name);
    const auto percent = [&](int times) { return 100.0 * times / repetitions; };
    fmt::print(" {} |", at == missed.end() ? std::string("-")
                                           : fmt::format("{:.1f}% ({:.1f}, {:.1f})",
                                                         100 - percent(at->second.below + at->second.above),
                                                         percent(at->second.below), percent(at->second.above)));
  }
  fmt::print("\n");
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view only = count > 1 ? arguments[1] : "";
  const double effort = count > 2 ? std::stod(arguments[2]) : 1;
  const auto times = [&](int n) { return std::max(1, static_cast<int>(n * effort)); };
  if (std::string_view("no drift").find(only) != std::string_view::npos) {
    std::printf("| rows a side | ties | exact | repetitions | any column called drifted | a column's p below 0.05 |\n");
    std::printf("|---|---|---|---|---|---|\n");
    for (const bool ties : {false, true}) {
      false_alarms(100, ties, false, times(1000));
      false_alarms(1000, ties, false, times(1000));
      false_alarms(10'000, ties, false, times(1000));
      false_alarms(100'000, ties, false, times(200));
    }
  }
  if (std::string_view("a million rows unchanged").find(only) != std::string_view::npos) {
    false_alarms(1'000'000, false, false, times(100));
    false_alarms(1'000'000, true, false, times(100));
  }
  if (std::string_view("unchanged, exact").find(only) != std::string_view::npos) {
    false_alarms(1000, false, true, times(4000));
    false_alarms(1000, true, true, times(4000));
  }
  const std::vector<drift> drifts{
      {"normal, mean 0 to 0.5", "normal(0, 1)", "normal(0.5, 1)"},
      {"normal, sd 1 to 1.5", "normal(0, 1)", "normal(0, 1.5)"},
      {"gamma(2, 1) to gamma(3, 1.5)", "gamma(2, 1)", "gamma(3, 1.5)"},
      {"Poisson, 4 to 5", "poisson(4)", "poisson(5)"},
      {"words, geometric 0.3 to 0.4", "geometric(0.3)", "geometric(0.4)", true},
      {"words, 5 equal ones, unchanged", "discrete_uniform(1, 5)", "discrete_uniform(1, 5)", true},
      // The rules of the intervals were chosen on the cases above; those below were run once they stood.
      {"other: beta(2, 5) to beta(3, 5)", "beta(2, 5)", "beta(3, 5)"},
      {"other: Laplace, moved and wider", "laplace(0, 1)", "laplace(0.3, 1.2)"},
      {"other: two modes, 30% to 40%", "0.7*normal(0, 1) + 0.3*normal(4, 1)", "0.6*normal(0, 1) + 0.4*normal(4, 1)"},
      {"other: log-normal, mean of the logarithm 0 to 0.2", "exp(normal(0, 1))", "exp(normal(0.2, 1))"},
      {"other: geometric 0.1 to 0.12", "geometric(0.1)", "geometric(0.12)"},
      {"other: words, Poisson 20 to 22", "poisson(20)", "poisson(22)", true}};
  std::printf("\n| column | n | m | repetitions | JS | KL | PSI | TV | Hellinger | W1 | W1 / sd |\n");
  std::printf("|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const drift& d : drifts) {
    if (d.words.find(only) != std::string::npos) {
      coverage(d, 300, 300, times(1000));
      coverage(d, 3000, 2000, times(1000));
      coverage(d, 100'000, 50'000, times(200));
    }
  }
}
