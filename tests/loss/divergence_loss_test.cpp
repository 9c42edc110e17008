#include "relent/loss/divergence_loss.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "kernel/half.hpp"
#include "loss/row_tools.hpp"

namespace relent::test {
namespace {

constexpr row_divergence all_measures[] = {
    row_divergence::forward_kl,      row_divergence::reverse_kl, row_divergence::jeffreys, row_divergence::js,
    row_divergence::total_variation, row_divergence::renyi,      row_divergence::alpha};

/// What was thrown, in words; empty where nothing was.
template <class Call>
std::string words_of(const Call& call) {
  try {
    call();
  } catch (const error& e) {
    return e.what();
  }
  return {};
}

using divergences = on_every_path;

TEST_P(divergences, lengths_around_the_vector_width_and_unaligned_rows) {
  for (const std::int64_t n : {1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 2047, 2048, 2049, 4111}) {
    const auto size = static_cast<std::size_t>(3 * n + 1);
    const std::vector<float> a = normal_numbers<float>(size, 1), b = normal_numbers<float>(size, 2);
    const std::vector<double> wide_a(a.begin(), a.end()), wide_b(b.begin(), b.end());
    for (const row_divergence measure : all_measures) {
      const loss_options how{.reduce = reduction::sum};
      std::vector<float> to(size, 7);
      std::vector<double> wide_to(size);
      const double found = divergence_loss({a.data() + 1, 3, n}, {b.data() + 1, 3, n}, {.measure = measure}, how,
                                           {.input = {to.data() + 1}});
      const double wide = divergence_loss({wide_a.data() + 1, 3, n}, {wide_b.data() + 1, 3, n}, {.measure = measure},
                                          how, {.input = {wide_to.data() + 1}});
      EXPECT_NEAR(found, wide, 2e-6 * std::abs(wide)) << n;
      EXPECT_EQ(to.front(), 7) << "nothing beside the row is touched";
      for (std::size_t i = 1; i < size; ++i) {
        EXPECT_NEAR(to[i], wide_to[i], 5e-6) << n << " " << i;
      }
    }
  }
}

TEST_P(divergences, gradients_of_softmax_add_up_to_nothing_and_the_threads_do_not_matter) {
  const std::int64_t rows = 70, classes = 2500;
  const std::vector<float> a = normal_numbers<float>(static_cast<std::size_t>(rows * classes), 3);
  const std::vector<float> b = normal_numbers<float>(a.size(), 4);
  for (const row_divergence measure : all_measures) {
    std::vector<float> to[3], of_target(a.size());
    double value[3];
    for (const int threads : {0, 1, 2}) {
      std::vector<float>& out = to[threads];
      out.resize(a.size());
      value[threads] = divergence_loss(rows_of(a, rows), rows_of(b, rows), {.measure = measure},
                                       {.reduce = reduction::batchmean, .threads = threads},
                                       {.input = {out.data()}, .target = {of_target.data()}});
    }
    EXPECT_EQ(value[0], value[1]);
    EXPECT_EQ(value[1], value[2]);
    EXPECT_EQ(to[0], to[1]);
    EXPECT_EQ(to[1], to[2]);
    double sum = 0;
    for (const float g : to[1]) {
      sum += static_cast<double>(g);
    }
    EXPECT_NEAR(sum, 0, 1e-5);
  }
}

TEST_P(divergences, in_place) {
  const std::vector<float> a = normal_numbers<float>(5000, 5), b = normal_numbers<float>(5000, 6);
  for (const row_divergence measure : all_measures) {
    std::vector<float> to_a(a.size()), to_b(a.size()), own_a = a, own_b = b;
    const double apart = divergence_loss(rows_of(a, 2), rows_of(b, 2), {.measure = measure}, {},
                                         {.input = {to_a.data()}, .target = {to_b.data()}});
    const double in_place = divergence_loss(rows_of(own_a, 2), rows_of(own_b, 2), {.measure = measure}, {},
                                            {.input = {own_a.data()}, .target = {own_b.data()}});
    EXPECT_EQ(apart, in_place);
    EXPECT_EQ(own_a, to_a);
    EXPECT_EQ(own_b, to_b);
  }
}

TEST_P(divergences, no_nan_out_of_masks_and_extremes) {
  const std::vector<std::vector<float>> rows{{1e4F, -1e4F, 0},    {-1e4F, 1e4F, 1}, {1, -inf, 2},       {3, 0, -inf},
                                             {-inf, 0, -inf},     {0, -inf, -inf},  {1e30F, 0, -1e30F}, {0, 0, 0},
                                             {-1e30F, -1e30F, 5}, {88, 89, 90}};
  for (const auto& x : rows) {
    for (const auto& t : rows) {
      for (const row_divergence measure : all_measures) {
        for (const double order : {0.5, 2.0}) {
          std::vector<float> to_x(3), to_t(3);
          const double value =
              divergence_loss(rows_of(x, 1), rows_of(t, 1), {.measure = measure, .alpha = order},
                              {.reduce = reduction::sum}, {.input = {to_x.data()}, .target = {to_t.data()}});
          EXPECT_GE(value, 0);
          for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_FALSE(std::isnan(to_x[i]) || std::isnan(to_t[i]));
            // A divergence beyond f32 may have gradients beyond it.
            EXPECT_TRUE((std::isfinite(to_x[i]) && std::isfinite(to_t[i])) || value > 1e37)
                << static_cast<int>(measure);
          }
        }
      }
    }
  }
}

TEST_P(divergences, nan_is_told_wherever_it_stands) {
  for (const std::size_t n : {5U, 33U, 200U}) {
    for (const std::size_t at : {std::size_t{0}, n / 2, n - 1}) {
      for (const bool in_target : {false, true}) {
        std::vector<float> a = normal_numbers<float>(3 * n, 3), b = normal_numbers<float>(3 * n, 4), to(3 * n);
        (in_target ? b : a)[n + at] = std::nanf("");
        for (const row_divergence measure : all_measures) {
          EXPECT_THROW((void)divergence_loss(rows_of(a, 3), rows_of(b, 3), {.measure = measure, .alpha = 2}, {},
                                             {.input = {to.data()}}),
                       error)
              << n << ' ' << at << ' ' << in_target << ' ' << static_cast<int>(measure);
        }
      }
    }
  }
}

/// Rows of three blocks and a rest whose blocks differ: each is raised by its own number.
std::vector<float> raised_blocks(unsigned seed, const std::vector<float>& by) {
  std::vector<float> x = normal_numbers<float>(6500, seed);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] += by[i / 2048];
  }
  return x;
}

