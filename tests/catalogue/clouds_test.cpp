#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/answer.hpp"
#include "relent/core/error.hpp"
#include "relent/estimate/rows_discrepancy.hpp"
#include "relent/transport/emd.hpp"

namespace relent {
namespace {

operand cloud_of_normals(std::size_t n, std::size_t d, unsigned seed, double shift = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> draw;
  joint_samples out;
  out.rows = matrix(n, d);
  for (double& x : out.rows.values) {
    x = draw(random);
  }
  for (std::size_t i = 0; i < n; ++i) {
    out.rows(i, 0) += shift;
  }
  return {"rows", std::move(out)};
}

const matrix& rows(const operand& o) { return std::get<joint_samples>(o.content).rows; }

estimate asked(const std::string& measure, const operand& p, const operand& q) {
  return ask({.measures = {measure}, .serial = true}, p, &q).answers.front().estimate;  // serial: no test of equality
}

bool says(const estimate& e, std::string_view words) {
  for (const std::string& note : e.notes) {
    if (note.find(words) != std::string::npos) {
      return true;
    }
  }
  return false;
}

TEST(clouds, have_the_distance_of_the_cheapest_plan) {
  const operand p = cloud_of_normals(60, 3, 1), q = cloud_of_normals(50, 3, 2, 2);
  const std::vector<double> a(60, 1.0 / 60), b(50, 1.0 / 50);
  const point_cloud x{rows(p).values, 3}, y{rows(q).values, 3};
  EXPECT_NEAR(asked("wasserstein", p, q).value, emd(a, b, x, y).cost, 1e-13);
  EXPECT_NEAR(asked("w2", p, q).value, std::sqrt(emd(a, b, x, y, {metric::squared_euclidean}).cost), 1e-13);
  EXPECT_NEAR(asked("energy", p, q).value, std::sqrt(energy_discrepancy({rows(p)}, {rows(q)}).value), 1e-13);
  EXPECT_EQ(asked("w1", p, q).method, method::plug_in);
  EXPECT_TRUE(says(asked("w1", p, q), "the cheapest plan"));
  EXPECT_NEAR(asked("w1", p, p).value, 0, 1e-12);
}

TEST(clouds, weights_and_missing_rows_count) {
  operand p = cloud_of_normals(3, 2, 1);
  const operand q = cloud_of_normals(4, 2, 2);
  auto& data = std::get<joint_samples>(p.content);
  data.weights = {2, 0, 6};
  data.missing = 5;
  const std::vector<double> a{0.25, 0, 0.75}, b(4, 0.25);
  const estimate found = asked("w1", p, q);
  EXPECT_NEAR(found.value, emd(a, b, {rows(p).values, 2}, {rows(q).values, 2}).cost, 1e-14);
  EXPECT_TRUE(says(found, "5"));
  data.weights = {0, 0, 0};
  EXPECT_THROW(static_cast<void>(asked("w1", p, q)), error);
}

TEST(clouds, of_many_rows_are_sliced_and_say_so) {
  const operand p = cloud_of_normals(20000, 2, 1), q = cloud_of_normals(10000, 2, 2, 3);
  for (const char* measure : {"w1", "w2"}) {
    const estimate found = asked(measure, p, q);
    EXPECT_EQ(found.method, method::monte_carlo);
    EXPECT_TRUE(says(found, "sliced over 500 directions"));
    EXPECT_NEAR(found.value, 3, 0.05) << "a shift counts by its length";
    ASSERT_TRUE(found.interval);
    EXPECT_LE(found.interval->lower, found.value);
  }
}

TEST(clouds, meet_clouds_of_as_many_columns) {
  const operand p = cloud_of_normals(5, 2, 1), q = cloud_of_normals(5, 3, 2);
  const operand line{"x", samples{{1, 2, 3}}}, known = parse_operand("mvnormal([0,0], [[1,0],[0,1]])", {});
  const auto refused = [&](const operand& other) -> std::string {
    try {
      static_cast<void>(asked("w1", p, other));
    } catch (const error& e) {
      return e.what();
    }
    return "nothing";
  };
  EXPECT_NE(refused(q).find("rows of 2 numbers and q of 3"), std::string::npos) << refused(q);
  EXPECT_NE(refused(line).find("name as many columns"), std::string::npos) << refused(line);
  EXPECT_NE(refused(known).find("name as many columns"), std::string::npos) << refused(known);
}

}  // namespace
}  // namespace relent
