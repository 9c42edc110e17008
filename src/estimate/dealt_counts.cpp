#include "estimate/dealt_counts.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "estimate/random_split.hpp"

namespace relent::estimating {
namespace {

constexpr double same = 1e-9;  // sums that differ by less, relatively, differ by rounding
constexpr std::int64_t draws_a_task = 64;
constexpr std::int64_t few_observations = 64;

double log_choose(double of, double k) { return std::lgamma(of + 1) - std::lgamma(k + 1) - std::lgamma(of - k + 1); }

// `marked` of `all` observations are the first sample's; `cell` of all are dealt out.
struct hypergeometric {
  double all, marked, cell;

  [[nodiscard]] double least() const noexcept { return std::max(0.0, cell - (all - marked)); }
  [[nodiscard]] double most() const noexcept { return std::min(cell, marked); }
  [[nodiscard]] double mass(double k) const {
    return std::exp(log_choose(marked, k) + log_choose(all - marked, cell - k) - log_choose(all, cell));
  }
  /// mass(k + 1) / mass(k).
  [[nodiscard]] double up(double k) const noexcept {
    return (marked - k) * (cell - k) / ((k + 1) * (all - marked - cell + k + 1));
  }
  [[nodiscard]] double mode() const noexcept {
    return std::clamp(std::floor((cell + 1) * ((marked + 1) / (all + 2))), least(), most());
  }
};

// By inversion from the mode outwards: as many steps as the standard deviation is large; where that is beyond 1000, the
// nearest whole number to a normal draw, which no sum over cells tells from it.
double drawn(const hypergeometric& of, counter_stream& random) {
  const double share = of.marked / of.all;
  const double sd = std::sqrt(of.cell * share * (1 - share) * ((of.all - of.cell) / std::max(1.0, of.all - 1)));
  if (sd > 1000) {
    return std::clamp(std::round(of.cell * share + sd * random.normal()), of.least(), of.most());
  }
  const double mode = of.mode();
  double u = random.uniform();
  double high = mode, low = mode;
  double high_mass = of.mass(mode), low_mass = high_mass;
  u -= high_mass;
  while (u > 0 && (high < of.most() || low > of.least())) {
    if (high < of.most()) {
      high_mass *= of.up(high++);
      u -= high_mass;
      if (u <= 0) {
        return high;
      }
    }
    if (low > of.least()) {
      low_mass /= of.up(--low);
      u -= low_mass;
      if (u <= 0) {
        return low;
      }
    }
  }
  return mode;  // what rounding left over
}

// About how many tables have these margins: all combinations, times the share whose sum is right, which is nearly
// normal.
double log_tables(std::span<const count_pair> cells) {
  double logarithm = 0, variance = 0;
  for (const count_pair& c : cells) {
    const double choices = static_cast<double>(c.total()) + 1;
    logarithm += std::log(choices);
    variance += (choices * choices - 1) / 12;
  }
  return logarithm - std::log1p(6.3 * variance) / 2;
}

struct state {
  double sum, chance;
};
using states = std::vector<state>;  // by sum

void join_equal(states& all) {
  std::ranges::sort(all, {}, &state::sum);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (kept > 0 && all[kept - 1].sum == all[i].sum) {
      all[kept - 1].chance += all[i].chance;
    } else {
      all[kept++] = all[i];
    }
  }
  all.resize(kept);
}

}  // namespace

double sum_of_terms(std::span<const count_pair> cells, const cell_term& term) {
  double sum = 0;
  std::int64_t dealt = 0;
  for (std::size_t j = 0; j < cells.size(); ++j) {
    sum += term(j, dealt, dealt + cells[j].p);
    dealt += cells[j].p;
  }
  return sum;
}

std::optional<double> exact_tail(std::span<const count_pair> cells, const cell_term& term, double observed,
                                 bool sums_meet) {
  const count_pair all = both_sides(cells);
  const bool few = sums_meet && all.total() <= few_observations;
  if (static_cast<double>(all.total()) > most_states || (!few && log_tables(cells) > std::log(most_states))) {
    return std::nullopt;
  }
  const auto places = static_cast<std::size_t>(all.p) + 1;
  std::vector<states> at(places), next(places);
  at[0] = {{0, 1}};
  double work = 0;
  std::int64_t left = all.total();
  std::size_t reached = 1;  // places below this may hold something
  for (std::size_t j = 0; j < cells.size(); ++j) {
    const std::size_t reach = std::min(places, reached + static_cast<std::size_t>(cells[j].total()));
    for (std::size_t i = 0; i < reached; ++i) {
      if (at[i].empty()) {
        continue;
      }
      const auto before = static_cast<std::int64_t>(i);
      const hypergeometric deal{static_cast<double>(left), static_cast<double>(all.p - before),
                                static_cast<double>(cells[j].total())};
      work += static_cast<double>(at[i].size()) * (deal.most() - deal.least() + 1);
      if (work > most_states) {
        return std::nullopt;
      }
      for (double k = deal.least(); k <= deal.most(); k += 1) {
        const std::int64_t after = before + static_cast<std::int64_t>(k);
        const double chance =
            deal.cell == 1 ? (k == 1 ? deal.marked : deal.all - deal.marked) / deal.all : deal.mass(k);
        const double adds = term(j, before, after);
        for (const state& s : at[i]) {
          next[static_cast<std::size_t>(after)].push_back({s.sum + adds, s.chance * chance});
        }
      }
      at[i].clear();
    }
    reached = reach;
    std::for_each(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(reached), join_equal);
    at.swap(next);
    left -= cells[j].total();
  }
  double p = 0;
  for (const state& s : at.back()) {
    p += s.sum >= observed - same * std::abs(observed) ? s.chance : 0;
  }
  return std::min(1.0, p);
}

double drawn_tail(std::span<const count_pair> cells, const cell_term& term, double observed, const test_options& how) {
  const count_pair all = both_sides(cells);
  std::atomic<std::int64_t> beyond{0};
  const std::int64_t tasks = (how.permutations + draws_a_task - 1) / draws_a_task;
  parallel_for(tasks, how.threads, [&](std::int64_t task) {
    const std::int64_t end = std::min<std::int64_t>((task + 1) * draws_a_task, how.permutations);
    for (std::int64_t draw = task * draws_a_task; draw < end; ++draw) {
      counter_stream random(how.seed, static_cast<std::uint64_t>(draw));
      double sum = 0;
      std::int64_t dealt = 0, left = all.total();
      for (std::size_t j = 0; j < cells.size(); ++j) {
        const std::int64_t total = cells[j].total();
        const std::int64_t after =
            dealt +
            static_cast<std::int64_t>(drawn(
                {static_cast<double>(left), static_cast<double>(all.p - dealt), static_cast<double>(total)}, random));
        sum += term(j, dealt, after);
        dealt = after;
        left -= total;
      }
      beyond += sum >= observed - same * std::abs(observed) ? 1 : 0;
    }
  });
  return estimating::permutation_p_value(beyond, how.permutations);
}

count_pair both_sides(std::span<const count_pair> cells) {
  const count_pair all = sum_of(cells);
  if (all.p == 0 || all.q == 0) {
    throw error(errc::empty, fmt::format("the {} sample has nothing in it", all.p == 0 ? "first" : "second"));
  }
  return all;
}

std::size_t cells_with_counts(std::span<const count_pair> cells) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(cells, [](const count_pair& c) { return c.total() > 0; }));
}

}  // namespace relent::estimating
