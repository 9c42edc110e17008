#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "relent/catalogue/measure_entry.hpp"
#include "relent/core/error.hpp"

namespace relent {
namespace {

std::string message_of(const std::string& name) {
  try {
    static_cast<void>(find_measure(name));
  } catch (const error& e) {
    EXPECT_EQ(e.code(), errc::unknown_name);
    return e.message();
  }
  return "found";
}

TEST(Measures, NamesAndAliasesAreUnique) {
  std::set<std::string_view> seen;
  for (const measure_entry& m : measures()) {
    EXPECT_TRUE(seen.insert(m.name).second) << m.name;
    for (const std::string_view alias : m.aliases) {
      EXPECT_TRUE(seen.insert(alias).second) << alias;
    }
  }
  EXPECT_EQ(measures().size(), 31U);
}

TEST(Measures, EveryLineIsComplete) {
  for (const measure_entry& m : measures()) {
    SCOPED_TRACE(m.name);
    EXPECT_FALSE(m.label.empty() || m.formula.empty() || m.range.empty() || m.zeros.empty() || m.source.empty());
    EXPECT_NE(m.rule.value, nullptr);
    EXPECT_NE(m.rule.gradient, nullptr);
    EXPECT_NE(m.rule.contributions, nullptr);
    EXPECT_TRUE(!m.metric || m.symmetric);
    EXPECT_TRUE(!m.on_line || (!m.in_units && m.parameter == "support"));
    EXPECT_TRUE(
        std::ranges::all_of(m.name, [](char c) { return c == '_' || std::islower(c) != 0 || std::isdigit(c) != 0; }));
  }
}

TEST(Measures, AreFoundByAnyOfTheirNames) {
  EXPECT_EQ(find_measure("kl").name, "kl_divergence");
  EXPECT_EQ(find_measure("KL_Divergence").name, "kl_divergence");
  EXPECT_EQ(find_measure("KLDivergence").name, "kl_divergence");
  EXPECT_EQ(find_measure("js divergence").name, "js_divergence");
  EXPECT_EQ(find_measure("Jensen-Shannon").name, "js_divergence");
  EXPECT_EQ(find_measure("jensen_shannon_distance").name, "js_distance");
  EXPECT_EQ(find_measure("tv").name, "total_variation");
  EXPECT_EQ(find_measure("chi2").name, "chi_square_pearson");
  EXPECT_EQ(find_measure("psi").name, "population_stability_index");
  EXPECT_EQ(find_measure("NMI").name, "normalized_mutual_information");
  EXPECT_EQ(find_measure("w1").name, "wasserstein_1");
  EXPECT_EQ(find_measure("Wasserstein").name, "wasserstein_1");
  EXPECT_EQ(find_measure("W2").name, "wasserstein_2");
  EXPECT_EQ(find_measure("energy").name, "energy_distance");
  for (const measure_entry& m : measures()) {
    EXPECT_EQ(&find_measure(m.name), &m);
    for (const std::string_view alias : m.aliases) {
      EXPECT_EQ(&find_measure(alias), &m);
    }
  }
}

TEST(Measures, AnUnknownNameSuggestsTheNearest) {
  EXPECT_EQ(message_of("entropi"), "no measure \"entropi\"; did you mean \"entropy\"?");
  EXPECT_EQ(message_of("helinger"), "no measure \"helinger\"; did you mean \"hellinger\"?");
  EXPECT_EQ(message_of("temperature_of_the_sea"), "no measure \"temperature_of_the_sea\"; relent measures lists them");
  EXPECT_NE(message_of(""), "found");
}

TEST(Measures, UnitsConvertByTheirPower) {
  EXPECT_DOUBLE_EQ(in_unit(find_measure("kl"), std::log(2.0), unit::bits), 1);
  EXPECT_DOUBLE_EQ(in_unit(find_measure("js_distance"), std::sqrt(std::log(2.0)), unit::bits), 1);
  EXPECT_EQ(in_unit(find_measure("tv"), 0.25, unit::bits), 0.25);
  EXPECT_EQ(in_unit(find_measure("kl"), INFINITY, unit::bans), INFINITY);
}

/// A measure without goldens is untested, one without a row in the docs is unknown to its users.
TEST(Measures, EachHasItsGoldenFileAndItsRowInTheDocs) {
  const std::string tests = RELENT_TEST_DATA;
  std::ifstream page(tests + "/../docs/measures.md");
  ASSERT_TRUE(page) << "docs/measures.md";
  const std::string docs{std::istreambuf_iterator<char>(page), {}};
  for (const measure_entry& m : measures()) {
    const std::string name(m.name);
    EXPECT_TRUE(std::ifstream(tests + "/golden/" + name + ".tsv")) << "tests/golden/" << name << ".tsv";
    EXPECT_NE(docs.find("| `" + name + "`"), std::string::npos) << "docs/measures.md lacks a row for " << name;
  }
}

}  // namespace
}  // namespace relent
