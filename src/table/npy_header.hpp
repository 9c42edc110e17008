#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relent::table {

/// What a .npy file says of its array (NEP 1; format versions 1 to 3).
struct npy_header {
  char kind = 'f';        ///< f i u b U S M m
  std::int64_t item = 8;  ///< bytes of one element
  bool big_endian = false;
  std::string unit{};  ///< of M and m: "ns", "D"
  bool fortran = false;
  std::vector<std::int64_t> shape{};
  std::int64_t start = 0;  ///< of the data, in bytes from the file's start

  [[nodiscard]] std::int64_t rows() const { return shape[0]; }
  [[nodiscard]] std::int64_t columns() const { return shape.size() == 2 ? shape[1] : 1; }
};

/// Bytes of a file that `read_npy_header` has to see for a header whose first 12 bytes are these; 0 where
/// they are no header's.
[[nodiscard]] std::int64_t npy_header_bytes(std::string_view start);

/// Reads the header of an array of any shape from the file's start, and checks it against the file's size: a type that
/// can be read, and as much data as it claims. Throws error(errc::corrupt | unsupported) naming `path`.
[[nodiscard]] npy_header read_npy_array_header(const std::string& path, std::string_view start,
                                               std::int64_t file_bytes);

/// The same of an array that is a column or a table: one or two axes, and not too many columns.
[[nodiscard]] npy_header read_npy_header(const std::string& path, std::string_view start, std::int64_t file_bytes);

}  // namespace relent::table
