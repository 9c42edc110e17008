#include "relent/estimate/mutual_information.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"

#include "estimate/dependence.hpp"
#include "estimate/dependence_checks.hpp"
#include "estimate/local_shuffle.hpp"

namespace relent {
namespace {

using namespace estimating;

/// The sides of a question about numbers, in order.
struct numeric_sides {
  std::vector<ordered_column> x, y, z;

  [[nodiscard]] paired_rows pairs() const { return {pointers_to(x), pointers_to(y), pointers_to(z)}; }
};

numeric_sides numbers(const char* function, const matrix& x, const matrix& y, const matrix* z,
                      const dependence_options& how) {
  check_options(function, how);
  check_side(function, "x", x, x.rows);
  check_side(function, "y", y, x.rows);
  if (z != nullptr) {
    check_side(function, "z", *z, x.rows);
    if (how.variant == ksg_variant::rectangle) {
      throw error(errc::unsupported, function, "rectangles are for two sides, nothing conditioned on");
    }
  }
  check_enough(function, x.rows, how.neighbours);
  return {ordered_columns(x), ordered_columns(y), z != nullptr ? ordered_columns(*z) : std::vector<ordered_column>{}};
}

std::vector<std::uint32_t> counting(std::size_t n) {
  std::vector<std::uint32_t> out(n);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

estimate answer_of(const numeric_sides& sides, const dependence_options& how) {
  const paired_rows pairs = sides.pairs();
  estimate out = dependence_of(pairs, counting(pairs.x.front()->values.size()), how);
  note_columns("x", sides.x, out.notes);
  note_columns("y", sides.y, out.notes);
  note_columns("z", sides.z, out.notes);
  note_dimensions(pairs.dimensions(), out.notes);
  return out;
}

/// The rows whose category occurs twice or more.
std::vector<std::uint32_t> rows_that_tell(const char* function, std::span<const std::int32_t> categories,
                                          std::vector<std::string>& notes) {
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    if (categories[i] < 0) {
      throw bad_value(function, "categories", static_cast<std::int64_t>(i), categories[i], ">= 0");
    }
    members.resize(std::max(members.size(), static_cast<std::size_t>(categories[i]) + 1));
    ++members[static_cast<std::size_t>(categories[i])];
  }
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < categories.size(); ++i) {
    if (members[static_cast<std::size_t>(categories[i])] > 1) {
      out.push_back(i);
    }
  }
  if (const std::size_t single = categories.size() - out.size(); single > 0) {
    notes.push_back(fmt::format("{} row{} of a category that occurs once tell nothing and are left out", single,
                                single == 1 ? "" : "s"));
  }
  return out;
}

std::vector<ordered_column> beside_categories(const char* function, const matrix& x,
                                              std::span<const std::int32_t> categories, const dependence_options& how) {
  check_options(function, how);
  check_side(function, "x", x, x.rows);
  if (categories.size() != x.rows) {
    throw error(errc::shape_mismatch, function,
                fmt::format("there are {} categories and x has {} rows; they are paired row by row, so they must be "
                            "the same",
                            categories.size(), x.rows));
  }
  if (how.variant == ksg_variant::rectangle) {
    throw error(errc::unsupported, function, "rectangles are for two sides of numbers");
  }
  check_enough(function, x.rows, how.neighbours);
  return ordered_columns(x);
}

/// (1 + #{draws at least as large}) / (1 + draws); `value_of` is called for each draw, and once for the data.
template <class Draw>
double rank_of(const char* function, double value, std::size_t draws, int threads, const Draw& value_of) {
  if (draws < 1) {
    throw bad_value(function, "permutations", std::nullopt, 0, ">= 1", errc::out_of_range);
  }
  std::vector<double> found(draws);
  parallel_for(static_cast<std::int64_t>(draws), threads,
               [&](std::int64_t i) { found[static_cast<std::size_t>(i)] = value_of(static_cast<std::uint64_t>(i)); });
  const auto larger = std::ranges::count_if(found, [&](double v) { return v >= value; });
  return static_cast<double>(1 + larger) / static_cast<double>(1 + draws);
}

/// The same numbers, row i now what row rows[i] was.
ordered_column permuted(const ordered_column& from, std::span<const std::uint32_t> rows) {
  std::vector<std::uint32_t> new_row(rows.size());
  ordered_column out = from;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    new_row[rows[i]] = i;
    out.values[i] = from.values[rows[i]];
  }
  for (std::uint32_t& row : out.order) {
    row = new_row[row];
  }
  return out;
}

