#include "relent/core/matrix.hpp"

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent {
namespace {

template <class Rows>
std::vector<double> flattened(const Rows& rows) {
  std::vector<double> out;
  std::size_t i = 0;
  for (const auto& row : rows) {
    ++i;
    if (row.size() != rows.begin()->size()) {
      throw error(errc::shape_mismatch, "matrix",
                  fmt::format("row {} has {} numbers, row 1 has {}", i, row.size(), rows.begin()->size()));
    }
    out.insert(out.end(), row.begin(), row.end());
  }
  return out;
}

}  // namespace

matrix::matrix(std::initializer_list<std::initializer_list<double>> from)
    : rows(from.size()), columns(from.size() == 0 ? 0 : from.begin()->size()), values(flattened(from)) {}

matrix::matrix(const std::vector<std::vector<double>>& from)
    : rows(from.size()), columns(from.empty() ? 0 : from.front().size()), values(flattened(from)) {}

}  // namespace relent
