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

#include "relent/estimate/count_divergence.hpp"
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
              how.estimator =
                  e < count_entropy_estimators().size() ? std::optional(count_entropy_estimators()[e]) : std::nullopt;
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

/// Shares moved away from p: every second category takes from its neighbour.
std::vector<double> moved(std::vector<double> p, double by) {
  for (std::size_t i = 0; i < p.size(); ++i) {
    p[i] *= i % 2 == 0 ? 1 + by : 1 - by;
  }
  return normalised(std::move(p));
}

double kl_of(const std::vector<double>& p, const std::vector<double>& q) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += p[i] > 0 ? p[i] * std::log(p[i] / q[i]) : 0;
  }
  return sum;
}

double js_of(const std::vector<double>& p, const std::vector<double>& q) {
  std::vector<double> m(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    m[i] = (p[i] + q[i]) / 2;
  }
  return (kl_of(p, m) + kl_of(q, m)) / 2;
}

/// A square table with these margins, mixed with one that has all on its diagonal.
std::vector<double> joint(const std::vector<double>& margin, double by) {
  const std::size_t side = margin.size();
  std::vector<double> out(side * side);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t row = i / side, column = i % side;
    out[i] = (1 - by) * margin[row] * margin[column] + (row == column ? by * margin[row] : 0);
  }
  return normalised(std::move(out));
}

double information_of(const std::vector<double>& table, std::size_t side) {
  std::vector<double> row(side), column(side), apart(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    row[i / side] += table[i];
    column[i % side] += table[i];
  }
  for (std::size_t i = 0; i < table.size(); ++i) {
    apart[i] = row[i / side] * column[i % side];
  }
  return kl_of(table, apart);
}

struct question {
  std::string words;
  double truth;
  std::function<estimate(std::mt19937_64&)> ask;
};

void report(const question& of, std::string_view family, std::size_t k, std::int64_t n, int repetitions) {
  double bias = 0, square = 0, width = 0, low = 0, high = 0, open = 0, noted = 0;
  std::mt19937_64 random(1);
  for (int i = 0; i < repetitions; ++i) {
    const estimate e = of.ask(random);
    const double off = e.value - of.truth;
    bias += off / repetitions;
    square += off * off / repetitions;
    const bool infinite = std::isinf(e.interval->upper);
    open += infinite;
    width += infinite ? 0 : e.interval->upper - e.interval->lower;
    low += e.interval->upper < of.truth;
    high += e.interval->lower > of.truth;
    noted += std::ranges::any_of(e.notes,
                                 [](const std::string& note) { return note.find("no promise") != std::string::npos; });
  }
  const auto percent = [&](double x) { return 100 * x / repetitions; };
  fmt::print(
      "| {} | {} | {} | {} | {:.4g} | {:+.2g} | {:.2g} | {:.2g} | {:.1f}% | {:.1f}% | {:.1f}% | {:.0f}% | {:.0f}% |\n",
      of.words, family, k, n, of.truth, bias, std::sqrt(square), width / std::max(1.0, repetitions - open),
      percent(repetitions - low - high), percent(low), percent(high), percent(open), percent(noted));
  std::fflush(stdout);
}

void intervals(int repetitions, std::string_view only) {
  fmt::print(
      "| question | P | K | n | truth | bias | RMSE | mean width | holds the truth | too low | too high | open | noted "
      "|\n");
  fmt::print("|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const family& f : families) {
    for (const std::size_t k : {10UL, 100UL, 1000UL, 10'000UL}) {
      for (const std::int64_t n : {50, 500, 5000, 100'000}) {
        if (static_cast<double>(n) < 0.4 * static_cast<double>(k)) {
          continue;
        }
        const std::vector<double> p = f.masses(k);
        const auto known = static_cast<std::int64_t>(k);
        const double h = f.masses == uniform ? std::log(static_cast<double>(k)) : entropy_of(p);
        std::vector<question> all{
            {"entropy, K known", h, [&](auto& r) { return count_entropy(draw(p, n, r), {.categories = known}); }},
            {"entropy, K unknown", h, [&](auto& r) { return count_entropy(draw(p, n, r)); }}};
        for (const double by : {0.0, 0.1, 0.5}) {
          const std::vector<double> q = moved(p, by);
          const double kl = by > 0 ? kl_of(p, q) : 0, js = by > 0 ? js_of(p, q) : 0, reverse = by > 0 ? kl_of(q, p) : 0;
          const std::string far = fmt::format("{:g}", by);
          all.push_back({"KL, counts and masses, " + far, kl, [=](auto& r) {
                           return count_kl_divergence({draw(p, n, r)}, {q, false});
                         }});
          all.push_back({"KL, masses and counts, " + far, reverse, [=](auto& r) {
                           return count_kl_divergence({q, false}, {draw(p, n, r)});
                         }});
          all.push_back({"KL, counts and counts, " + far, kl, [=](auto& r) {
                           const auto x = draw(p, n, r), y = draw(q, 2 * n, r);
                           return count_kl_divergence({x}, {y});
                         }});
          all.push_back({"JS, counts and counts, " + far, js, [=](auto& r) {
                           const auto x = draw(p, n, r), y = draw(q, 2 * n, r);
                           return count_js_divergence({x}, {y});
                         }});
        }
        const std::size_t side = k == 10 ? 3 : k == 100 ? 10 : 32;  // a square table with about K cells
        if (k < 10'000) {
          const std::vector<double> margin = f.masses(side);
          for (const double by : {0.0, 0.1, 0.5}) {
            const std::vector<double> table = joint(margin, by);
            all.push_back({fmt::format("mutual information, {:g}", by), by > 0 ? information_of(table, side) : 0,
                           [=](auto& r) { return count_mutual_information(draw(table, n, r), side); }});
          }
        }
        for (const question& q : all) {
          if (q.words.find(only) != std::string::npos) {
            report(q, f.name, k, n, repetitions);
          }
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
  if (what == "intervals") {
    intervals(count > 2 ? std::atoi(arguments[2]) : 1000, count > 3 ? arguments[3] : "");
  }
}