std::vector<ordered_column> permuted(const std::vector<ordered_column>& from, std::span<const std::uint32_t> rows) {
  std::vector<ordered_column> out;
  std::ranges::transform(from, std::back_inserter(out), [&](const ordered_column& c) { return permuted(c, rows); });
  return out;
}

double value_of(const paired_rows& pairs, dependence_options how) {
  how.threads = 1;
  return information_of_blocks(pairs, all_rows(pairs.x.front()->values.size()), how).front();
}

}  // namespace

estimate sample_mutual_information(const matrix& x, const matrix& y, const dependence_options& how) {
  return answer_of(numbers("sample_mutual_information", x, y, nullptr, how), how);
}

estimate sample_mutual_information(const matrix& x, std::span<const std::int32_t> categories,
                                   const dependence_options& how) {
  constexpr const char* function = "sample_mutual_information";
  const std::vector<ordered_column> columns = beside_categories(function, x, categories, how);
  std::vector<std::string> notes;
  const std::vector<std::uint32_t> rows = rows_that_tell(function, categories, notes);
  if (rows.size() < 2) {
    throw error(errc::empty, function, "no category occurs twice, and a single row has no neighbour in its category");
  }
  estimate out = dependence_of({.x = pointers_to(columns), .categories = categories}, rows, how);
  out.notes.insert(out.notes.begin(), notes.begin(), notes.end());
  note_columns("x", columns, out.notes);
  note_dimensions(x.columns, out.notes);
  return out;
}

estimate sample_conditional_mutual_information(const matrix& x, const matrix& y, const matrix& z,
                                               const dependence_options& how) {
  return answer_of(numbers("sample_conditional_mutual_information", x, y, &z, how), how);
}

double independence_p_value(const matrix& x, const matrix& y, std::size_t permutations, const dependence_options& how) {
  constexpr const char* function = "independence_p_value";
  const numeric_sides sides = numbers(function, x, y, nullptr, how);
  return rank_of(function, value_of(sides.pairs(), how), permutations, how.threads, [&](std::uint64_t draw) {
    std::vector<std::uint32_t> rows = counting(x.rows);
    shuffle(rows, how.seed, draw);
    const std::vector<ordered_column> y_shuffled = permuted(sides.y, rows);
    return value_of({.x = pointers_to(sides.x), .y = pointers_to(y_shuffled)}, how);
  });
}

double independence_p_value(const matrix& x, std::span<const std::int32_t> categories, std::size_t permutations,
                            const dependence_options& how) {
  constexpr const char* function = "independence_p_value";
  const std::vector<ordered_column> columns = beside_categories(function, x, categories, how);
  std::vector<std::string> notes;
  static_cast<void>(rows_that_tell(function, categories, notes));
  const paired_rows pairs{.x = pointers_to(columns), .categories = categories};
  return rank_of(function, value_of(pairs, how), permutations, how.threads, [&](std::uint64_t draw) {
    std::vector<std::uint32_t> rows = counting(x.rows);
    shuffle(rows, how.seed, draw);
    std::vector<std::int32_t> shuffled(categories.size());
    std::ranges::transform(rows, shuffled.begin(), [&](std::uint32_t row) { return categories[row]; });
    return value_of({.x = pairs.x, .categories = shuffled}, how);
  });
}

double conditional_independence_p_value(const matrix& x, const matrix& y, const matrix& z, std::size_t permutations,
                                        const dependence_options& how) {
  constexpr const char* function = "conditional_independence_p_value";
  const numeric_sides sides = numbers(function, x, y, &z, how);
  const local_shuffle near(sides.z, how);
  return rank_of(function, value_of(sides.pairs(), how), permutations, how.threads, [&](std::uint64_t draw) {
    const std::vector<std::uint32_t> rows = near.rows(how.seed, draw);
    std::vector<ordered_column> x_shuffled;
    for (const ordered_column& c : sides.x) {  // a row may be taken twice, so the order is a new one
      std::vector<double> values(rows.size());
      std::ranges::transform(rows, values.begin(), [&](std::uint32_t row) { return c.values[row]; });
      x_shuffled.push_back(in_order(std::move(values)));
    }
    return value_of({pointers_to(x_shuffled), pointers_to(sides.y), pointers_to(sides.z)}, how);
  });
}

}  // namespace relent
