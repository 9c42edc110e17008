#include "relent/estimate/count_divergence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/chi_square_interval.hpp"
#include "estimate/count_profile.hpp"
#include "estimate/entropy_estimators.hpp"

namespace relent {
namespace {

using estimating::bent_value;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// One side, read: shares, and the observations behind them (0: a model).
struct side {
  std::vector<double> shares;
  double observations = 0;

  [[nodiscard]] bool counted() const noexcept { return observations > 0; }
  [[nodiscard]] double count(std::size_t i) const noexcept { return std::nearbyint(shares[i] * observations); }
};

side read(const char* function, std::string_view argument, const categorical& given) {
  side out{{given.values.begin(), given.values.end()}};
  compensated_sum sum;
  for (std::size_t i = 0; i < out.shares.size(); ++i) {
    const double v = out.shares[i];
    if (given.counted ? !estimating::is_count(v) : !(v >= 0) || std::isinf(v)) {
      throw bad_value(function, argument, static_cast<std::int64_t>(i), v,
                      given.counted ? estimating::count_bound : "a mass >= 0");
    }
    sum += v;
  }
  const double total = sum.value();
  constexpr double tolerance = 1e-9;
  if (given.counted) {
    out.observations = total;
  } else if (!(std::abs(total - 1) <= tolerance)) {
    throw error(errc::not_normalised, function, fmt::format("{} sums to {}, must be 1", argument, total));
  }
  if (total == 0) {
    throw estimating::nothing_observed(function, argument);
  }
  for (double& v : out.shares) {
    v /= total;
  }
  return out;
}

void check_level(const char* function, double level) {
  if (!(level > 0 && level < 1)) {
    throw bad_value(function, "level", std::nullopt, level, "between 0 and 1", errc::out_of_range);
  }
}

struct pair {
  side p, q;
};

pair read(const char* function, const categorical& p, const categorical& q, double level) {
  check_level(function, level);
  if (p.values.size() != q.values.size()) {
    throw error(
        errc::shape_mismatch, function,
        fmt::format("p has {} and q has {} categories; they must be the same", p.values.size(), q.values.size()));
  }
  if (!p.counted && !q.counted) {
    throw error(errc::unsupported, function, "p and q are both models; nothing is to be estimated");
  }
  return {read(function, "p", p), read(function, "q", q)};
}

/// How many observations a difference of the two is worth.
double scale_of(const pair& both) {
  const double n = both.p.observations, m = both.q.observations;
  return n == 0 ? m : m == 0 ? n : n / (n + m) * m;
}

/// The variance of sum share * value over one counted side.
template <class Value>
double variance_over(const side& s, const Value& value) {
  if (!s.counted()) {
    return 0;
  }
  compensated_sum mean, square;
  for (std::size_t i = 0; i < s.shares.size(); ++i) {
    mean += s.shares[i] > 0 ? s.shares[i] * value(i) : 0;
  }
  for (std::size_t i = 0; i < s.shares.size(); ++i) {
    const double d = s.shares[i] > 0 ? value(i) - mean.value() : 0;
    square += s.shares[i] * d * d;
  }
  return square.value() / s.observations;
}

/// The first category of P with nothing in Q.
std::optional<std::size_t> first_missing(const pair& both) {
  for (std::size_t i = 0; i < both.p.shares.size(); ++i) {
    if (both.p.shares[i] > 0 && both.q.shares[i] == 0) {
      return i;
    }
  }
  return std::nullopt;
}

/// -log q, or what has the same mean without bias.
double surprise(const side& q, std::size_t i) {
  return q.counted() ? digamma(q.observations + 1) - digamma(q.count(i) + 1) : -std::log(q.shares[i]);
}

double corrected_cross_entropy(const pair& both) {
  compensated_sum sum;
  for (std::size_t i = 0; i < both.p.shares.size(); ++i) {
    sum += both.p.shares[i] > 0 ? both.p.shares[i] * surprise(both.q, i) : 0;
  }
  return sum.value();
}

/// What P's own entropy is short of by a category of mass mu/n that was not seen, on average over samples, carried by
/// those samples in which it is not seen: mu E_1(mu) e^mu / n.
double unseen_term(double mu, double n) { return mu * scaled_exponential_integral(mu) / n; }

/// The terms are taken together, so that near equality they cancel each for itself.
double corrected_kl(const pair& both) {
  const side &p = both.p, &q = both.q;
  const double n = p.observations;
  compensated_sum sum;
  for (std::size_t i = 0; i < p.shares.size(); ++i) {
    if (p.shares[i] > 0) {
      const double own = p.counted() ? digamma(n) - digamma(p.count(i)) : -std::log(p.shares[i]);
      sum += p.shares[i] * (surprise(q, i) - own);
    } else if (p.counted() && q.shares[i] > 0) {
      sum += -unseen_term(n * q.shares[i], n);
    }
  }
  return sum.value();
}

/// Where nothing is missing in Q.
bent_value bent_kl(const pair& both) {
  const side &p = both.p, &q = both.q;
  compensated_sum sum;
  for (std::size_t i = 0; i < p.shares.size(); ++i) {
    sum +=
        p.shares[i] > 0 ? p.shares[i] * std::log(p.shares[i] / q.shares[i]) - p.shares[i] + q.shares[i] : q.shares[i];
  }
  const double variance = variance_over(p, [&](std::size_t i) { return std::log(p.shares[i] / q.shares[i]); }) +
                          variance_over(q, [&](std::size_t i) { return p.shares[i] / q.shares[i]; });
  return {sum.value(), sum.value() - corrected_kl(both), variance, scale_of(both)};
}

/// Sets of categories to be taken as one, so that Q has an observation in each where P shows something; nothing where Q
/// has none of what P shows. Categories are told apart only by how much both sides have together, which under equality
/// says nothing of how they share it: sets that are chosen for what Q lacks would make the two look apart. All that lie
/// within a factor of two go together where one of them is missing, then the next larger (or smaller) until Q has one.
std::optional<std::vector<std::vector<std::size_t>>> coarser(const pair& both) {
  const double n = both.p.counted() ? both.p.observations : both.q.observations;
  struct member {
    std::size_t at;
    double together;
  };
  std::vector<member> order;
  for (std::size_t i = 0; i < both.p.shares.size(); ++i) {
    if (const double together = n * both.p.shares[i] + both.q.count(i); together > 0) {
      order.push_back({i, together});
    }
  }
  std::ranges::stable_sort(order, {}, &member::together);
  std::vector<std::vector<std::size_t>> sets;
  const auto in_q = [&](const std::vector<std::size_t>& set) {
    return std::ranges::any_of(set, [&](std::size_t i) { return both.q.shares[i] > 0; });
  };
  for (std::size_t i = 0; i < order.size();) {
    const int size = std::ilogb(order[i].together);
    std::size_t end = i;
    bool missing = false;
    for (; end < order.size() && std::ilogb(order[end].together) == size; ++end) {
      missing = missing || both.q.shares[order[end].at] == 0;
    }
    const std::size_t first = sets.size();
    for (; i < end; ++i) {
      if (!missing || sets.size() == first) {
        sets.emplace_back();
      }
      sets.back().push_back(order[i].at);
    }
    for (; missing && i < order.size() && !in_q(sets.back()); ++i) {
      sets.back().push_back(order[i].at);
    }
  }
  while (sets.size() > 1 && !in_q(sets.back())) {
    const std::vector<std::size_t> last = std::move(sets.back());
    sets.pop_back();
    sets.back().insert(sets.back().end(), last.begin(), last.end());
  }
  return !sets.empty() && in_q(sets.back()) ? std::optional(std::move(sets)) : std::nullopt;
}

/// The same question of coarser categories, which can only lower a divergence.
std::optional<pair> merged(const pair& both) {
  const auto sets = coarser(both);
  if (!sets) {
    return std::nullopt;
  }
  pair out{{{}, both.p.observations}, {{}, both.q.observations}};
  for (const std::vector<std::size_t>& set : *sets) {
    double p = 0, q = 0;
    for (const std::size_t i : set) {
      p += both.p.shares[i];
      q += both.q.shares[i];
    }
    out.p.shares.push_back(p);
    out.q.shares.push_back(q);
  }
  return out;
}

}  // namespace

estimate count_kl_divergence(const categorical& first, const categorical& second, double level) {
  const pair both = read("count_kl_divergence", first, second, level);
  estimate out{.value = 0, .method = method::zhang_grabchak, .level = level};
  const auto missing = first_missing(both);
  if (missing && !both.q.counted()) {
    out.value = infinity;
    out.interval = interval{infinity, infinity};
    return out;
  }
  out.value = std::max(0.0, corrected_kl(both));
  if (missing) {
    const auto coarse = merged(both);
    out.interval = {coarse ? estimating::chi_square_interval(bent_kl(*coarse), level).lower : 0, infinity};
    return out;
  }
  const bent_value bent = bent_kl(both);
  out.standard_error = std::sqrt(bent.variance + bent.bias / bent.scale);
  out.interval = estimating::chi_square_interval(bent, level);
  return out;
}

estimate count_js_divergence(const categorical& first, const categorical& second, double weight, double level) {
  constexpr const char* function = "count_js_divergence";
  if (!(weight > 0 && weight < 1)) {
    throw bad_value(function, "weight", std::nullopt, weight, "between 0 and 1", errc::out_of_range);
  }
  const pair both = read(function, first, second, level);
  const double w = weight, v = 1 - weight;
  const auto middle = [&](std::size_t i) { return w * both.p.shares[i] + v * both.q.shares[i]; };
  compensated_sum sum, bias;
  const auto add = [&](const side& s, double of, std::size_t i) {
    const double share = s.shares[i];
    if (share > 0) {
      sum += of * share * std::log(share / middle(i));
      bias += s.counted() ? of * (1 - share) * (1 - of * share / middle(i)) / (2 * s.observations) : 0;
    }
  };
  for (std::size_t i = 0; i < both.p.shares.size(); ++i) {
    add(both.p, w, i);
    add(both.q, v, i);
  }
  const double variance =
      variance_over(both.p, [&](std::size_t i) { return w * std::log(both.p.shares[i] / middle(i)); }) +
      variance_over(both.q, [&](std::size_t i) { return v * std::log(both.q.shares[i] / middle(i)); });
  const double most = -w * std::log(w) - v * std::log(v), value = std::max(0.0, sum.value());
  const bent_value bent{value, bias.value(), variance, scale_of(both) / (w * v)};
  estimate out{.value = std::clamp(value - bent.bias, 0.0, most), .method = method::miller_madow, .level = level};
  out.standard_error = std::sqrt(variance + std::max(0.0, bent.bias) / bent.scale);
  out.interval = estimating::chi_square_interval(bent, level);
  out.interval->upper = std::min(out.interval->upper, most);
  return out;
}

estimate count_cross_entropy(const categorical& first, const categorical& second, double level) {
  const pair both = read("count_cross_entropy", first, second, level);
  const side &p = both.p, &q = both.q;
  estimate out{.value = 0, .method = q.counted() ? method::zhang_grabchak : method::plug_in, .level = level};
  const bool missing = first_missing(both).has_value();
  if (missing && !q.counted()) {
    out.value = infinity;
    out.interval = interval{infinity, infinity};
    return out;
  }
  out.value = corrected_cross_entropy(both);
  if (!p.counted()) {  // P's entropy is known: the rest is KL
    const estimate kl = count_kl_divergence(first, second, level);
    const double entropy = out.value - corrected_kl(both);
    out.standard_error = kl.standard_error;
    out.interval = {entropy + kl.interval->lower, entropy + kl.interval->upper};
    return out;
  }
  const pair seen = missing ? merged(both).value_or(both) : both;
  if (first_missing(seen)) {  // nothing in common
    out.interval = {0, infinity};
    return out;
  }
  compensated_sum plain;
  for (std::size_t i = 0; i < p.shares.size(); ++i) {
    plain += seen.p.shares[i] > 0 ? -seen.p.shares[i] * std::log(seen.q.shares[i]) : 0;
  }
  const double value = corrected_cross_entropy(seen), bias = q.counted() ? plain.value() - value : 0;
  const double variance = variance_over(seen.p, [&](std::size_t i) { return std::log(seen.q.shares[i]); }) +
                          variance_over(seen.q, [&](std::size_t i) { return seen.p.shares[i] / seen.q.shares[i]; }) +
                          (q.counted() ? std::max(0.0, bias) / q.observations : 0);
  const double error = std::sqrt(variance), z = estimating::normal_quantile(level);
  if (!missing) {
    out.standard_error = error;
  }
  out.interval = {std::max(0.0, value - z * error), missing ? infinity : value + z * error};
  return out;
}

estimate count_mutual_information(std::span<const double> counts, std::size_t columns, double level) {
  constexpr const char* function = "count_mutual_information";
  check_level(function, level);
  if (columns == 0 || counts.size() % columns != 0) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} counts do not make rows of {} columns", counts.size(), columns));
  }
  const side table = read(function, "counts", {counts});
  std::vector<double> row(counts.size() / columns), column(columns);
  double cells = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    row[i / columns] += table.shares[i];
    column[i % columns] += table.shares[i];
    cells += table.shares[i] > 0;
  }
  const auto independent = [&](std::size_t i) { return row[i / columns] * column[i % columns]; };
  compensated_sum sum;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double p = table.shares[i], q = independent(i);
    sum += p > 0 ? p * std::log(p / q) - p + q : q;
  }
  const auto filled = [](const std::vector<double>& side) {
    return static_cast<double>(std::ranges::count_if(side, [](double share) { return share > 0; }));
  };
  const double n = table.observations, rows = filled(row), across = filled(column);
  const double value = std::max(0.0, sum.value()), bias = (cells - rows - across + 1) / (2 * n);
  const bent_value bent{
      value, bias, variance_over(table, [&](std::size_t i) { return std::log(table.shares[i] / independent(i)); }), n};
  estimate out{.value = std::max(0.0, value - bias), .method = method::miller_madow, .level = level};
  out.standard_error = std::sqrt(bent.variance + std::max(0.0, bias) / n);
  out.interval = estimating::chi_square_interval(bent, level);
  return out;
}

}  // namespace relent
