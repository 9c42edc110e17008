#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "logits/data_file.hpp"
#include "logits/logit_layout.hpp"

namespace relent::logits {

/// One side of a comparison: rows of logits, read and decoded one block at a time, by several threads at once.
class row_source {
 public:
  /// `path`, or `path:tensor` of a .safetensors file. Throws as compare_logits says.
  explicit row_source(const std::string& path);

  [[nodiscard]] const logit_layout& layout() const noexcept { return layout_; }
  [[nodiscard]] std::int64_t rows() const noexcept { return window_.empty() ? layout_.rows : window_.rows; }

  /// Takes only the rows that `other`, a llama.cpp file, has predictions for, where this file has a row for every token
  /// of its chunks.
  void look_through(const logit_layout& other);

  /// The bytes of rows [first, first + count).
  void read(std::int64_t first, std::int64_t count, std::vector<std::byte>& out) const;

  /// A row's numbers from its bytes: in place where they are stored so, else decoded into `buffer`. Doubles as floats
  /// are rounded, everything else is exact; a row of codes is decoded to floats only.
  [[nodiscard]] const float* decode(const std::byte* row, std::vector<float>& buffer) const;
  [[nodiscard]] const double* decode(const std::byte* row, std::vector<double>& buffer) const;

  /// `teacher.npy: row 3` or `teacher.npy: batch 0, token 3`: where a row stands in its file.
  [[nodiscard]] std::string place(std::int64_t row) const;

 private:
  /// Which rows of every chunk count.
  struct window {
    std::int64_t rows = 0, of_chunk = 0, chunk = 0, first = 0;
    [[nodiscard]] bool empty() const noexcept { return rows == 0; }
  };

  [[nodiscard]] std::int64_t stored_row(std::int64_t row) const noexcept;

  data_file file_;
  logit_layout layout_;
  window window_{};
};

}  // namespace relent::logits
