#pragma once

#include "logits/data_file.hpp"
#include "table/npy_header.hpp"

namespace relent::logits {

/// The header of a .npy file whose elements lie row by row and in this machine's byte order. Throws
/// error(errc::unsupported) for others, and as table::read_npy_array_header does.
[[nodiscard]] table::npy_header npy_array_of(const data_file& file);

}  // namespace relent::logits
