#include "relent/loss/info_nce.hpp"

#include <cstring>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "relent/loss/cross_entropy_loss.hpp"

#include "loss/checks.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "info_nce_loss";

/// The square matrix with rows and columns exchanged, in memory of its own.
std::vector<char> transposed(const void* from, std::int64_t n, std::int64_t stride, std::int64_t bytes) {
  std::vector<char> to(static_cast<std::size_t>(n * n * bytes));
  for (std::int64_t r = 0; r < n; ++r) {
    for (std::int64_t c = 0; c < n; ++c) {
      std::memcpy(to.data() + (c * n + r) * bytes, static_cast<const char*>(from) + (r * stride + c) * bytes,
                  static_cast<std::size_t>(bytes));
    }
  }
  return to;
}

template <class T>
void add_transposed(const std::vector<char>& part, std::int64_t n, std::int64_t stride, void* to) {
  const T* from = reinterpret_cast<const T*>(part.data());
  T* sum = static_cast<T*>(to);
  for (std::int64_t r = 0; r < n; ++r) {
    for (std::int64_t c = 0; c < n; ++c) {
      sum[r * stride + c] += from[c * n + r];
    }
  }
}

}  // namespace

double info_nce_loss(const class_rows& similarity, const info_nce_options& which, const loss_options& how,
                     const loss_outputs& out) {
  losses::check_rows(function, "similarity", similarity);
  const std::int64_t n = similarity.rows;
  if (n > similarity.classes || (which.symmetric && n != similarity.classes)) {
    throw error(errc::shape_mismatch, function,
                fmt::format("similarity has shape ({}, {}), must {}", n, similarity.classes,
                            which.symmetric ? "be square" : "have at least as many columns as rows"));
  }
  std::vector<std::int64_t> own(static_cast<std::size_t>(n));
  std::iota(own.begin(), own.end(), std::int64_t{0});
  const cross_entropy_options options{.ignore_index = -1, .temperature = which.temperature};
  if (!which.symmetric) {
    return cross_entropy_loss(similarity, own, options, how, out);
  }
  if (size_of(similarity.type) == 2) {
    throw error(errc::unsupported, function, "the symmetric loss takes f64 and f32");
  }
  // Both halves with half of the gradient from above; the second through the transposed matrix.
  std::vector<double> half(how.reduce == reduction::none ? static_cast<std::size_t>(n) : 1, 0.5);
  for (std::size_t i = 0; i < out.upstream.size() && i < half.size(); ++i) {
    half[i] = out.upstream[i] / 2;
  }
  const std::int64_t bytes = size_of(similarity.type);
  std::vector<char> turned = transposed(similarity.data, n, similarity.row_stride, bytes);
  loss_outputs first = out, second;
  first.upstream = second.upstream = half;
  std::vector<double> column_losses(static_cast<std::size_t>(out.rows.empty() ? 0 : n));
  second.rows = column_losses;
  second.input = {out.input ? turned.data() : nullptr, -1};
  const double rows = cross_entropy_loss(similarity, own, options, how, first);
  const class_rows columns(turned.data(), similarity.type, n, n);
  const double loss = (rows + cross_entropy_loss(columns, own, options, how, second)) / 2;
  if (out.input) {
    const std::int64_t stride = out.input.row_stride < 0 ? n : out.input.row_stride;
    bytes == 8 ? add_transposed<double>(turned, n, stride, out.input.data)
               : add_transposed<float>(turned, n, stride, out.input.data);
  }
  for (std::size_t i = 0; i < out.rows.size(); ++i) {
    out.rows[i] = (out.rows[i] + column_losses[i]) / 2;
  }
  return loss;
}

}  // namespace relent
