#include "relent/report/associations.hpp"

#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/safe_text.hpp"

namespace relent {
namespace {

associations hostile() {
  const std::string markup = "</script><b>x</b>", line = "a\nb";
  associations out{.data = "d.csv", .rows = 30'000, .rows_used = 10'000};
  out.columns = {{markup, true, 0}, {line, false, 3}, {"a\\nb", true, 0}};  // the last two look the same when shown
  const auto pair = [](std::string x, std::string y, double strength, double p) {
    association made{.x = std::move(x), .y = std::move(y), .mutual_information = {}};
    made.mutual_information.name = "mutual_information";
    made.mutual_information.estimate = {
        .value = 0.25, .method = method::ksg, .standard_error = 0.02, .interval = interval{0.21, 0.29}, .level = 0.95};
    made.strength = strength;
    made.p_value = made.adjusted_p_value = p;
    made.rows = 10'000;
    return made;
  };
  out.pairs = {pair(markup, line, 0.7, 1e-9), pair(markup, "a\\nb", 0.2, 0.03), pair(line, "a\\nb", 0.05, 0.6)};
  out.skipped = {{"id", "all words differ"}};
  return out;
}

TEST(report_associations, text_fits_and_counts_what_it_leaves_out) {
  const std::string text = to_text(hostile(), {}, 1);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(report::display_width(line), 80U) << line;
  }
  EXPECT_NE(text.find("10,000 of 30,000 rows   3 columns, 3 pairs"), std::string::npos);
  EXPECT_NE(text.find("2 of 3 pairs depend on each other"), std::string::npos);
  EXPECT_NE(text.find("and 2 more pairs, 1 of them dependent"), std::string::npos);
  EXPECT_NE(text.find("left out: id: all words differ"), std::string::npos);
  EXPECT_NE(text.find("▇▇▇▇▇▇▇▁▁▁ 0.70"), std::string::npos);
}

TEST(report_associations, json_has_every_pair) {
  const auto said = nlohmann::json::parse(to_json(hostile()));
  EXPECT_EQ(said["pairs"].size(), 3U);
  EXPECT_EQ(said["pairs"][0]["mutual_information"]["interval"][1], 0.29);
  EXPECT_EQ(said["columns"][1]["kind"], "categorical");
  EXPECT_EQ(said["skipped"][0]["reason"], "all words differ");
}

TEST(report_associations, names_do_no_harm_to_the_page_and_stay_apart) {
  const std::string page = to_html(hostile(), "relent <x>");
  EXPECT_EQ(page.find("<b>x</b>"), std::string::npos);
  EXPECT_NE(page.find("relent &lt;x&gt;"), std::string::npos);
  EXPECT_TRUE(page.ends_with("</html>\n"));
  const auto map = nlohmann::json::parse(to_vega_lite(hostile()));
  EXPECT_EQ(map["data"]["values"].size(), 6U);  // both triangles
  const auto domain = map["encoding"]["x"]["scale"]["domain"];
  EXPECT_EQ(domain.size(), 3U);
  EXPECT_NE(domain[1], domain[2]);
}

}  // namespace
}  // namespace relent
