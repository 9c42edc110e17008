// How often the 95% interval of a divergence got from a density ratio holds the truth, as tables for
// docs/calibration.md; density_ratio WORDS does the cases that have these words in their first column. Truths are
// closed forms or integrals: relent's own of the two distributions.
#include "relent/estimate/density_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/parallel.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/divergence/joint_divergence.hpp"
#include "relent/estimate/sample_divergence.hpp"

#include "estimate/neighbours.hpp"

namespace {

using namespace relent;

/// How the observations come about.
enum class way { independent, series, series_taken_for_independent, weighted };

struct problem_case {
  std::string words, p, q;
  std::size_t n;
  std::vector<std::string_view> measures;
  way how = way::independent;
};

const std::vector<std::string_view> most{"kl_divergence", "js_divergence", "hellinger_distance", "total_variation",
                                         "renyi_divergence"};

std::string list(std::string_view first, std::string_view others, int d) {
  std::string out(first);
  for (int j = 1; j < d; ++j) {
    out += fmt::format(", {}", others);
  }
  return out;
}

std::string normal(int d, std::string_view mean, std::string_view sd) {
  return d == 1 ? fmt::format("normal({}, {})", mean, sd)
                : fmt::format("mvnormal_diagonal([{}], [{}])", list(mean, "0", d), list(sd, "1", d));
}

std::vector<problem_case> all_cases() {
  std::vector<problem_case> out;
  const auto add = [&](std::string words, std::string p, std::string q, std::vector<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
      out.push_back({words, p, q, n, most});
    }
  };
  add("normal, 1 apart", normal(1, "0", "1"), normal(1, "1", "1"), {300, 1000, 5000});
  add("normal, equal", normal(1, "0", "1"), normal(1, "0", "1"), {300, 1000, 5000});
  add("normal, 0.1 apart", normal(1, "0", "1"), normal(1, "0.1", "1"), {300, 1000, 5000});
  add("normal, P narrower", normal(1, "0", "0.7"), normal(1, "0", "1"), {300, 1000});
  add("normal, P wider", normal(1, "0", "1.3"), normal(1, "0", "1"), {300, 1000});
  add("Student 3 from normal", normal(1, "0", "1"), "student_t(3)", {300, 1000});
  add("Cauchy, 1 apart", "cauchy(0, 1)", "cauchy(1, 1)", {300, 1000});
  add("exponential, rates 1 and 2", "exponential(2)", "exponential(1)", {300, 1000});
  add("two modes against one", "0.5*normal(-2, 0.7) + 0.5*normal(2, 0.7)", normal(1, "0", "2"), {300, 1000, 5000});
  for (const int d : {2, 5}) {
    add(fmt::format("normal, {} numbers, 1 apart", d), normal(d, "0", "1"), normal(d, "1", "1"), {300, 1000, 5000});
    add(fmt::format("normal, {} numbers, equal", d), normal(d, "0", "1"), normal(d, "0", "1"), {300, 1000});
  }
  add("normal, 2 numbers, correlation 0.6", "mvnormal([0, 0], [[1, 0.6], [0.6, 1]])", normal(2, "0", "1"), {300, 1000});
  add("mixture, 2 numbers", "0.5*mvnormal_diagonal([-1.5, 0], [0.8, 1]) + 0.5*mvnormal_diagonal([1.5, 0], [0.8, 1])",
      normal(2, "0", "1.7"), {1000, 5000});
  return out;
}

std::vector<problem_case> special_cases() {
  const std::vector<std::string_view> three{"kl_divergence", "js_divergence", "total_variation"};
  std::vector<problem_case> out;
  for (const way how : {way::independent, way::series, way::series_taken_for_independent, way::weighted}) {
    const std::string_view words = how == way::independent ? "independent rows"
                                   : how == way::series    ? "AR(1) 0.8, serial"
                                   : how == way::weighted  ? "weighted"
                                                           : "AR(1) 0.8, taken for independent";
    out.push_back({fmt::format("{}, 1 apart", words), normal(1, "0", "1"), normal(1, "1", "1"), 1000, three, how});
    out.push_back({fmt::format("{}, 0.1 apart", words), normal(1, "0", "1"), normal(1, "0.1", "1"), 1000, three, how});
  }
  return out;
}

