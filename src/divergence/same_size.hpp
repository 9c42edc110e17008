#pragma once

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent {

/// Throws error(errc::unsupported) where the points of two distributions have different sizes.
template <class P, class Q>
void require_same_size(const P& p, const Q& q) {
  if (p.space().size != q.space().size) {
    throw error(
        errc::unsupported, "kl_divergence",
        fmt::format("P has {} and Q has {}: no ratio of the two is defined", p.space().words(), q.space().words()));
  }
}

}  // namespace relent
