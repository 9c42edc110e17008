// How often the 95% interval of a quasi-Monte-Carlo divergence holds the truth: 1,000 seeds a case, as a table for
// docs/calibration.md; joint_intervals WORDS does the cases that have these words in their first column. Every truth is
// a closed form or an integral over one number.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/divergence/joint_divergence.hpp"

namespace {

using namespace relent;

constexpr int repetitions = 1000;

struct problem_case {
  std::string words;
  std::string_view measure;
  joint_distribution p, q;
  double truth;
  int points;
};

joint_distribution joint(const std::string& text) { return std::get<joint_distribution>(parse_any_distribution(text)); }

std::string repeated(std::string_view first, std::string_view other, int n) {
  std::string out = fmt::format("[{}", first);
  for (int i = 1; i < n; ++i) {
    out += fmt::format(", {}", other);
  }
  return out + "]";
}

/// The truth is what the closed form says.
problem_case closed(std::string words, std::string_view measure, const std::string& p, const std::string& q,
                    int points) {
  const double truth = divergence_between(measure, joint(p), joint(q)).value;
  return {std::move(words), measure, joint(p), joint(q), truth, points};
}

/// Mixtures along one axis, times what is the same on both sides: the truth is an integral over that axis.
problem_case along_an_axis(std::string_view measure, int points) {
  const std::string same = ", poisson(3), gamma(2, 1)";
  return {"mixtures along one axis of 3",
          measure,
          joint("0.3*independent(normal(-1, 1)" + same + ") + 0.7*independent(normal(2, 0.7)" + same + ")"),
          joint("0.6*independent(laplace(0, 1)" + same + ") + 0.4*independent(logistic(1, 1)" + same + ")"),
          divergence_between(measure, parse_distribution("0.3*normal(-1, 1) + 0.7*normal(2, 0.7)"),
                             parse_distribution("0.6*laplace(0, 1) + 0.4*logistic(1, 1)"))
              .value,
          points};
}

/// Normal distributions apart along one axis of n: the truth is that axis's.
problem_case shifted_normals(std::string_view measure, int n, int points) {
  const auto text = [n](std::string_view first) {
    return fmt::format("mvnormal_diagonal({}, {})", repeated(first, "0", n), repeated("1", "1", n));
  };
  return {fmt::format("normal, {} axes, 1 apart", n),
          measure,
          joint(text("0")),
          joint(text("1")),
          divergence_between(measure, parse_distribution("normal(0, 1)"), parse_distribution("normal(1, 1)")).value,
          points};
}

problem_case spread_normals(int n, int points) {
  const auto text = [n](std::string_view mean, std::string_view sd) {
    return fmt::format("mvnormal_diagonal({}, {})", repeated(mean, mean, n), repeated(sd, sd, n));
  };
  return closed(fmt::format("normal, {} axes, means and scales", n), "kl_divergence", text("0", "1"),
                text("0.2", "1.2"), points);
}

std::vector<problem_case> all_cases() {
  return {
      closed("Dirichlet, 3 shares", "kl_divergence", "dirichlet([2, 3, 4])", "dirichlet([3, 2.5, 2])", 64),
      closed("Dirichlet, 3 shares", "hellinger_distance", "dirichlet([2, 3, 4])", "dirichlet([3, 2.5, 2])", 64),
      spread_normals(5, 64),
      spread_normals(5, 512),
      spread_normals(20, 64),
      shifted_normals("js_divergence", 5, 64),
      shifted_normals("total_variation", 5, 64),
      closed("von Mises-Fisher, plain draws", "kl_divergence", "von_mises_fisher([0, 0.6, 0.8], 3)",
             "von_mises_fisher([0, 0, 1], 5)", 64),
      along_an_axis("kl_divergence", 64),
      along_an_axis("js_divergence", 64),
      along_an_axis("total_variation", 64),
      along_an_axis("js_divergence", 256),
      closed("Wishart, 2 x 2", "kl_divergence", "wishart(5, [[2, 0.5], [0.5, 1]])",
             "wishart(6, [[1.5, 0.3], [0.3, 1]])", 64),
      closed("Wishart, 2 x 2", "kl_divergence", "wishart(5, [[2, 0.5], [0.5, 1]])",
             "wishart(6, [[1.5, 0.3], [0.3, 1]])", 512),
      closed("normal, 5 axes, Q narrower", "kl_divergence", "mvnormal_diagonal([0, 0, 0, 0, 0], [1, 1, 1, 1, 1])",
             "mvnormal_diagonal([0, 0, 0, 0, 0], [0.7, 0.7, 0.7, 0.7, 0.7])", 64),
  };
}

struct findings {
  double bias = 0, width = 0, below = 0, above = 0;
};

findings repeat(const problem_case& c, int replicates) {
  findings found;
  for (std::uint64_t seed = 1; seed <= repetitions; ++seed) {
    joint_options how{.seed = seed * 1000, .replicates = replicates, .points = c.points};
    how.divergence.closed_form = false;
    const estimate e = divergence_between(c.measure, c.p, c.q, how);
    found.bias += (e.value - c.truth) / repetitions;
    found.width += (e.interval->upper - e.interval->lower) / repetitions;
    found.below += e.interval->upper < c.truth ? 1.0 / repetitions : 0;
    found.above += e.interval->lower > c.truth ? 1.0 / repetitions : 0;
  }
  return found;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view only = count > 1 ? arguments[1] : "";
  std::printf("| P and Q | measure | points | truth | bias | mean width | holds the truth | too low | too high |\n");
  std::printf("|---|---|---|---|---|---|---|---|---|\n");
  for (const problem_case& c : all_cases()) {
    if (c.words.find(only) == std::string::npos) {
      continue;
    }
    const findings f = repeat(c, joint_options{}.replicates);
    fmt::print("| {} | {} | {} | {:.5g} | {:.2g}% | {:.2g}% | {:.1f}% | {:.1f}% | {:.1f}% |\n", c.words, c.measure,
               c.points, c.truth, 100 * f.bias / c.truth, 100 * f.width / c.truth, 100 * (1 - f.below - f.above),
               100 * f.below, 100 * f.above);
    std::fflush(stdout);
  }
}
