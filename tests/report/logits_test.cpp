#include "relent/report/logits.hpp"

#include <limits>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "relent/core/error.hpp"

#include "report/logits_words.hpp"
#include "report/safe_text.hpp"
#include "report/sample.hpp"

namespace relent {
namespace {

logit_comparison hostile_logits() {
  logit_comparison out = example::logits();
  out.teacher.path = "</script><b>x</b>\n" + std::string(200, 'y');
  out.student.tensor = "<img src=x>";
  out.notes = {"<i>note</i>"};
  return out;
}

TEST(report_logits, text_fits_whatever_the_files_are_called) {
  for (const int width : {80, 120}) {
    std::istringstream lines(to_text(hostile_logits(), {.width = width}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(report::display_width(line), static_cast<std::size_t>(width)) << line;
    }
  }
  EXPECT_EQ(to_text(hostile_logits()).find('\x1b'), std::string::npos);
}

TEST(report_logits, text_says_the_numbers_with_as_many_digits_as_they_deserve) {
  const std::string text = to_text(example::logits());
  for (const char* words : {"KL is 0.0312 nats a token; 94.1% of 4,096 tokens have the same most likely",
                            "token; perplexity 6.123 -> 6.181", "0.0295 to 0.0329", "95% interval 93.2 to 94.9%",
                            "1.4 times that of independent tokens", "below 1e-6", "1e-2 to 0.1", "128000 1% -> 55%"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << '\n' << text;
  }
}

TEST(report_logits, json_has_every_number_and_words_for_the_infinite_ones) {
  logit_comparison c = example::logits();
  c.kl_divergence.spread.maximum = std::numeric_limits<double>::infinity();
  const auto said = nlohmann::json::parse(to_json(c));
  EXPECT_EQ(said["kl_divergence"]["maximum"], "Infinity");
  EXPECT_EQ(said["kl_divergence"]["percentiles"].size(), 10U);
  EXPECT_EQ(said["worst"][0]["chunk"], 3);
  EXPECT_EQ(said["worst"][0]["predicted"]["token"], 11);
  EXPECT_EQ(said["likelihoods"]["ratio"]["interval"].size(), 2U);
  EXPECT_EQ(said["llama"]["kl_divergence"]["error"], 0.0006);
  c.likelihoods.reset();
  c.llama.reset();
  EXPECT_TRUE(nlohmann::json::parse(to_json(c))["likelihoods"].is_null());
  EXPECT_THROW(static_cast<void>(to_llama_text(c)), error);
}

TEST(report_logits, names_do_no_harm_to_the_page) {
  const std::string page = to_html(hostile_logits(), "relent <x>");
  for (const char* harm : {"<b>x</b>", "<img src=x", "<i>note"}) {
    EXPECT_EQ(page.find(harm), std::string::npos) << harm;
  }
  EXPECT_NE(page.find("relent &lt;x&gt;"), std::string::npos);
  EXPECT_TRUE(page.ends_with("</html>\n"));
}

TEST(report_logits, decades_hold_every_token_that_is_not_infinite) {
  const logit_comparison c = example::logits();
  for (const std::size_t most : {1U, 3U, 50U}) {
    std::int64_t tokens = 0;
    for (const report::decade& d : report::decades_of(c, most)) {
      tokens += d.count;
    }
    EXPECT_EQ(tokens + c.infinite, c.tokens);
    EXPECT_LE(report::decades_of(c, most).size(), most);
  }
}

}  // namespace
}  // namespace relent
