#include "relent/estimate/transfer_entropy.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "estimate/dependence_data.hpp"

namespace relent {
namespace {

/// x is noise, and y remembers itself and x of `delay` steps before: T = 1/2 log(1 + 0.6^2 / 0.5^2).
matrix coupled(std::size_t n, std::size_t delay, std::uint64_t seed) {
  matrix out(n, 2);
  counter_stream bits(seed, 0);
  for (std::size_t t = 0; t < n; ++t) {
    out(t, 0) = bits.normal();
    out(t, 1) = (t > 0 ? 0.5 * out(t - 1, 1) : 0) + (t >= delay ? 0.6 * out(t - delay, 0) : 0) + 0.5 * bits.normal();
  }
  return out;
}

const double true_transfer = 0.5 * std::log(1 + 0.36 / 0.25);

TEST(TransferEntropy, GoesTheWayTheInfluenceDoes) {
  const matrix series = coupled(4000, 1, 1), x = test::column(series, 0), y = test::column(series, 1);
  const estimate there = transfer_entropy(x, y), back = transfer_entropy(y, x);
  EXPECT_NEAR(there.value, true_transfer, 0.06);
  EXPECT_NEAR(back.value, 0, 0.04);
  EXPECT_LT(there.interval->lower, true_transfer);
  EXPECT_GT(there.interval->upper, 0.9 * true_transfer);
  EXPECT_EQ(back.interval->lower, 0);
}

TEST(TransferEntropy, FindsTheDelayAndTakesLongerPasts) {
  const matrix series = coupled(2000, 3, 2), x = test::column(series, 0), y = test::column(series, 1);
  EXPECT_NEAR(transfer_entropy(x, y, {.delay = 3}).value, true_transfer, 0.09);
  EXPECT_NEAR(transfer_entropy(x, y, {.delay = 1}).value, 0, 0.05);
  EXPECT_GT(transfer_entropy(x, y, {.source_lags = 3, .target_lags = 2}).value, 0.15);
}

TEST(TransferEntropy, ShiftsTellInfluenceFromNone) {
  const matrix series = coupled(300, 1, 3), x = test::column(series, 0), y = test::column(series, 1);
  EXPECT_EQ(transfer_p_value(x, y, 49), 0.02);
  EXPECT_GT(transfer_p_value(y, x, 49), 0.05);
}

TEST(TransferEntropy, IntervalsHoldTheTruth) {
  int held = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const matrix series = coupled(1000, 1, seed);
    const estimate found = transfer_entropy(test::column(series, 0), test::column(series, 1));
    held += found.interval->lower <= true_transfer && true_transfer <= found.interval->upper ? 1 : 0;
  }
  EXPECT_GE(held, 90);
}

TEST(TransferEntropy, RefusesWhatCannotBe) {
  const auto said = [](const transfer_options& how) {
    try {
      const matrix series = coupled(6, 1, 1);
      static_cast<void>(transfer_entropy(test::column(series, 0), test::column(series, 1), how));
    } catch (const error& e) {
      return std::string(e.what());
    }
    return std::string("nothing");
  };
  EXPECT_EQ(said({.source_lags = 0}), "transfer_entropy: source_lags = 0, must be >= 1");
  EXPECT_EQ(said({.delay = 4}),
            "transfer_entropy: 6 moments less 4 of past are too few for 3 neighbours; 8 are the least");
  EXPECT_EQ(said({}), "nothing");
}

}  // namespace
}  // namespace relent
