#include "relent/report/measure_page.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "relent/core/error.hpp"

#include "report/pair_chart.hpp"
#include "report/pair_picture.hpp"

namespace relent {
namespace {

using report::make_picture;
using report::pair_picture;
using report::pair_point;

pair_picture picture(const std::string& p, const std::string& q, const std::vector<double>& support = {}) {
  return make_picture(parse_operand(p, {}), parse_operand(q, {}), support);
}

std::string page(const std::string& p, const std::string& q) {
  const operand first = parse_operand(p, {}), second = parse_operand(q, {});
  return to_html(ask({}, first, &second), ask({.measures = {"kl"}}, first, &second), first, second, {}, "relent <x>");
}

std::string refusal(const std::string& p, const std::string& q) {
  try {
    static_cast<void>(picture(p, q));
  } catch (const error& e) {
    EXPECT_EQ(e.code(), errc::unsupported);
    return e.what();
  }
  return "none";
}

/// The area under what is drawn, by trapezia; for bars the sum.
double area(const pair_picture& drawn, double pair_point::*what) {
  double out = 0;
  for (std::size_t i = 0; i < drawn.points.size(); ++i) {
    if (drawn.masses) {
      out += drawn.points[i].*what;
    } else if (i > 0) {
      const pair_point &a = drawn.points[i - 1], &b = drawn.points[i];
      out += (b.x - a.x) * (a.*what + b.*what) / 2;
    }
  }
  return out;
}

TEST(pair_picture, the_signed_area_is_the_kl_and_the_densities_have_mass_one) {
  struct known {
    const char *p, *q;
    double kl;
  };
  for (const known& k : {known{"normal(0,1)", "normal(1,1)", 0.5}, known{"normal(0,1)", "normal(0,50)", 3.412223},
                         known{"exponential(2)", "exponential(1)", std::log(2) - 0.5},
                         known{"poisson(3)", "poisson(5)", 3 * std::log(0.6) + 2},
                         known{"0.5,0.5,0", "0.25,0.5,0.25", 0.5 * std::log(2)}}) {
    const pair_picture drawn = picture(k.p, k.q);
    EXPECT_NEAR(area(drawn, &pair_point::term), k.kl, 0.01 * (1 + k.kl)) << k.p << " " << k.q;
    EXPECT_NEAR(area(drawn, &pair_point::p) + drawn.outside_p, 1, 2e-3) << k.p;
    EXPECT_NEAR(area(drawn, &pair_point::q) + drawn.outside_q, 1, 2e-2) << k.q;
  }
}

TEST(pair_picture, the_axis_shows_both_and_the_narrow_one_too) {
  const pair_picture near = picture("normal(0,1)", "normal(5,2)");
  EXPECT_LT(near.low, -3.5);
  EXPECT_GT(near.high, 12);
  const pair_picture wide = picture("normal(0,1)", "normal(0,10000)");
  EXPECT_LT(wide.high, 40);
  EXPECT_GT(wide.outside_q, 0.9);
  const pair_picture heavy = picture("cauchy(0,1)", "normal(0,1)");
  EXPECT_LT(heavy.high, 30);
  EXPECT_GT(heavy.outside_p, 0.01);
  const pair_picture spike = picture("normal(0,1000)", "normal(0,1)");
  double top = 0;
  for (const pair_point& at : spike.points) {
    top = std::max(top, at.q);
  }
  EXPECT_NEAR(top, 0.3989, 1e-3);
}

TEST(pair_picture, a_pole_is_cut_off_and_what_is_infinite_is_marked) {
  const pair_picture pole = picture("gamma(0.5,1)", "exponential(1)");
  EXPECT_TRUE(std::isfinite(pole.top));
  EXPECT_LT(pole.top, 12);
  const pair_picture infinite = picture("normal(0,1)", "uniform(-1,1)");
  int endless = 0;
  for (const pair_point& at : infinite.points) {
    EXPECT_EQ(std::isinf(at.term), std::abs(at.x) > 1) << at.x;
    endless += std::isinf(at.term) ? 1 : 0;
  }
  EXPECT_GT(endless, 10);
  const std::string spec = report::term_chart(infinite, unit::nats).dump();
  constexpr const char* band = "\"opacity\":0.25";
  EXPECT_NE(spec.find(band), std::string::npos);
  EXPECT_EQ(spec.find("inf,"), std::string::npos);
  EXPECT_EQ(report::term_chart(pole, unit::nats).dump().find(band), std::string::npos);
}

TEST(pair_picture, masses_lie_where_the_support_says) {
  const pair_picture drawn = picture("0.5,0.5", "0.9,0.1", {-1, 4});
  ASSERT_EQ(drawn.points.size(), 2U);
  EXPECT_EQ(drawn.points[1].x, 4);
  const pair_picture mixed = picture("0.5,0.5", "poisson(1)", {0, 3});
  EXPECT_EQ(mixed.points[3].p, 0.5);
  EXPECT_EQ(mixed.points[1].p, 0);
  EXPECT_NEAR(mixed.points[1].q, std::exp(-1), 1e-15);
}

TEST(pair_picture, what_has_no_common_scale_is_refused) {
  EXPECT_NE(refusal("normal(0,1)", "poisson(3)").find("no picture on one scale"), std::string::npos);
  EXPECT_NE(refusal("normal(0,1)", "0.5,0.5").find("no picture on one scale"), std::string::npos);
  EXPECT_NE(refusal("0.1,0.2;0.3,0.4", "0.1,0.2;0.3,0.4").find("joint table"), std::string::npos);
}

TEST(measure_page, has_the_kl_in_its_title_and_every_answer) {
  const std::string text = page("normal(0,1)", "laplace(0,1)");
  EXPECT_NE(text.find("<h1>KL(P‖Q) = 0.0720932 nats"), std::string::npos);
  for (const char* label : {"KL(Q‖P)", "Jensen-Shannon", "total variation", "Hellinger"}) {
    EXPECT_NE(text.find(std::string("<th scope=\"row\">") + label), std::string::npos) << label;
  }
  EXPECT_NE(text.find("error below"), std::string::npos);
  const operand a = parse_operand("1,0", {}), b = parse_operand("0,1", {});
  const std::string moved = to_html(ask({.measures = {"w1"}}, a, &b), ask({.measures = {"kl"}}, a, &b), a, b, {}, "");
  EXPECT_NE(moved.find("exact; in the unit of x"), std::string::npos);
  EXPECT_NE(text.find("relent &lt;x&gt;"), std::string::npos);
  EXPECT_EQ(text.find("http-equiv"), text.rfind("http-equiv"));
  EXPECT_NE(page("cauchy(0,1)", "normal(0,1)").find("<h1>KL(P‖Q) is infinite"), std::string::npos);
}

}  // namespace
}  // namespace relent
