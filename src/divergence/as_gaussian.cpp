#include "as_gaussian.hpp"

#include <algorithm>

#include "relent/distribution/normal.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/matrix_normal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"

namespace relent {

std::optional<mvnormal> as_gaussian(const joint_distribution& d) {
  if (const auto* known = d.get<mvnormal>()) {
    return *known;
  }
  bool normal_shaped = d.get<mvnormal_diagonal>() != nullptr || d.get<mvnormal_low_rank>() != nullptr ||
                       d.get<matrix_normal>() != nullptr;
  if (const auto* factors = d.get<independent>()) {
    normal_shaped =
        std::ranges::all_of(factors->factors(), [](const distribution& f) { return f.get<normal>() != nullptr; });
  }
  return normal_shaped ? std::optional(mvnormal(d.mean(), d.covariance())) : std::nullopt;
}

}  // namespace relent