TEST_P(divergences, greater_and_lesser_logits_block_after_block) {
  // Within what f32 has an exponential of.
  const std::vector<std::vector<float>> raises{{0, 3, 1, 5},   {0, 45, 0, 60},  {60, 0, 45, 30},
                                               {0, -60, 4, 0}, {-inf, 0, 1, 2}, {0, -inf, 0, -inf}};
  for (const auto& of_a : raises) {
    for (const auto& of_b : raises) {
      const std::vector<float> a = raised_blocks(31, of_a), b = raised_blocks(32, of_b);
      const std::vector<double> wide_a(a.begin(), a.end()), wide_b(b.begin(), b.end());
      for (const row_divergence measure : all_measures) {
        std::vector<float> to(a.size());
        std::vector<double> wide_to(a.size());
        const double found =
            divergence_loss(rows_of(a, 1), rows_of(b, 1), {.measure = measure}, {}, {.input = {to.data()}});
        const double wide = divergence_loss(rows_of(wide_a, 1), rows_of(wide_b, 1), {.measure = measure}, {},
                                            {.input = {wide_to.data()}});
        if (std::isinf(wide)) {
          EXPECT_EQ(found, wide);
        } else {
          EXPECT_NEAR(found, wide, 2e-6 * std::abs(wide)) << static_cast<int>(measure);
        }
        for (std::size_t i = 0; i < to.size(); ++i) {
          ASSERT_NEAR(to[i], wide_to[i], 5e-6 * std::max(1.0, std::isinf(wide) ? 1.0 : wide)) << i;
        }
      }
    }
  }
}

TEST_P(divergences, infinite_where_a_first_block_is_masked_whole) {
  const std::vector<float> whole = raised_blocks(37, {0, 0, 0, 0}), masked = raised_blocks(38, {-inf, 0, 0, 0});
  EXPECT_EQ(divergence_loss(rows_of(masked, 1), rows_of(whole, 1), {}), inf);
  EXPECT_EQ(divergence_loss(rows_of(whole, 1), rows_of(masked, 1), {.measure = row_divergence::reverse_kl}), inf);
  EXPECT_LT(divergence_loss(rows_of(whole, 1), rows_of(masked, 1), {}), 10);
}