matrix drawn(const any_distribution& from, std::size_t n, std::uint64_t seed) {
  if (const auto* several = std::get_if<joint_distribution>(&from)) {
    return sample(*several, static_cast<std::int64_t>(n), seed, 1);
  }
  return observed(sample(std::get<distribution>(from), static_cast<std::int64_t>(n), seed, 1)).rows;
}

/// Independent standard normal deviations from a mean as a series of the same law, each 0.8 of the one before.
void correlate(matrix& rows, double mean) {
  for (std::size_t i = 1; i < rows.rows; ++i) {
    rows(i, 0) = mean + 0.8 * (rows(i - 1, 0) - mean) + 0.6 * (rows(i, 0) - mean);
  }
}

/// Draws of a normal distribution of twice the variance, and weights that make them those of `from`.
observations reweighted(const distribution& from, std::size_t n, std::uint64_t seed) {
  const distribution wide = parse_distribution(fmt::format("normal({}, {})", from.mean(), std::sqrt(2.0)));
  observations out = observed(sample(wide, static_cast<std::int64_t>(n), seed, 1));
  for (const double v : out.rows.values) {
    out.weights.push_back(std::exp(from.log_density(v) - wide.log_density(v)));
  }
  return out;
}

observations side(const any_distribution& from, const problem_case& c, std::uint64_t seed) {
  if (c.how == way::weighted) {
    return reweighted(std::get<distribution>(from), c.n, seed);
  }
  observations out{.rows = drawn(from, c.n, seed)};
  if (c.how == way::series || c.how == way::series_taken_for_independent) {
    correlate(out.rows, std::get<distribution>(from).mean());
    out.serial = c.how == way::series;
  }
  return out;
}

double truth_of(std::string_view measure, const any_distribution& p, const any_distribution& q) {
  if (const auto* several = std::get_if<joint_distribution>(&p)) {
    return divergence_between(measure, *several, std::get<joint_distribution>(q)).value;
  }
  return divergence_between(measure, std::get<distribution>(p), std::get<distribution>(q)).value;
}

struct one_answer {
  double value, lower, upper;
  bool noted;
};

one_answer judged(const estimate& e) {
  const auto has = [&](std::string_view words) {
    return std::ranges::any_of(e.notes, [&](const std::string& n) { return n.find(words) != std::string::npos; });
  };
  const interval ends = e.interval.value_or(interval{e.value, e.value});
  return {e.value, ends.lower, ends.upper, has("decide") || has("lower bound") || has("disagree")};
}

/// Renyi's divergence by distances to fifth neighbours, to compare with; it has no interval.
/// Source: Poczos & Schneider 2011, eq. 3.
double renyi_by_neighbours(const matrix& p, const matrix& q, double alpha) {
  constexpr std::size_t k = 5;
  std::vector<double> own(p.rows), other(p.rows);
  estimating::kth_distances(p, p, k, true, estimating::metric::euclidean, 1, own);
  estimating::kth_distances(p, q, k, false, estimating::metric::euclidean, 1, other);
  const double scale = static_cast<double>(p.rows - 1) / static_cast<double>(q.rows);
  const double factor = std::exp(2 * std::lgamma(k) - std::lgamma(k - alpha + 1) - std::lgamma(k + alpha - 1));
  double sum = 0;
  for (std::size_t i = 0; i < own.size(); ++i) {
    sum += std::pow(scale * std::pow(own[i] / other[i], static_cast<double>(p.columns)), 1 - alpha);
  }
  return std::log(factor * sum / static_cast<double>(own.size())) / (alpha - 1);
}

struct summary {
  double truth, bias, rmse, held, noted;
};

summary summed(const std::vector<one_answer>& answers, double truth) {
  const auto n = static_cast<double>(answers.size());
  summary out{truth, 0, 0, 0, 0};
  for (const one_answer& a : answers) {
    out.bias += (a.value - truth) / n;
    out.rmse += (a.value - truth) * (a.value - truth) / n;
    out.held += a.lower <= truth + 1e-12 && truth <= a.upper ? 100 / n : 0;
    out.noted += a.noted ? 100 / n : 0;
  }
  out.rmse = std::sqrt(out.rmse);
  return out;
}

