#include "distribution/batch_reader.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"

namespace relent {

std::int64_t elements(std::span<const std::int64_t> shape) noexcept {
  std::int64_t n = 1;
  for (const std::int64_t size : shape) {
    n *= size;
  }
  return n;
}

broadcast_reader::broadcast_reader(const array_view& array, std::span<const std::int64_t> shape)
    : data_(static_cast<const double*>(array.data)) {
  const std::size_t missing = shape.size() - array.shape.size();
  bool moves = false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 1) {
      continue;
    }
    const bool own = i >= missing && array.shape[i - missing] != 1;
    const std::int64_t stride = own ? array.strides[i - missing] : 0;
    moves = moves || stride != 0;
    if (!sizes_.empty() && strides_.back() == stride * shape[i]) {
      sizes_.back() *= shape[i];
      strides_.back() = stride;
    } else {
      sizes_.push_back(shape[i]);
      strides_.push_back(stride);
    }
  }
  if (!moves) {
    sizes_.clear();
    strides_.clear();
  }
}

double broadcast_reader::at(std::int64_t index) const noexcept {
  std::int64_t offset = 0;
  for (std::size_t i = sizes_.size(); i-- > 0;) {
    offset += index % sizes_[i] * strides_[i];
    index /= sizes_[i];
  }
  return data_[offset];
}

const double* broadcast_reader::block(std::int64_t first, std::int64_t n, double* buffer) const noexcept {
  if (sizes_.empty()) {
    std::fill_n(buffer, n, *data_);
    return buffer;
  }
  if (sizes_.size() == 1 && strides_[0] == 1) {
    return data_ + first;
  }
  const std::int64_t length = sizes_.back(), stride = strides_.back();
  for (std::int64_t done = 0; done < n;) {
    const std::int64_t along = (first + done) % length, run = std::min(length - along, n - done);
    std::int64_t offset = along * stride, above = (first + done) / length;
    for (std::size_t i = sizes_.size() - 1; i-- > 0;) {
      offset += above % sizes_[i] * strides_[i];
      above /= sizes_[i];
    }
    const double* from = data_ + offset;
    for (std::int64_t k = 0; k < run; ++k) {
      buffer[done + k] = from[k * stride];
    }
    done += run;
  }
  return buffer;
}

batch_reader::batch_reader(const distribution_batch& batch, std::span<const std::int64_t> shape)
    : batch_(batch), shape_(shape.begin(), shape.end()) {
  for (const array_view& a : batch.parameters()) {
    readers_.emplace_back(a, shape);
  }
}

void batch_reader::values_at(std::int64_t index, std::span<double> values) const noexcept {
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    values[i] = readers_[i].at(index);
  }
}

distribution batch_reader::at(std::int64_t index) const {
  if (batch_.one()) {
    return *batch_.one();
  }
  std::vector<parameter_value> values;
  for (const broadcast_reader& r : readers_) {
    values.emplace_back(r.at(index));
  }
  try {
    return batch_.family()->make(values);
  } catch (const error& e) {
    throw placed(e, index);
  }
}

void batch_reader::check(std::int64_t index) const {
  std::array<double, 8> values{};
  const std::span<double> used = std::span(values).first(readers_.size());
  values_at(index, used);
  try {
    batch_.family()->check(used);
  } catch (const error& e) {
    throw placed(e, index);
  }
}

/// `sd = -1, must be > 0` with the place put in: `sd[3] = -1, must be > 0`.
error batch_reader::placed(const error& e, std::int64_t index) const {
  std::vector<std::int64_t> place(shape_.size());
  for (std::size_t i = shape_.size(); i-- > 0; index /= std::max<std::int64_t>(shape_[i], 1)) {
    place[i] = index % std::max<std::int64_t>(shape_[i], 1);
  }
  const family_entry& family = *batch_.family();
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    const std::vector<std::int64_t>& own = batch_.parameters()[i].shape;
    const std::string_view name = family.parameters[i].name;
    if (!e.message().starts_with(fmt::format("{} =", name))) {
      continue;
    }
    if (own.empty()) {
      return e;
    }
    std::vector<std::int64_t> at(place.end() - static_cast<std::ptrdiff_t>(own.size()), place.end());
    for (std::size_t k = 0; k < own.size(); ++k) {
      at[k] = own[k] == 1 ? 0 : at[k];
    }
    return {e.code(), e.function(),
            fmt::format("{}[{}]{}", name, fmt::join(at, ", "), e.message().substr(name.size()))};
  }
  const std::string where = place.empty() ? "" : fmt::format(", at [{}]", fmt::join(place, ", "));
  return {e.code(), e.function(), e.message() + where};
}

}  // namespace relent
