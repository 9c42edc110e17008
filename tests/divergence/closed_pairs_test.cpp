// How many ordered pairs of families have a closed form, counted by the compiler: the number that the documents name.
#include <cstddef>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "relent/distribution/families.hpp"
#include "relent/divergence/closed/family_list.hpp"
#include "relent/divergence/kl_divergence.hpp"

namespace relent {
namespace {

using closed::family_at, closed::family_count;

/// How many are true. A list and a loop: a fold over all pairs is deeper than compilers like.
constexpr std::size_t count_true(std::initializer_list<bool> list) {
  std::size_t n = 0;
  for (const bool b : list) {
    n += b ? 1 : 0;
  }
  return n;
}

template <std::size_t... I>
constexpr std::size_t closed_pairs(std::index_sequence<I...> /*pairs*/) {
  return count_true({has_closed_kl<family_at<I / family_count>, family_at<I % family_count>>...});
}
/// Those that are not just always infinite.
template <std::size_t... I>
constexpr std::size_t finite_pairs(std::index_sequence<I...> /*pairs*/) {
  return count_true({(has_closed_kl<family_at<I / family_count>, family_at<I % family_count>> &&
                      !never_within<family_at<I / family_count>, family_at<I % family_count>>)...});
}
using every_pair = std::make_index_sequence<family_count * family_count>;

constexpr std::size_t all_closed = closed_pairs(every_pair{}), finite_closed = finite_pairs(every_pair{});

TEST(ClosedPairs, TheListOfTypesIsTheListOfFamilies) {
  std::set<std::string_view> types;
  [&]<std::size_t... I>(std::index_sequence<I...> /*all*/) { (types.insert(family_at<I>::name), ...); }
  (std::make_index_sequence<family_count>{});
  std::set<std::string_view> listed;
  for (const family_entry& family : families()) {
    listed.insert(family.name);
  }
  EXPECT_EQ(types, listed);
}

static_assert(finite_closed == 225, "then the number in CHANGELOG.md changes too");
static_assert(all_closed - finite_closed == 234,
              "pairs whose KL is always infinite, since no member of P lies within Q's support");

TEST(ClosedPairs, TheNumberInTheDocumentsIsTheirNumber) {
  std::ifstream in(std::string(RELENT_TEST_DATA) + "/../CHANGELOG.md");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  EXPECT_NE(text.find(fmt::format("closed forms for {} pairs of families", finite_closed)), std::string::npos);
}

}  // namespace
}  // namespace relent
