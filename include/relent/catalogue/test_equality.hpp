#pragma once

#include <string_view>

#include "relent/catalogue/operand.hpp"
#include "relent/estimate/equality_test.hpp"

namespace relent {

/// Do two operands that are data come from the same distribution? `test` is one of
///
///     auto           ad for numbers, g for counts and words, energy for rows of several numbers
///     ks, cvm, ad    Kolmogorov-Smirnov, Cramer-von Mises, Anderson-Darling: numbers, or counts in their order
///     chi_square, g  Pearson's and the likelihood ratio's: counts and words; numbers in about 2 n^(2/5) cells that
///                    hold equal shares of both together
///     fisher         Fisher's exact test, Freeman-Halton's for more than two categories: counts and words
///     permutation    numbers by Wasserstein-1, counts and words by G, dealt out at random
///     energy, mmd    numbers and rows of several: energy distance, maximum mean discrepancy, by permutations
///
/// Words are lined up by label, counts by place. Missing values are left out, and a note says how many.
///
/// Throws error(errc::unknown_name) for another test, error(errc::unsupported) with the reason for what is no data, for
/// kinds that do not go together and for a test that is not for theirs, error(errc::empty) for a side without values,
/// and what the test throws.
[[nodiscard]] equality_test test_equality(const operand& p, const operand& q, std::string_view test = "auto",
                                          const test_options& how = {});

/// Whether the two are data that `test_equality` takes.
[[nodiscard]] bool can_test_equality(const operand& p, const operand& q) noexcept;

}  // namespace relent
