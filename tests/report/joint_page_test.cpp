#include <cmath>
#include <numbers>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/catalogue/parse_joint_family.hpp"
#include "relent/joint/joint_distribution.hpp"
#include "relent/report/joint_fits.hpp"

#include "report/overlay_chart.hpp"
#include "report/plane_chart.hpp"
#include "report/plane_picture.hpp"

namespace relent {
namespace {

using report::plane_outline;
using report::plane_ring;
using report::planes_picture;

joint_distribution joint(const char* text) { return std::get<joint_distribution>(parse_any_distribution(text)); }

/// Positive where the inside is to the left.
double enclosed(const plane_ring& ring) {
  double out = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto &a = ring[i], &b = ring[(i + 1) % ring.size()];
    out += (a[0] * b[1] - a[1] * b[0]) / 2;
  }
  return out;
}

double enclosed(const std::vector<plane_ring>& rings) {
  double out = 0;
  for (const plane_ring& ring : rings) {
    out += enclosed(ring);
  }
  return out;
}

TEST(joint_page, a_contour_has_the_area_and_its_holes) {
  constexpr std::size_t n = 201;
  matrix ring(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double x = -3 + 6.0 * static_cast<double>(j) / (n - 1), y = -3 + 6.0 * static_cast<double>(i) / (n - 1);
      const double r = std::hypot(x, y);
      ring(i, j) = 1 - std::abs(r - 1.5);  // above 0.5 between 1 and 2
    }
  }
  const std::vector<plane_ring> rings = report::contour_of(ring, {-3, 3}, {-3, 3}, 0.5);
  ASSERT_EQ(rings.size(), 2U);
  EXPECT_NEAR(enclosed(rings), std::numbers::pi * 3, 1e-2);
  EXPECT_LT(std::min(enclosed(rings[0]), enclosed(rings[1])), 0);  // the hole runs the other way
  // All of the grid: its own border closes the ring.
  matrix flat(n, n);
  flat.values.assign(n * n, 1.0);
  const std::vector<plane_ring> whole = report::contour_of(flat, {-3, 3}, {-3, 3}, 0.5);
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_GT(enclosed(whole), 36);
  EXPECT_LT(enclosed(whole), 36.5);
}

TEST(joint_page, ellipses_and_contours_of_a_normal_agree) {
  const joint_distribution normal = joint("mvnormal([1, -2], [[4, 1.2], [1.2, 1]])");
  const double root = std::sqrt(4 * 1 - 1.2 * 1.2);
  const planes_picture drawn = report::draw_planes(normal, std::vector<joint_distribution>{normal});
  ASSERT_EQ(drawn.planes.size(), 1U);
  const report::plane_picture& plane = drawn.planes.front();
  ASSERT_EQ(plane.models.front().how, plane_outline::ellipses);
  ASSERT_EQ(plane.models.front().rings.size(), 2U);
  ASSERT_EQ(plane.contours.size(), 3U);
  for (const std::size_t k : {0U, 1U, 2U}) {
    const double deviations = static_cast<double>(k) + 1, area = std::numbers::pi * deviations * deviations * root;
    if (k < 2) {
      EXPECT_NEAR(enclosed(plane.models.front().rings[k]), area, 2e-3 * area);
    }
    EXPECT_NEAR(enclosed(plane.contours[k]), area, 3e-2 * area);
  }
  EXPECT_TRUE(plane.points.empty());
}

