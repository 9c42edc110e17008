#include "compare/independence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <fmt/format.h>

namespace relent::comparing {
namespace {

constexpr double least_expected = 5;
constexpr std::size_t most_cells = 10;

double least_share(std::size_t n) { return std::sqrt(least_expected * static_cast<double>(n)); }

double chi_square_of_table(const celled_column& x, const celled_column& y, double& freedom) {
  std::vector<double> table(x.size * y.size), in_x(x.size), in_y(y.size);
  for (std::size_t i = 0; i < x.cells.size(); ++i) {
    const auto a = static_cast<std::size_t>(x.cells[i]), b = static_cast<std::size_t>(y.cells[i]);
    ++table[a * y.size + b];
    ++in_x[a];
    ++in_y[b];
  }
  double statistic = 0;
  for (std::size_t a = 0; a < x.size; ++a) {
    for (std::size_t b = 0; b < y.size; ++b) {
      const double expected = in_x[a] * in_y[b] / static_cast<double>(x.cells.size());
      const double apart = table[a * y.size + b] - expected;
      statistic += expected > 0 ? apart * apart / expected : 0;
    }
  }
  freedom = static_cast<double>((x.size - 1) * (y.size - 1));
  return boost::math::gamma_q(freedom / 2, statistic / 2);
}

double rank_correlation_p(std::span<const double> x, std::span<const double> y) {
  const auto n = static_cast<double>(x.size());
  const double middle = (n + 1) / 2;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - middle) * (x[i] - middle);
    yy += (y[i] - middle) * (y[i] - middle);
    xy += (x[i] - middle) * (y[i] - middle);
  }
  const double r = xx > 0 && yy > 0 ? std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0) : 0;
  if (n < 3 || std::abs(r) == 1) {
    return n < 3 ? 1 : 0;
  }
  const boost::math::students_t student(n - 2);
  return 2 * boost::math::cdf(boost::math::complement(student, std::abs(r) * std::sqrt((n - 2) / (1 - r * r))));
}

}  // namespace

celled_column celled(std::span<const double> numbers) {
  const std::size_t n = numbers.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return numbers[i]; });
  celled_column out{std::vector<std::int32_t>(n), std::vector<double>(n)};
  const double least = least_share(n);
  const double wanted = std::max(least, static_cast<double>(n) / static_cast<double>(most_cells));
  double in_cell = 0;
  for (std::size_t first = 0, end = 0; first < n; first = end) {
    for (end = first + 1; end < n && numbers[order[end]] == numbers[order[first]]; ++end) {
    }
    const auto left = static_cast<double>(n - first);
    if (in_cell >= wanted && left >= least) {
      ++out.size;
      in_cell = 0;
    }
    for (std::size_t i = first; i < end; ++i) {
      out.cells[order[i]] = static_cast<std::int32_t>(out.size);
      out.ranks[order[i]] = static_cast<double>(first + end + 1) / 2;
    }
    in_cell += static_cast<double>(end - first);
  }
  out.size += n > 0 ? 1 : 0;
  return out;
}

celled_column celled(std::span<const std::int32_t> codes) {
  std::vector<double> count;
  for (const std::int32_t c : codes) {
    count.resize(std::max(count.size(), static_cast<std::size_t>(c) + 1));
    ++count[static_cast<std::size_t>(c)];
  }
  std::vector<std::int32_t> place(count.size(), -1);
  celled_column out;
  double rest = 0;
  for (std::size_t c = 0; c < count.size(); ++c) {
    if (count[c] >= least_share(codes.size())) {
      place[c] = static_cast<std::int32_t>(out.size++);
    } else {
      rest += count[c];
    }
  }
  // A rest too small for a cell of its own joins the last.
  const bool own = rest >= least_share(codes.size()) || out.size == 0;
  const auto of_rest = static_cast<std::int32_t>(own ? out.size : out.size - 1);
  out.size += own && rest > 0 ? 1 : 0;
  out.cells.reserve(codes.size());
  for (const std::int32_t c : codes) {
    const std::int32_t at = place[static_cast<std::size_t>(c)];
    out.cells.push_back(at >= 0 ? at : of_rest);
  }
  return out;
}

test_result test_independence(const celled_column& x, const celled_column& y) {
  const bool ranks = !x.ranks.empty() && !y.ranks.empty();
  const bool table = x.size > 1 && y.size > 1;
  double freedom = 0;
  const double by_table = table ? chi_square_of_table(x, y, freedom) : 1;
  const std::string words = fmt::format("chi-square on {} x {} cells", x.size, y.size);
  if (!ranks) {
    return table ? test_result{by_table, words} : test_result{};
  }
  const double by_rank = rank_correlation_p(x.ranks, y.ranks);
  return table ? test_result{std::min(1.0, 2 * std::min(by_table, by_rank)),
                             words + " and rank correlation, twice the smaller"}
               : test_result{by_rank, "rank correlation"};
}

}  // namespace relent::comparing
