// The gallery in words, JSON and HTML.
#include "relent/report/gallery.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/safe_text.hpp"
#include "report/text_plot.hpp"

namespace relent {
namespace {

exhibit gallery_sample() {
  exhibit e{.name = "one", .title = "a <title>", .question = "What is it?", .remarks = {"log is concave."}};
  e.rows = {{.what = "right", .value = 0.5, .unit = "nats", .printed = 0.25, .printed_unit = "bits", .why = "because"},
            {.what = "endless", .value = std::numeric_limits<double>::infinity(), .unit = "nats"}};
  e.pictures = {{"one",
                 "A picture",
                 "What it shows.",
                 R"({"title": "A picture", "width": 300, "mark": {"type": "line", "color": "#0072b2"}})",
                 {{"", "x", "y", {{"a line", {0, 1, 2}, {0, 1, std::nan("")}}}}}}};
  return e;
}

TEST(report_gallery, words_say_what_an_article_prints_and_why) {
  const std::string text = to_text(gallery_sample());
  EXPECT_NE(text.find("A <title>\n\nWhat is it?\n"), std::string::npos);
  EXPECT_NE(text.find("0.5 nats\n      an article prints 0.25 bits: because\n"), std::string::npos);
  EXPECT_NE(text.find("infinite\n"), std::string::npos);
  EXPECT_NE(text.find("log is concave."), std::string::npos);
  EXPECT_NE(text.find("*  a line"), std::string::npos);
}

TEST(report_gallery, a_plot_has_its_ends_and_never_leaves_its_width) {
  const exhibit_sketch sketch{"title", "x", "y", {{"up", {-1, 3}, {2, 8}}, {"down", {-1, 3}, {8, 2}}}};
  for (const int width : {20, 40, 60, 200}) {
    const std::string plot = report::text_plot(sketch, width);
    std::size_t begin = 0;
    while (begin < plot.size()) {
      const std::size_t end = plot.find('\n', begin);
      EXPECT_LE(report::display_width(plot.substr(begin, end - begin)), static_cast<std::size_t>(std::max(width, 32)));
      begin = end + 1;
    }
    EXPECT_NE(plot.find("       8 |"), std::string::npos);
    EXPECT_NE(plot.find("       2 |"), std::string::npos);
    EXPECT_NE(plot.find("          -1"), std::string::npos);
    EXPECT_NE(plot.find("o  down"), std::string::npos);
  }
  EXPECT_EQ(report::text_plot({"", "x", "y", {{"none", {0}, {std::nan("")}}}}, 60), "");
  EXPECT_NE(report::text_plot({"", "x", "y", {{"flat", {1}, {1}}}}, 60), "");
}

TEST(report_gallery, json_has_every_field) {
  const auto json = nlohmann::json::parse(to_json(gallery_sample()));
  EXPECT_EQ(json["rows"][0]["printed"], 0.25);
  EXPECT_EQ(json["rows"][1]["value"], "Infinity");
  EXPECT_TRUE(json["rows"][1]["printed"].is_null());
  EXPECT_EQ(json["pictures"][0]["vega_lite"]["width"], 300);
  const auto all = nlohmann::json::parse(to_json({gallery_sample()}, {"index.html"}, "nothing"));
  EXPECT_EQ(all["files"][0], "index.html");
  EXPECT_EQ(all["lacking"], "nothing");
  EXPECT_EQ(all["exhibits"].size(), 1U);
}

TEST(report_gallery, the_page_escapes_and_its_pictures_follow_its_colours) {
  const std::string page = to_html({gallery_sample(), gallery_sample()}, "relent gallery --out <here>");
  EXPECT_NE(page.find("<h3>A &lt;title&gt;</h3>"), std::string::npos);
  EXPECT_NE(page.find("relent gallery --out &lt;here&gt;"), std::string::npos);
  EXPECT_NE(page.find("\"color\":\"var(--current, #0072b2)\""), std::string::npos);
  EXPECT_NE(page.find("\"width\":\"container\""), std::string::npos);
  EXPECT_NE(page.find("what an article prints"), std::string::npos);
  EXPECT_EQ(page.find("<title>A <"), std::string::npos);
  const std::string cell = to_notebook_html(gallery_sample());
  EXPECT_EQ(cell.find("<script"), std::string::npos);
  EXPECT_NE(cell.find("because"), std::string::npos);
}

}  // namespace
}  // namespace relent
