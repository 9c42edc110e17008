#include "relent/transport/point_cloud.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent {

metric metric_named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, metric>, 13> names{{
      {"euclidean", metric::euclidean},
      {"l2", metric::euclidean},
      {"sqeuclidean", metric::squared_euclidean},
      {"squared_euclidean", metric::squared_euclidean},
      {"cityblock", metric::manhattan},
      {"manhattan", metric::manhattan},
      {"l1", metric::manhattan},
      {"chebyshev", metric::chebyshev},
      {"linf", metric::chebyshev},
      {"max", metric::chebyshev},
      {"cosine", metric::cosine},
      {"minkowski", metric::minkowski},
      {"lp", metric::minkowski},
  }};
  for (const auto& [known, kind] : names) {
    if (known == name) {
      return kind;
    }
  }
  throw error(
      errc::unknown_name,
      fmt::format("no metric \"{}\"; there are euclidean, sqeuclidean, cityblock, chebyshev, cosine, minkowski", name));
}

}  // namespace relent
