#include "all_optima.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "linear/dense.hpp"

namespace relent {
namespace {

double expected_unseen(double w, double n) { return n > w + 2 ? w * (n - 1) / (n - w - 2) - w : INFINITY; }

bool same(const found_minimum& a, const minimum& b) {
  double away = 0;
  for (std::size_t i = 0; i < a.at.size(); ++i) {
    away = std::max(away, std::abs(a.at[i] - b.at[i]) / (1 + std::abs(a.at[i])));
  }
  return away < 1e-4 || (away < 1e-2 && std::abs(a.value - b.there.value) < 1e-10 * (1 + std::abs(a.value)));
}

bool usable(const matrix& h) {
  return std::ranges::all_of(h.values, [](double x) { return std::isfinite(x); });
}

/// To both sides of a saddle, along the direction that falls most.
void leave(const std::vector<double>& at, std::span<const double> direction, std::vector<std::vector<double>>& queue) {
  for (const double length : {0.2, -0.2}) {
    std::vector<double> beside = at;
    for (std::size_t i = 0; i < at.size(); ++i) {
      beside[i] += length * direction[i];
    }
    queue.push_back(std::move(beside));
  }
}

double farthest(std::span<const double> a) {
  double out = 0;
  for (const double x : a) {
    out = std::max(out, std::abs(x));
  }
  return out;
}

double farthest_apart(std::span<const double> a, std::span<const double> b) {
  double out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    out = std::max(out, std::abs(a[i] - b[i]));
  }
  return out;
}

/// Remembers the least of what was seen.
void keep(std::optional<found_minimum>& least, const minimum& m, const matrix& hessian) {
  if (std::isfinite(m.there.value) && (!least || m.there.value < least->value)) {
    least = found_minimum{m.at, m.there.value, hessian, 1};
  }
}

}  // namespace

all_minima find_all_minima(const smooth_function& f, const std::function<std::optional<std::vector<double>>(int)>& next,
                           std::size_t certain_starts, const search_limits& limits) {
  constexpr double flat = 1e-7;  // an eigenvalue below it is no curvature
  constexpr double far = 6;      // from the start: no optimum that the start was to find
  constexpr double far_out = 8;  // a coordinate, where nothing was found
  all_minima out;
  std::vector<std::vector<double>> queue;
  int drawn = 0, failures = 0, gone = 0;
  for (int tried = 0;; ++tried) {
    const auto w = static_cast<double>(out.minima.size());
    out.unseen = w > 0 ? expected_unseen(w, out.searches) : INFINITY;
    if (queue.empty() && drawn >= static_cast<int>(certain_starts) && out.unseen < 0.5) {
      break;
    }
    out.runs_away = (out.searches == 0 && gone >= 3) || failures > 12 + 4 * out.searches;
    out.in_time = tried == 0 || !f.out_of_time();
    if (out.runs_away || tried >= limits.most_starts || !out.in_time) {
      out.cut = true;
      break;
    }
    std::vector<double> start;
    if (!queue.empty()) {
      start = std::move(queue.back());
      queue.pop_back();
    } else if (auto drawn_start = next(drawn++)) {
      start = *std::move(drawn_start);
    } else {
      break;
    }
    minimum found = minimise(f, start, limits.most_iterations);
    const bool went_far = farthest_apart(start, found.at) > far || farthest(found.at) > far_out;
    keep(out.lowest, found, {});
    if (!found.settled) {
      ++failures;
      gone += went_far ? 1 : 0;
      continue;
    }
    if (limits.in_order) {
      found.at = limits.in_order(found.at);
      found.there = f.at(found.at);
    }
    const auto known = std::ranges::find_if(out.minima, [&](const found_minimum& m) { return same(m, found); });
    if (known != out.minima.end()) {
      ++known->hits;
      ++out.searches;
      continue;
    }
    const matrix hessian = hessian_at(f, found.at, found.there);
    if (!usable(hessian)) {
      ++failures;
      continue;
    }
    const linear::eigen curvature = linear::symmetric_eigen(hessian);
    if (curvature.values.front() > flat) {
      out.minima.push_back({found.at, found.there.value, hessian, 1});
      ++out.searches;
    } else if (curvature.values.front() < -flat) {
      leave(found.at, curvature.vectors.row(0), queue);
    } else {
      keep(out.flat, found, hessian);
      ++failures;
      gone += went_far ? 1 : 0;
    }
  }
  out.unseen = std::isfinite(out.unseen) ? std::max(out.unseen, 0.0) : 0;
  std::ranges::sort(out.minima, {}, &found_minimum::value);
  return out;
}

std::optional<found_minimum> refined_minimum(const smooth_function& finer, const found_minimum& m) {
  const minimum next = minimise(finer, m.at);
  matrix hessian = next.settled ? hessian_at(finer, next.at, next.there) : matrix();
  matrix lower = hessian;
  if (!next.settled || !linear::cholesky(lower)) {
    return std::nullopt;
  }
  return found_minimum{next.at, next.there.value, std::move(hessian), m.hits};
}

bool step_is_short(matrix hessian, std::vector<double> gradient, double most) {
  if (!linear::cholesky(hessian)) {
    return false;
  }
  linear::solve_lower(hessian, gradient);
  linear::solve_lower_transposed(hessian, gradient);
  return std::ranges::all_of(gradient, [&](double d) { return std::abs(d) < most; });
}

bool same_place(std::span<const double> a, std::span<const double> b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::abs(a[i] - b[i]) > 1e-3 * (1 + std::abs(a[i]))) {
      return false;
    }
  }
  return true;
}

double share_of(const found_minimum& m, int searches) {
  return static_cast<double>(m.hits) / static_cast<double>(std::max(searches, 1));
}

std::vector<std::string> search_notes(const all_minima& found, int refused) {
  std::vector<std::string> out;
  if (found.cut) {
    out.push_back(found.minima.empty() && !found.in_time
                      ? "the time limit came before the first optimum: this is the best place that was seen"
                      : fmt::format("the search was cut{} after {} local searches; there may be better optima",
                                    found.in_time ? "" : " by the time limit", found.searches));
  }
  if (refused > 0) {
    out.push_back(fmt::format("{} place{} refused: a second quadrature does not find an optimum there", refused,
                              refused == 1 ? " was" : "s were"));
  }
  return out;
}

}  // namespace relent
