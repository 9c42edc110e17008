#include "compare/homogeneity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "relent/estimate/anderson_darling.hpp"
#include "relent/estimate/count_tests.hpp"
#include "relent/estimate/kolmogorov_smirnov.hpp"

namespace relent::comparing {
namespace {

constexpr double enough = 5;       // expected rows of a cell
constexpr double few_steps = 4e6;  // some milliseconds

equality_test test_of_shift(std::span<const count_pair> ordered, cells_are what) {
  if (what == cells_are::exactly) {
    equality_test out = anderson_darling(ordered);
    const std::size_t comma = out.test.find(", ");
    out.test = out.test.substr(0, comma) + " (" + out.test.substr(comma + 2) + ")";
    return out;
  }
  equality_test out = kolmogorov_smirnov(ordered, what == cells_are::values ? few_steps : 0);
  out.test = "Kolmogorov-Smirnov";
  return out;
}

}  // namespace

std::vector<std::size_t> join_neighbours(std::span<const count_pair> ordered, double least, double most) {
  const count_pair all = sum_of(ordered);
  std::vector<std::size_t> begins;
  if (ordered.empty()) {
    return begins;
  }
  const double share = static_cast<double>(all.total()) / most;
  count_pair joined;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    joined.p += ordered[i].p;
    joined.q += ordered[i].q;
    if (least_expected(joined, all) >= least && static_cast<double>(joined.total()) >= share) {
      begins.push_back(begin);
      begin = i + 1;
      joined = {};
    }
  }
  if (begins.empty()) {
    begins.push_back(0);  // what is left over joins the last full cell
  }
  return begins;
}

test_result test_ordered(std::span<const count_pair> ordered, cells_are what) {
  const count_pair all = sum_of(ordered);
  const auto several = std::ranges::count_if(ordered, [](const count_pair& c) { return c.total() > 0; }) > 1;
  if (all.p == 0 || all.q == 0 || !several) {
    return {};
  }
  const double smaller = static_cast<double>(std::min(all.p, all.q));
  const std::vector<std::size_t> begins = join_neighbours(ordered, enough, 2 * std::pow(smaller, 0.4));
  const equality_test shift = test_of_shift(ordered, what);
  if (begins.size() < 2) {
    return {shift.p_value, shift.test};
  }
  std::vector<count_pair> cells;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : ordered.size();
    cells.push_back(sum_of(ordered.subspan(begins[i], end - begins[i])));
  }
  return {std::min(1.0, 2 * std::min(shift.p_value, chi_square_p(cells))),
          shift.test + " and chi-square over " + std::to_string(cells.size()) + " cells, twice the smaller"};
}

test_result test_unordered(std::span<const count_pair> cells) {
  const count_pair all = sum_of(cells);
  const auto several = std::ranges::count_if(cells, [](const count_pair& c) { return c.total() > 0; }) > 1;
  if (all.p == 0 || all.q == 0 || !several) {
    return {};
  }
  const std::vector<count_pair> kept = rare_pooled(cells);
  const bool small = std::ranges::any_of(kept, [&](const count_pair& c) { return least_expected(c, all) < enough; });
  if (kept.size() == 2 && small) {
    return {fisher_test(kept).p_value, "Fisher's exact test"};
  }
  return {chi_square_p(kept), "chi-square over " + std::to_string(kept.size()) + " cells"};
}

test_result with_missing(test_result values, const count_pair& present, const count_pair& missing) {
  if (missing.total() == 0 || present.p + missing.p == 0 || present.q + missing.q == 0) {
    return values;
  }
  const std::vector<count_pair> both{present, missing};
  const test_result absent = test_unordered(both);
  if (!absent.p_value) {
    return values;
  }
  if (!values.p_value) {
    return {absent.p_value, "missing values: " + absent.test};
  }
  return {std::min(1.0, 2 * std::min(*values.p_value, *absent.p_value)),
          values.test + "; with missing values: " + absent.test + ", twice the smaller"};
}

std::vector<std::optional<double>> adjusted(std::span<const std::optional<double>> p_values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    if (p_values[i]) {
      order.push_back(i);
    }
  }
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return *p_values[a] < *p_values[b]; });
  std::vector<std::optional<double>> out(p_values.size());
  double least = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    least = std::min(least, *p_values[i] * static_cast<double>(order.size()) / static_cast<double>(rank));
    out[i] = least;
  }
  return out;
}

}  // namespace relent::comparing
