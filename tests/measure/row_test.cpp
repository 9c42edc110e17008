// What holds for every measure that reads rows: types, strides, threads, long rows, refusals.
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "relent/core/error.hpp"
#include "relent/measure/cross_entropy.hpp"
#include "relent/measure/entropy.hpp"
#include "relent/measure/jeffreys_divergence.hpp"
#include "relent/measure/js_divergence.hpp"
#include "relent/measure/kl_divergence.hpp"
#include "relent/measure/self_information.hpp"
#include "relent/measure/total_variation.hpp"

#include "measure/golden_file.hpp"
#include "measure/random_masses.hpp"

namespace relent::test {
namespace {

const parameters scaled{.mode = mass_mode::normalise};

std::string refusal(const rule& measure, const row_view& p, const row_view& q, errc code, const parameters& how = {}) {
  try {
    (void)measure.value(p, q, how);
  } catch (const error& e) {
    EXPECT_EQ(e.code(), code);
    return e.what();
  }
  return "not refused";
}

TEST(rows, of_1e7_masses_keep_the_accuracy_of_short_ones) {
  for (const auto& field : golden_lines("long_rows")) {
    const auto repeated = [&](const std::string& text) {
      const std::vector<double> once = numbers(text);
      std::vector<double> row;
      row.reserve(once.size() * std::stoul(field.at(1)));
      for (std::size_t k = 0; k < std::stoul(field.at(1)) && !once.empty(); ++k) {
        row.insert(row.end(), once.begin(), once.end());
      }
      return row;
    };
    const std::vector<double> p = repeated(field.at(2)), q = repeated(field.at(3));
    const double got = field[0] == "entropy"         ? entropy(p)
                       : field[0] == "kl_divergence" ? kl_divergence(p, q)
                                                     : js_divergence(p, q);
    const double want = std::strtod(field.at(4).c_str(), nullptr);
    EXPECT_LE(relative_error(got, want), std::strtod(field.at(5).c_str(), nullptr)) << field[0] << " " << want;
  }
}

TEST(rows, have_the_same_bits_on_any_number_of_threads) {
  std::vector<double> p(300'001), q(p.size()), one(p.size()), other(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    p[i] = 1 + std::sin(static_cast<double>(i));
    q[i] = 1 + std::cos(static_cast<double>(i * i % 1013));
  }
  for (const rule* r : {&rules::kl_divergence, &rules::js_divergence, &rules::total_variation, &rules::cross_entropy}) {
    parameters how{.mode = mass_mode::normalise, .threads = 1};
    const double alone = r->value(p, q, how);
    r->gradient(p, q, how, one.data(), nullptr);
    for (const int threads : {2, 3, 0}) {
      how.threads = threads;
      EXPECT_EQ(std::bit_cast<std::uint64_t>(r->value(p, q, how)), std::bit_cast<std::uint64_t>(alone));
      r->gradient(p, q, how, other.data(), nullptr);
      EXPECT_EQ(one, other);
    }
  }
}

RC_GTEST_PROP(rows, give_the_same_bits_strided_and_contiguous, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 40);
  const auto stride = *rc::gen::inRange<std::size_t>(2, 5);
  const auto p = *weights(n), q = *weights(n, 0);
  std::vector<double> spread(n * stride, -1);
  for (std::size_t i = 0; i < n; ++i) {
    spread[i * stride] = p[i];
  }
  const row_view strided(spread.data(), dtype::f64, static_cast<std::int64_t>(n), static_cast<std::int64_t>(stride));
  const row_view backwards(p.data() + n - 1, dtype::f64, static_cast<std::int64_t>(n), -1);
  const std::vector<double> turned(p.rbegin(), p.rend());
  for (const rule* r : {&rules::kl_divergence, &rules::js_divergence, &rules::jeffreys_divergence, &rules::entropy}) {
    RC_ASSERT(r->value(strided, q, scaled) == r->value(p, q, scaled));
    RC_ASSERT(r->value(backwards, q, scaled) == r->value(turned, q, scaled));
  }
}

RC_GTEST_PROP(rows, of_f32_give_what_their_values_give_in_f64, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 40);
  const auto p = *weights(n), q = *weights(n, 0);
  const std::vector<float> p32(p.begin(), p.end()), q32(q.begin(), q.end());
  const std::vector<double> p64(p32.begin(), p32.end()), q64(q32.begin(), q32.end());
  RC_PRE(std::any_of(p64.begin(), p64.end(), [](double x) { return x > 0; }));
  for (const rule* r : {&rules::kl_divergence, &rules::js_divergence, &rules::jeffreys_divergence, &rules::entropy}) {
    RC_ASSERT(r->value(p32, q32, scaled) == r->value(p64, q64, scaled));
  }
}

