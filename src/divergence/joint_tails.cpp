#include "joint_tails.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/mv_student_t.hpp"

#include "as_gaussian.hpp"

namespace relent {
namespace {

/// The components of a mixture; else the distribution itself.
std::vector<joint_distribution> parts_of(const joint_distribution& d) {
  if (const auto* mixed = d.get<joint_mixture>()) {
    return {mixed->components().begin(), mixed->components().end()};
  }
  return {d};
}

bool falls_like_normal(const joint_distribution& d) {
  return d.get<mv_student_t>() == nullptr && d.space().kind == space_kind::box && as_gaussian(d).has_value();
}

}  // namespace

std::string reason_tail_diverges(const joint_distribution& p, const joint_distribution& q, double alpha) {
  if (!std::ranges::all_of(parts_of(q), falls_like_normal)) {
    return "";
  }
  for (const joint_distribution& part : parts_of(p)) {
    const auto* heavy = part.get<mv_student_t>();
    if (heavy != nullptr && (alpha > 1 || heavy->df() <= 2)) {
      return alpha > 1 ? fmt::format(
                             "{} falls like a power of |x| and Q = {} like exp(-|x|^2): the ratio's powers have "
                             "no finite mean",
                             part.text(), q.text())
                       : fmt::format("{} has no finite variance, and log q falls like the square of x", part.text());
    }
  }
  return "";
}

}  // namespace relent
