#pragma once

#include <cstdint>

namespace relent::kernel {

/// scale * code + least for each code: a row of log-probabilities stored in 16 bits each.
void decode_u16(const std::uint16_t* codes, std::int64_t n, float scale, float least, float* to) noexcept;

/// The elements of both rows at which `a` is greater than `above`, one behind the other; returns how many. The places
/// have room for n.
std::int64_t keep_above(const float* a, const float* b, std::int64_t n, float above, float* kept_a,
                        float* kept_b) noexcept;

}  // namespace relent::kernel
