#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "logits/row_source.hpp"

namespace relent::logits {

/// Which token every row of a comparison predicted: of `file`, a .npy of whole numbers (a negative one: not known),
/// else of the sides that are llama.cpp's; empty where nothing tells. Throws error(errc::shape_mismatch | out_of_range
/// | unsupported) naming files and places; two llama.cpp files must hold the same tokens.
[[nodiscard]] std::vector<std::int32_t> predicted_tokens(const std::string& file, const row_source& teacher,
                                                         const row_source& student);

}  // namespace relent::logits
