#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "logits/logit_layout.hpp"
#include "logits/npy_array.hpp"

namespace relent::logits {

table::npy_header npy_array_of(const data_file& file) {
  constexpr std::int64_t fixed = 12, longest = std::int64_t{1} << 20;
  std::string start = file.text(0, fixed);
  const std::int64_t wanted = table::npy_header_bytes(start);
  start = file.text(0, std::clamp(wanted, fixed, longest));
  table::npy_header header = table::read_npy_array_header(file.path(), start, file.size());
  if (header.big_endian) {
    throw error(
        errc::unsupported,
        fmt::format("{} is big-endian: save it with array.astype(array.dtype.newbyteorder(\"<\"))", file.path()));
  }
  if (header.fortran && header.shape.size() > 1) {
    throw error(errc::unsupported,
                fmt::format("{} is in Fortran order, columns first: save numpy.ascontiguousarray(array)", file.path()));
  }
  return header;
}

logit_layout npy_layout(const data_file& file) {
  const table::npy_header header = npy_array_of(file);
  if (header.kind != 'f') {
    throw error(errc::unsupported, fmt::format("{} holds elements of type {}{}: logits are f8, f4 or f2", file.path(),
                                               header.kind, header.kind == 'U' ? header.item / 4 : header.item));
  }
  logit_layout out;
  out.about.path = file.path();
  out.about.format = "NumPy";
  out.stored = header.item == 8 ? element::f64 : header.item == 4 ? element::f32 : element::f16;
  out.start = header.start;
  take_shape(out, header.shape);
  return out;
}

}  // namespace relent::logits
