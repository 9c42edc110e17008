#include "kernel/load.hpp"

#include "kernel/half.hpp"

namespace relent::kernel {
namespace {

// The storage of the two half types; no arithmetic is done on them.
struct half {
  std::uint16_t bits;
};
struct brain {
  std::uint16_t bits;
};

double widen(double x) noexcept { return x; }
double widen(float x) noexcept { return static_cast<double>(x); }
double widen(brain x) noexcept { return static_cast<double>(float_of_brain(x.bits)); }
double widen(half x) noexcept { return static_cast<double>(float_of_half(x.bits)); }

template <class T>
const double* convert(const row_view& row, std::int64_t first, std::int64_t n, double* buffer) noexcept {
  const T* from = static_cast<const T*>(row.data) + first * row.stride;
  if (row.stride == 1) {
    for (std::int64_t i = 0; i < n; ++i) {
      buffer[i] = widen(from[i]);
    }
  } else {
    for (std::int64_t i = 0; i < n; ++i) {
      buffer[i] = widen(from[i * row.stride]);
    }
  }
  return buffer;
}

}  // namespace

const double* load_block(const row_view& row, std::int64_t first, std::int64_t n, double* buffer) noexcept {
  switch (row.type) {
    case dtype::f64:
      if (row.stride == 1) {
        return static_cast<const double*>(row.data) + first;
      }
      return convert<double>(row, first, n, buffer);
    case dtype::f32:
      return convert<float>(row, first, n, buffer);
    case dtype::f16:
      return convert<half>(row, first, n, buffer);
    case dtype::bf16:
      return convert<brain>(row, first, n, buffer);
  }
  return buffer;
}

}  // namespace relent::kernel
