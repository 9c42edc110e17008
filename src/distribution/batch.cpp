#include "relent/distribution/batch.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"

#include "distribution/batch_reader.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t block = 512;

/// What a requirement in words allows, for those that are an interval.
struct interval {
  std::string_view words;
  double low, high;
  bool low_open, high_open;
};
constexpr std::array<interval, 8> intervals{{
    {"finite", -infinity, infinity, true, true},
    {"> 0", 0, infinity, true, true},
    {">= 0", 0, infinity, false, true},
    {"> 1", 1, infinity, true, true},
    {"between 0 and 1", 0, 1, false, false},
    {"> 0 and < 1", 0, 1, true, true},
    {"> 0 and <= 1", 0, 1, true, false},
    {">= 0 and < 1", 0, 1, false, true},
}};

bool holds(const interval& in, const double* x, std::int64_t n) {
  bool all = true;
  for (std::int64_t i = 0; i < n; ++i) {
    const bool above = in.low_open ? x[i] > in.low : x[i] >= in.low;
    const bool below = in.high_open ? x[i] < in.high : x[i] <= in.high;
    all = all && above && below;
  }
  return all;
}

/// True when the requirement is an interval, and all elements are in it.
bool surely_good(const parameter_info& parameter, const array_view& array) {
  const auto found = std::ranges::find(intervals, parameter.requirement, &interval::words);
  if (found == intervals.end()) {
    return false;
  }
  const broadcast_reader reader(array, array.shape);
  const std::int64_t n = elements(array.shape);
  std::array<double, block> buffer;
  for (std::int64_t first = 0; first < n; first += block) {
    const std::int64_t count = std::min(block, n - first);
    if (!holds(*found, reader.block(first, count, buffer.data()), count)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<std::int64_t> broadcast_shape(std::span<const std::vector<std::int64_t>> shapes) {
  std::size_t axes = 0;
  for (const auto& shape : shapes) {
    axes = std::max(axes, shape.size());
  }
  std::vector<std::int64_t> out(axes, 1);
  for (const auto& shape : shapes) {
    for (std::size_t i = 0; i < shape.size(); ++i) {
      std::int64_t& size = out[axes - shape.size() + i];
      if (size != 1 && shape[i] != 1 && size != shape[i]) {
        std::vector<std::string> words;
        for (const auto& s : shapes) {
          words.push_back(fmt::format("({})", fmt::join(s, ", ")));
        }
        throw error(errc::shape_mismatch, fmt::format("shapes {} do not broadcast", fmt::join(words, " and ")));
      }
      size = shape[i] == 1 ? size : shape[i];
    }
  }
  return out;
}

distribution_batch::distribution_batch(const family_entry& family, std::vector<array_view> parameters)
    : family_(&family), parameters_(std::move(parameters)) {
  if (parameters_.size() != family.parameters.size()) {
    throw error(errc::shape_mismatch, family.name,
                fmt::format("{} parameter{} given, needs {}", parameters_.size(), parameters_.size() == 1 ? "" : "s",
                            family.parameters.size()));
  }
  std::vector<std::vector<std::int64_t>> shapes;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (family.parameters[i].kind != parameter_kind::number) {
      throw error(errc::unsupported, family.name,
                  "many lists are an array of masses; measures of arrays take it as it is");
    }
    if (parameters_[i].type != dtype::f64) {
      throw error(errc::type_mismatch, family.name,
                  fmt::format("{} must be an array of f64", family.parameters[i].name));
    }
    shapes.push_back(parameters_[i].shape);
  }
  try {
    shape_ = broadcast_shape(shapes);
  } catch (const error& e) {
    throw error(e.code(), family.name, e.message());
  }
}

distribution_batch::distribution_batch(single /*tag*/, distribution one)
    : family_(family_of(one)), one_(std::move(one)) {
  if (family_ == nullptr || family_->parameters[0].kind != parameter_kind::number) {
    family_ = nullptr;
    return;
  }
  values_ = std::make_shared<const std::vector<double>>(family_->values(*one_));
  for (const double& x : *values_) {
    parameters_.push_back({&x, dtype::f64, {}, {}});
  }
}

std::int64_t distribution_batch::size() const noexcept { return elements(shape_); }

distribution distribution_batch::at(std::int64_t index) const { return batch_reader(*this, shape_).at(index); }

void distribution_batch::check() const {
  if (one_) {
    return;
  }
  bool good = true;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    good = good && surely_good(family_->parameters[i], parameters_[i]);
  }
  if (good) {
    return;
  }
  const batch_reader reader(*this, shape_);
  const std::int64_t n = size();
  for (std::int64_t i = 0; i < n; ++i) {
    reader.check(i);
  }
}

}  // namespace relent
