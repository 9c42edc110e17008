#include "relent/estimate/density_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "penalised_logistic.hpp"
#include "ratio_features.hpp"
#include "series.hpp"
#include "weights.hpp"

namespace relent {
namespace {

using estimating::fit_logistic;
using estimating::labelled;
using estimating::logistic_fit;
using estimating::ratio_features;

constexpr const char* function = "fit_log_ratios";
constexpr std::size_t folds = 5, most_rows = 10'000;
constexpr std::uint64_t seed = 20'250'302;
constexpr double far_out = 8;     ///< standard deviations from which a value governs a quadratic
constexpr double caution = 2;     ///< times the criterion's price for complexity: tails pay for what it lets through
constexpr double light = 0.01;    ///< the least penalty of quadratics
constexpr double no_bumps = 1e6;  ///< a penalty that switches them off

/// What is tried: width of the bumps in standard deviations of a row, the penalty of the bumps, that of the rest.
struct model {
  double width, bumps, smooth;
};
constexpr model models[] = {{1, no_bumps, light}, {1, no_bumps, 10}, {1, 10, light},   {1, 1, light},
                            {1, 0.1, light},      {1, 0.01, light},  {0.5, 10, light}, {0.5, 1, light},
                            {0.5, 0.1, light},    {0.5, 0.01, light}};

void check(const observations& side, std::string_view argument) {
  const matrix& rows = side.rows;
  static_cast<void>(estimating::shares_of(side.weights, rows.rows, function, argument));
  if (rows.rows < least_for_ratio) {
    throw error(errc::empty, fmt::format("{} has {} rows; the ratio of two densities takes {} a side", argument,
                                         rows.rows, least_for_ratio));
  }
  for (std::size_t i = 0; i < rows.values.size(); ++i) {
    if (!std::isfinite(rows.values[i])) {
      throw bad_value(function, argument, static_cast<std::int64_t>(i / rows.columns), rows.values[i], "finite");
    }
  }
}

/// The rows of a side in an order in which every stretch is a fair share, and the fold of each.
struct arranged {
  std::vector<std::size_t> order, fold;
};

arranged arrange(std::size_t n, bool serial, std::mt19937_64& bits) {
  arranged out{std::vector<std::size_t>(n), std::vector<std::size_t>(n)};
  std::iota(out.order.begin(), out.order.end(), std::size_t{0});
  for (std::size_t i = 0; i + 1 < n; ++i) {
    std::swap(out.order[i], out.order[i + bits() % (n - i)]);
  }
  for (std::size_t i = 0; i < n; ++i) {
    out.fold[out.order[i]] = serial ? out.order[i] * folds / n : i % folds;
  }
  return out;
}

matrix chosen_rows(const matrix& all, std::span<const std::size_t> which) {
  matrix out(which.size(), all.columns);
  for (std::size_t i = 0; i < which.size(); ++i) {
    std::ranges::copy(all.row(which[i]), out.values.begin() + static_cast<std::ptrdiff_t>(i * all.columns));
  }
  return out;
}

/// Both samples, and everything that stays the same from fit to fit.
class telling_apart {
 public:
  telling_apart(const observations& p, const observations& q)
      : sides_{&p, &q},
        weights_{estimating::shares_of(p.weights, p.rows.rows, function, "p"),
                 estimating::shares_of(q.weights, q.rows.rows, function, "q")} {
    std::mt19937_64 bits(seed);
    for (const std::size_t s : {0U, 1U}) {
      arranged_[s] = arrange(sides_[s]->rows.rows, sides_[s]->serial, bits);
    }
    known_ = !p.known.empty() && !q.known.empty() &&
             std::ranges::all_of(p.known, [](double v) { return std::isfinite(v); }) &&
             std::ranges::all_of(q.known, [](double v) { return std::isfinite(v); });
    slowness_ = std::max(slowest(p), slowest(q));
  }

  log_ratios solve();

 private:
  struct fitted {
    ratio_features features;
    std::vector<double> penalties, coefficients;
    bool offset;
    double criterion;
  };

  static double slowest(const observations& side);
  [[nodiscard]] std::vector<std::size_t> rows_for(std::size_t side, std::optional<std::size_t> left_out) const;
  [[nodiscard]] matrix pooled(const std::vector<std::size_t> (&rows)[2]) const;
  [[nodiscard]] labelled labels(const ratio_features& features, const std::vector<std::size_t> (&rows)[2],
                                bool offset) const;
  [[nodiscard]] fitted best_model() const;
  void fill(const fitted& best, std::size_t fold, log_ratios& out) const;

