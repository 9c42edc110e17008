#include "relent/transport/sliced_wasserstein.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "transport/entropic_cases.hpp"

namespace relent {
namespace {

using namespace transport_cases;

std::vector<double> moved(std::vector<double> points, const std::vector<double>& by) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] += by[i % by.size()];
  }
  return points;
}

TEST(sliced_wasserstein, of_a_translation_is_its_length_over_the_root_of_the_dimensions) {
  // W_2 along t is |<t, shift>|, whose mean square over the sphere is |shift|^2 / d.
  const std::vector<double> plane{3, 4};
  const std::vector<double> x = random_points(400, 2, 1);
  const estimate flat = sliced_wasserstein({}, {}, {x, 2}, {moved(x, plane), 2});
  EXPECT_NEAR(flat.value, 5 / std::sqrt(2), 1e-12);  // equal angles integrate the square of a cosine exactly
  const std::vector<double> shift{1, -2, 0.5, 0, 2, 1, 0, 3};
  const std::vector<double> u = random_points(300, 8, 2);
  const double known = std::sqrt(product(shift, shift) / 8);
  const estimate found = sliced_wasserstein({}, {}, {u, 8}, {moved(u, shift), 8}, {.directions = 500});
  EXPECT_NEAR(found.value, known, 0.03 * known);
  EXPECT_LT(found.interval->lower, known);
  EXPECT_GT(found.interval->upper, known);
}

TEST(sliced_wasserstein, intervals_hold_the_truth_as_often_as_they_say) {
  const std::vector<double> shift{1, 0, 0, 0, 0};
  const std::vector<double> x = random_points(20, 5, 3), y = moved(x, shift);
  int held = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    const estimate e = sliced_wasserstein({}, {}, {x, 5}, {y, 5}, {.level = 0.9, .seed = seed, .threads = 1});
    held += e.interval->lower <= std::sqrt(0.2) && std::sqrt(0.2) <= e.interval->upper ? 1 : 0;
  }
  EXPECT_GE(held, 340);
  EXPECT_LE(held, 385);
}

TEST(sliced_wasserstein, on_a_line_is_exact) {
  const std::vector<double> x{0, 1, 3}, y{5, 6, 8}, masses{0.2, 0.5, 0.3};
  EXPECT_NEAR(sliced_wasserstein(masses, masses, {x, 1}, {y, 1}, {.p = 3}).value, 5, 1e-14);
  const std::vector<double> a{0.5, 0.5}, places{0, 1}, one{0};
  EXPECT_NEAR(sliced_wasserstein(a, {}, {places, 1}, {one, 1}, {.p = 1}).value, 0.5, 1e-15);
  EXPECT_NEAR(sliced_wasserstein(a, {}, {places, 1}, {one, 1}, {.p = 2}).value, std::sqrt(0.5), 1e-15);
}

TEST(sliced_wasserstein, masses_are_repeated_points) {
  const std::vector<double> x = random_points(6, 3, 4), y = random_points(9, 3, 5);
  const std::vector<double> times{1, 3, 2, 0, 1, 2};
  std::vector<double> repeated;
  for (std::size_t i = 0; i < 6; ++i) {
    for (int k = 0; k < times[i]; ++k) {
      repeated.insert(repeated.end(), x.begin() + static_cast<std::ptrdiff_t>(3 * i),
                      x.begin() + static_cast<std::ptrdiff_t>(3 * i + 3));
    }
  }
  for (const double p : {1.0, 2.0, 2.5}) {
    EXPECT_NEAR(sliced_wasserstein(times, {}, {x, 3}, {y, 3}, {.p = p}).value,
                sliced_wasserstein({}, {}, {repeated, 3}, {y, 3}, {.p = p}).value, 1e-12);
  }
}

TEST(sliced_wasserstein, threads_change_no_bit_and_seeds_do) {
  const std::vector<double> x = random_points(50, 4, 6), y = random_points(50, 4, 7, 0.3);
  const auto value = [&](std::uint64_t seed, int threads) {
    return sliced_wasserstein({}, {}, {x, 4}, {y, 4}, {.seed = seed, .threads = threads}).value;
  };
  EXPECT_EQ(value(1, 1), value(1, 3));
  EXPECT_NE(value(1, 1), value(2, 1));
}

TEST(max_sliced_wasserstein, finds_the_way_of_a_translation) {
  const std::vector<double> shift{1, -2, 0.5, 0, 2};
  const std::vector<double> x = random_points(200, 5, 8);
  const double length = std::sqrt(product(shift, shift));
  for (const double p : {1.0, 2.0, 3.0}) {
    const max_sliced_result r = max_sliced_wasserstein({}, {}, {x, 5}, {moved(x, shift), 5}, {.p = p});
    EXPECT_NEAR(r.value, length, 1e-6);
    EXPECT_NEAR(std::abs(product(r.direction, shift)), length, 1e-6);
  }
  const std::vector<double> y = random_points(200, 5, 9);
  const sliced_options how{};
  EXPECT_GE(max_sliced_wasserstein({}, {}, {x, 5}, {y, 5}, how).value,
            sliced_wasserstein({}, {}, {x, 5}, {y, 5}, how).value);
}

TEST(sliced_wasserstein, refuses_by_name) {
  const std::vector<double> x{0, 1, 2, 3}, bad{0, std::nan(""), 1, 1};
  expect_refusal([&] { return sliced_wasserstein({}, {}, {bad, 2}, {x, 2}); }, "x[0][1]");
  expect_refusal([&] { return sliced_wasserstein({}, {}, {x, 2}, {x, 1}); }, "dimensions");
  expect_refusal([&] { return sliced_wasserstein({}, {}, {{}, 2}, {x, 2}); }, "empty");
  expect_refusal([&] { return sliced_wasserstein(x, {}, {x, 2}, {x, 2}); }, "masses");
  expect_refusal([&] { return sliced_wasserstein({}, {}, {x, 2}, {x, 2}, {.p = 0.5}); }, "p = 0.5");
  expect_refusal([&] { return sliced_wasserstein({}, {}, {x, 2}, {x, 2}, {.directions = 0}); }, "directions");
  expect_refusal([&] { return sliced_wasserstein({}, {}, {x, 2}, {x, 2}, {.level = 1}); }, "level");
}

}  // namespace
}  // namespace relent
