#include "relent/estimate/transfer_entropy.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "estimate/dependence.hpp"
#include "estimate/dependence_checks.hpp"

namespace relent {
namespace {

using namespace estimating;

constexpr std::size_t fewest_for_interval = 200;

/// Moments with their past: the target's next value, the source's past, the target's own.
struct embedded {
  std::vector<ordered_column> next, source_past, target_past;

  [[nodiscard]] paired_rows pairs() const {
    return {pointers_to(source_past), pointers_to(next), pointers_to(target_past)};
  }
  [[nodiscard]] std::size_t moments() const { return next.front().values.size(); }
};

/// The columns of a series `back` steps before each moment from `first` on; `shift` turns it in a circle.
void add_past(const matrix& series, std::size_t first, std::size_t back, std::size_t shift,
              std::vector<ordered_column>& to) {
  const std::size_t n = series.rows;
  for (std::size_t j = 0; j < series.columns; ++j) {
    std::vector<double> values(n - first);
    for (std::size_t t = first; t < n; ++t) {
      values[t - first] = series((t - back + shift) % n, j);
    }
    to.push_back(in_order(std::move(values)));
  }
}

std::size_t first_moment(const transfer_options& what) {
  return std::max(what.target_lags, what.delay + what.source_lags - 1);
}

embedded embed(const matrix& source, const matrix& target, const transfer_options& what, std::size_t shift = 0) {
  const std::size_t first = first_moment(what);
  embedded out;
  add_past(target, first, 0, 0, out.next);
  for (std::size_t lag = 0; lag < what.source_lags; ++lag) {
    add_past(source, first, what.delay + lag, shift, out.source_past);
  }
  for (std::size_t lag = 1; lag <= what.target_lags; ++lag) {
    add_past(target, first, lag, 0, out.target_past);
  }
  return out;
}

void check(const char* function, const matrix& source, const matrix& target, const transfer_options& what) {
  check_options(function, what.how);
  check_side(function, "source", source, source.rows);
  check_side(function, "target", target, source.rows);
  for (const auto& [name, value] :
       {std::pair{"source_lags", what.source_lags}, {"target_lags", what.target_lags}, {"delay", what.delay}}) {
    if (value < 1) {
      throw bad_value(function, name, std::nullopt, 0, ">= 1", errc::out_of_range);
    }
  }
  if (what.how.variant == ksg_variant::rectangle) {
    throw error(errc::unsupported, function, "rectangles are for two sides, nothing conditioned on");
  }
  const std::size_t past = first_moment(what);
  if (source.rows <= past + what.how.neighbours) {
    throw error(errc::empty, function,
                fmt::format("{} moments less {} of past are too few for {} neighbours; {} are the least", source.rows,
                            past, what.how.neighbours, past + what.how.neighbours + 1));
  }
}

/// The windows of consecutive moments, overlapping by half: their estimates, and how many would be disjoint.
struct windows {
  std::vector<double> found;
  double disjoint;
};

windows look_through_windows(const paired_rows& pairs, std::size_t n, const dependence_options& how) {
  const std::size_t parts = std::clamp<std::size_t>(n / 200, 10, 20), length = n / parts, step = length / 2;
  const std::size_t count = (n - length) / step + 1;
  windows out{std::vector<double>(count), static_cast<double>(n) / static_cast<double>(length)};
  dependence_options one = how;
  one.threads = 1;
  parallel_for(static_cast<std::int64_t>(count), how.threads, [&](std::int64_t w) {
    std::vector<std::uint32_t> rows(length);
    std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(static_cast<std::size_t>(w) * step));
    out.found[static_cast<std::size_t>(w)] = information_of_blocks(pairs, in_blocks(rows, n, 1), one).front();
  });
  return out;
}

/// A window is a fraction of the series, and a variance falls as the length grows.
void add_interval(const paired_rows& pairs, std::size_t n, const dependence_options& how, estimate& to) {
  const windows seen = look_through_windows(pairs, n, how);
  const auto count = static_cast<double>(seen.found.size());
  const double mean = std::accumulate(seen.found.begin(), seen.found.end(), 0.0) / count;
  compensated_sum squares;
  for (const double v : seen.found) {
    squares += (v - mean) * (v - mean);
  }
  const double error = std::sqrt(squares.value() / count / (seen.disjoint - 1));
  const boost::math::students_t student(seen.disjoint - 1);
  put_interval(to, error, mean - to.value, boost::math::quantile(student, (1 + how.level) / 2), how.level);
  to.notes.push_back(fmt::format("interval from {} windows of {} consecutive moments", seen.found.size(),
                                 n / std::clamp<std::size_t>(n / 200, 10, 20)));
}

}  // namespace

estimate transfer_entropy(const matrix& source, const matrix& target, const transfer_options& what) {
  check("transfer_entropy", source, target, what);
  const embedded moments = embed(source, target, what);
  const paired_rows pairs = moments.pairs();
  const std::size_t n = moments.moments();
  estimate out{.value = information_of_blocks(pairs, all_rows(n), what.how).front(), .method = method::ksg};
  if (what.how.with_interval && n >= fewest_for_interval) {
    add_interval(pairs, n, what.how, out);
  } else if (what.how.with_interval) {
    out.notes.push_back(fmt::format("{} moments are too few for an interval; {} are the least", n, fewest_for_interval));
  }
  note_columns("the source's past", moments.source_past, out.notes);
  note_columns("the target", moments.next, out.notes);
  note_dimensions(pairs.dimensions(), out.notes);
  return out;
}

double transfer_p_value(const matrix& source, const matrix& target, std::size_t shifts, const transfer_options& what) {
  constexpr const char* function = "transfer_p_value";
  check(function, source, target, what);
  if (shifts < 1) {
    throw bad_value(function, "shifts", std::nullopt, 0, ">= 1", errc::out_of_range);
  }
  dependence_options one = what.how;
  one.threads = 1;
  const auto value_of = [&](const embedded& moments) {
    return information_of_blocks(moments.pairs(), all_rows(moments.moments()), one).front();
  };
  const double value = value_of(embed(source, target, what));
  std::vector<double> found(shifts);
  parallel_for(static_cast<std::int64_t>(shifts), what.how.threads, [&](std::int64_t i) {
    const auto n = static_cast<double>(source.rows);
    counter_stream bits(what.how.seed, static_cast<std::uint64_t>(i));
    const auto shift = static_cast<std::size_t>(n * (0.1 + 0.8 * bits.uniform()));
    found[static_cast<std::size_t>(i)] = value_of(embed(source, target, what, shift));
  });
  const auto larger = std::ranges::count_if(found, [&](double v) { return v >= value; });
  return static_cast<double>(1 + larger) / static_cast<double>(1 + shifts);
}

}  // namespace relent
