#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "relent/logits/compare_logits.hpp"

#include "logits/data_file.hpp"

namespace relent::logits {

/// How a row's numbers are stored. `coded` are llama.cpp's: two floats, scale and least log-probability, then a u16 a
/// token; log p = scale * u + least.
enum class element { f64, f32, f16, bf16, coded };

[[nodiscard]] constexpr std::int64_t bytes_of(element e) noexcept {
  return e == element::f64 ? 8 : e == element::f32 ? 4 : 2;
}
[[nodiscard]] std::string_view name(element e) noexcept;

/// Where rows lie in a file: row r at start + r * row_bytes.
struct logit_layout {
  logit_file_info about{};
  element stored = element::f32;
  std::int64_t rows = 0, vocabulary = 0;
  std::int64_t start = 0, row_bytes = 0;
  /// Of a llama.cpp file: `context` tokens a chunk, of which the rows predict the second half.
  std::int64_t chunks = 0, context = 0;
  std::vector<std::int32_t> tokens{};  ///< all of them, chunk by chunk

  /// Rows of a chunk, and the place in it of the first one's prediction.
  [[nodiscard]] std::int64_t chunk_rows() const noexcept { return context - 1 - context / 2; }
  [[nodiscard]] std::int64_t first_predicted() const noexcept { return context / 2 + 1; }
};

/// Fills rows, vocabulary and row_bytes from a shape, of which all axes but the last are rows. Throws
/// error(errc::unsupported) for fewer than two axes or more than three, error(errc::empty) where one is 0.
void take_shape(logit_layout& of, std::vector<std::int64_t> shape);

/// The readers of one format each: the header, checked against the file's size. `tensor` is the name behind the colon.
[[nodiscard]] logit_layout npy_layout(const data_file& file);
[[nodiscard]] logit_layout safetensors_layout(const data_file& file, const std::string& tensor);
[[nodiscard]] logit_layout llama_layout(const data_file& file);

inline constexpr std::string_view npy_magic = "\x93NUMPY", llama_magic = "_logits_";

}  // namespace relent::logits
