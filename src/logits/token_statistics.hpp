#pragma once

#include <functional>
#include <span>
#include <vector>

#include "relent/logits/compare_logits.hpp"

namespace relent::logits {

/// The mean of a number that every token of a text has, with both standard errors and the interval. An infinite mean
/// has none of them, a single token neither.
[[nodiscard]] token_mean mean_of(std::span<const double> tokens, double level);

/// The share of ones, with Wilson's interval for as many independent tokens as these are worth.
[[nodiscard]] token_mean share_of(std::span<const double> zeros_and_ones, double level);

/// `value` of a mean, with errors of slope times the mean's and an interval of both ends' values. For a rising
/// function.
[[nodiscard]] token_mean transformed(const token_mean& of, double slope, const std::function<double(double)>& value);

/// The spread of the tokens; none of them may be NaN, and there must be one.
[[nodiscard]] token_spread spread_of(std::vector<double> tokens);

/// Its places, in the order of the fields, each with the share of tokens below it.
struct spread_place {
  double token_spread::*field;
  double share;
  const char* label;
};
[[nodiscard]] std::span<const spread_place> spread_places() noexcept;

/// The positive, finite ones in steps of a tenth of a decade; at most 400 bars, the first of which takes all below it.
[[nodiscard]] std::vector<token_bar> bars_of(std::span<const double> tokens);

/// What the likelihoods of the predicted tokens tell. Log-probabilities of the tokens that are known.
[[nodiscard]] likelihood_comparison compare_likelihoods(std::span<const double> teacher,
                                                        std::span<const double> student, double level);

/// The same, and KL as llama.cpp sums it, by its formulas. `kl` of the tokens that are known.
[[nodiscard]] llama_statistics as_llama_does(std::span<const double> teacher, std::span<const double> student,
                                             std::span<const double> kl, std::span<const double> same_top);

}  // namespace relent::logits