// Every pattern of sixteen bits, one at a time, against the definition of the two formats.
TEST(rows, of_half_types_are_read_exactly) {
  const parameters as_given{.mode = mass_mode::generalised};
  const double one = 1;
  for (std::uint32_t bits = 0; bits < 0x8000U; ++bits) {
    const auto pattern = static_cast<std::uint16_t>(bits);
    const int half_exponent = static_cast<int>(bits >> 10);
    const double half =
        half_exponent == 0 ? std::ldexp(bits & 0x3ffU, -24) : std::ldexp((bits & 0x3ffU) + 1024.0, half_exponent - 25);
    if (half_exponent < 31) {
      const double got = total_variation({&pattern, dtype::f16, 1}, {&one, dtype::f64, 1}, as_given);
      ASSERT_EQ(got, std::abs(half - 1) / 2) << bits;
    }
    const int brain_exponent = static_cast<int>(bits >> 7);
    const double brain =
        brain_exponent == 0 ? std::ldexp(bits & 0x7fU, -133) : std::ldexp((bits & 0x7fU) + 128.0, brain_exponent - 134);
    if (brain_exponent < 255) {
      const double got = total_variation({&pattern, dtype::bf16, 1}, {&one, dtype::f64, 1}, as_given);
      ASSERT_EQ(got, std::abs(brain - 1) / 2) << bits;
    }
  }
  for (const auto& [pattern, type] : {std::pair{std::uint16_t{0x7c00}, dtype::f16},
                                      {0x7e00, dtype::f16},
                                      {0xbc00, dtype::f16},
                                      {0x7f80, dtype::bf16},
                                      {0xffc0, dtype::bf16}}) {
    EXPECT_THROW((void)total_variation({&pattern, type, 1}, {&one, dtype::f64, 1}, as_given), error) << pattern;
  }
}

TEST(rows, are_refused_with_the_first_bad_element) {
  const std::vector<double> p{0.5, 0.5}, longer{0.5, 0.25, 0.25}, none;
  const rule& kl = rules::kl_divergence;
  EXPECT_EQ(refusal(kl, p, std::vector{1.1, -0.1}, errc::invalid_value), "kl_divergence: q[1] = -0.1, must be >= 0");
  EXPECT_EQ(refusal(kl, std::vector{0.5, std::nan("")}, p, errc::invalid_value),
            "kl_divergence: p[1] = nan, must be finite and >= 0");
  EXPECT_EQ(refusal(kl, std::vector{HUGE_VAL, -1.0}, p, errc::invalid_value),
            "kl_divergence: p[0] = inf, must be finite and >= 0");
  EXPECT_EQ(refusal(kl, p, longer, errc::shape_mismatch),
            "kl_divergence: p has 2 masses and q has 3, must be equally many");
  EXPECT_EQ(refusal(kl, none, none, errc::empty), "kl_divergence: p is empty, must have at least one mass");
  EXPECT_EQ(refusal(kl, p, std::vector{0.75, 0.5}, errc::not_normalised),
            "kl_divergence: q sums to 1.25, must be 1 within 3.6e-15; normalise it or ask for the generalised form");
  EXPECT_EQ(refusal(kl, std::vector{0.0, 0.0}, p, errc::not_normalised, scaled),
            "kl_divergence: p sums to 0, must have a mass above 0 to be normalised");
  EXPECT_EQ(refusal(rules::js_divergence, p, p, errc::out_of_range, {.weight = 1}),
            "js_divergence: weight = 1, must be above 0 and below 1");
  EXPECT_EQ(refusal(rules::self_information, std::vector{0.5, 1.5}, {}, errc::invalid_value),
            "self_information: p[1] = 1.5, must be <= 1");
}

TEST(rows, may_miss_one_by_the_rounding_of_their_type) {
  const std::vector<float> thirds(3, 1.0F / 3), tenths(10, 0.1F);
  EXPECT_NEAR(entropy(thirds), std::log(3), 1e-12);
  EXPECT_NEAR(entropy(tenths), std::log(10), 1e-12);
  EXPECT_EQ(
      refusal(rules::entropy, std::vector{0.3333333, 0.3333333, 0.3333333}, {}, errc::not_normalised).substr(0, 16),
      "entropy: p sums ");
}

TEST(rows, take_minus_zero_for_zero) {
  EXPECT_EQ(kl_divergence(std::vector{1.0, -0.0}, std::vector{0.5, 0.5}), std::log(2));
  EXPECT_EQ(kl_divergence(std::vector{0.5, 0.5}, std::vector{1.0, -0.0}), HUGE_VAL);
}

}  // namespace
}  // namespace relent::test
