#include <array>
#include <cstddef>
#include <utility>

#include "relent/divergence/closed/family_list.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/divergence/kl_divergence.hpp"

namespace relent {
namespace {

using closed::family_at, closed::family_count, closed::family_index;

using answer_function = std::optional<estimate> (*)(const distribution& p, const distribution& q);

template <std::size_t P, std::size_t Q>
std::optional<estimate> answer(const distribution& p, const distribution& q) {
  if constexpr (has_closed_kl<family_at<P>, family_at<Q>>) {
    return closed_kl(*p.get<family_at<P>>(), *q.get<family_at<Q>>());
  } else {
    return std::nullopt;
  }
}

template <std::size_t... I>
constexpr auto table_of(std::index_sequence<I...> /*all*/) {
  return std::array<answer_function, sizeof...(I)>{answer<I / family_count, I % family_count>...};
}

}  // namespace

std::optional<estimate> closed_kl_between(const distribution& p, const distribution& q) {
  static constexpr auto table = table_of(std::make_index_sequence<family_count * family_count>{});
  const std::size_t i = family_index(p), j = family_index(q);
  return i == family_count || j == family_count ? std::nullopt : table[i * family_count + j](p, q);
}

}  // namespace relent
