// Every number of the gallery to the digits in which it is known (results.tsv), and what all exhibits keep.
#include "relent/gallery/gallery.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "relent/core/error.hpp"

namespace relent {
namespace {

struct known {
  std::string name, what, field, number, within;
};

std::vector<known> known_results() {
  std::ifstream file(std::string(RELENT_TEST_DATA) + "/gallery/results.tsv");
  std::vector<known> out;
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    known k;
    if (line.front() != '#' && std::getline(cells, k.name, '\t') && std::getline(cells, k.what, '\t') &&
        std::getline(cells, k.field, '\t') && std::getline(cells, k.number, '\t') && k.name != "exhibit") {
      std::getline(cells, k.within);
      out.push_back(k);
    }
  }
  return out;
}

/// What one in the last digit is worth: 1e-12 of "0.223143551314", 1e-16 of "-1.6e-15".
double last_digit(const std::string& number) {
  const std::size_t e = number.find('e');
  const std::string mantissa = number.substr(0, e);
  const std::size_t point = mantissa.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(mantissa.size() - point - 1);
  return std::pow(10.0, (e == std::string::npos ? 0 : std::atoi(number.c_str() + e + 1)) - decimals);
}

/// Half a unit in the last digit, and what the last digits of a double allow. A whole or short number is exact.
void expect_known(double found, const known& k) {
  const double number = std::strtod(k.number.c_str(), nullptr);
  if (std::isinf(number)) {
    EXPECT_EQ(found, number) << k.name << ": " << k.what;
    return;
  }
  const bool exact = k.number.size() < 6 && k.number.find('e') == std::string::npos;
  const double within = !k.within.empty() ? std::strtod(k.within.c_str(), nullptr)
                        : exact           ? 1e-12
                                          : 0.5000001 * last_digit(k.number) + 1e-13 * std::abs(number);
  EXPECT_NEAR(found, number, within) << k.name << ": " << k.what;
}

const std::map<std::string, exhibit>& shown() {
  static const std::map<std::string, exhibit> all = [] {
    std::map<std::string, exhibit> out;
    for (const gallery_entry& entry : gallery()) {
      out.emplace(entry.name, show_exhibit(entry.name));
    }
    return out;
  }();
  return all;
}

TEST(gallery, has_every_known_number) {
  const std::vector<known> all = known_results();
  ASSERT_GT(all.size(), 150U);
  for (const known& k : all) {
    ASSERT_TRUE(shown().contains(k.name)) << k.name;
    const exhibit& e = shown().at(k.name);
    const auto row = std::ranges::find(e.rows, k.what, &exhibit_row::what);
    ASSERT_NE(row, e.rows.end()) << k.name << ": " << k.what;
    if (k.field == "printed") {
      ASSERT_TRUE(row->printed.has_value()) << k.what;
      expect_known(*row->printed, k);
    } else {
      expect_known(row->value, k);
    }
  }
}

TEST(gallery, every_entry_is_known_by_some_number) {
  std::set<std::string> tested;
  for (const known& k : known_results()) {
    tested.insert(k.name);
  }
  for (const gallery_entry& entry : gallery()) {
    EXPECT_TRUE(tested.contains(std::string(entry.name))) << entry.name;
  }
}

TEST(gallery, exhibits_say_what_they_are) {
  std::set<std::string> pictures;
  for (const auto& [name, e] : shown()) {
    EXPECT_EQ(e.name, name);
    EXPECT_FALSE(e.title.empty()) << name;
    EXPECT_TRUE(e.question.ends_with("?") || e.question.ends_with(".")) << name;
    EXPECT_FALSE(e.rows.empty()) << name;
    std::set<std::string> said;
    for (const exhibit_row& r : e.rows) {
      EXPECT_TRUE(said.insert(r.what).second) << name << " says twice: " << r.what;
      EXPECT_FALSE(std::isnan(r.value)) << name << ": " << r.what;
      EXPECT_TRUE(!r.printed || !r.why.empty()) << name << ": " << r.what << " differs, and nothing says why";
    }
    for (const exhibit_picture& p : e.pictures) {
      EXPECT_TRUE(pictures.insert(p.name).second) << p.name;
      const auto spec = nlohmann::json::parse(p.vega_lite);
      EXPECT_EQ(spec["$schema"], "https://vega.github.io/schema/vega-lite/v6.json");
      EXPECT_FALSE(p.caption.empty()) << p.name;
      EXPECT_FALSE(p.sketches.empty()) << p.name;
      EXPECT_LT(p.vega_lite.size(), 400'000U) << p.name;
    }
  }
  for (const char* name : {"binary_entropy", "worms_a", "worms_b", "area", "two_modes", "mode_switch", "two_modes_2d",
                           "segments", "moving_mean"}) {
    EXPECT_TRUE(pictures.contains(name)) << name;
  }
}

TEST(gallery, reverse_kl_switches_where_the_picture_says) {
  const exhibit& e = shown().at("mode_switch");
  const auto spec = nlohmann::json::parse(e.pictures.front().vega_lite);
  const double least = e.rows[0].value, even = e.rows[1].value;
  std::set<double> separations;
  for (const auto& row : spec["data"]["values"]) {
    const double d = row["d"];
    separations.insert(d);
    const bool at_mode = row["kind"] == "q at one mode";
    EXPECT_TRUE(!at_mode || d > least) << d;
    EXPECT_EQ(row["best"].get<bool>(), at_mode == (d > even)) << d;
  }
  EXPECT_EQ(separations.size(), 61U);
}

TEST(gallery, names_are_found_and_refused) {
  EXPECT_EQ(show_exhibit("Binary-Entropy").name, "binary_entropy");
  try {
    (void)show_exhibit("wormz");
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.code(), errc::unknown_name);
    EXPECT_EQ(e.message(), "no exhibit \"wormz\"; did you mean \"worms\"?");
  }
  try {
    (void)show_exhibit("");
    FAIL();
  } catch (const error& e) {
    EXPECT_NE(e.message().find("relent gallery lists them"), std::string::npos);
  }
}

}  // namespace
}  // namespace relent
