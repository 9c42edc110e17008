#include "loss/row_blocks.hpp"

#include <algorithm>

#include "kernel/half.hpp"

namespace relent::losses {
namespace {

/// Gradients that together are larger than what caches hold go past them.
constexpr std::int64_t streamed_bytes = std::int64_t{8} << 20;
/// Of the next row no more is asked for than leaves room in a cache of 1 MiB.
constexpr std::int64_t most_bytes_ahead = std::int64_t{1024} << 10;

const void* element(const class_rows& rows, std::int64_t row, std::int64_t first) noexcept {
  return static_cast<const char*>(rows.data) + (row * rows.row_stride + first) * size_of(rows.type);
}

template <class T>
void to_logarithms(T* x, std::int64_t n) noexcept {
  if constexpr (std::is_same_v<T, double>) {
    for (std::int64_t i = 0; i < n; ++i) {
      x[i] = x[i] >= 0 && std::isfinite(x[i]) ? x[i] : std::nan("");  // which logarithms() leaves
    }
    kernel::logarithms(x, n);
  }
}

}  // namespace

template <class T>
const T* row_reader<T>::block(std::int64_t row, std::int64_t first, std::int64_t n) const noexcept {
  const void* from = element(rows_, row, first);
  if (direct_) {
    return static_cast<const T*>(from);
  }
  kernel::widen(from, rows_.type, n, buffer_);
  if (logarithms_) {
    to_logarithms(buffer_, n);
  }
  return buffer_;
}

template <class T>
const void* row_reader<T>::place(std::int64_t row, std::int64_t first) const noexcept {
  return element(rows_, row, first);
}

template <class T>
const void* row_reader<T>::next(std::int64_t row, std::int64_t first) const noexcept {
  return row + 1 < rows_.rows && first * size_of(rows_.type) < most_bytes_ahead ? place(row + 1, first) : nullptr;
}

template <class T>
row_writer<T>::row_writer(const gradient_rows& to, const class_rows& of, T* buffer) noexcept
    : to_(to.data),
      stride_(to.row_stride < 0 ? of.classes : to.row_stride),
      of_(of),
      buffer_(buffer),
      direct_(of.type == dtype_of<T> && of.holds != row_content::probs),
      ready_(to.data != nullptr && is_read_by<T>(of.type) && of.holds != row_content::probs),
      stream_(ready_ && to.data != of.data && of.rows * of.classes * size_of(of.type) >= streamed_bytes) {}

template <class T>
void* row_writer<T>::place(std::int64_t row, std::int64_t first) const noexcept {
  return static_cast<char*>(to_) + (row * stride_ + first) * size_of(of_.type);
}

template <class T>
T* row_writer<T>::block(std::int64_t row, std::int64_t first) const noexcept {
  if (to_ == nullptr) {
    return nullptr;
  }
  return direct_ ? static_cast<T*>(place(row, first)) : buffer_;
}

template <class T>
void row_writer<T>::done(std::int64_t row, std::int64_t first, std::int64_t n) const noexcept {
  if (to_ == nullptr || direct_) {
    return;
  }
  if (of_.holds == row_content::probs) {
    T part[64];
    for (std::int64_t i = 0; i < n; i += 64) {
      const std::int64_t some = std::min<std::int64_t>(64, n - i);
      kernel::widen(element(of_, row, first + i), of_.type, some, part);
      for (std::int64_t k = 0; k < some; ++k) {
        buffer_[i + k] = part[k] > 0 ? buffer_[i + k] / part[k] : T{0};
      }
    }
  }
  kernel::narrow(buffer_, n, of_.type, place(row, first));
}

template <class T>
void row_writer<T>::fill(std::int64_t row, double value) const noexcept {
  if (to_ == nullptr) {
    return;
  }
  const T one = static_cast<T>(value);
  T part[64];
  std::fill_n(part, 64, one);
  for (std::int64_t i = 0; i < of_.classes; i += 64) {
    kernel::narrow(part, std::min<std::int64_t>(64, of_.classes - i), of_.type, place(row, i));
  }
}

template <class T>
kernel::row_sums<T> sums_of(const row_reader<T>& reader, std::int64_t row, std::int64_t classes, T inverse_temperature,
                            bool tilted) {
  const kernel::row_kernel<T>& kernel = kernel::logit_rows<T>();
  kernel::row_sums<T> sums;
  for (std::int64_t first = 0; first < classes; first += block_classes) {
    const std::int64_t n = std::min(block_classes, classes - first);
    if (tilted) {
      kernel.sum_tilted(reader.block(row, first, n), n, inverse_temperature, sums);
    } else if (reader.lies_ready()) {
      kernel.keep(reader.place(row, first), reader.type(), n, inverse_temperature, sums, nullptr);
    } else {
      kernel.sum(reader.block(row, first, n), n, inverse_temperature, sums);
    }
  }
  return sums;
}

template class row_reader<float>;
template class row_reader<double>;
template class row_writer<float>;
template class row_writer<double>;
template kernel::row_sums<float> sums_of(const row_reader<float>&, std::int64_t, std::int64_t, float, bool);
template kernel::row_sums<double> sums_of(const row_reader<double>&, std::int64_t, std::int64_t, double, bool);

}  // namespace relent::losses
