#include <limits>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "relent/report/report.hpp"

#include "report/number_text.hpp"
#include "report/safe_text.hpp"
#include "report/sample.hpp"

namespace relent {
namespace {

using namespace report;

constexpr double infinite = std::numeric_limits<double>::infinity();

TEST(number_text, digits_stop_where_the_error_starts) {
  EXPECT_EQ(significant(0.22314355131), "0.223144");
  EXPECT_EQ(significant(0.2), "0.2");
  EXPECT_EQ(significant(3e-21), "3e-21");
  EXPECT_EQ(significant(infinite), "infinite");
  EXPECT_EQ(to_error(0.123456789, 0.001), "0.123");
  EXPECT_EQ(to_error(1.7e-9, 1e-6), "2e-9");
  EXPECT_EQ(to_error(0, 1e-6), "0");
  EXPECT_EQ(significant(169410, 3), "169000");
  EXPECT_EQ(significant(1.2345e12, 3), "1.23e12");
  EXPECT_EQ(to_error(0.123456789, 1e-16), "0.123457");
  estimate e{0.0213, method::knn, {}, interval{0.006, 0.0491}, 0.95};
  EXPECT_EQ(value_text(e), "0.021");
  EXPECT_EQ(method_text(e), "95% interval 0.006 to 0.049    nearest neighbours");
  // An interval without doubt stands beside a value known much better, and does not shorten it.
  e = {0.123456789, method::quadrature, {}, interval{0.1231, 0.1242}, 1.0, 3e-14};
  EXPECT_EQ(value_text(e), "0.123457");
  EXPECT_EQ(method_text(e), "quadrature, error below 5e-14; certainly 0.1231 to 0.1242");
}

TEST(number_text, p_values_never_round_up_to_the_level) {
  EXPECT_EQ(p_text(0.0, 0.05), "< 1e-12");
  EXPECT_EQ(p_text(3.2e-7, 0.05), "3e-7");
  EXPECT_EQ(p_text(0.0123, 0.05), "0.012");
  EXPECT_EQ(p_text(0.04999, 0.05), "0.04999");
  EXPECT_EQ(p_text(0.05, 0.05), "> 0.05");
  EXPECT_EQ(p_text(std::nullopt, 0.05), "unknown");
}

TEST(number_text, people_read_thousands_and_percent) {
  EXPECT_EQ(thousands(2'000'000), "2,000,000");
  EXPECT_EQ(thousands(999), "999");
  EXPECT_EQ(thousands(-1234), "-1,234");
  EXPECT_EQ(percent(0.04), "4%");
  EXPECT_EQ(percent(0.0005), "< 0.1%");
  EXPECT_EQ(percent(0.9999), "> 99.9%");
  EXPECT_EQ(percent(1), "100%");
  EXPECT_DOUBLE_EQ(round_up(0.0011), 0.002);
  EXPECT_DOUBLE_EQ(round_up(0.001), 0.001);
}

TEST(safe_text, nothing_that_moves_a_cursor_gets_through) {
  EXPECT_EQ(printable("a\nb\x1b[2J\x07"), "a\\nb\\x1b[2J\\x07");
  EXPECT_EQ(printable("\u202Eevil\u2028"), "\\u202eevil\\u2028");
  EXPECT_EQ(printable("\xff\xc3 caf\xc3\xa9"), "\xEF\xBF\xBD\xEF\xBF\xBD caf\xc3\xa9");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // half of a surrogate pair
  EXPECT_EQ(display_width("e\u0301宽"), 3u);
  EXPECT_EQ(elide("宽宽宽", 4), "宽…");
  EXPECT_EQ(elide_middle("abcdefghij", 7), "ab…ghij");
}

/// Lines as the terminal shows them; anything that a terminal acts on is a failure of its own.
void expect_fits(const std::string& text, std::size_t width) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    RC_ASSERT(valid_utf8(line) == line);
    RC_ASSERT(printable(line) == line);
    RC_ASSERT(display_width(line) <= width);
  }
}

TEST(comparison_text, fits_the_width_whatever_the_names_are) {
  const comparison base = example::many(6);
  EXPECT_TRUE(rc::check([&] {
    comparison c = base;
    for (column_comparison& column : c.columns) {
      const bool was_drifted = column.drifted;
      column.name =
          *rc::gen::arbitrary<std::string>() + *rc::gen::element<std::string>("", "宽字符", "e\u0301", "\u202E");
      column.what_moved = *rc::gen::arbitrary<std::string>();
      column.drifted = was_drifted;
    }
    c.reference.name = *rc::gen::arbitrary<std::string>();
    c.skipped = {{*rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<std::string>()}};
    c.only_current = *rc::gen::arbitrary<std::vector<std::string>>();
    c.drifted.clear();
    example::finish(c);
    const int width = *rc::gen::inRange(60, 200);
    expect_fits(to_text(c, {width, false}), static_cast<std::size_t>(width));
  }));
}

