#include "relent/catalogue/test_equality.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/estimate/anderson_darling.hpp"
#include "relent/estimate/count_tests.hpp"
#include "relent/estimate/cramer_von_mises.hpp"
#include "relent/estimate/kolmogorov_smirnov.hpp"
#include "relent/estimate/permutation_test.hpp"
#include "relent/estimate/rows_equality.hpp"

#include "problem.hpp"

namespace relent {
namespace {

using by_counts = equality_test (*)(std::span<const count_pair>, const test_options&);

struct named_test {
  std::string_view name;
  by_counts run;
  bool ordered;  // looks at the order of the cells
  std::array<std::string_view, 2> aliases{};
};

constexpr std::array tests{
    named_test{"ks",
               [](std::span<const count_pair> c, const test_options&) { return kolmogorov_smirnov(c); },
               true,
               {"kolmogorov_smirnov", ""}},
    named_test{"cvm",
               [](std::span<const count_pair> c, const test_options&) { return cramer_von_mises(c); },
               true,
               {"cramer_von_mises", ""}},
    named_test{"ad",
               [](std::span<const count_pair> c, const test_options&) { return anderson_darling(c); },
               true,
               {"anderson_darling", ""}},
    named_test{"chi_square", chi_square_test, false, {"chi2", "pearson"}},
    named_test{"g", g_test, false, {"likelihood_ratio", ""}},
    named_test{"fisher", fisher_test, false, {"freeman_halton", ""}},
    named_test{"permutation", random_tables_test, false, {"", ""}},
};

// Tests of rows, one number or several each.
equality_test by_energy(const matrix& p, const matrix& q, const test_options& how) { return energy_test(p, q, how); }
equality_test by_mmd(const matrix& p, const matrix& q, const test_options& how) { return mmd_test(p, q, how); }

struct rows_test {
  std::string_view name;
  equality_test (*run)(const matrix&, const matrix&, const test_options&);
  std::array<std::string_view, 2> aliases{};
};

constexpr std::array tests_of_rows{
    rows_test{"energy", by_energy, {"energy_distance", ""}},
    rows_test{"mmd", by_mmd, {"maximum_mean_discrepancy", ""}},
};

const named_test& find(std::string_view name) {
  if (const named_test* found = find_named(std::span<const named_test>(tests), name); found != nullptr) {
    return *found;
  }
  std::vector<std::string_view> names{"auto"};
  std::ranges::transform(tests, std::back_inserter(names), &named_test::name);
  std::ranges::transform(tests_of_rows, std::back_inserter(names), &rows_test::name);
  throw error(errc::unknown_name,
              fmt::format("test {} is not one of {}{}", quoted(name), fmt::join(names, ", "), suggestion(name, names)));
}

std::int64_t kept(const samples& s) { return std::ssize(s.values); }
std::int64_t kept(const joint_samples& s) { return static_cast<std::int64_t>(s.rows.rows); }

template <class Data>
void note_missing_of(const Data& p, const Data& q, equality_test& out) {
  std::vector<std::string> notes;
  for (const auto& [argument, column] : {std::pair<std::string_view, const Data*>{"p", &p}, {"q", &q}}) {
    note_missing(argument, column->missing, kept(*column) + column->missing, notes);
  }
  out.notes.insert(out.notes.begin(), notes.begin(), notes.end());
}

// Runs of neighbouring values, each with its share of both samples together.
std::vector<count_pair> in_cells(std::span<const count_pair> ordered, std::size_t cells) {
  const count_pair all = sum_of(ordered);
  std::vector<count_pair> out{{}};
  std::int64_t passed = 0;
  for (const count_pair& c : ordered) {
    const double share = static_cast<double>(passed) / static_cast<double>(all.total());
    if (out.back().total() > 0 && share * static_cast<double>(cells) >= static_cast<double>(out.size())) {
      out.emplace_back();
    }
    out.back().p += c.p;
    out.back().q += c.q;
    passed += c.total();
  }
  return out;
}

const matrix& rows_of(const joint_samples& s) { return s.rows; }
matrix rows_of(const samples& s) {
  matrix out(s.values.size(), 1);
  out.values = s.values;
  return out;
}

template <class Data>
equality_test of_rows(const operand& p, const operand& q, const rows_test& test, const test_options& how) {
  const auto &first = std::get<Data>(p.content), &second = std::get<Data>(q.content);
  equality_test out = test.run(rows_of(first), rows_of(second), how);
  note_missing_of(first, second, out);
  return out;
}

equality_test of_numbers(const samples& p, const samples& q, const named_test& test, const test_options& how) {
  if (test.name == "permutation") {
    return permutation_test(p.values, q.values, how);
  }
  if (test.name == "fisher") {
    throw error(errc::unsupported, "fisher is a test of counts and words; for numbers ks, cvm and ad are exact");
  }
  const std::vector<count_pair> ordered = ordered_counts(p.values, q.values);
  if (test.ordered) {
    return test.run(ordered, how);
  }
  const double smaller = static_cast<double>(std::min(p.values.size(), q.values.size()));
  const std::vector<count_pair> cells =
      in_cells(ordered, std::max<std::size_t>(2, static_cast<std::size_t>(2 * std::pow(smaller, 0.4))));
  equality_test out = test.run(cells, how);
  out.notes.push_back(fmt::format("numbers in {} cells that hold equal shares of both together", cells.size()));
  return out;
}

// Relative frequencies and how many they are of, as the counts they were.
std::vector<double> counts_of(const side& s) {
  std::vector<double> out;
  std::ranges::transform(s.masses, std::back_inserter(out),
                         [&](double share) { return std::round(share * s.observations); });
  return out;
}

bool holds_data(const operand& o) {
  return std::holds_alternative<samples>(o.content) || std::holds_alternative<counts>(o.content) ||
         std::holds_alternative<categories>(o.content);
}

equality_test of_words(const operand& p, const operand& q, const named_test& test, const test_options& how) {
  if (test.ordered) {
    throw error(errc::unsupported, fmt::format("{} needs numbers: words have no order", test.name));
  }
  const problem counted = from_categories(p, &q, {});
  equality_test out = test.run(count_pairs(counts_of(counted.p), counts_of(*counted.q)), how);
  out.notes.insert(out.notes.begin(), counted.notes.begin(), counted.notes.end());
  return out;
}

}  // namespace

bool can_test_equality(const operand& p, const operand& q) noexcept {
  return holds_data(p) && p.content.index() == q.content.index();
}

equality_test test_equality(const operand& p, const operand& q, std::string_view test, const test_options& how) {
  const bool numbers = std::holds_alternative<samples>(p.content);
  const bool rows = std::holds_alternative<joint_samples>(p.content);
  const rows_test* const of_any = find_named(std::span<const rows_test>(tests_of_rows),
                                             rows && same_name(test, "auto") ? tests_of_rows.front().name : test);
  if ((rows || numbers) && p.content.index() == q.content.index() && of_any != nullptr) {
    return rows ? of_rows<joint_samples>(p, q, *of_any, how) : of_rows<samples>(p, q, *of_any, how);
  }
  if (rows && std::holds_alternative<joint_samples>(q.content)) {
    static_cast<void>(find(test));
    throw error(errc::unsupported, fmt::format("{} is a test of one number a row; rows of several are tested by energy "
                                               "and mmd",
                                               test));
  }
  const named_test& chosen = find(same_name(test, "auto") ? (numbers ? "ad" : "g") : test);
  if (!holds_data(p) || !holds_data(q)) {
    throw error(errc::unsupported,
                fmt::format("{} is no sample; a test of equality takes samples, counts or columns of words",
                            holds_data(p) ? "q" : "p"));
  }
  if (p.content.index() != q.content.index()) {
    throw error(errc::unsupported, "p and q are data of different kinds; give both as numbers, as counts or as words");
  }
  if (numbers) {
    const auto &first = std::get<samples>(p.content), &second = std::get<samples>(q.content);
    for (const auto& [argument, column] : {std::pair<const char*, const samples*>{"p", &first}, {"q", &second}}) {
      if (column->values.empty()) {
        throw error(errc::empty, fmt::format("{} has no values: every row is missing, or there are none", argument));
      }
    }
    equality_test out = of_numbers(first, second, chosen, how);
    note_missing_of(first, second, out);
    return out;
  }
  if (const auto* first = std::get_if<counts>(&p.content)) {
    return chosen.run(count_pairs(first->values, std::get<counts>(q.content).values), how);
  }
  return of_words(p, q, chosen, how);
}

}  // namespace relent
