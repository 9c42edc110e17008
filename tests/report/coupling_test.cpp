#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "relent/core/error.hpp"
#include "relent/report/measure_page.hpp"
#include "relent/transport/emd.hpp"
#include "relent/transport/line_transport.hpp"

#include "report/coupling_chart.hpp"
#include "report/coupling_picture.hpp"

namespace relent {
namespace {

using report::couple_in_plane;
using report::couple_on_line;
using report::line_coupling;
using report::mass_band;
using report::plane_coupling;

operand written(const std::string& text) { return parse_operand(text, {}); }

std::vector<double> normals(std::size_t n, unsigned seed, double shift = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> draw(shift, 1);
  std::vector<double> out(n);
  for (double& x : out) {
    x = draw(random);
  }
  return out;
}

operand rows_of_points(std::size_t n, std::size_t d, unsigned seed, double shift = 0) {
  joint_samples out;
  out.rows = matrix(n, d);
  out.rows.values = normals(n * d, seed, shift);
  out.names = {"left", "right <b>"};
  return {"rows", std::move(out)};
}

double mass_of(const line_coupling& drawn) {
  double out = 0;
  for (const mass_band& b : drawn.bands) {
    out += b.mass;
  }
  return out;
}

/// What the bands' movements say of W1.
double moved_by(const line_coupling& drawn) {
  double out = 0;
  for (const mass_band& b : drawn.bands) {
    out += b.mass * std::abs(b.moved);
  }
  return out;
}

TEST(coupling_picture, blocks_move_one_by_one) {
  const line_coupling drawn = couple_on_line(written("0.3,0.2,0.1,0.4"), written("0.1,0.2,0.4,0.3"), {});
  EXPECT_EQ(drawn.ticks.size(), 4U);
  EXPECT_NEAR(mass_of(drawn), 1, 1e-12);
  EXPECT_NEAR(moved_by(drawn), 0.5, 1e-6);  // five blocks of ten move by one place
  for (const mass_band& b : drawn.bands) {
    EXPECT_EQ(b.places_p[0], b.places_p[1]);  // a band stays within its bars
    EXPECT_EQ(b.places_q[0], b.places_q[1]);
    EXPECT_LE(std::abs(b.from[0] - b.places_p[0]), 0.42 + 1e-9);
    EXPECT_NEAR(b.from[1] - b.from[0], 0.84 * b.mass / 0.4, 1e-6);  // as wide as its mass
    EXPECT_NEAR(b.to[1] - b.to[0], 0.84 * b.mass / 0.4, 1e-6);
  }
  const line_coupling apart = couple_on_line(written("1,0"), written("0,1"), {-1, 4});
  ASSERT_EQ(apart.bands.size(), 1U);
  EXPECT_EQ(apart.bands[0].moved, 5);
}

TEST(coupling_picture, bands_carry_the_distance) {
  const auto is_near = [](const char* p, const char* q, double distance) {
    const line_coupling drawn = couple_on_line(written(p), written(q), {});
    EXPECT_NEAR(mass_of(drawn), 1, 1e-12);
    EXPECT_NEAR(moved_by(drawn), distance, 0.03 * distance) << p << " " << q;
    EXPECT_LT(drawn.low, drawn.high);
  };
  is_near("normal(0,1)", "normal(2,1)", 2);
  is_near("normal(0,1)", "normal(0,3)", 2 * std::sqrt(2 / M_PI));
  is_near("uniform(0,1)", "uniform(0.5,1.5)", 0.5);
  is_near("poisson(3)", "poisson(7)", 4);
  is_near("exponential(1)", "0.5,0.5", 1 - std::log(2) + 2 * std::exp(-1) - 0.5);  // a density and masses
  EXPECT_FALSE(couple_on_line(written("normal(0,1)"), written("0.5,0.5"), {}).one_scale);
  EXPECT_TRUE(couple_on_line(written("normal(0,1)"), written("normal(9,1)"), {}).one_scale);
}

TEST(coupling_picture, columns_are_drawn_by_their_numbers) {
  const std::vector<double> x = normals(400, 1), y = normals(300, 2, 1.5);
  const operand p{"x", samples{x}}, q{"y", samples{y}};
  const line_coupling drawn = couple_on_line(p, q, {});
  EXPECT_NEAR(moved_by(drawn), wasserstein_distance({x}, {y}), 0.03);
  EXPECT_FALSE(drawn.p.bars);
  const operand few{"x", samples{{1, 1, 2, 5}}}, weighted{"y", samples{.values = {1, 2}, .weights = {1, 3}}};
  const line_coupling bars = couple_on_line(few, weighted, {});
  EXPECT_TRUE(bars.p.bars && bars.q.bars);
  EXPECT_NEAR(moved_by(bars), 0.25 + 0.75, 1e-6);
  const line_coupling one = couple_on_line({"x", samples{{3}}}, {"y", samples{{3}}}, {});
  EXPECT_LT(one.low, 3);
  EXPECT_NEAR(moved_by(one), 0, 1e-12);
}

TEST(coupling_picture, far_values_and_endless_tails_leave_an_axis) {
  std::vector<double> x = normals(500, 1);
  x.push_back(1e9);
  const line_coupling drawn = couple_on_line({"x", samples{x}}, {"y", samples{normals(500, 2)}}, {});
  EXPECT_LT(drawn.high, 100);
  for (const line_coupling& each : {couple_on_line(written("cauchy(0,1)"), written("normal(0,1)"), {}),
                                    couple_on_line(written("pareto(1,0.3)"), written("gamma(0.2,1)"), {}), drawn}) {
    const std::string text = report::line_coupling_chart(each).dump();
    EXPECT_EQ(text.find("null,\"r\""), std::string::npos);
    EXPECT_TRUE(std::isfinite(moved_by(each)));
  }
}

TEST(coupling_picture, rows_are_points_with_the_lines_of_the_plan) {
  const operand p = rows_of_points(40, 2, 1), q = rows_of_points(30, 2, 2, 1);
  const plane_coupling drawn = couple_in_plane(p, q, false);
  EXPECT_EQ(drawn.p.size(), 40U);
  EXPECT_EQ(drawn.lines.size(), drawn.all_lines);
  EXPECT_NEAR(drawn.drawn_mass, 1, 1e-12);
  double cost = 0;
  for (const plane_coupling::line& l : drawn.lines) {
    cost += l.mass * std::hypot(drawn.p[l.from][0] - drawn.q[l.to][0], drawn.p[l.from][1] - drawn.q[l.to][1]);
  }
  const auto &x = std::get<joint_samples>(p.content).rows, &y = std::get<joint_samples>(q.content).rows;
  const std::vector<double> a(40, 1.0 / 40), b(30, 1.0 / 30);
  EXPECT_NEAR(cost, emd(a, b, {x.values, 2}, {y.values, 2}).cost, 1e-12);
  const plane_coupling many = couple_in_plane(rows_of_points(900, 3, 1), rows_of_points(700, 3, 2), true);
  EXPECT_EQ(many.lines.size(), 400U);
  EXPECT_GT(many.all_lines, 1000U);
  EXPECT_LT(many.drawn_mass, 1);
  const plane_coupling more = couple_in_plane(rows_of_points(2000, 2, 1), rows_of_points(100, 2, 2), true);
  EXPECT_EQ(more.p.size(), 400U);
  EXPECT_EQ(more.q.size(), 100U);
  EXPECT_EQ(more.rows[0], 2000U);
}

std::string coupling_page(const operand& p, const operand& q, const std::vector<std::string>& measures) {
  const measurement answers = ask({.measures = measures}, p, &q);
  std::optional<measurement> kl;
  if (!shows_coupling_alone(answers, p, q)) {
    kl = ask({.measures = {"kl"}}, p, &q);
  }
  return to_html(answers, kl, p, q, {}, "");
}

bool has(const std::string& page, std::string_view what) { return page.find(what) != std::string::npos; }

TEST(measure_page, of_distances_shows_the_coupling) {
  const std::string line = coupling_page(written("normal(0,1)"), written("normal(2,1)"), {"w1"});
  EXPECT_TRUE(has(line, "<h1>Wasserstein W1 = 2"));
  EXPECT_TRUE(has(line, "class=\"chart coupling\""));
  EXPECT_TRUE(has(line, "20 bands, each 5% of the mass"));
  EXPECT_FALSE(has(line, "class=\"chart contributions\""));
  const std::string both = coupling_page(written("normal(0,1)"), written("normal(2,1)"), {"kl", "w1"});
  EXPECT_TRUE(has(both, "<h1>KL(P‖Q) = 2 nats"));
  EXPECT_TRUE(has(both, "class=\"chart coupling\"") && has(both, "class=\"chart contributions\""));
  const std::string without = coupling_page(written("normal(0,1)"), written("normal(2,1)"), {"kl", "js"});
  EXPECT_FALSE(has(without, "class=\"chart coupling\""));
  const std::string mixed = coupling_page(written("normal(0,1)"), written("0.5,0.5"), {"w1"});
  EXPECT_TRUE(has(mixed, "each has its own height"));
}

TEST(measure_page, of_rows_shows_the_plan) {
  const std::string plane = coupling_page(rows_of_points(40, 2, 1), rows_of_points(30, 2, 2, 1), {"w2"});
  EXPECT_TRUE(has(plane, "<h1>Wasserstein W2 = "));
  EXPECT_TRUE(has(plane, "class=\"chart plan\""));
  EXPECT_TRUE(has(plane, "the plan of least squared distance"));
  EXPECT_TRUE(has(plane, "40 rows of P, 30 of Q; 6") || has(plane, "40 rows of P, 30 of Q; 5")) << "lines are counted";
  EXPECT_FALSE(has(plane, "right <b>"));
  const std::string space = coupling_page(rows_of_points(800, 3, 1), rows_of_points(800, 3, 2, 1), {"w1"});
  EXPECT_TRUE(has(space, "the 400 heaviest of"));
  EXPECT_TRUE(has(space, "first two of 3 columns"));
}

}  // namespace
}  // namespace relent
