#include "loss/combined_rows.hpp"

#include <algorithm>

#include "kernel/half.hpp"
#include "loss/row_blocks.hpp"

namespace relent::losses {
namespace {

/// One row in its own memory where it has the working type, else widened.
template <class T>
class_rows one_row(const class_rows& rows, std::int64_t row, std::vector<T>& own) {
  const void* from = static_cast<const char*>(rows.data) + row * rows.row_stride * size_of(rows.type);
  if (rows.type != dtype_of<T>) {
    own.resize(static_cast<std::size_t>(rows.classes));
    kernel::widen(from, rows.type, rows.classes, own.data());
    from = own.data();
  }
  return {from, dtype_of<T>, 1, rows.classes, rows.classes, rows.holds};
}

template <class T>
void add(const std::vector<T>& part, std::vector<T>& sum) {
  std::transform(part.begin(), part.end(), sum.begin(), sum.begin(), [](T x, T y) { return x + y; });
}

template <class T>
void store(const class_rows& of, const gradient_rows& to, std::int64_t row, const std::vector<T>& sum) {
  const std::int64_t stride = to.row_stride < 0 ? of.classes : to.row_stride;
  kernel::narrow(sum.data(), of.classes, of.type, static_cast<char*>(to.data) + row * stride * size_of(of.type));
}

}  // namespace

template <class T>
combined_row<T>::combined_row(const class_rows& a, const class_rows& b, const gradient_rows& to_a,
                              const gradient_rows& to_b)
    : a_(a), b_(b), to_a_(to_a), to_b_(to_b), wants_a_(to_a), wants_b_(to_b) {
  const auto classes = static_cast<std::size_t>(a.classes);
  part_a_.resize(wants_a_ ? classes : 0);
  sum_a_.resize(part_a_.size());
  part_b_.resize(wants_b_ ? classes : 0);
  sum_b_.resize(part_b_.size());
}

template <class T>
void combined_row<T>::take(std::int64_t row) {
  row_ = row;
  one_a_ = one_row(a_, row, own_a_);
  one_b_ = one_row(b_, row, own_b_);
  std::fill(sum_a_.begin(), sum_a_.end(), T{0});
  std::fill(sum_b_.begin(), sum_b_.end(), T{0});
}

template <class T>
void combined_row<T>::add_a() {
  add(part_a_, sum_a_);
}

template <class T>
void combined_row<T>::add_b() {
  add(part_b_, sum_b_);
}

template <class T>
void combined_row<T>::done() {
  if (wants_a_) {
    store(a_, to_a_, row_, sum_a_);
  }
  if (wants_b_) {
    store(b_, to_b_, row_, sum_b_);
  }
}

template class combined_row<float>;
template class combined_row<double>;

}  // namespace relent::losses
