#include "estimate/categorical_pair.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/count_profile.hpp"

namespace relent::estimating {
namespace {

/// Sets of categories to be taken as one, so that Q has an observation in each where P shows something; nothing where Q
/// has none of what P shows. Categories are told apart only by how much both sides have together (or a model expects),
/// which under equality says nothing of how they share it: sets that are chosen for what Q lacks would make the two
/// look apart. All that lie within a factor of two go together where one of them is missing, then the next larger (or
/// smaller) until Q has one.
std::optional<std::vector<std::vector<std::size_t>>> coarser(const categorical_pair& both) {
  // A model's masses alone say how much to expect: the counts beside them would make the choice depend on Q again.
  const auto size_of = [&](std::size_t i) {
    return both.p.counted() ? both.p.count(i) + both.q.count(i) : both.p.shares[i] * both.q.observations;
  };
  struct member {
    std::size_t at;
    double together;
  };
  std::vector<member> order;
  for (std::size_t i = 0; i < both.p.shares.size(); ++i) {
    if (const double together = size_of(i); together > 0) {
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

}  // namespace

double unseen_term(double mu, double n) {
  constexpr double would_be_seen = 10;
  return mu < would_be_seen ? mu * scaled_exponential_integral(mu) / n : 0;
}

categorical_side read_categorical(const char* function, std::string_view argument, const category_list& given) {
  categorical_side out{{given.values.begin(), given.values.end()}};
  compensated_sum sum;
  for (std::size_t i = 0; i < out.shares.size(); ++i) {
    const double v = out.shares[i];
    if (given.counted ? !is_count(v) : !(v >= 0) || std::isinf(v)) {
      throw bad_value(function, argument, static_cast<std::int64_t>(i), v, given.counted ? count_bound : "a mass >= 0");
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
    throw nothing_observed(function, argument);
  }
  for (double& v : out.shares) {
    v /= total;
  }
  return out;
}

categorical_pair read_categorical(const char* function, const category_list& p, const category_list& q, double level) {
  check_level(function, level);
  if (p.values.size() != q.values.size()) {
    throw error(
        errc::shape_mismatch, function,
        fmt::format("p has {} and q has {} categories; they must be the same", p.values.size(), q.values.size()));
  }
  if (!p.counted && !q.counted) {
    throw error(errc::unsupported, function, "p and q are both models; nothing is to be estimated");
  }
  return {read_categorical(function, "p", p), read_categorical(function, "q", q)};
}

double scale_of(const categorical_pair& both) {
  const double n = both.p.observations, m = both.q.observations;
  return n == 0 ? m : m == 0 ? n : n / (n + m) * m;
}

bool has_missing(const categorical_pair& both) {
  for (std::size_t i = 0; i < both.p.shares.size(); ++i) {
    if (both.p.shares[i] > 0 && both.q.shares[i] == 0) {
      return true;
    }
  }
  return false;
}

sparse_categories sparse(const categorical_pair& both) {
  const categorical_side &p = both.p, &q = both.q;
  const double n = p.observations, m = q.observations;
  sparse_categories out;
  for (std::size_t i = 0; i < p.shares.size(); ++i) {
    const double together = n + m, share = !p.counted()   ? p.shares[i]
                                           : !q.counted() ? q.shares[i]
                                                          : n / together * p.shares[i] + m / together * q.shares[i];
    if (share > 0) {
      out.add(share * (!p.counted() ? m : !q.counted() ? n : std::min(n, m)));
    }
  }
  return out;
}

std::optional<categorical_pair> merged(const categorical_pair& both) {
  const auto sets = coarser(both);
  if (!sets) {
    return std::nullopt;
  }
  categorical_pair out{{{}, both.p.observations}, {{}, both.q.observations}};
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

}  // namespace relent::estimating