TEST(joint_page, the_plane_of_two_of_three_numbers_is_their_own) {
  const joint_distribution three = joint("mvnormal([1, 5, -2], [[4, 0.3, 1.2], [0.3, 2, 0], [1.2, 0, 1]])");
  const planes_picture drawn = report::draw_planes(three, std::vector<joint_distribution>{three});
  ASSERT_EQ(drawn.planes.size(), 3U);
  EXPECT_EQ(drawn.planes[1].columns, (std::array<std::size_t, 2>{0, 2}));
  EXPECT_NEAR(enclosed(drawn.planes[1].models[0].rings[0]), std::numbers::pi * std::sqrt(4 - 1.44), 2e-2);
  EXPECT_NEAR(enclosed(drawn.planes[1].contours[0]), std::numbers::pi * std::sqrt(4 - 1.44), 0.2);
  // Five numbers: the planes of the first four.
  const joint_distribution five = joint("mvnormal_diagonal([0,1,2,3,4], [1,2,3,4,5])");
  EXPECT_EQ(report::draw_planes(five, std::vector<joint_distribution>{five}).planes.size(), 6U);
}

TEST(joint_page, what_is_not_normal_has_contours_and_what_has_no_plane_its_moments) {
  const joint_distribution t = joint("mv_student_t(3, [0, 0], [[1, 0.5], [0.5, 2]])");
  // The ellipse of this share under a Student distribution in the plane: squared distance df (u^(-2/df) - 1), u
  // outside.
  const double outside = 1 - report::plane_shares[0], distance = 3 * (std::pow(outside, -2.0 / 3) - 1);
  const planes_picture drawn = report::draw_planes(t, std::vector<joint_distribution>{t});
  EXPECT_EQ(drawn.planes[0].models[0].how, plane_outline::contours);
  const double area = std::numbers::pi * distance * std::sqrt(1 * 2 - 0.25);
  EXPECT_NEAR(enclosed(drawn.planes[0].contours[0]), area, 0.05 * area);
  const joint_distribution shares = joint("dirichlet([2, 3, 4])");
  const planes_picture points = report::draw_planes(shares, std::vector<joint_distribution>{shares});
  EXPECT_TRUE(points.draws);
  EXPECT_EQ(points.planes[0].models[0].how, plane_outline::moments);
  EXPECT_EQ(points.planes[0].points.size(), 1000U);
}

TEST(joint_page, what_is_too_thin_for_a_grid_is_drawn_by_its_points) {
  for (const char* thin : {"mvnormal_low_rank([0, 0], [[1], [1]], [1e-18, 1e-18])",
                           "mvnormal([0, 0], [[1, 0.999999999], [0.999999999, 1]])"}) {
    const joint_distribution line = joint(thin);
    const planes_picture drawn = report::draw_planes(line, std::vector<joint_distribution>{line});
    EXPECT_TRUE(drawn.draws) << thin;
    EXPECT_EQ(drawn.planes[0].points.size(), 3000U) << thin;
    EXPECT_EQ(drawn.planes[0].models[0].how, plane_outline::ellipses) << thin;
  }
  // A model that lies elsewhere has its moments.
  const joint_distribution target = joint("mvnormal([0, 0], [[1, 0], [0, 1]])"),
                           far = joint("mv_student_t(5, [500, 0], [[1, 0], [0, 1]])");
  const planes_picture apart = report::draw_planes(target, std::vector<joint_distribution>{far});
  EXPECT_EQ(apart.planes[0].models[0].how, plane_outline::moments);
  EXPECT_EQ(apart.planes[0].models[0].rings.size(), 2U);
}

TEST(joint_page, an_outlier_does_not_press_the_rows) {
  observed_rows data{sample(joint("mvnormal([3, 1], [[1, 0.2], [0.2, 2]])"), 5000, 4)};
  data.rows(17, 0) = 1e6;
  const joint_distribution far = joint("mvnormal([3, 400], [[1, 0], [0, 1]])");
  const report::plane_picture plane = report::draw_planes(data, std::vector<joint_distribution>{far}).planes.front();
  EXPECT_LT(plane.axes[0].high, 60);
  EXPECT_LT(plane.axes[1].high, 60);
  EXPECT_EQ(plane.points.size(), 3000U);
}