  const observations* sides_[2];
  std::vector<double> weights_[2];
  arranged arranged_[2];
  bool known_ = false;   ///< the density of one side
  double slowness_ = 1;  ///< independent rows that one row of a series is worth, inverted
};

/// The largest autocorrelation time of a coordinate or of its square.
double telling_apart::slowest(const observations& side) {
  double out = 1;
  for (std::size_t j = 0; side.serial && j < side.rows.columns; ++j) {
    std::vector<double> values(side.rows.rows);
    double mean = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = side.rows(i, j);
      mean += values[i] / static_cast<double>(values.size());
    }
    out = std::max(out, estimating::autocorrelation_time(values));
    for (double& v : values) {
      v = (v - mean) * (v - mean);
    }
    out = std::max(out, estimating::autocorrelation_time(values));
  }
  return out;
}

/// At most `most_rows` rows of a side outside a fold.
std::vector<std::size_t> telling_apart::rows_for(std::size_t side, std::optional<std::size_t> left_out) const {
  std::vector<std::size_t> out;
  for (const std::size_t i : arranged_[side].order) {
    if (out.size() < most_rows && arranged_[side].fold[i] != left_out) {
      out.push_back(i);
    }
  }
  return out;
}

/// The rows of both sides by turns, as far as the shorter goes, then the rest.
matrix telling_apart::pooled(const std::vector<std::size_t> (&rows)[2]) const {
  const std::size_t columns = sides_[0]->rows.columns;
  matrix out(rows[0].size() + rows[1].size(), columns);
  auto to = out.values.begin();
  for (std::size_t i = 0; i < std::max(rows[0].size(), rows[1].size()); ++i) {
    for (const std::size_t s : {0U, 1U}) {
      if (i < rows[s].size()) {
        to = std::ranges::copy(sides_[s]->rows.row(rows[s][i]), to).out;
      }
    }
  }
  return out;
}

labelled telling_apart::labels(const ratio_features& features, const std::vector<std::size_t> (&rows)[2],
                               bool offset) const {
  labelled out{.features = features.of(chosen_rows(sides_[0]->rows, rows[0])),
               .first = rows[0].size(),
               .weights = {},
               .offset = {}};
  const matrix second = features.of(chosen_rows(sides_[1]->rows, rows[1]));
  out.features.values.insert(out.features.values.end(), second.values.begin(), second.values.end());
  out.features.rows += second.rows;
  // Both sides weigh the same, together as much as there are rows of the smaller side twice over.
  const auto half = static_cast<double>(std::min(rows[0].size(), rows[1].size()));
  for (const std::size_t s : {0U, 1U}) {
    double sum = 0;
    for (const std::size_t i : rows[s]) {
      sum += weights_[s][i];
    }
    for (const std::size_t i : rows[s]) {
      out.weights.push_back(sum > 0 ? half * weights_[s][i] / sum : 0);
      if (offset) {
        out.offset.push_back(-sides_[s]->known[i]);
      }
    }
  }
  return out;
}

/// The model of the least criterion, fitted to all folds.
telling_apart::fitted telling_apart::best_model() const {
  const std::vector<std::size_t> rows[2] = {rows_for(0, std::nullopt), rows_for(1, std::nullopt)};
  const matrix all = pooled(rows);
  const bool tails = estimating::farthest(all) > far_out;
  const std::size_t bumps = std::min<std::size_t>(all.columns == 1 ? 30 : 40, all.rows / 10);
  std::optional<fitted> best;
  for (const bool bent : {false, true}) {
    for (const bool offset : {false, true}) {
      if ((bent && !tails) || (offset && !known_)) {
        continue;
      }
      double width = 0;
      labelled data;
      std::vector<double> start;
      std::optional<ratio_features> features;
      for (const model& m : models) {
        if (m.width != width) {
          width = m.width;
          features.emplace(all, bent, bumps, width);
          data = labels(*features, rows, offset);
          start.clear();
        }
        std::vector<double> penalties(features->size(), m.smooth);
        std::fill(penalties.begin() + static_cast<std::ptrdiff_t>(features->smooth()), penalties.end(), m.bumps);
        penalties[0] = 1e-6;
        logistic_fit found = fit_logistic(data, penalties, start);
        start = found.coefficients;
        const double criterion = found.loss + caution * slowness_ * found.complexity;
        if (!best || criterion < best->criterion) {
          best = fitted{*features, std::move(penalties), std::move(found.coefficients), offset, criterion};
        }
      }
    }
  }
  return *std::move(best);
}

void telling_apart::fill(const fitted& best, std::size_t fold, log_ratios& out) const {
  const std::vector<std::size_t> rows[2] = {rows_for(0, fold), rows_for(1, fold)};
  const logistic_fit found = fit_logistic(labels(best.features, rows, best.offset), best.penalties, best.coefficients);
  for (const std::size_t s : {0U, 1U}) {
    std::vector<std::size_t> held;
    for (std::size_t i = 0; i < arranged_[s].fold.size(); ++i) {
      if (arranged_[s].fold[i] == fold) {
        held.push_back(i);
      }
    }
    constexpr std::size_t at_once = 8192;  // rows whose features are in memory
    for (std::size_t from = 0; from < held.size(); from += at_once) {
      const auto part = std::span(held).subspan(from, std::min(at_once, held.size() - from));
      const matrix features = best.features.of(chosen_rows(sides_[s]->rows, part));
      const std::vector<double> odds = estimating::log_odds(features, found.coefficients);
      const std::vector<double> variance =
          s == 1 ? estimating::odds_variance(features, found.covariance) : std::vector<double>{};
      for (std::size_t i = 0; i < part.size(); ++i) {
        (s == 0 ? out.p : out.q).at[part[i]] = odds[i] - (best.offset ? sides_[s]->known[part[i]] : 0);
        if (s == 1) {
          out.variance[part[i]] = slowness_ * variance[i];
        }
      }
    }
  }
}

log_ratios telling_apart::solve() {
  const fitted best = best_model();
  log_ratios out;
  out.numbers = sides_[0]->rows.columns;
  out.bumps = best.penalties.back() < no_bumps;
  log_ratios::side* to[2] = {&out.p, &out.q};
  for (const std::size_t s : {0U, 1U}) {
    to[s]->at.resize(sides_[s]->rows.rows);
    to[s]->serial = sides_[s]->serial;
  }
  out.variance.resize(out.q.at.size());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    fill(best, fold, out);
  }
  const double most = 1 + std::log(static_cast<double>(std::max(out.p.at.size(), out.q.at.size())));
  for (const std::size_t s : {0U, 1U}) {
    double& beyond = s == 0 ? out.beyond_p : out.beyond_q;
    for (std::size_t i = 0; i < to[s]->at.size(); ++i) {
      double& f = to[s]->at[i];
      beyond += (s == 0 ? f > most : f < -most) ? weights_[s][i] : 0;
      f = std::clamp(f, -most, most);
    }
    to[s]->weights = std::move(weights_[s]);
  }
  return out;
}

