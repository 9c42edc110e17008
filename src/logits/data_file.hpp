#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace relent::logits {

/// A file that is read at any place, by several threads at once. Throws error(not_found | unreadable) naming the path.
class data_file {
 public:
  explicit data_file(std::string path);
  ~data_file();
  data_file(data_file&& other) noexcept;
  data_file& operator=(data_file&&) = delete;
  data_file(const data_file&) = delete;
  data_file& operator=(const data_file&) = delete;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::int64_t size() const noexcept { return size_; }

  /// Fills `out` from byte `from` on. Throws error(errc::unreadable) where the file has become shorter.
  void read(std::int64_t from, std::span<std::byte> out) const;

  /// The bytes [from, from + count), as text; fewer where the file ends before.
  [[nodiscard]] std::string text(std::int64_t from, std::int64_t count) const;

 private:
  std::string path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace relent::logits
