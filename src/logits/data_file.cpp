#include "logits/data_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "relent/core/error.hpp"

namespace relent::logits {

data_file::data_file(std::string path)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) {
    const int reason = errno;
    throw error(reason == ENOENT ? errc::not_found : errc::unreadable,
                fmt::format("cannot open {}: {}", path_, std::strerror(reason)));
  }
  struct stat about {};
  const bool plain = ::fstat(descriptor_, &about) == 0 && S_ISREG(about.st_mode);
  if (!plain) {
    ::close(descriptor_);
    throw error(errc::unreadable, fmt::format("{} is no regular file: logits are read from one, not from a {}", path_,
                                              S_ISDIR(about.st_mode) ? "directory" : "pipe"));
  }
  size_ = about.st_size;
}

data_file::~data_file() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

data_file::data_file(data_file&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

void data_file::read(std::int64_t from, std::span<std::byte> out) const {
  while (!out.empty()) {
    const ssize_t n = ::pread(descriptor_, out.data(), out.size(), from);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      throw error(errc::unreadable,
                  fmt::format("{}: {}", path_,
                              n == 0 ? fmt::format("the file became shorter while it was read, at byte {}", from)
                                     : fmt::format("cannot be read at byte {}: {}", from, std::strerror(errno))));
    }
    from += n;
    out = out.subspan(static_cast<std::size_t>(n));
  }
}

std::string data_file::text(std::int64_t from, std::int64_t count) const {
  std::string out(static_cast<std::size_t>(std::clamp<std::int64_t>(size_ - from, 0, count)), '\0');
  read(from, std::as_writable_bytes(std::span(out)));
  return out;
}

}  // namespace relent::logits