TEST(joint_page, a_fit_has_every_optimum_in_its_colour) {
  const joint_distribution target =
      joint("0.5*mvnormal([-2,2],[[1,0.6],[0.6,1]])+0.5*mvnormal([2,-2],[[1,0.6],[0.6,1]])");
  const shown_joint_fit shown{
      "two <modes>", fit(target, parse_joint_family("mvnormal"), {.objective = "reverse_kl"}), {"<b>x</b>", "y"}};
  const std::string page = to_html(shown, target, "relent fit <x>");
  EXPECT_NE(page.find("KL(q‖target) = 0.693136 nats, the best of 3 optima"), std::string::npos);
  EXPECT_EQ(page.find("two <modes>"), std::string::npos);
  EXPECT_EQ(page.find("<b>x</b>"), std::string::npos);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NE(page.find(report::line_swatch(i)), std::string::npos) << i;
  }
  EXPECT_EQ(page.find(report::line_swatch(3)), std::string::npos);
  EXPECT_NE(page.find("relent fit &lt;x&gt;"), std::string::npos);
  EXPECT_NE(page.find("39%, 86% and 99%"), std::string::npos);
}

TEST(joint_page, a_log_density_of_two_numbers_is_drawn_of_more_the_optima_alone) {
  for (const std::size_t d : {2U, 3U}) {
    const joint_log_density_target target{.log_density =
                                              [](const matrix& points, std::span<double> out) {
                                                for (std::size_t i = 0; i < points.rows; ++i) {
                                                  out[i] = 7;
                                                  for (const double x : points.row(i)) {
                                                    out[i] -= (x - 1) * (x - 1) / 2;
                                                  }
                                                }
                                              },
                                          .about = std::vector<double>(d, 0.0),
                                          .scale = std::vector<double>(d, 1.0)};
    const shown_joint_fit shown{"a log density",
                                fit(target, parse_joint_family("mvnormal"), {.objective = "reverse_kl"})};
    const std::string page = to_html(shown, target, "");
    EXPECT_NE(page.find("Evidence lower bound"), std::string::npos);
    EXPECT_EQ(page.find("optima alone") != std::string::npos, d == 3);
    const planes_picture drawn = report::draw_planes(target, std::vector{shown.answer.optima.front().member});
    EXPECT_EQ(drawn.planes.front().contours.empty(), d == 3);
    if (d == 2) {
      EXPECT_NEAR(enclosed(drawn.planes.front().contours[1]), 4 * std::numbers::pi, 0.4);
    }
  }
}

TEST(joint_page, a_ranking_has_points_and_a_bar_a_model) {
  const observed_rows data{sample(joint("mvnormal([3, 1], [[1, 0.8], [0.8, 2]])"), 400, 4)};
  const shown_joint_rank shown{
      "rows", rank_models(data, {parse_joint_model("mvnormal_diagonal"), parse_joint_model("mvnormal")}), {"a", "b"}};
  const std::string page = to_html(shown, data, "");
  EXPECT_NE(page.find("mvnormal, fitted loses least"), std::string::npos);
  EXPECT_NE(page.find("chart losses"), std::string::npos);
  EXPECT_NE(page.find("Every point is a row"), std::string::npos);
  EXPECT_EQ(page.find("Beyond the axes"), std::string::npos);
  const shown_joint_rank far{"rows", rank_models(data, {parse_joint_model("mvnormal([99, 1], [[1, 0], [0, 1]])")})};
  EXPECT_NE(to_html(far, data, "").find("Beyond the axes lies mvnormal([99, 1]"), std::string::npos);
  // Shares: no KL, so no bars.
  const observed_rows shares{sample(joint("dirichlet([2, 3, 4])"), 100, 4)};
  const shown_joint_rank alone{"shares", rank_models(shares, {parse_joint_model("dirichlet")})};
  const std::string without = to_html(alone, shares, "");
  EXPECT_EQ(without.find("chart losses"), std::string::npos);
  EXPECT_NE(without.find("has the least cross-entropy"), std::string::npos);
  EXPECT_NE(without.find("mean and covariance"), std::string::npos);
}

}  // namespace
}  // namespace relent