/// What weights are worth.
void note_weights(const observations& side, std::string_view argument, std::vector<std::string>& notes) {
  if (!side.weights.empty()) {
    notes.push_back(fmt::format("{}: weights, worth {:.0f} of {} equal rows", argument,
                                estimating::effective_number(side.weights), side.rows.rows));
  }
}

matrix as_column(std::span<const double> values) {
  matrix out(values.size(), 1);
  std::ranges::copy(values, out.values.begin());
  return out;
}

std::int64_t draws_for(std::size_t rows) {
  return static_cast<std::int64_t>(std::clamp<std::size_t>(10 * rows, 5'000, 50'000));
}

}  // namespace

observations observed(std::span<const double> values, std::vector<double> weights, bool serial) {
  return {.rows = as_column(values), .weights = std::move(weights), .serial = serial};
}

log_ratios fit_log_ratios(const observations& p, const observations& q) {
  check(p, "p");
  check(q, "q");
  if (p.rows.columns != q.rows.columns) {
    throw error(errc::shape_mismatch, function,
                fmt::format("a row of p has {} numbers, one of q {}", p.rows.columns, q.rows.columns));
  }
  log_ratios out = telling_apart(p, q).solve();
  note_weights(p, "p", out.notes);
  note_weights(q, "q", out.notes);
  return out;
}

against_known beside_draws(observations data, const distribution& known) {
  const std::vector<double> drawn = sample(known, draws_for(data.rows.rows), seed);
  against_known out{std::move(data), observed(drawn)};
  for (observations* side : {&out.data, &out.draws}) {
    side->known.resize(side->rows.rows);
    known.log_densities(side->rows.values, side->known);
  }
  return out;
}

against_known beside_draws(observations data, const joint_distribution& known) {
  against_known out{std::move(data), {.rows = sample(known, draws_for(data.rows.rows), seed)}};
  for (observations* side : {&out.data, &out.draws}) {
    for (std::size_t i = 0; i < side->rows.rows; ++i) {
      side->known.push_back(known.log_density(side->rows.row(i)));
    }
  }
  return out;
}

}  // namespace relent
