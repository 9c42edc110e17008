#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "relent/core/summation.hpp"
#include "relent/estimate/count_divergence.hpp"

#include "estimate/chi_square_interval.hpp"

namespace relent::estimating {

/// One side, read: shares, and the observations behind them (0: a model).
struct categorical_side {
  std::vector<double> shares;
  double observations = 0;

  [[nodiscard]] bool counted() const noexcept { return observations > 0; }
  [[nodiscard]] double count(std::size_t i) const noexcept { return std::nearbyint(shares[i] * observations); }
};

/// Throws what count_divergence.hpp says.
[[nodiscard]] categorical_side read_categorical(const char* function, std::string_view argument,
                                                const category_list& given);

struct categorical_pair {
  categorical_side p, q;
};

/// Of the same length, at least one of them counted.
[[nodiscard]] categorical_pair read_categorical(const char* function, const category_list& p, const category_list& q,
                                                double level);

/// The variance of sum share * value over one counted side.
template <class Value>
double variance_over(const categorical_side& s, const Value& value) {
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

/// What an entropy by digamma functions is short of by a category that can expect mu observations and was not seen: mu
/// E_1(mu) e^mu / n, which on average over samples, seen in or not, is exactly it. Where mu is large the category would
/// have been seen, were it there at all: nothing.
[[nodiscard]] double unseen_term(double mu, double n);

/// How many observations a difference of the two is worth.
[[nodiscard]] double scale_of(const categorical_pair& both);

/// Whether Q has nothing of something that P shows.
[[nodiscard]] bool has_missing(const categorical_pair& both);

/// How many observations each category can expect on the smaller counted side, by the model or by both sides together.
[[nodiscard]] sparse_categories sparse(const categorical_pair& both);

/// The same question of coarser categories, which can only lower a divergence, so that Q has an observation in each
/// where P shows something; nothing where Q has none of what P shows.
[[nodiscard]] std::optional<categorical_pair> merged(const categorical_pair& both);

}  // namespace relent::estimating