constexpr const char* heading =
    "| P and Q | n | KL | bias | RMSE | holds | noted | by neighbours: RMSE | holds | both: holds | JS | bias | RMSE | "
    "holds | Hellinger: holds | total variation: holds | Rényi: RMSE | holds | by neighbours: RMSE |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

/// One row of the table; a cell is empty where that was not asked.
void print(const problem_case& c, const std::map<std::string, summary>& found) {
  const auto cell = [&](const char* name, double summary::*what, const char* format) {
    const auto at = found.find(name);
    return at == found.end() ? std::string{} : fmt::format(fmt::runtime(format), at->second.*what);
  };
  constexpr const char *number = "{:.4f}", *percent = "{:.1f}%";
  fmt::print("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
             c.words, c.n, cell("kl_divergence", &summary::truth, number),
             cell("kl_divergence", &summary::bias, number), cell("kl_divergence", &summary::rmse, number),
             cell("kl_divergence", &summary::held, percent), cell("kl_divergence", &summary::noted, "{:.0f}%"),
             cell("KL by neighbours", &summary::rmse, number), cell("KL by neighbours", &summary::held, percent),
             cell("KL, both ways", &summary::held, percent), cell("js_divergence", &summary::truth, number),
             cell("js_divergence", &summary::bias, number), cell("js_divergence", &summary::rmse, number),
             cell("js_divergence", &summary::held, percent), cell("hellinger_distance", &summary::held, percent),
             cell("total_variation", &summary::held, percent), cell("renyi_divergence", &summary::rmse, number),
             cell("renyi_divergence", &summary::held, percent), cell("Renyi by neighbours", &summary::rmse, number));
  std::fflush(stdout);
}

void run(const problem_case& c, std::size_t repetitions) {
  const any_distribution p = parse_any_distribution(c.p), q = parse_any_distribution(c.q);
  const bool plain = c.how == way::independent && c.n <= 1000;  // neighbours beside it
  const std::vector<std::string> others{"KL by neighbours", "KL, both ways", "Renyi by neighbours"};
  const std::size_t rows = c.measures.size() + (plain ? others.size() : 0);
  std::vector<std::vector<one_answer>> found(rows, std::vector<one_answer>(repetitions));
  parallel_for(static_cast<std::int64_t>(repetitions), 0, [&](std::int64_t r) {
    const auto seed = static_cast<std::uint64_t>(r);
    const auto at = static_cast<std::size_t>(r);
    const observations x = side(p, c, 2 * seed + 1), y = side(q, c, 2 * seed + 2);
    const log_ratios ratios = fit_log_ratios(x, y);
    for (std::size_t m = 0; m < c.measures.size(); ++m) {
      found[m][at] = judged(divergence_by_ratio(c.measures[m], ratios));
    }
    if (plain) {
      const estimate near = x.rows.columns == 1 ? sample_kl_divergence(x.rows.values, y.rows.values, 0.95, 1)
                                                : sample_kl_divergence(x.rows, y.rows, 0.95, 1);
      found[rows - 3][at] = judged(near);
      found[rows - 2][at] = judged(beside(near, divergence_by_ratio("kl_divergence", ratios)));
      const double renyi = renyi_by_neighbours(x.rows, y.rows, 0.5);
      found[rows - 1][at] = {renyi, renyi, renyi, false};
    }
  });
  std::map<std::string, summary> by_name;
  for (std::size_t m = 0; m < rows; ++m) {
    const std::string name(m < c.measures.size() ? c.measures[m] : others[m - c.measures.size()]);
    const std::string measure = name.starts_with("KL")      ? "kl_divergence"
                                : name.starts_with("Renyi") ? "renyi_divergence"
                                                            : name;
    by_name[name] = summed(found[m], truth_of(measure, p, q));
  }
  print(c, by_name);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view only = count > 1 ? arguments[1] : "";
  const std::size_t repetitions = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 200;
  for (const bool special : {false, true}) {
    fmt::print("{}\n", heading);
    for (const problem_case& c : special ? special_cases() : all_cases()) {
      if (c.words.find(only) != std::string::npos) {
        run(c, c.n > 1000 ? repetitions / 2 : repetitions);
      }
    }
  }
}