TEST_P(divergences, rows_too_long_to_be_kept) {
  const std::vector<float> a = normal_numbers<float>(140001, 33), b = normal_numbers<float>(140001, 34);
  const std::vector<double> wide_a(a.begin(), a.end()), wide_b(b.begin(), b.end());
  for (const row_divergence measure : {row_divergence::forward_kl, row_divergence::js}) {
    const loss_options how{.reduce = reduction::sum};
    std::vector<float> to(a.size());
    std::vector<double> wide_to(a.size());
    const double found =
        divergence_loss(rows_of(a, 1), rows_of(b, 1), {.measure = measure}, how, {.input = {to.data()}});
    const double wide =
        divergence_loss(rows_of(wide_a, 1), rows_of(wide_b, 1), {.measure = measure}, how, {.input = {wide_to.data()}});
    EXPECT_NEAR(found, wide, 1e-6 * wide);
    for (std::size_t i = 0; i < to.size(); ++i) {
      ASSERT_NEAR(to[i], wide_to[i], 2e-9) << i;
    }
  }
}

TEST_P(divergences, of_every_pair_of_types) {
  constexpr std::int64_t rows = 3, classes = 101;
  const std::vector<float> from_a = normal_numbers<float>(rows * classes, 35, 3);
  const std::vector<float> from_b = normal_numbers<float>(rows * classes, 36, 3);
  const auto stored = [](const std::vector<float>& x, dtype type) {
    std::vector<double> room(x.size());
    kernel::narrow(x.data(), static_cast<std::int64_t>(x.size()), type, room.data());
    return room;
  };
  const auto wide = [](const std::vector<double>& stored_x, dtype type) {
    std::vector<double> out(stored_x.size());
    kernel::widen(stored_x.data(), type, static_cast<std::int64_t>(out.size()), out.data());
    return out;
  };
  for (const dtype type_a : {dtype::f64, dtype::f32, dtype::f16, dtype::bf16}) {
    for (const dtype type_b : {dtype::f64, dtype::f32, dtype::f16, dtype::bf16}) {
      const std::vector<double> a = stored(from_a, type_a), b = stored(from_b, type_b);
      const std::vector<double> wide_a = wide(a, type_a), wide_b = wide(b, type_b);
      for (const row_divergence measure : all_measures) {
        const loss_options how{.reduce = reduction::sum};
        std::vector<double> to(a.size()), wide_to(a.size());
        const double found = divergence_loss({a.data(), type_a, rows, classes}, {b.data(), type_b, rows, classes},
                                             {.measure = measure}, how, {.input = {to.data()}});
        const double expected = divergence_loss(rows_of(wide_a, rows), rows_of(wide_b, rows), {.measure = measure}, how,
                                                {.input = {wide_to.data()}});
        EXPECT_NEAR(found, expected, 1e-6 * expected);
        to = wide(to, type_a);
        for (std::size_t i = 0; i < to.size(); ++i) {
          const double unit = size_of(type_a) == 2 ? 0x1p-8 : 0;
          ASSERT_NEAR(to[i], wide_to[i], 5e-6 + unit * std::abs(wide_to[i])) << i;
        }
      }
    }
  }
}

/// Pairs of rows as training does not often see them: peaked, shifted, masked, nearly equal, sharing a peak or not.
struct awkward_pair {
  std::vector<float> a, b;
  bool near, flat;  ///< nearly equal; without a class that has nearly all of the mass
};

awkward_pair awkward_rows(std::mt19937_64& random) {
  const auto chosen = [&](const auto& from) { return from[random() % std::size(from)]; };
  const auto n = chosen(std::array<std::size_t, 7>{2, 3, 10, 33, 257, 1000, 2600});
  std::normal_distribution<double> noise;
  const double scale = chosen(std::array{1e-3, 0.3, 1.0, 4.0, 20.0, 80.0});
  awkward_pair out{.a = {}, .b = {}, .near = random() % 3 == 0, .flat = scale < 2};
  const double apart = out.near ? scale * std::pow(10, -1 - noise(random) * noise(random)) : scale;
  const double shift = chosen(std::array{0.0, 0.0, 7.0, -300.0, 4000.0});
  for (std::size_t i = 0; i < n; ++i) {
    const double x = scale * noise(random);
    out.a.push_back(static_cast<float>(x));
    out.b.push_back(static_cast<float>((out.near ? x : 0) + apart * noise(random)));
  }
  if (random() % 3 == 0) {
    out.flat = false;
    out.a[random() % n] += static_cast<float>(chosen(std::array{5.0, 20.0, 90.0}));
  }
  if (random() % 4 == 0) {
    const std::size_t i = random() % n, j = (i + 1) % n;
    out.a[i] = out.b[i] = -inf;
    out.a[j] = std::max(out.a[j], -1.0F);
  }
  for (float& x : out.b) {
    x += static_cast<float>(shift);
  }
  return out;
}

