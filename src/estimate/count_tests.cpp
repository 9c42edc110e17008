#include "relent/estimate/count_tests.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <boost/math/special_functions/gamma.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "estimate/dealt_counts.hpp"

namespace relent {
namespace {

using namespace estimating;

constexpr double enough = 5;        // counts a cell must let expect for chi-square to hold
constexpr double most_drawn = 2e7;  // categories times draws

// Tails below the smallest double are 0, not an exception.
using quiet =
    boost::math::policies::policy<boost::math::policies::underflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::denorm_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

std::vector<count_pair> seen_only(std::span<const count_pair> cells) {
  std::vector<count_pair> out;
  std::ranges::copy_if(cells, std::back_inserter(out), [](const count_pair& c) { return c.total() > 0; });
  return out;
}

double chi_square_tail(double statistic, std::size_t cells) {
  return boost::math::gamma_q(static_cast<double>(cells - 1) / 2, std::max(0.0, statistic) / 2, quiet());
}

// (a - E)^2 / E of both sides together, with one division.
double pearson_term(double p, double q, double n, double m) noexcept {
  const double away = p * m - q * n;
  return away / n * (away / m) / (p + q);
}

double likelihood_term(double p, double q, double n, double m) noexcept {
  const double total = (p + q) / (n + m);
  return 2 * ((p > 0 ? p * std::log(p / (n * total)) : 0) + (q > 0 ? q * std::log(q / (m * total)) : 0));
}

double rarity_term(double p, double q) noexcept {
  return std::lgamma(p + 1) + std::lgamma(q + 1) - std::lgamma(p + q + 1);
}

void check(const test_options& how) {
  if (how.permutations < 1) {
    throw bad_value("", "permutations", std::nullopt, how.permutations, ">= 1", errc::out_of_range);
  }
}

template <class Term>
cell_term dealt_term(std::span<const count_pair> cells, const Term& term) {
  return [cells, term](std::size_t j, std::int64_t before, std::int64_t after) {
    const auto p = static_cast<double>(after - before);
    return term(p, static_cast<double>(cells[j].total()) - p);
  };
}

// Over the tables with the same margins: exactly, or drawn.
void among_tables(std::span<const count_pair> cells, const cell_term& term, double observed, const test_options& how,
                  equality_test& out) {
  if (const std::optional<double> exact = exact_tail(cells, term, observed)) {
    out.test += ", exact";
    out.p_value = *exact;
  } else {
    out.test += fmt::format(", {} random tables", how.permutations);
    out.p_value = drawn_tail(cells, term, observed, how);
  }
}

// A test by a sum over cells that chi-square describes where counts are large.
template <class Term>
equality_test by_sum(std::string name, std::span<const count_pair> given, const test_options& how, const Term& term) {
  check(how);
  const count_pair all = both_sides(given);
  const auto n = static_cast<double>(all.p), m = static_cast<double>(all.q);
  std::vector<count_pair> cells = seen_only(given);
  equality_test out{std::move(name), 0, 1};
  const auto statistic = [&] {
    double sum = 0;
    for (const count_pair& c : cells) {
      sum += term(static_cast<double>(c.p), static_cast<double>(c.q), n, m);
    }
    return sum;
  };
  if (cells.size() < 2) {
    out.notes.emplace_back("one category on both sides: nothing to test");
    return out;
  }
  out.statistic = statistic();
  const auto rare = std::ranges::count_if(cells, [&](const count_pair& c) { return least_expected(c, all) < enough; });
  if (rare > 0 && static_cast<double>(cells.size()) * how.permutations <= most_drawn) {
    const auto dealt = dealt_term(cells, [&](double p, double q) { return term(p, q, n, m); });
    among_tables(cells, dealt, out.statistic, how, out);
    return out;
  }
  if (rare > 0) {
    cells = rare_pooled(cells);
    out.statistic = statistic();
    out.notes.push_back(fmt::format("{} categories of fewer than {} expected counts are pooled", rare, enough));
  }
  out.test += fmt::format(", {} degree{} of freedom", cells.size() - 1, cells.size() == 2 ? "" : "s");
  out.p_value = chi_square_tail(out.statistic, cells.size());
  return out;
}

// Of two cells: from the likeliest table outwards, those at most as likely as the one seen.
double two_cells_p(const count_pair& one, const count_pair& other) {
  const auto n = static_cast<double>(one.p + other.p), m = static_cast<double>(one.q + other.q);
  const auto first = static_cast<double>(one.total()), total = n + m;
  const double least = std::max(0.0, first - m), most = std::min(first, n);
  const double mode = std::clamp(std::floor((first + 1) * ((n + 1) / (total + 2))), least, most);
  const auto log_choose = [](double of, double k) {
    return std::lgamma(of + 1) - std::lgamma(k + 1) - std::lgamma(of - k + 1);
  };
  const auto log_mass = [&](double a) {
    return log_choose(n, a) + log_choose(m, first - a) - log_choose(total, first);
  };
  const double seen = log_mass(static_cast<double>(one.p)) + 1e-7;
  double p = 0;
  // Masses fall from the mode outwards: the first that is small enough by bisection, from there on added up.
  const auto side = [&](double from, double end, double step) {
    double near = from - step, far = end + step;
    while (std::abs(far - near) > 1) {
      const double middle = near + std::trunc((far - near) / 2);
      (log_mass(middle) <= seen ? far : near) = middle;
    }
    double mass = 1;
    for (double a = far; a != end + step && mass > 1e-18 * p; a += step) {
      p += mass = std::exp(log_mass(a));
    }
  };
  side(mode, most, 1);
  side(mode - 1, least, -1);
  return std::min(1.0, p);
}

}  // namespace

double least_expected(const count_pair& cell, const count_pair& all) noexcept {
  return static_cast<double>(cell.total()) * static_cast<double>(std::min(all.p, all.q)) /
         static_cast<double>(all.total());
}

double chi_square_p(std::span<const count_pair> cells) {
  const count_pair all = sum_of(cells);
  const std::vector<count_pair> seen = seen_only(cells);
  if (seen.size() < 2 || all.p == 0 || all.q == 0) {
    return 1;
  }
  double statistic = 0;
  for (const count_pair& c : seen) {
    statistic += pearson_term(static_cast<double>(c.p), static_cast<double>(c.q), static_cast<double>(all.p),
                              static_cast<double>(all.q));
  }
  return chi_square_tail(statistic, seen.size());
}

std::vector<count_pair> rare_pooled(std::span<const count_pair> cells) {
  const count_pair all = sum_of(cells);
  std::vector<count_pair> kept;
  count_pair rare;
  for (const count_pair& c : cells) {
    if (least_expected(c, all) >= enough) {
      kept.push_back(c);
    } else {
      rare.p += c.p;
      rare.q += c.q;
    }
  }
  const bool rest_is_small = least_expected(rare, all) < enough;
  if (rare.total() > 0 && rest_is_small && kept.size() > 1) {
    const auto least = std::ranges::min_element(kept, {}, &count_pair::total);
    least->p += rare.p;
    least->q += rare.q;
  } else if (rare.total() > 0) {
    kept.push_back(rare);
  }
  if (kept.size() < 2 && !cells.empty()) {
    const auto largest = std::ranges::max_element(cells, {}, &count_pair::total);
    kept = {*largest, {all.p - largest->p, all.q - largest->q}};
  }
  return kept;
}

equality_test chi_square_test(std::span<const count_pair> cells, const test_options& how) {
  return by_sum("chi-square", cells, how, pearson_term);
}

equality_test g_test(std::span<const count_pair> cells, const test_options& how) {
  return by_sum("G", cells, how, likelihood_term);
}

equality_test random_tables_test(std::span<const count_pair> given, const test_options& how) {
  check(how);
  const count_pair all = both_sides(given);
  const std::vector<count_pair> cells = seen_only(given);
  const cell_term term = dealt_term(cells, [n = static_cast<double>(all.p), m = static_cast<double>(all.q)](
                                               double p, double q) { return likelihood_term(p, q, n, m); });
  const double sum = sum_of_terms(cells, term);
  return {fmt::format("G, {} random tables", how.permutations), sum, drawn_tail(cells, term, sum, how)};
}

equality_test fisher_test(std::span<const count_pair> given, const test_options& how) {
  check(how);
  const count_pair all = both_sides(given);
  const std::vector<count_pair> cells = seen_only(given);
  equality_test out{cells.size() > 2 ? "Freeman-Halton" : "Fisher", 0, 1};
  const cell_term term = dealt_term(cells, rarity_term);
  const double sum = sum_of_terms(cells, term);
  out.statistic = sum - rarity_term(static_cast<double>(all.p), static_cast<double>(all.q));
  if (cells.size() < 2) {
    out.notes.emplace_back("one category on both sides: nothing to test");
  } else if (cells.size() == 2) {
    out.test += ", exact";
    out.p_value = two_cells_p(cells[0], cells[1]);
  } else {
    among_tables(cells, term, sum, how, out);
  }
  return out;
}

}  // namespace relent
