#include "estimate/dependence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "estimate/neighbour_information.hpp"

namespace relent::estimating {
namespace {

constexpr std::size_t fewest_for_interval = 20;

/// How often the data are cut, and into how many subsets: halves where the rows are few, so that subsets are nearly as
/// large as the data; many where they are many, so that few cuts are enough.
struct cutting {
  std::size_t partitions, blocks;
};

cutting cutting_for(std::size_t n, std::size_t partitions) {
  constexpr std::size_t affordable_rows = 200'000, subsets = 100;
  const std::size_t times = partitions > 0 ? partitions : std::clamp<std::size_t>(affordable_rows / n, 4, 50);
  const std::size_t most = std::max<std::size_t>(2, n / 100);  // no subset of less than 100 rows, but for halves
  return {times, std::clamp<std::size_t>(subsets / times, 2, std::min<std::size_t>(most, 25))};
}

double mean_of(std::span<const double> values) {
  compensated_sum sum;
  for (const double v : values) {
    sum += v;
  }
  return sum.value() / static_cast<double>(values.size());
}

struct spread {
  double standard_error, bias;
};

/// Disjoint subsets are independent samples: the variance of the whole is that of a subset over the number of subsets.
/// The mean difference between subsets and the whole is what the bias loses over that step.
spread spread_of_subsets(const paired_rows& data, std::span<const std::uint32_t> rows, double whole,
                         const dependence_options& how) {
  const cutting cut = cutting_for(rows.size(), how.partitions);
  std::vector<std::uint32_t> shuffled(rows.begin(), rows.end());
  compensated_sum variance, mean;
  for (std::size_t draw = 0; draw < cut.partitions; ++draw) {
    shuffle(shuffled, how.seed, draw);
    const auto found = information_of_blocks(data, in_blocks(shuffled, data.x.front()->values.size(), cut.blocks), how);
    const double middle = mean_of(found);
    compensated_sum squares;
    for (const double v : found) {
      squares += (v - middle) * (v - middle);
    }
    const auto m = static_cast<double>(cut.blocks);
    variance += squares.value() / (m - 1) / m;
    mean += middle;
  }
  const auto times = static_cast<double>(cut.partitions);
  return {std::sqrt(variance.value() / times), mean.value() / times - whole};
}

bool repeats(const ordered_column* column) {
  const auto same = [&](std::uint32_t a, std::uint32_t b) { return column->values[a] == column->values[b]; };
  return std::ranges::adjacent_find(column->order, same) != column->order.end();
}

/// Repeated values are counted where they are, which is another method.
method method_for(const paired_rows& data) {
  const auto any = [](const std::vector<const ordered_column*>& columns) {
    return std::ranges::any_of(columns, repeats);
  };
  return !data.categories.empty() || any(data.x) || any(data.y) || any(data.z) ? method::mixed_knn : method::ksg;
}

std::vector<std::int32_t> placed(std::span<const std::int32_t> categories, const arrangement& rows) {
  std::vector<std::int32_t> out(rows.block * rows.blocks);
  for (std::size_t row = 0; row < categories.size(); ++row) {
    if (rows.places[row] != arrangement::nowhere) {
      out[rows.places[row]] = categories[row];
    }
  }
  return out;
}

}  // namespace

void shuffle(std::span<std::uint32_t> rows, std::uint64_t seed, std::uint64_t draw) {
  counter_stream bits(seed, draw);
  for (std::size_t i = rows.size(); i > 1; --i) {
    std::swap(rows[i - 1], rows[static_cast<std::size_t>(bits.uniform() * static_cast<double>(i))]);
  }
}

std::vector<double> information_of_blocks(const paired_rows& data, const arrangement& rows,
                                          const dependence_options& how) {
  const std::vector<double> scores = scores_of_ranks(rows.block, how.scale);
  const auto arrange = [&](const std::vector<const ordered_column*>& columns) {
    std::vector<arranged_column> out;
    for (const ordered_column* c : columns) {
      out.emplace_back(*c, rows, scores);
    }
    return out;
  };
  const auto x = arrange(data.x), y = arrange(data.y), z = arrange(data.z);
  const std::vector<std::int32_t> categories = placed(data.categories, rows);
  // One block uses the threads inside, several are shared out.
  const neighbour_rule rule{how.neighbours, how.variant, rows.blocks == 1 ? how.threads : 1};
  std::vector<double> out(rows.blocks);
  parallel_for(static_cast<std::int64_t>(rows.blocks), how.threads, [&](std::int64_t i) {
    const auto b = static_cast<std::size_t>(i);
    const auto block = [b](const std::vector<arranged_column>& columns) {
      std::vector<axis> axes;
      for (const arranged_column& c : columns) {
        axes.push_back(c.block(b));
      }
      return axes;
    };
    out[b] = data.categories.empty()
                 ? information(block(x), block(y), block(z), rule)
                 : information(block(x), std::span(categories).subspan(b * rows.block, rows.block), rule);
  });
  return out;
}

void put_interval(estimate& of, double standard_error, double bias, double quantile, double level) {
  const double z = boost::math::quantile(boost::math::normal_distribution<>(), (1 + level) / 2);
  const double half = quantile * std::hypot(standard_error, bias / z);
  of.standard_error = standard_error;
  of.interval = {std::max(0.0, of.value - half), std::max(0.0, of.value + half)};
  of.level = level;
}

estimate dependence_of(const paired_rows& data, std::span<const std::uint32_t> rows, const dependence_options& how) {
  estimate out{.value = information_of_blocks(data, in_blocks(rows, data.x.front()->values.size(), 1), how).front(),
               .method = method_for(data)};
  if (!how.with_interval) {
    return out;
  }
  if (rows.size() < fewest_for_interval || rows.size() / 2 <= how.neighbours) {
    out.notes.push_back(fmt::format("{} rows are too few for an interval; {} are the least", rows.size(),
                                    std::max(fewest_for_interval, 2 * how.neighbours + 2)));
    return out;
  }
  const spread found = spread_of_subsets(data, rows, out.value, how);
  // Of few rows the subsets tell the spread badly, and a little too small: measured, docs/calibration.md.
  const boost::math::students_t student(static_cast<double>(rows.size()) / 10);
  put_interval(out, found.standard_error, found.bias, boost::math::quantile(student, (1 + how.level) / 2), how.level);
  return out;
}

}  // namespace relent::estimating
