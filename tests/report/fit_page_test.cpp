#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/catalogue/parse_family.hpp"
#include "relent/core/error.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/report/fits.hpp"

#include "report/overlay_chart.hpp"
#include "report/overlay_terms.hpp"

namespace relent {
namespace {

using report::overlay_picture;

double area_of(const std::vector<double>& x, const std::vector<double>& y) {
  double out = 0;
  for (std::size_t i = 1; i < x.size(); ++i) {
    out += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
  }
  return out;
}

TEST(fit_page, the_area_of_the_terms_is_the_objective) {
  const distribution p = parse_distribution("0.5*normal(-2,1)+0.5*normal(2,1)"), q = parse_distribution("normal(1,2)");
  struct known {
    const char *objective, *measure;
    bool reversed;
    double (*of_area)(double);
  };
  const auto same = [](double a) { return a; };
  for (const known& k :
       {known{"forward_kl", "kl_divergence", false, same}, known{"reverse_kl", "kl_divergence", true, same},
        known{"js_divergence", "js_divergence", false, same},
        known{"jeffreys_divergence", "jeffreys_divergence", false, same},
        known{"alpha_divergence", "alpha_divergence", false, same},
        known{"hellinger_distance", "hellinger_distance", false, [](double a) { return std::sqrt(a); }},
        known{"wasserstein_1", "wasserstein_1", false, same}}) {
    const std::vector<distribution> models{q};
    const overlay_picture drawn = report::draw_over(p, models);
    const auto terms = report::terms_of(drawn, p, models, k.objective, 0.3);
    const double value = divergence_between(k.measure, k.reversed ? q : p, k.reversed ? p : q, {.alpha = 0.3}).value;
    EXPECT_NEAR(k.of_area(area_of(drawn.places, terms.front())), value, 1e-2 * value) << k.objective;
  }
}

TEST(fit_page, a_histogram_has_mass_one_and_outliers_do_not_press_it) {
  observed_values data{sample(parse_distribution("normal(3, 2)"), 2000, 4)};
  const std::vector<distribution> models{parse_distribution("normal(3, 2)")};
  const auto mass = [](const overlay_picture& drawn) {
    double out = 0;
    for (const report::data_bar& b : drawn.bars) {
      out += b.height * (b.high - b.low);
    }
    return out;
  };
  const overlay_picture drawn = report::draw_over(data, models);
  EXPECT_NEAR(mass(drawn), 1, 1e-12);
  double kl = 0;
  const auto terms = report::terms_of(drawn, data, models, "forward_kl", 0.5);
  for (const double t : terms.front()) {
    kl += t;
  }
  EXPECT_GT(kl, 0);
  EXPECT_LT(kl, 0.05);
  data.values.push_back(1e6);
  const overlay_picture with_outlier = report::draw_over(data, models);
  EXPECT_LT(with_outlier.axis.high, 100);
  EXPECT_NEAR(mass(with_outlier), 2000.0 / 2001, 1e-9);
  // Half of the weight on a quarter of the values.
  const overlay_picture weighed = report::draw_over(observed_values{{0, 1, 2, 3}, {3, 1, 1, 1}}, models);
  EXPECT_NEAR(weighed.bars.front().share, 0.5, 1e-12);
}

TEST(fit_page, masses_stand_where_they_are) {
  const std::vector<distribution> models{parse_distribution("binomial(3, 0.5)")};
  const overlay_picture drawn = report::draw_over(masses_at{{0, 2}, {0.25, 0.75}}, models);
  EXPECT_TRUE(drawn.lattice);
  ASSERT_EQ(drawn.places.size(), 4U);
  EXPECT_EQ(drawn.target[1], 0);
  EXPECT_EQ(drawn.target[2], 0.75);
  EXPECT_NEAR(drawn.models[0][3], 0.125, 1e-15);
  const auto terms = report::terms_of(drawn, masses_at{{0, 2}, {0.25, 0.75}}, models, "forward_kl", 0.5);
  EXPECT_NEAR(terms[0][0] + terms[0][2], 0.25 * std::log(2) + 0.75 * std::log(2), 1e-14);
}

TEST(fit_page, has_every_optimum_in_its_colour) {
  const distribution target = parse_distribution("0.5*normal(-4,1) + 0.5*normal(4,1)");
  const shown_fit shown{"two <modes>", fit(target, parse_family("normal"), {.objective = "reverse_kl"})};
  const std::string page = to_html(shown, target, "relent fit <x>");
  EXPECT_NE(page.find("KL(q‖target) = 0.693053 nats, the best of 3 optima"), std::string::npos);
  EXPECT_EQ(page.find("two <modes>"), std::string::npos);
  EXPECT_NE(page.find("two &lt;modes&gt;"), std::string::npos);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NE(page.find(report::line_swatch(i)), std::string::npos) << i;
  }
  EXPECT_EQ(page.find(report::line_swatch(3)), std::string::npos);
  EXPECT_NE(page.find("relent fit &lt;x&gt;"), std::string::npos);
  EXPECT_NE(page.find("sd <b>3.47272</b></span>"), std::string::npos);
  EXPECT_EQ(page.find("Evidence lower bound"), std::string::npos);
}

TEST(fit_page, of_a_log_density_has_the_bound) {
  const log_density_target target{.log_density = [](double z) { return -(z * z + (1.2 - z) * (1.2 - z)) / 2; }};
  const shown_fit shown{"a log density", fit(target, parse_family("normal"), {.objective = "reverse_kl"})};
  EXPECT_NE(to_html(shown, target, "").find("Evidence lower bound"), std::string::npos);
}

TEST(fit_page, a_ranking_has_a_bar_a_model) {
  const rank_data data = counted{{1, 9, 42, 139, 169, 170, 121, 89, 100, 85, 75}};
  const shown_rank shown{"teeth",
                         rank_models(data, {parse_model("discrete_uniform(0,10)"), parse_model("binomial(n=10)")})};
  const std::string page = to_html(shown, data, "");
  EXPECT_NE(page.find("discrete_uniform(0, 10) loses least"), std::string::npos);
  EXPECT_NE(page.find("Behind the first by chance"), std::string::npos);
  EXPECT_NE(page.find("binomial(10, 0.57) <span class=\"unit whole\">1 fitted"), std::string::npos);
  const std::string text = to_text(shown);
  EXPECT_NE(text.find("▇▇▇▇▇▇▇▇▇▇"), std::string::npos);
  const auto spec = report::loss_chart({{"a", 0.1, 0.05, 0.2}, {"b", INFINITY, INFINITY, INFINITY}}, "bits");
  EXPECT_EQ(spec["data"]["values"][1]["t"], "infinite");
  EXPECT_EQ(spec.dump().find("null,\"hi\""), std::string::npos);
}

}  // namespace
}  // namespace relent