TEST(comparison_text, says_what_changed_first_and_the_rest_in_one_line) {
  const std::string text = to_text(example::many(20));
  EXPECT_EQ(text.find("train.parquet  2,000,000 rows   live.parquet  1,874,112 rows   20 columns, 0.9 s\n\n"
                      "5 of 20 columns changed\n\n"
                      "  column          how far (JS, bits)  by chance  what moved\n"
                      "  age             ▇▇▇▁▁▁▁▁▁▁ 0.078    < 1e-12    median 35 -> 41\n"),
            0u)
      << text;
  EXPECT_NE(text.find("\n  15 others       below 0.02          > 0.05\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\n  live.parquet lacks: referrer.\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\n  payload: nested (list<int32>), not compared.\n"), std::string::npos) << text;
  EXPECT_NE(text.find("missing values: age 1.6% -> 12%"), std::string::npos) << text;
}

TEST(comparison_text, a_preset_shows_its_own_score_and_threshold) {
  comparison c = example::many(3);
  c.options.preset = preset::evidently;
  for (column_comparison& column : c.columns) {
    column.score = preset_score{"Wasserstein distance (normed)", 0.3127, 0.1};
  }
  const std::string text = to_text(c);
  EXPECT_NE(text.find("evidently"), std::string::npos) << text;
  EXPECT_NE(text.find("0.313 ≥ 0.1"), std::string::npos) << text;
}

TEST(comparison_text, nothing_to_compare_and_nothing_changed_are_said) {
  EXPECT_NE(to_text(comparison{}).find("no column could be compared"), std::string::npos);
  comparison same = example::many(5);
  same.drifted.clear();
  EXPECT_NE(to_text(same).find("none of 5 columns changed"), std::string::npos);
}

measurement question() {
  measurement m{"0.25,0.25,0.25,0.25,0", "0.2,0.2,0.2,0.2,0.2"};
  answer kl{"kl_divergence", "KL(P‖Q)", estimate{0.22314355131420976}};
  kl.contributions = {{0, "", 0.25, 0.2, 0.0557858878}, {4, "", 0, 0.2, 0}};
  answer reverse{"reverse_kl_divergence", "KL(Q‖P)", estimate{infinite}};
  reverse.estimate.notes = {"element 4: Q has 0.2 where P has 0"};
  answer js{"js_divergence", "Jensen-Shannon", estimate{0.07488177}};
  m.answers = {kl, reverse, js};
  return m;
}

TEST(measurement_text, a_line_a_measure_and_infinity_with_its_reason) {
  EXPECT_EQ(to_text(question(), false),
            "P  0.25,0.25,0.25,0.25,0    Q  0.2,0.2,0.2,0.2,0.2    nats\n\n"
            "KL(P‖Q)         0.223144    exact\n"
            "KL(Q‖P)         infinite    element 4: Q has 0.2 where P has 0\n"
            "Jensen-Shannon  0.0748818   exact    of at most 0.693147 (ln 2)\n");
}

TEST(measurement_text, explained_by_what_adds_most) {
  const std::string text = to_text(question(), true);
  EXPECT_NE(text.find("what adds to KL(P‖Q)\n"), std::string::npos);
  EXPECT_NE(text.find("25.0%"), std::string::npos) << text;
}

TEST(measurement_text, what_several_answers_share_is_told_once) {
  measurement m = question();
  m.answers[0].estimate.notes = {"binned", "of its own"};
  m.answers[2].estimate.notes = {"binned"};
  EXPECT_EQ(to_text(m, false),
            "P  0.25,0.25,0.25,0.25,0    Q  0.2,0.2,0.2,0.2,0.2    nats\n\n"
            "KL(P‖Q)         0.223144    exact    of its own\n"
            "KL(Q‖P)         infinite    element 4: Q has 0.2 where P has 0\n"
            "Jensen-Shannon  0.0748818   exact    of at most 0.693147 (ln 2)\n\n"
            "binned\n");
}

TEST(measurement_text, no_share_is_minus_nothing) {
  measurement m = question();
  m.answers[0].contributions[1].value = -1e-5;
  const std::string text = to_text(m, true);
  EXPECT_EQ(text.find("-0.0%"), std::string::npos) << text;
  EXPECT_NE(text.find(" 0.0%"), std::string::npos) << text;
}

}  // namespace
}  // namespace relent
