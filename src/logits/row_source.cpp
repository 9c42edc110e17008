#include "logits/row_source.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "relent/core/array_view.hpp"
#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

#include "kernel/coded_row.hpp"
#include "kernel/half.hpp"

namespace relent::logits {
namespace {

static_assert(std::endian::native == std::endian::little, "all formats are little-endian");

/// `model.safetensors:logits` as path and tensor, unless there is a file of the whole name.
std::pair<std::string, std::string> path_and_tensor(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::error_code unknown;
  if (colon == std::string::npos || std::filesystem::exists(text, unknown)) {
    return {text, ""};
  }
  return {text.substr(0, colon), text.substr(colon + 1)};
}

logit_layout layout_of(const data_file& file, const std::string& tensor) {
  const std::string start = file.text(0, 16);
  const bool several = start.size() > 8 && start[8] == '{';
  if (!tensor.empty() && !several) {
    throw error(errc::unsupported, fmt::format("{} is no .safetensors file: only those hold tensors with names, as {}",
                                               file.path(), relent::quoted(tensor)));
  }
  if (start.starts_with(npy_magic)) {
    return npy_layout(file);
  }
  if (start.starts_with(llama_magic)) {
    return llama_layout(file);
  }
  if (several) {
    return safetensors_layout(file, tensor);
  }
  const char* const guess = start.starts_with("PK")     ? ", but a zip archive, as torch.save and numpy.savez write"
                            : start.starts_with("GGUF") ? ", but a GGUF model: its logits are what llama-perplexity "
                                                          "--kl-divergence-base writes"
                            : start.empty()             ? ": it is empty"
                                                        : "";
  throw error(errc::corrupt,
              fmt::format("{} is no file of logits, .npy, .safetensors or llama.cpp's{}", file.path(), guess));
}

struct code_scale {
  float scale, least;
};

code_scale scale_of(const std::byte* row) {
  code_scale out{};
  std::memcpy(&out, row, sizeof out);
  return out;
}

dtype dtype_of(element stored) {
  return stored == element::f64    ? dtype::f64
         : stored == element::f16  ? dtype::f16
         : stored == element::bf16 ? dtype::bf16
                                   : dtype::f32;
}

}  // namespace

row_source::row_source(const std::string& path) : file_(path_and_tensor(path).first) {
  layout_ = layout_of(file_, path_and_tensor(path).second);
}

void row_source::look_through(const logit_layout& other) {
  const bool every_token = layout_.context == 0 && other.context > 0 && layout_.rows == other.chunks * other.context;
  if (every_token) {
    window_ = {other.rows, other.context, other.chunk_rows(), other.context / 2};
  }
}

std::int64_t row_source::stored_row(std::int64_t row) const noexcept {
  return window_.empty() ? row : row / window_.chunk * window_.of_chunk + window_.first + row % window_.chunk;
}

void row_source::read(std::int64_t first, std::int64_t count, std::vector<std::byte>& out) const {
  out.resize(static_cast<std::size_t>(count * layout_.row_bytes));
  for (std::int64_t done = 0; done < count;) {
    const std::int64_t left_in_chunk = window_.empty() ? count : window_.chunk - (first + done) % window_.chunk;
    const std::int64_t now = std::min(count - done, left_in_chunk);
    file_.read(layout_.start + stored_row(first + done) * layout_.row_bytes,
               std::span(out).subspan(static_cast<std::size_t>(done * layout_.row_bytes),
                                      static_cast<std::size_t>(now * layout_.row_bytes)));
    done += now;
  }
}

const float* row_source::decode(const std::byte* row, std::vector<float>& buffer) const {
  if (layout_.stored == element::f32) {
    return reinterpret_cast<const float*>(row);
  }
  buffer.resize(static_cast<std::size_t>(layout_.vocabulary));
  if (layout_.stored == element::coded) {
    const auto [scale, least] = scale_of(row);
    kernel::decode_u16(reinterpret_cast<const std::uint16_t*>(row + sizeof(code_scale)), layout_.vocabulary, scale,
                       least, buffer.data());
  } else {
    kernel::widen(row, dtype_of(layout_.stored), layout_.vocabulary, buffer.data());
  }
  return buffer.data();
}

const double* row_source::decode(const std::byte* row, std::vector<double>& buffer) const {
  if (layout_.stored == element::f64) {
    return reinterpret_cast<const double*>(row);
  }
  buffer.resize(static_cast<std::size_t>(layout_.vocabulary));
  kernel::widen(row, dtype_of(layout_.stored), layout_.vocabulary, buffer.data());
  return buffer.data();
}

std::string row_source::place(std::int64_t row) const {
  const std::int64_t at = stored_row(row);
  if (layout_.about.shape.size() == 2) {
    return fmt::format("{}: row {}", file_.path(), at);
  }
  const std::int64_t each = layout_.about.shape[1];
  return fmt::format("{}: {} {}, {} {}", file_.path(), layout_.context > 0 ? "chunk" : "batch", at / each,
                     layout_.context > 0 ? "row" : "token", at % each);
}

}  // namespace relent::logits