TEST_P(divergences, hold_their_bounds_over_awkward_rows) {
  std::mt19937_64 random(41);
  const loss_options how{.reduce = reduction::sum};
  for (int trial = 0; trial < 600; ++trial) {
    const awkward_pair rows = awkward_rows(random);
    const std::vector<double> wide_a(rows.a.begin(), rows.a.end()), wide_b(rows.b.begin(), rows.b.end());
    for (const row_divergence measure : all_measures) {
      std::vector<float> to(rows.a.size());
      std::vector<double> wide_to(rows.a.size());
      const double found =
          divergence_loss(rows_of(rows.a, 1), rows_of(rows.b, 1), {.measure = measure}, how, {.input = {to.data()}});
      const double wide = divergence_loss(rows_of(wide_a, 1), rows_of(wide_b, 1), {.measure = measure}, how,
                                          {.input = {wide_to.data()}});
      SCOPED_TRACE(std::to_string(trial) + ", measure " + std::to_string(static_cast<int>(measure)));
      if (std::isinf(wide)) {
        EXPECT_EQ(found, wide);
        continue;
      }
      const bool near = rows.near && rows.flat;
      const double beside = measure == row_divergence::total_variation ? 1e-12 : 1e-17;
      EXPECT_NEAR(found, wide, (near ? 1e-6 : 5e-6) * wide + beside);
      double largest = 0;
      for (const double g : wide_to) {
        largest = std::max(largest, std::abs(g));
      }
      const double bound = near && wide > 1e-12 ? 5e-6 * largest : 1e-6 * std::max(1.0, wide);
      for (std::size_t i = 0; i < to.size(); ++i) {
        ASSERT_NEAR(to[i], wide_to[i], bound) << i;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(paths, divergences, all_paths(), path_name);

TEST(divergence_loss, infinite_where_the_student_masks_what_the_teacher_has) {
  const std::vector<float> x{1, -inf, 2}, t{3, 0, 1};
  std::vector<float> to(3);
  EXPECT_EQ(divergence_loss(rows_of(x, 1), rows_of(t, 1), {}, {}, {.input = {to.data()}}), inf);
  EXPECT_GT(to[0], -1);
  EXPECT_TRUE(
      std::isfinite(divergence_loss(rows_of(x, 1), rows_of(t, 1), {.measure = row_divergence::reverse_kl}, {})));
}

TEST(divergence_loss, reductions) {
  const std::vector<double> a = normal_numbers<double>(40, 7), b = normal_numbers<double>(40, 8);
  const class_rows x = rows_of(a, 4), t = rows_of(b, 4);
  std::vector<double> each(4), gradient(40), expected(40);
  const double sum = divergence_loss(x, t, {}, {.reduce = reduction::none}, {.rows = each, .input = {expected.data()}});
  EXPECT_NEAR(sum, each[0] + each[1] + each[2] + each[3], 1e-15 * sum);
  const auto check = [&](loss_options how, double value, double divisor) {
    EXPECT_NEAR(divergence_loss(x, t, {}, how, {.input = {gradient.data()}}), value / divisor, 1e-15 * sum);
    for (std::size_t i = 0; i < 40; ++i) {
      EXPECT_NEAR(gradient[i], expected[i] / divisor, 1e-16);
    }
  };
  check({.reduce = reduction::sum}, sum, 1);
  check({.reduce = reduction::mean}, sum, 40);
  check({.reduce = reduction::batchmean}, sum, 4);
  check({.reduce = reduction::batchmean, .batch_size = 2}, sum, 2);
  check({.reduce = reduction::token_mean}, sum, 4);
}

TEST(divergence_loss, masked_rows_do_not_count_and_are_not_read) {
  std::vector<double> a = normal_numbers<double>(30, 9), b = normal_numbers<double>(30, 10);
  a[12] = std::nan("");
  const std::vector<std::uint8_t> mask{1, 0, 1};
  std::vector<double> each(3), to(30, 5);
  const loss_options how{.reduce = reduction::token_mean, .mask = mask};
  const double found = divergence_loss(rows_of(a, 3), rows_of(b, 3), {}, how, {.rows = each, .input = {to.data()}});
  EXPECT_NEAR(found, (each[0] + each[2]) / 2, 1e-15);
  EXPECT_EQ(each[1], 0);
  EXPECT_EQ(to[15], 0);
  const std::vector<std::uint8_t> none{0, 0, 0};
  EXPECT_EQ(divergence_loss(rows_of(a, 3), rows_of(b, 3), {}, {.reduce = reduction::token_mean, .mask = none}), 0);
}

TEST(divergence_loss, upstream_gradients) {
  const std::vector<double> a = normal_numbers<double>(30, 11), b = normal_numbers<double>(30, 12);
  std::vector<double> plain(30), scaled(30);
  const loss_options how{.reduce = reduction::none};
  const std::vector<double> upstream{2, 0, -3};
  (void)divergence_loss(rows_of(a, 3), rows_of(b, 3), {}, how, {.input = {plain.data()}});
  (void)divergence_loss(rows_of(a, 3), rows_of(b, 3), {}, how, {.upstream = upstream, .input = {scaled.data()}});
  for (std::size_t i = 0; i < 30; ++i) {
    EXPECT_NEAR(scaled[i], plain[i] * upstream[i / 10], 1e-15);
  }
}

TEST(divergence_loss, probabilities_and_log_probabilities) {
  const std::vector<double> a = normal_numbers<double>(9, 13), b = normal_numbers<double>(9, 14);
  std::vector<double> p(9), log_p(9);
  double total = 0;
  for (const double x : b) {
    total += std::exp(x);
  }
  for (std::size_t i = 0; i < 9; ++i) {
    p[i] = std::exp(b[i]) / total;
    log_p[i] = std::log(p[i]);
  }
  for (const row_divergence measure : all_measures) {
    const loss_options how{.reduce = reduction::sum, .strict = true};
    const double expected = divergence_loss(rows_of(a, 1), rows_of(b, 1), {.measure = measure}, how);
    EXPECT_NEAR(divergence_loss(rows_of(a, 1), rows_of(p, 1, row_content::probs), {.measure = measure}, how), expected,
                1e-14 * expected);
    EXPECT_NEAR(divergence_loss(rows_of(a, 1), rows_of(log_p, 1, row_content::log_probs), {.measure = measure}, how),
                expected, 1e-14 * expected);
  }
  // By differences: the derivative goes through the division by the sum.
  std::vector<double> to(9);
  const auto loss = [&] {
    return divergence_loss(rows_of(a, 1), rows_of(p, 1, row_content::probs), {.measure = row_divergence::js}, {},
                           {.target = {to.data()}});
  };
  (void)loss();
  const double slope = to[4];
  p[4] += 1e-6;
  const double up = loss();
  p[4] -= 2e-6;
  EXPECT_NEAR(slope, (up - loss()) / 2e-6, 1e-8);
}

TEST(divergence_loss, halves_are_computed_as_f32_and_rounded_once) {
  const std::vector<float> a = normal_numbers<float>(300, 15), b = normal_numbers<float>(300, 16);
  for (const dtype type : {dtype::bf16, dtype::f16}) {
    std::vector<std::uint16_t> half_a(300), half_b(300), to(300), expected(300);
    kernel::narrow(a.data(), 300, type, half_a.data());
    kernel::narrow(b.data(), 300, type, half_b.data());
    std::vector<float> wide_a(300), wide_b(300), wide_to(300);
    kernel::widen(half_a.data(), type, 300, wide_a.data());
    kernel::widen(half_b.data(), type, 300, wide_b.data());
    const double found =
        divergence_loss({half_a.data(), type, 3, 100}, {half_b.data(), type, 3, 100}, {}, {}, {.input = {to.data()}});
    // Added up in another order.
    const double wide = divergence_loss(rows_of(wide_a, 3), rows_of(wide_b, 3), {}, {}, {.input = {wide_to.data()}});
    EXPECT_NEAR(found, wide, 1e-7 * wide);
    kernel::narrow(wide_to.data(), 300, type, expected.data());
    for (std::size_t i = 0; i < 300; ++i) {
      EXPECT_LE(std::abs(to[i] - expected[i]), 1) << "one unit in the last place";
    }
  }
}

TEST(divergence_loss, temperature_squared) {
  const std::vector<double> a = normal_numbers<double>(30, 17), b = normal_numbers<double>(30, 18);
  std::vector<double> plain(30), squared(30);
  const double one = divergence_loss(rows_of(a, 3), rows_of(b, 3), {.temperature = 3}, {}, {.input = {plain.data()}});
  const double nine =
      divergence_loss(rows_of(a, 3), rows_of(b, 3), {.temperature = 3, .scale_by_temperature_squared = true}, {},
                      {.input = {squared.data()}});
  EXPECT_NEAR(nine, 9 * one, 1e-14);
  EXPECT_NEAR(squared[5], 9 * plain[5], 1e-15);
}

TEST(divergence_loss, one_row_for_all) {
  const std::vector<double> a = normal_numbers<double>(30, 19), b = normal_numbers<double>(10, 20);
  std::vector<double> repeated;
  for (int i = 0; i < 3; ++i) {
    repeated.insert(repeated.end(), b.begin(), b.end());
  }
  EXPECT_EQ(divergence_loss(rows_of(a, 3), {b.data(), dtype::f64, 3, 10, 0}, {}),
            divergence_loss(rows_of(a, 3), rows_of(repeated, 3), {}));
}

TEST(divergence_loss, says_what_is_wrong_and_where) {
  std::vector<float> a = normal_numbers<float>(30, 21), b = normal_numbers<float>(30, 22);
  const auto loss = [&](loss_options how = {}) { return divergence_loss(rows_of(a, 3), rows_of(b, 3), {}, how); };
  EXPECT_EQ(words_of([&] { return divergence_loss(rows_of(a, 3), rows_of(b, 5), {}); }),
            "divergence_loss: input has shape (3, 10), target has shape (5, 6), they must be the same");
  EXPECT_EQ(words_of([&] { return divergence_loss(rows_of(a, 3), rows_of(b, 3), {.temperature = 0}); }),
            "divergence_loss: temperature = 0, must be finite and above 0");
  EXPECT_EQ(words_of([&] { return divergence_loss(rows_of(a, 3), rows_of(b, 3), {.beta = 1}); }),
            "divergence_loss: beta = 1, must be between 0 and 1");
  b[14] = std::nanf("");
  EXPECT_EQ(words_of(loss), "divergence_loss: target row 1 holds NaN or +infinity");
  std::vector<double> each(3);
  std::vector<float> to(30);
  (void)divergence_loss(rows_of(a, 3), rows_of(b, 3), {}, {.nans = nan_policy::propagate},
                        {.rows = each, .input = {to.data()}});
  EXPECT_TRUE(std::isnan(each[1]) && std::isnan(to[10]) && !std::isnan(each[2]) && !std::isnan(to[25]));
  const double omitted = divergence_loss(rows_of(a, 3), rows_of(b, 3), {},
                                         {.reduce = reduction::token_mean, .nans = nan_policy::omit}, {.rows = each});
  EXPECT_NEAR(omitted, (each[0] + each[2]) / 2, 1e-15);
  b[14] = 0;
  std::fill(a.begin() + 20, a.end(), -inf);
  EXPECT_EQ(words_of(loss), "divergence_loss: input row 2 holds -infinity alone: every class is masked");
  a = normal_numbers<float>(30, 21);
  a[3] = inf;
  EXPECT_EQ(words_of(loss), "divergence_loss: input row 0 holds NaN or +infinity");
  const std::vector<std::uint8_t> mask(2);
  EXPECT_EQ(words_of([&] { return loss({.mask = mask}); }),
            "divergence_loss: mask has 2 elements, must have one a row (3)");
  std::vector<float> p{0.5F, 0.6F};
  EXPECT_EQ(words_of([&] {
              return divergence_loss(rows_of(p, 1, row_content::probs), rows_of(p, 1, row_content::probs), {},
                                     {.strict = true});
            }),
            "divergence_loss: target row 0 does not sum to 1");
  p[0] = -0.5F;
  EXPECT_EQ(words_of([&] {
              return divergence_loss(rows_of(p, 1, row_content::probs), rows_of(p, 1, row_content::probs), {});
            }),
            "divergence_loss: target row 0 holds NaN, +infinity or a negative probability");
}

TEST(divergence_loss, nothing_at_all) {
  EXPECT_EQ(divergence_loss(class_rows(static_cast<float*>(nullptr), 0, 5),
                            class_rows(static_cast<float*>(nullptr), 0, 5), {}),
            0);
}

TEST(names, are_known_or_refused) {
  EXPECT_EQ(row_divergence_of("jsd"), row_divergence::js);
  EXPECT_EQ(reduction_of("token_mean"), reduction::token_mean);
  EXPECT_EQ(words_of([] { return reduction_of("average"); }),
            "reduction 'average' is unknown; there are none, sum, mean, batchmean, token_mean");
}

}  // namespace
}  // namespace relent::test
